//! Where env files belong.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::{Workspace, stacks};
use crate::config::Role;
use crate::model::env_file::{EnvFileId, EnvFileName};
use crate::model::environment::{Belonging, EnvironmentId, Evidence, Kind, flag};
use crate::source::Span;

/// The environments of the services that load a file, each with a place that does.
type Users = BTreeMap<EnvFileId, BTreeMap<EnvironmentId, Span>>;

/// The environments of the services whose Compose files stand in a directory.
type Neighbours = BTreeMap<Utf8PathBuf, BTreeSet<EnvironmentId>>;

/// Where every env file belongs: where the configuration says, where its name says, where all that
/// load it belong, where its directory says, where it says itself, else with what runs beside it.
pub(super) fn belongings(workspace: &mut Workspace) -> Vec<Belonging> {
    let (users, neighbours) = (users(workspace), neighbours(workspace));
    let ids: Vec<EnvFileId> = workspace.env_files().map(|(id, _)| id).collect();
    let belonging = |id| {
        let told = [
            configured(workspace, id),
            by_name(workspace, id),
            users.get(&id).and_then(by_users),
            by_directory(workspace, id),
            by_flag(workspace, id),
            by_neighbours(workspace, id, &neighbours),
        ];
        let mut told = told.into_iter().flatten();
        let Some(first) = told.next() else {
            return Belonging::new(None, Evidence::new(Kind::Nothing, "no environment is known to load it"));
        };
        // What is shared is so because two environments have it.
        let is_shared = first.environment.is_none();
        let others = told.filter(|_| !is_shared).filter_map(|other| Some((other.environment?, other.evidence)));
        first.against(others)
    };
    ids.into_iter().map(belonging).collect()
}

fn users(workspace: &Workspace) -> Users {
    let mut users = Users::new();
    for (_, _, service) in workspace.services() {
        let Some(environment) = service.belongs.environment else { continue };
        for used in &service.env_files {
            if let Some(id) = used.file.or(used.template) {
                users.entry(id).or_default().entry(environment).or_insert(used.span);
            }
        }
    }
    users
}

fn neighbours(workspace: &Workspace) -> Neighbours {
    let mut neighbours = Neighbours::new();
    for project in &workspace.projects {
        let environments = project.services.values().filter_map(|service| service.belongs.environment);
        let environments: BTreeSet<EnvironmentId> = environments.collect();
        for directory in &project.env_directories {
            neighbours.entry(directory.clone()).or_default().extend(&environments);
        }
    }
    neighbours
}

fn configured(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let path = workspace.told(&workspace.env_file(id)?.path).to_owned();
    let (name, declared) = workspace
        .config
        .settings
        .environments
        .iter()
        .find(|(_, declared)| declared.env_files.is_match(path.as_str()))
        .map(|(name, declared)| (name.clone(), declared.role))?;
    let environment = workspace.environments.intern(&name, declared.unwrap_or(Role::Other));
    let evidence = Evidence::new(Kind::Configuration, "the configuration names it");
    Some(Belonging::new(Some(environment), evidence))
}

fn by_name(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let marker = workspace.env_file(id)?.marker?;
    let environment = workspace.environments.of_marker(marker);
    let reason = format!("its name speaks of {}", marker.name);
    Some(Belonging::new(Some(environment), Evidence::new(Kind::File, reason)))
}

fn by_users(users: &BTreeMap<EnvironmentId, Span>) -> Option<Belonging> {
    let mut users = users.iter();
    let (environment, span) = users.next()?;
    Some(match users.next() {
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

fn by_neighbours(workspace: &Workspace, id: EnvFileId, neighbours: &Neighbours) -> Option<Belonging> {
    let file = workspace.env_file(id)?;
    let name = EnvFileName::parse(file.path.file_name()?)?;
    if name.deployed != ".env" {
        return None;
    }
    let beside = neighbours.get(file.path.parent().unwrap_or(Utf8Path::new("")))?;
    let production = beside.iter().find(|id| workspace.environments.role(**id) == Role::Production);
    let only = beside.first().filter(|_| beside.len() == 1);
    let environment = *production.or(only)?;
    let evidence = Evidence::new(Kind::Neighbour, "Compose reads `.env` beside a file of that environment");
    Some(Belonging::new(Some(environment), evidence))
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
