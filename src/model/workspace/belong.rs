//! Where env files belong.

mod copied;
mod neighbours;

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::{Workspace, stacks};
use crate::config::{EnvironmentSettings, Role};
use crate::model::env_file::{EnvFileId, Kind as FileKind};
use crate::model::environment::{Belonging, EnvironmentId, Evidence, Kind, flag};
use crate::source::Span;
use crate::source::vfs::normalize;

use copied::by_copy;
use neighbours::Neighbours;

/// Who loads each file.
type Users = BTreeMap<EnvFileId, Loaders>;

/// The environments of the services that load a file, each with a place that does.
#[derive(Default)]
struct Loaders {
    environments: BTreeMap<EnvironmentId, Span>,
    /// A service that is shared.
    shared: Option<Span>,
}

/// Where every env file belongs: where the configuration says, where its name says, where all that
/// load it belong, where its directory says, where it says itself, else with what runs beside it. A
/// template is loaded by nobody: what it says of itself counts before those who load the file that is made
/// from it.
pub(super) fn belongings(workspace: &mut Workspace) -> Vec<Belonging> {
    let users = users(workspace);
    let neighbours = Neighbours::of(workspace);
    let ids: Vec<(EnvFileId, FileKind)> = workspace.env_files().map(|(id, file)| (id, file.kind)).collect();
    let belonging = |(id, kind)| {
        let used = users.get(&id).and_then(by_users);
        let (loaded, made) = if kind == FileKind::Deployed { (used, None) } else { (None, used) };
        let told = [
            configured(workspace, id),
            by_name(workspace, id),
            by_copy(workspace, id),
            loaded,
            by_directory(workspace, id),
            by_flag(workspace, id),
            made.or_else(|| neighbours.of_plain(workspace, id)),
        ];
        let mut told = told.into_iter().flatten();
        let Some(first) = told.next() else {
            let nothing = || Belonging::new(None, Evidence::new(Kind::Nothing, "no environment is known to load it"));
            return neighbours.of_other(workspace, id).unwrap_or_else(nothing);
        };
        // What is shared is so because two environments have it, and what nobody knows contradicts nothing.
        let is_shared = first.environment.is_none();
        let others = told.filter(|_| !is_shared).filter_map(|other| Some((other.environment?, other.evidence)));
        let others: Vec<_> = others.filter(|(other, _)| workspace.environments.role(*other) != Role::Other).collect();
        first.against(others)
    };
    ids.into_iter().map(belonging).collect()
}

fn users(workspace: &Workspace) -> Users {
    let mut users = Users::new();
    for (_, _, service) in workspace.services() {
        for used in &service.env_files {
            let Some(id) = used.file.or(used.template) else { continue };
            let loaders = users.entry(id).or_default();
            match service.belongs.environment {
                Some(environment) => _ = loaders.environments.entry(environment).or_insert(used.span),
                None => loaders.shared = loaders.shared.or(Some(used.span)),
            }
        }
    }
    users
}

fn configured(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let full = &workspace.env_file(id)?.path;
    let path = workspace.told(full);
    if workspace.config.settings.shared.env_files.is_match(path.as_str()) {
        return Some(Belonging::new(None, Evidence::new(Kind::Configuration, "the configuration shares it")));
    }
    let declared = &workspace.config.settings.environments;
    // A file that is passed to the projects of one environment is its own, too.
    let is_passed = |file: &String| normalize(&workspace.base, Utf8Path::new(file)) == *full;
    let passed = |settings: &EnvironmentSettings| settings.projects.iter().flat_map(|it| &it.env_files).any(is_passed);
    let mut users = declared.iter().filter(|(_, settings)| passed(settings));
    let only = users.next().filter(|_| users.next().is_none());
    let named = declared.iter().find(|(_, settings)| settings.env_files.is_match(path.as_str()));
    let (name, role) = named.or(only).map(|(name, settings)| (name.clone(), settings.role))?;
    let environment = workspace.environments.intern(&name, role.unwrap_or(Role::Other));
    let evidence = Evidence::new(Kind::Configuration, "the configuration names it");
    Some(Belonging::new(Some(environment), evidence))
}

fn by_name(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let marker = workspace.env_file(id)?.marker?;
    let environment = workspace.environments.of_marker(marker);
    let reason = format!("its name speaks of {}", marker.name);
    Some(Belonging::new(Some(environment), Evidence::new(Kind::File, reason)))
}

fn by_users(users: &Loaders) -> Option<Belonging> {
    let mut environments = users.environments.iter();
    let Some((environment, span)) = environments.next() else {
        let evidence = Evidence::new(Kind::Use, "a shared service loads it").at(users.shared?);
        return Some(Belonging::new(None, evidence));
    };
    Some(match environments.next() {
        None => {
            let evidence = Evidence::new(Kind::Use, "the services that load it belong there");
            Belonging::new(Some(*environment), evidence.at(*span))
        }
        Some((_, other)) => {
            Belonging::new(None, Evidence::new(Kind::Use, "services of two environments load it").at(*other))
        }
    })
}

fn by_directory(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let told = stacks::directory(&workspace.env_file(id)?.path, &workspace.root)?;
    let environment = workspace.environments.of_marker(told.marker);
    Some(Belonging::new(Some(environment), told.evidence))
}

/// What a variable in the file or template says, unless another one disagrees.
fn by_flag(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let file = workspace.env_file(id)?;
    let assignments = workspace.assignments(file);
    let mut told = assignments.iter().filter_map(|(name, assignment)| flag(name, assignment.value.as_ref()?));
    let first = told.next()?;
    if told.any(|other| other.marker.name != first.marker.name) {
        return None;
    }
    let environment = workspace.environments.of_marker(first.marker);
    Some(Belonging::new(Some(environment), first.evidence))
}
