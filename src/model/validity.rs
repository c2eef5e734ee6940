//! What Compose would refuse, beyond the types of single attributes.

mod env_files;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;
use indexmap::IndexMap;

pub use env_files::env_files;

use super::compose::{Dependency, MountKind, Service, schema};
use super::problem::{Problem, ProblemKind};
use super::project::Project;
use super::value::Value;
use crate::config::suggest;
use crate::source::Span;
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
    let attributes = schema::service();
    let (mut total, mut telling, mut fitting) = (0_usize, 0_usize, 0_usize);
    for body in bodies {
        total += 1;
        telling += usize::from(TELLING.iter().any(|key| body.get(key).is_some()));
        fitting += usize::from(attributes.iter().any(|key| body.get(key).is_some()));
    }
    (telling > 0 && telling * 2 >= total) || (named && fitting == total && total > 0)
}

/// Reports what is missing from projects that are whole. Files of one directory are often merged
/// with `-f`: what one of them lacks and another has is not missing.
pub fn projects(projects: &[Project], problems: &mut Vec<Problem>) {
    let mut by_directory: BTreeMap<&Utf8Path, Neighbours<'_>> = BTreeMap::new();
    let mut runnable: BTreeSet<&str> = BTreeSet::new();
    for project in projects {
        let neighbours = by_directory.entry(&project.directory).or_default();
        let top_level = &project.top_level;
        for (kind, names) in [
            ("service", project.services.keys().collect::<Vec<_>>()),
            ("volume", top_level.volumes.keys().collect()),
            ("network", top_level.networks.keys().collect()),
            ("secret", top_level.secrets.keys().collect()),
        ] {
            neighbours.names.extend(names.into_iter().map(|name| (kind, name.as_str())));
        }
        runnable.extend(project.services.iter().filter(|(_, service)| runs(service)).map(|(name, _)| name.as_str()));
    }
    for project in projects {
        let Some(neighbours) = by_directory.get(project.directory.as_path()) else { continue };
        circles(project, problems);
        // A file of any other name that leaves an image out lies over a base, wherever that is.
        if !project.whole {
            continue;
        }
        if project.default_name {
            images(project, &runnable, problems);
        }
        if project.services.values().all(runs) {
            references(project, neighbours, problems);
        }
    }
}

/// What the Compose files of one directory define together.
#[derive(Default)]
struct Neighbours<'a> {
    names: BTreeSet<(&'static str, &'a str)>,
}

fn runs(service: &Service) -> bool {
    service.image.is_some() || service.build.is_some() || service.extends || service.has_provider
}

/// Reports services that wait for each other, each circle once.
fn circles(project: &Project, problems: &mut Vec<Problem>) {
    let edges: Vec<Vec<(usize, Span)>> = project
        .services
        .values()
        .map(|service| {
            let indices = service.depends_on.iter().filter_map(|dependency| {
                Some((project.services.get_index_of(dependency.name.as_str())?, dependency.name.span()))
            });
            indices.collect()
        })
        .collect();
    // 0: not seen, 1: on the way, 2: done.
    let mut state = vec![0_u8; edges.len()];
    for start in 0..edges.len() {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, next)) = way.last_mut() {
            let Some(slot) = state.get_mut(*at) else { break };
            if *slot == 2 {
                way.pop();
                continue;
            }
            *slot = 1;
            let edge = edges.get(*at).and_then(|edges| edges.get(*next)).copied();
            *next += 1;
            match edge {
                None => {
                    *slot = 2;
                    way.pop();
                }
                Some((to, span)) => match state.get(to) {
                    Some(0) => way.push((to, 0)),
                    Some(1) => {
                        let from = way.iter().position(|(index, _)| *index == to).unwrap_or_default();
                        let name =
                            |index: &usize| project.services.get_index(*index).map_or("", |(name, _)| name.as_str());
                        let circle: Vec<&str> =
                            way.iter().skip(from).map(|(index, _)| name(index)).chain([name(&to)]).collect();
                        let message = format!("services wait for each other: `{}`", circle.join("` -> `"));
                        let error = SyntaxError::new(span, message).help("remove one of the dependencies");
                        problems.push(Problem::new(ProblemKind::Compose, error));
                    }
                    _ => {}
                },
            }
        }
    }
}

/// Reports services that nothing can be run from.
fn images(project: &Project, runnable: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    for service in project.services.values() {
        if !runs(service) && service.profiles.is_empty() && !runnable.contains(service.name.as_str()) {
            let message = format!("service `{}` has neither an image nor a build", service.name.as_str());
            let error = SyntaxError::new(service.name.span(), message).help("add `image:` or `build:`");
            problems.push(Problem::new(ProblemKind::Compose, error));
        }
    }
}

/// Reports references to services, volumes, networks and secrets that are not there.
fn references(project: &Project, neighbours: &Neighbours<'_>, problems: &mut Vec<Problem>) {
    let problems = &mut Missing { neighbours, problems };
    for service in project.services.values() {
        // What an inactive profile or another definition brings is not known here.
        if !service.profiles.is_empty() || service.extends {
            continue;
        }
        volumes(service, project, problems);
        networks(service, project, problems);
        for used in &service.secrets {
            refer(service, "secret", &used.source, &project.top_level.secrets, problems);
        }
        for Dependency { name, .. } in &service.depends_on {
            if !project.services.contains_key(name.as_str()) {
                undefined(service, "service", name.as_str(), name.span(), project.services.keys(), problems);
            }
        }
    }
}

fn volumes(service: &Service, project: &Project, problems: &mut Missing<'_, '_>) {
    for mount in service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume) {
        if let Some(source) = &mount.source {
            refer(service, "volume", source, &project.top_level.volumes, problems);
        }
    }
}

fn networks(service: &Service, project: &Project, problems: &mut Missing<'_, '_>) {
    for (name, (key, _)) in &service.networks {
        if name != "default" && !project.top_level.networks.contains_key(name) {
            undefined(service, "network", name, key.span(), project.top_level.networks.keys(), problems);
        }
    }
}

fn refer<T>(
    service: &Service,
    what: &'static str,
    name: &Value,
    known: &IndexMap<String, T>,
    problems: &mut Missing<'_, '_>,
) {
    if let Some(text) = name.text()
        && !known.contains_key(&text)
    {
        undefined(service, what, &text, name.place(), known.keys(), problems);
    }
}

/// Collects what is missing, but for what a neighbour has.
struct Missing<'a, 'p> {
    neighbours: &'a Neighbours<'a>,
    problems: &'p mut Vec<Problem>,
}

fn undefined<'a>(
    service: &Service,
    what: &'static str,
    name: &str,
    span: Span,
    known: impl Iterator<Item = &'a String>,
    missing: &mut Missing<'_, '_>,
) {
    if missing.neighbours.names.contains(&(what, name)) {
        return;
    }
    let message = format!("service `{}` refers to {what} `{name}`, which is not defined", service.name.as_str());
    let known: Vec<&String> = known.collect();
    let help = match suggest::closest(name, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if what == "service" => format!("define a service `{name}`, or remove the reference"),
        None => format!("declare `{name}` below the top-level `{what}s`, or remove the reference"),
    };
    missing.problems.push(Problem::new(ProblemKind::Compose, SyntaxError::new(span, message).help(help)));
}
