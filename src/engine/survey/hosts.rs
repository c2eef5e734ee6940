//! Which environments run on one host.

use std::collections::BTreeMap;

use super::{Place, Told};
use crate::config::Role;
use crate::model::Workspace;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::host::{Cohosting, Reason};
use crate::model::project::ProjectId;
use crate::model::value::Same;

/// So many environments, and projects of each, are looked at; what the others show is the same.
const MAX_ENVIRONMENTS: usize = 32;
const MAX_PROJECTS: usize = 16;

/// Whether two environments that are compared run on one host, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    /// Their names, the more trusted one first.
    pub environments: [String; 2],
    /// The answer.
    pub same: Same,
    /// What it rests on.
    pub reason: Reason,
    /// What shows it.
    pub places: Vec<Place>,
}

/// The answer for each two of `environments` that are compared. Some projects of two environments may be on
/// one host and others not: then they are on one. That developers have machines of their own goes without
/// saying.
pub(super) fn of(told: &Told<'_>, environments: &[EnvironmentId]) -> Vec<Neighbourhood> {
    let workspace = told.workspace;
    let projects = projects(workspace);
    let known: Vec<(EnvironmentId, &[ProjectId])> =
        environments.iter().filter_map(|id| Some((*id, projects.get(id)?.as_slice()))).take(MAX_ENVIRONMENTS).collect();
    let mut found = Vec::new();
    for (at, (one, own)) in known.iter().enumerate() {
        let others = known.iter().skip(at + 1);
        for (other, theirs) in others.filter(|(other, _)| workspace.environments.pair(*one, *other) != Pair::Ignored) {
            let pairs = own.iter().flat_map(|own| theirs.iter().map(move |theirs| (*own, *theirs)));
            let answers = pairs.map(|(own, theirs)| workspace.hosts.same(own, theirs));
            let Some(answer) = answers.min_by_key(|answer| (rank(answer.same), answer.reason)) else { continue };
            let Cohosting { same, reason, places } = answer;
            let is_development = |id| workspace.environments.role(id) == Role::Development;
            if same != Same::Yes && (is_development(*one) || is_development(*other)) {
                continue;
            }
            let environments = [told.environment(*one), told.environment(*other)];
            let places = places.into_iter().flatten().map(|span| told.place(span)).collect();
            found.push(Neighbourhood { environments, same, reason, places });
        }
    }
    found
}

/// The first projects of each environment.
fn projects(workspace: &Workspace) -> BTreeMap<EnvironmentId, Vec<ProjectId>> {
    let mut projects: BTreeMap<EnvironmentId, Vec<ProjectId>> = BTreeMap::new();
    for (id, _, service) in workspace.services() {
        let Some(environment) = service.belongs.environment else { continue };
        let known = projects.entry(environment).or_default();
        if known.len() < MAX_PROJECTS && known.last() != Some(&id) {
            known.push(id);
        }
    }
    projects
}

fn rank(same: Same) -> u8 {
    match same {
        Same::Yes => 0,
        Same::No => 1,
        Same::Unknown => 2,
    }
}
