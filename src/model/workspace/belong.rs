//! Where env files belong.

use std::collections::{BTreeMap, BTreeSet};

use super::Workspace;
use crate::config::Role;
use crate::model::env_file::{EnvFileId, EnvFileName};
use crate::model::environment::{Belonging, EnvironmentId};
use crate::source::Span;

/// Where every env file belongs: where the configuration says, where its name says, where all that
/// load it belong, else with what runs beside it.
pub(super) fn belongings(workspace: &mut Workspace) -> Vec<Belonging> {
    let mut belongings = Vec::with_capacity(workspace.env_files.len());
    let ids: Vec<EnvFileId> = workspace.env_files().map(|(id, _)| id).collect();
    for id in ids {
        let belonging = configured(workspace, id)
            .or_else(|| by_name(workspace, id))
            .or_else(|| by_users(workspace, id))
            .or_else(|| by_neighbours(workspace, id))
            .unwrap_or(Belonging { environment: None, reason: "nothing loads it".to_owned(), evidence: None });
        belongings.push(belonging);
    }
    belongings
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

fn by_users(workspace: &Workspace, id: EnvFileId) -> Option<Belonging> {
    let mut users: BTreeMap<Option<EnvironmentId>, Span> = BTreeMap::new();
    for (_, _, service) in workspace.services() {
        for used in &service.env_files {
            if used.file == Some(id) || used.template == Some(id) {
                users.entry(service.belongs.environment).or_insert(used.span);
            }
        }
    }
    let mut environments = users.iter().filter(|(environment, _)| environment.is_some());
    let (environment, span) = environments.next()?;
    Some(match environments.next() {
        None => Belonging {
            environment: *environment,
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

fn by_neighbours(workspace: &Workspace, id: EnvFileId) -> Option<Belonging> {
    let file = workspace.env_file(id)?;
    let name = EnvFileName::parse(file.path.file_name()?)?;
    if name.deployed != ".env" {
        return None;
    }
    let beside: BTreeSet<EnvironmentId> = workspace
        .projects
        .iter()
        .filter(|project| Some(project.directory.as_path()) == file.path.parent())
        .flat_map(|project| project.services.values().filter_map(|service| service.belongs.environment))
        .collect();
    let production = beside.iter().find(|id| workspace.environments.role(**id) == Role::Production);
    let only = beside.first().filter(|_| beside.len() == 1);
    let environment = *production.or(only)?;
    let reason = "Compose reads it beside the file of that environment".to_owned();
    Some(Belonging { environment: Some(environment), reason, evidence: None })
}
