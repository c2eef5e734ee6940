//! Where the services of a project belong: each by itself, then by its siblings, then all together.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Belonging, EnvironmentId, Environments, Evidence, Kind, Marker, Told, own, resources, users};
use crate::config::{Role, Settings};
use crate::model::edge;
use crate::model::project::Project;
use crate::source::Span;

/// What counts for a project where nothing better speaks.
#[derive(Debug, Default)]
pub struct Hints {
    /// The roles of staging and production that have env files of their own beside it.
    pub served: Vec<Role>,
    /// What a comment at its top says.
    pub title: Option<Told>,
    /// Why what stands beside it is not believed.
    pub doubt: Option<Evidence>,
}

/// Decides for every service of `project` and for the project as a whole.
pub fn assign(project: &mut Project, environments: &mut Environments, settings: &Settings, hints: &Hints) {
    let insides: Vec<Vec<Told>> = project.services.values().map(own::insides).collect();
    let (own, home) = own_and_home(project, environments, settings, &insides, hints);
    let named: BTreeSet<EnvironmentId> = own.iter().flatten().filter_map(|belonging| belonging.environment).collect();
    // Staging services in a file of staging are nothing out of the ordinary.
    let is_other = |id: &&EnvironmentId| home.environment != Some(**id);
    let has_staging = named.iter().filter(is_other).any(|id| environments.role(*id) == Role::Staging);
    let has_production = named.iter().any(|id| environments.role(*id) == Role::Production);
    // One file for several environments: what names none of them serves all.
    let is_told = project.environment.is_some() || !project.told.is_empty();
    let split = has_staging || (named.len() > 1 && has_production && !is_told);
    let apart = is_home_open(&home) && (split || disagree(&insides, &own));
    let siblings = siblings(project, &own, environments);
    let company = resources::company(&own);
    let mut undecided = vec![false; project.services.len()];
    let mut belongings = Vec::with_capacity(project.services.len());
    for (index, (name, service)) in project.services.iter().enumerate() {
        let own = own.get(index).cloned().flatten();
        let inside = insides.get(index).map(Vec::as_slice).unwrap_or_default();
        let others = environments.of_told(inside);
        let belonging = if let Some(own) = own {
            // A file of production may hold staging services: its name is no contradiction.
            if own.environment.is_some() { own.against(others) } else { own }
        } else if let Some((sibling, span)) = siblings.get(name.as_str()) {
            let evidence = Evidence::new(Kind::Sibling, format!("`{sibling}` is its sibling in staging")).at(*span);
            Belonging::new(Some(production(project, environments)), evidence).against(others)
        } else if let (true, Some((id, evidence))) = (apart, others.first()) {
            Belonging::new(Some(*id), evidence.clone()).against(others.iter().skip(1).cloned())
        } else if let Some(named) = company.and_then(|company| resources::belonging(service, company, environments)) {
            named.against(others)
        } else if split {
            if let Some(undecided) = undecided.get_mut(index) {
                *undecided = true;
            }
            Belonging::new(None, Evidence::new(Kind::Use, "it has no sibling in another environment"))
        } else {
            // What nobody knows is contradicted by nothing.
            let is_told = home.evidence.kind != Kind::Nothing;
            if is_told { Belonging::new(home.environment, home.evidence.clone()).against(others) } else { home.clone() }
        };
        belongings.push(belonging);
    }
    if has_staging {
        let production = production(project, environments);
        users::follow(project, &mut belongings, &undecided, production);
    }
    for (service, belonging) in project.services.values_mut().zip(belongings) {
        service.belongs = belonging;
    }
    // Production by a default or a comment is a guess.
    project.assumed |= matches!(home.evidence.kind, Kind::Default | Kind::Comment);
    project.belongs = home;
}

/// Where each service puts itself, and where the project as a whole belongs.
fn own_and_home(
    project: &Project,
    environments: &mut Environments,
    settings: &Settings,
    insides: &[Vec<Told>],
    hints: &Hints,
) -> (Vec<Option<Belonging>>, Belonging) {
    let mut own: Vec<Option<Belonging>> =
        project.services.values().map(|service| own::belonging(service, project, environments, settings)).collect();
    let edge = only_edge(project, settings, &mut own);
    let home = home(project, environments, settings, (&own, insides), hints);
    if home.evidence.kind == Kind::Nothing
        && let Some(edge) = edge
    {
        own = vec![Some(edge)];
    }
    (own, home)
}

/// Takes out what makes the only service of a project an edge though it is no proxy: there is nothing behind it, and
/// it may be what an environment serves.
fn only_edge(project: &Project, settings: &Settings, own: &mut [Option<Belonging>]) -> Option<Belonging> {
    let is_front = project.services.values().all(|service| service.edge && !edge::is_proxy(service));
    match own {
        [only] if is_front && settings.edge.is_empty() => only.take_if(|only| only.evidence.kind == Kind::Edge),
        _ => None,
    }
}

/// Whether nothing stronger than what the services hold says where the project belongs.
fn is_home_open(home: &Belonging) -> bool {
    home.evidence.kind > Kind::Project
}

/// Where a service of this project belongs that says nothing of itself.
fn home(
    project: &Project,
    environments: &mut Environments,
    settings: &Settings,
    (own, insides): (&[Option<Belonging>], &[Vec<Told>]),
    hints: &Hints,
) -> Belonging {
    if let Some(name) = &project.environment {
        let role = settings.environments.get(name).and_then(|declared| declared.role);
        let role = role.or_else(|| Marker::of_word(name).map(|marker| marker.role)).unwrap_or(Role::Other);
        let evidence = Evidence::new(Kind::Configuration, "the configuration says so of its project");
        return Belonging::new(Some(environments.intern(name, role)), evidence);
    }
    let mut told = project.told.clone();
    // Where a service names a deployed environment, each speaks for itself.
    let mut roles = own.iter().flatten().filter_map(|belonging| belonging.environment).map(|id| environments.role(id));
    if roles.all(|role| role == Role::Development) {
        told.extend(majority(own, insides));
        told.sort_by_key(|told| told.evidence.kind);
        if told.is_empty() {
            let likely = project.services.values().map(|service| own::likely(service, &hints.served));
            told.extend(majority(own, &likely.collect::<Vec<_>>()).or_else(|| hints.title.clone()));
        }
    }
    if let Some((first, others)) = told.split_first() {
        let others = environments.of_told(others);
        return Belonging::new(Some(environments.of_marker(first.marker)), first.evidence.clone()).against(others);
    }
    let nothing = || Evidence::new(Kind::Nothing, "nothing names an environment");
    Belonging::new(Some(environments.unmarked()), hints.doubt.clone().unwrap_or_else(nothing))
}

/// What the insides of the undecided services say: at least two thirds of those that speak must speak of one
/// role. A variable that was forgotten in one of them, or a job for tests, does not silence the others.
fn majority(own: &[Option<Belonging>], insides: &[Vec<Told>]) -> Option<Told> {
    let undecided = insides.iter().zip(own).filter(|(_, own)| own.is_none());
    let told: Vec<&Told> = undecided.filter_map(|(told, _)| told.first()).collect();
    let of_role = |role| told.iter().copied().filter(move |told| told.marker.role == role);
    let roles = [Role::Production, Role::Staging, Role::Development];
    let role = roles.into_iter().find(|role| of_role(*role).count() * 3 >= told.len().max(1) * 2)?;
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for told in of_role(role) {
        *counts.entry(told.marker.name).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    let first = of_role(role).find(|told| counts.get(told.marker.name) == Some(&most))?;
    let name = first.marker.name;
    let reason = match first.evidence.kind {
        Kind::EnvFile => format!("an env file of {name} is loaded"),
        Kind::Flag => format!("a variable says that it is {name}"),
        Kind::Default => format!("a variable says that it is {name}, unless it is set otherwise"),
        _ => format!("the hosts routed to it speak of {name}"),
    };
    Some(Told { evidence: Evidence { reason, ..first.evidence.clone() }, ..first.clone() })
}

/// Whether the insides of undecided services speak of staging and of something else: one file for
/// several environments. `development` beside `production` is a mistake, and decides nothing.
fn disagree(insides: &[Vec<Told>], own: &[Option<Belonging>]) -> bool {
    let undecided = insides.iter().zip(own).filter(|(_, own)| own.is_none());
    let told: BTreeSet<Marker> = undecided.filter_map(|(told, _)| Some(told.first()?.marker)).collect();
    told.len() > 1 && told.iter().any(|marker| marker.role == Role::Staging)
}

fn production(project: &Project, environments: &mut Environments) -> EnvironmentId {
    match project.marker() {
        Some(marker) if marker.role == Role::Production => environments.of_marker(marker),
        _ => {
            let known =
                environments.iter().find(|(_, environment)| environment.role == Role::Production).map(|(id, _)| id);
            known.unwrap_or_else(|| environments.intern("production", Role::Production))
        }
    }
}

/// Services without a marker by name, with their sibling in staging.
fn siblings<'a>(
    project: &'a Project,
    own: &[Option<Belonging>],
    environments: &Environments,
) -> BTreeMap<&'a str, (&'a str, Span)> {
    let mut siblings = BTreeMap::new();
    for ((name, service), belonging) in project.services.iter().zip(own) {
        let Some(id) = belonging.as_ref().and_then(|belonging| belonging.environment) else { continue };
        let Some((_, base)) = Marker::of_service(name) else { continue };
        if environments.role(id) == Role::Staging && project.services.contains_key(base) {
            siblings.insert(base, (name.as_str(), service.name.span()));
        }
    }
    siblings
}
