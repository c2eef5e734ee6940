//! Where env files belong.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::Workspace;
use crate::config::Role;
use crate::model::env_file::{EnvFileId, EnvFileName};
use crate::model::environment::{Belonging, EnvironmentId, Marker};
use crate::source::Span;

/// The environments of the services that load a file, each with a place that does.
type Users = BTreeMap<EnvFileId, BTreeMap<EnvironmentId, Span>>;

/// The environments of the services whose Compose files stand in a directory.
type Neighbours = BTreeMap<Utf8PathBuf, BTreeSet<EnvironmentId>>;

/// Where every env file belongs: where the configuration says, where its name says, where all that
/// load it belong, where its directory says, else with what runs beside it.
pub(super) fn belongings(workspace: &mut Workspace) -> Vec<Belonging> {
    let (users, neighbours) = (users(workspace), neighbours(workspace));
    let ids: Vec<EnvFileId> = workspace.env_files().map(|(id, _)| id).collect();
    let belonging = |id| {
        configured(workspace, id)
            .or_else(|| by_name(workspace, id))
            .or_else(|| by_users(users.get(&id)?))
            .or_else(|| by_directory(workspace, id))
            .or_else(|| by_neighbours(workspace, id, &neighbours))
            .unwrap_or(Belonging { environment: None, reason: "nothing loads it".to_owned(), evidence: None })
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
    let path = workspace.env_file(id)?.path.strip_prefix(&workspace.root).ok()?.to_owned();
    let (name, declared) = workspace
        .config
        .settings
        .environments
        .iter()
        .find(|(_, declared)| declared.env_files.is_match(path.as_str()))
        .map(|(name, declared)| (name.clone(), declared.role))?;
    let environment = workspace.environments.intern(&name, declared.unwrap_or(Role::Other));
    Some(Belonging { environment: Some(environment), reason: "the configuration says so".to_owned(), evidence: None })
}

fn by_name(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let marker = workspace.env_file(id)?.marker?;
    let environment = workspace.environments.of_marker(marker);
    let reason = format!("its name speaks of {}", marker.name);
    Some(Belonging { environment: Some(environment), reason, evidence: None })
}

fn by_users(users: &BTreeMap<EnvironmentId, Span>) -> Option<Belonging> {
    let mut users = users.iter();
    let (environment, span) = users.next()?;
    Some(match users.next() {
        None => Belonging {
            environment: Some(*environment),
            reason: "the services that load it belong there".to_owned(),
            evidence: Some(*span),
        },
        Some((_, other)) => Belonging {
            environment: None,
            reason: "services of two environments load it".to_owned(),
            evidence: Some(*other),
        },
    })
}

fn by_directory(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let path = workspace.env_file(id)?.path.strip_prefix(&workspace.root).ok()?;
    let (name, marker) = path.ancestors().skip(1).find_map(|directory| {
        let name = directory.file_name()?;
        Marker::of_word(name).filter(|marker| !marker.weak).map(|marker| (name.to_owned(), marker))
    })?;
    let environment = workspace.environments.of_marker(marker);
    let reason = format!("its directory `{name}` speaks of {}", marker.name);
    Some(Belonging { environment: Some(environment), reason, evidence: None })
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
    let reason = "Compose reads it beside the file of that environment".to_owned();
    Some(Belonging { environment: Some(environment), reason, evidence: None })
}
