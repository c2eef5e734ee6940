//! Whom a service serves that belongs to no environment: those that run beside it, and those that meet
//! it on a network, whatever project they are of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Subject};
use crate::config::Role;
use crate::model::Workspace;
use crate::model::endpoint::{Network, ServiceId};
use crate::model::environment::EnvironmentId;
use crate::model::project::ProjectId;
use crate::model::value::Same;
use crate::source::Span;

/// Of so many edges that a project meets it is asked whether they are on its host.
const MAX_EDGES: usize = 64;

/// Who serves whom.
#[derive(Debug)]
pub(crate) struct Served<'a> {
    /// The environments of each project.
    projects: BTreeMap<ProjectId, BTreeSet<EnvironmentId>>,
    /// The environments on each network, but for those of developers.
    networks: BTreeMap<&'a Network, BTreeSet<EnvironmentId>>,
    /// The projects with an edge, their own or one on a network of theirs.
    fronted: BTreeSet<ProjectId>,
}

impl<'a> Served<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let mut projects: BTreeMap<ProjectId, BTreeSet<EnvironmentId>> = BTreeMap::new();
        let mut networks: BTreeMap<&Network, BTreeSet<EnvironmentId>> = BTreeMap::new();
        let mut edges: BTreeMap<&Network, BTreeSet<ProjectId>> = BTreeMap::new();
        let mut fronted = BTreeSet::new();
        for subject in Subject::all(workspace) {
            if let Some(id) = workspace.environments.marked(subject.environment.or(subject.project.belongs.environment))
            {
                projects.entry(subject.project_id).or_default().insert(id);
            }
            for network in networks_of(workspace, &subject) {
                let met = workspace
                    .environments
                    .marked(subject.environment)
                    .filter(|id| workspace.environments.role(*id) != Role::Development);
                networks.entry(network).or_default().extend(met);
                if subject.service.edge {
                    edges.entry(network).or_default().insert(subject.project_id);
                }
            }
            if subject.service.edge {
                fronted.insert(subject.project_id);
            }
        }
        let mut met: BTreeMap<ProjectId, BTreeSet<ProjectId>> = BTreeMap::new();
        for subject in Subject::all(workspace).filter(|subject| !fronted.contains(&subject.project_id)) {
            let met = met.entry(subject.project_id).or_default();
            let near = networks_of(workspace, &subject).iter().filter_map(|network| edges.get(network)).flatten();
            met.extend(near.take(MAX_EDGES.saturating_sub(met.len())));
        }
        let is_here = |id: ProjectId, edge: &ProjectId| workspace.hosts.same(*edge, id).same == Same::Yes;
        let near = met.into_iter().filter(|(id, met)| met.iter().any(|edge| is_here(*id, edge)));
        fronted.extend(near.map(|(id, _)| id));
        Self { projects, networks, fronted }
    }

    /// The most trusted of those whom `subject` serves: its own environment where it has one.
    pub(crate) fn role(&self, workspace: &'a Workspace, subject: &Subject<'a>) -> Role {
        self.environments(workspace, subject).map(|id| workspace.environments.role(id)).min().unwrap_or(Role::Other)
    }

    /// A place that says that whom `subject` serves only whoever runs them can reach.
    pub(crate) fn home(&self, cx: &Context<'a>, subject: &Subject<'a>) -> Option<Span> {
        let deployed = self.environments(cx.workspace, subject).filter(|id| cx.role(*id) != Role::Development);
        let homes: Option<Vec<Span>> = deployed.map(|id| cx.home(Some(id))).collect();
        homes?.first().copied()
    }

    fn environments(&self, workspace: &'a Workspace, subject: &Subject<'a>) -> impl Iterator<Item = EnvironmentId> {
        let own = workspace.environments.marked(subject.environment);
        let others = || {
            let met = networks_of(workspace, subject).iter().filter_map(|network| self.networks.get(network));
            self.projects.get(&subject.project_id).into_iter().chain(met).flatten().copied()
        };
        own.into_iter().chain(own.is_none().then(others).into_iter().flatten())
    }

    /// Whether an edge stands before the services of a project.
    pub(crate) fn is_fronted(&self, project: ProjectId) -> bool {
        self.fronted.contains(&project)
    }
}

fn networks_of<'a>(workspace: &'a Workspace, subject: &Subject<'a>) -> &'a [Network] {
    let index = subject.project.services.get_index_of(subject.name());
    let id = index.map(|index| ServiceId { project: subject.project_id, index });
    id.map_or(&[], |id| workspace.endpoints.directory.networks(id))
}
