//! What Compose would refuse, beyond the types of single attributes.

mod circles;
mod container_names;
mod env_files;
mod references;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use env_files::env_files;

use self::references::Neighbours;
use super::compose::{Service, schema};
use super::gaps::Gaps;
use super::problem::{Problem, ProblemKind};
use super::project::Project;
use crate::diagnostic::Severity;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::Node;

/// Keys of which a service of a real Compose file has at least one.
const TELLING: [&str; 12] = [
    "image",
    "build",
    "extends",
    "environment",
    "env_file",
    "ports",
    "volumes",
    "depends_on",
    "command",
    "networks",
    "deploy",
    "labels",
];

/// Whether a document is a Compose file by its content: many formats have a `services` key. Where
/// the name of the file says so already, it is enough that nothing speaks against it.
pub fn looks_like_compose(root: &Arc<Node>, named: bool) -> bool {
    let Some(services) = root.get("services").and_then(|services| services.mapping()) else {
        return root.get("include").is_some_and(|include| include.sequence().is_some());
    };
    let bodies = services.entries.iter().filter_map(|entry| entry.value.resolved()?.mapping());
    let attributes: Vec<&str> = schema::attributes().collect();
    let (mut total, mut telling, mut fitting) = (0_usize, 0_usize, 0_usize);
    for body in bodies {
        total += 1;
        telling += usize::from(TELLING.iter().any(|key| body.get(key).is_some()));
        fitting += usize::from(attributes.iter().any(|key| body.get(key).is_some()));
    }
    (telling > 0 && telling * 2 >= total) || (named && fitting == total && total > 0)
}

/// Reports what is missing from projects that are whole. Files of one directory are often merged
/// with `-f`: what one of them lacks and another has is not missing; beside one of the `gaps` it may not be.
pub fn projects(projects: &[Project], gaps: &Gaps, problems: &mut Vec<Problem>) {
    let mut by_directory: BTreeMap<&str, Neighbours<'_>> = BTreeMap::new();
    let mut runnable: BTreeSet<&str> = BTreeSet::new();
    for project in projects {
        by_directory.entry(project.directory.as_str()).or_default().add(project);
        runnable.extend(project.services.iter().filter(|(_, service)| runs(service)).map(|(name, _)| name.as_str()));
    }
    for project in projects {
        let Some(neighbours) = by_directory.get(project.directory.as_str()) else { continue };
        circles::judge(project, problems);
        container_names::judge(project, problems);
        // A file of any other name that leaves an image out lies over a base, wherever that is.
        if !project.whole {
            continue;
        }
        let mut missing = Vec::new();
        if project.definite {
            images(project, &runnable, &mut missing);
        }
        if project.services.values().all(runs) {
            references::judge(project, neighbours, &mut missing);
        }
        let at_most = if gaps.is_near(&project.directory) { Severity::Info } else { Severity::Error };
        problems.extend(missing.into_iter().map(|problem| problem.at_most(at_most)));
    }
}

fn runs(service: &Service) -> bool {
    let has_image = service.image.as_ref().is_some_and(|image| !image.is_empty());
    has_image || service.build.is_some() || service.extends || service.has_provider
}

/// Reports services that nothing can be run from.
fn images(project: &Project, runnable: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    for service in project.services.values() {
        if !runs(service) && service.is_enabled() && !runnable.contains(service.name.as_str()) {
            let message = format!("service `{}` has neither an image nor a build", service.name.as_str());
            let error = SyntaxError::new(service.name.span(), message).help("add `image:` or `build:`");
            problems.push(Problem::new(ProblemKind::Compose, error));
        }
    }
}
