//! Services in one file: `backend`, `backend_staging`, and what they share.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Belonging, EnvironmentId, Environments, Marker};
use crate::config::{Role, Settings};
use crate::model::compose::Service;
use crate::model::project::Project;
use crate::model::{edge, endpoint};
use crate::source::Span;

/// How often the search for what only production uses looks again; chains are short.
const ROUNDS: usize = 8;

/// Decides for every service of `project` and for the project as a whole.
pub fn assign(project: &mut Project, environments: &mut Environments, settings: &Settings) {
    let own: Vec<Option<Belonging>> =
        project.services.values().map(|service| own(service, project, environments, settings)).collect();
    let home = home(project, environments);
    let has_staging = own.iter().flatten().any(|belonging| is_role(belonging, environments, Role::Staging));
    let split = own.iter().flatten().any(|belonging| belonging.environment.is_some());
    let siblings = siblings(project, &own, environments);
    let mut belongings: BTreeMap<usize, Belonging> = BTreeMap::new();
    for (index, (name, _)) in project.services.iter().enumerate() {
        let belonging = match own.get(index).cloned().flatten() {
            Some(belonging) => belonging,
            None => match siblings.get(name.as_str()) {
                Some((sibling, role, span)) if *role == Role::Staging => Belonging {
                    environment: Some(production(project, environments)),
                    reason: format!("`{sibling}` is its sibling in staging"),
                    evidence: Some(*span),
                },
                _ if split && has_staging => Belonging {
                    environment: None,
                    reason: "it has no sibling in another environment".to_owned(),
                    evidence: None,
                },
                _ => home.clone(),
            },
        };
        belongings.insert(index, belonging);
    }
    if split && has_staging {
        follow_users(project, &mut belongings, environments, &own);
    }
    for (service, belonging) in project.services.values_mut().zip(belongings.into_values()) {
        service.belongs = belonging;
    }
    project.belongs = home;
}

/// What a service says of itself.
fn own(
    service: &Service,
    project: &Project,
    environments: &mut Environments,
    settings: &Settings,
) -> Option<Belonging> {
    let name = service.name.as_str();
    let span = Some(service.name.span());
    let belonging = |environment, reason: String, evidence| Some(Belonging { environment, reason, evidence });
    if settings.shared.services.is_match(name) {
        return belonging(None, "the configuration shares it".to_owned(), span);
    }
    for (environment, declared) in &settings.environments {
        if declared.services.is_match(name) {
            let id = environments.intern(environment, declared.role.unwrap_or(Role::Other));
            return belonging(Some(id), "the configuration says so".to_owned(), span);
        }
    }
    if service.edge {
        return belonging(None, edge::reason(service), service.image.as_ref().map(crate::model::value::Value::place));
    }
    let profiles: Vec<(Marker, Span)> = service
        .profiles
        .iter()
        .filter_map(|profile| Some((Marker::of_name(&profile.text()?)?, profile.place())))
        .collect();
    match profiles.as_slice() {
        [] => {}
        [(first, span), rest @ ..] if rest.iter().all(|(marker, _)| marker.name == first.name) => {
            let reason = format!("its profile speaks of {}", first.name);
            return belonging(Some(environments.of_marker(*first)), reason, Some(*span));
        }
        [(_, span), ..] => return belonging(None, "it is in profiles of two environments".to_owned(), Some(*span)),
    }
    let (marker, base) = Marker::of_service(name)?;
    // A weak word (`live-reload`, `test-runner`) says something only beside the service it is a copy of.
    let believed = !marker.weak || project.services.contains_key(base);
    believed.then(|| Belonging {
        environment: Some(environments.of_marker(marker)),
        reason: format!("its name speaks of {}", marker.name),
        evidence: span,
    })
}

/// Where a service of this project belongs that says nothing of itself.
fn home(project: &Project, environments: &mut Environments) -> Belonging {
    match &project.marker {
        Some((marker, reason)) => {
            Belonging { environment: Some(environments.of_marker(*marker)), reason: reason.clone(), evidence: None }
        }
        None => Belonging {
            environment: Some(environments.intern("default", Role::Other)),
            reason: "nothing names an environment".to_owned(),
            evidence: None,
        },
    }
}

fn production(project: &Project, environments: &mut Environments) -> EnvironmentId {
    match &project.marker {
        Some((marker, _)) if marker.role == Role::Production => environments.of_marker(*marker),
        _ => {
            let known =
                environments.iter().find(|(_, environment)| environment.role == Role::Production).map(|(id, _)| id);
            known.unwrap_or_else(|| environments.intern("production", Role::Production))
        }
    }
}

fn is_role(belonging: &Belonging, environments: &Environments, role: Role) -> bool {
    belonging.environment.is_some_and(|id| environments.role(id) == role)
}

/// Services without a marker by name, with the marked sibling that says most of them.
fn siblings<'a>(
    project: &'a Project,
    own: &[Option<Belonging>],
    environments: &Environments,
) -> BTreeMap<&'a str, (&'a str, Role, Span)> {
    let mut siblings: BTreeMap<&str, (&str, Role, Span)> = BTreeMap::new();
    for ((name, service), belonging) in project.services.iter().zip(own) {
        let Some(id) = belonging.as_ref().and_then(|belonging| belonging.environment) else { continue };
        let Some((_, base)) = Marker::of_service(name) else { continue };
        // `api-staging` is a copy of `api` and of `api-prod` without its marker.
        let role = environments.role(id);
        if project.services.contains_key(base) {
            let known = siblings.entry(base).or_insert((name, role, service.name.span()));
            if role == Role::Staging {
                *known = (name, role, service.name.span());
            }
        }
    }
    siblings
}

/// Shared services that use something only production has belong to production: a worker that
/// depends on its backend, a backup that mounts its volume.
fn follow_users(
    project: &Project,
    belongings: &mut BTreeMap<usize, Belonging>,
    environments: &mut Environments,
    own: &[Option<Belonging>],
) {
    let production = production(project, environments);
    let (names, mounts) = (endpoint::names(project), mounts(project));
    let uses: Vec<BTreeSet<usize>> =
        project.services.values().map(|service| uses(service, project, &names, &mounts)).collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for (index, service) in project.services.values().enumerate() {
            let undecided = own.get(index).is_some_and(Option::is_none)
                && belongings.get(&index).is_some_and(|belonging| belonging.environment.is_none());
            if !undecided || service.edge {
                continue;
            }
            let used: BTreeSet<(EnvironmentId, usize)> = uses
                .get(index)
                .into_iter()
                .flatten()
                .filter_map(|used| Some((belongings.get(used)?.environment?, *used)))
                .collect();
            if let Some((_, first)) = used.first()
                && used.iter().all(|(environment, _)| *environment == production)
                && let Some((name, _)) = project.services.get_index(*first)
            {
                let reason = format!("it uses `{name}`, which only production has");
                belongings.insert(
                    index,
                    Belonging { environment: Some(production), reason, evidence: Some(service.name.span()) },
                );
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

/// The services that a service names: as a dependency, as a host, or through a volume of theirs.
fn uses(service: &Service, project: &Project, names: &IndexMap<String, usize>, mounts: &Mounts) -> BTreeSet<usize> {
    let mut used = endpoint::targets(service, names);
    used.extend(
        service.depends_on.iter().filter_map(|dependency| project.services.get_index_of(dependency.name.as_str())),
    );
    for source in sources(service) {
        used.extend(mounts.get(&source).into_iter().flatten());
    }
    used.retain(|index| project.services.get_index(*index).is_some_and(|(name, _)| name != service.name.as_str()));
    used
}

/// Which services mount each volume or relative path.
type Mounts = BTreeMap<String, Vec<usize>>;

fn mounts(project: &Project) -> Mounts {
    let mut mounts = Mounts::new();
    for (index, service) in project.services.values().enumerate() {
        for source in sources(service) {
            mounts.entry(source).or_default().push(index);
        }
    }
    mounts
}

/// What a service mounts, but for the host's own paths.
fn sources(service: &Service) -> impl Iterator<Item = String> {
    let texts = service.volumes.iter().filter_map(|mount| mount.source.as_ref()?.text());
    texts.filter(|source| !source.starts_with('/'))
}
