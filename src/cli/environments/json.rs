//! A survey in the stable shape of its JSON form.

use serde::Serialize;

use crate::engine::{Basis, Survey, SurveyPlace};
use crate::model::environment::Kind;
use crate::model::value::Same;
use crate::report::Range;
use crate::source::clean;

#[derive(Debug, Serialize)]
pub(super) struct View {
    version: u32,
    environments: Vec<Environment>,
    hosts: Vec<Hosts>,
    projects: Vec<Project>,
    env_files: Vec<EnvFile>,
}

#[derive(Debug, Serialize)]
struct Environment {
    name: String,
    role: &'static str,
    domains: Vec<String>,
}

/// Whether two environments run on one host; none where that is unknown.
#[derive(Debug, Serialize)]
struct Hosts {
    environments: Vec<String>,
    same: Option<bool>,
    kind: &'static str,
    reason: &'static str,
    places: Vec<Place>,
}

#[derive(Debug, Serialize)]
struct Place {
    path: String,
    range: Range,
}

#[derive(Debug, Serialize)]
struct Project {
    name: Option<String>,
    files: Vec<String>,
    env_files: Vec<String>,
    assumed: bool,
    environment: Option<String>,
    evidence: Evidence,
    against: Vec<Against>,
    services: Vec<Service>,
}

#[derive(Debug, Serialize)]
struct Service {
    name: String,
    environment: Option<String>,
    evidence: Evidence,
    against: Vec<Against>,
}

#[derive(Debug, Serialize)]
struct EnvFile {
    path: String,
    kind: &'static str,
    environment: Option<String>,
    evidence: Evidence,
    against: Vec<Against>,
}

/// What says where something belongs.
#[derive(Debug, Serialize)]
struct Evidence {
    kind: &'static str,
    reason: String,
    path: Option<String>,
    range: Option<Range>,
}

/// What says that it belongs elsewhere.
#[derive(Debug, Serialize)]
struct Against {
    environment: String,
    evidence: Evidence,
}

impl View {
    pub(super) fn of(survey: &Survey) -> Self {
        let environments = survey.environments.iter().map(|environment| Environment {
            name: clean(&environment.name),
            role: environment.role.name(),
            domains: environment.domains.iter().map(|domain| clean(domain)).collect(),
        });
        let hosts = survey.hosts.iter().map(|hosts| Hosts {
            environments: hosts.environments.iter().map(|name| clean(name)).collect(),
            same: match hosts.same {
                Same::Yes => Some(true),
                Same::No => Some(false),
                Same::Unknown => None,
            },
            kind: hosts.reason.name(),
            reason: hosts.reason.clause(),
            places: hosts.places.iter().map(|place| Place { path: clean(&place.path), range: range(place) }).collect(),
        });
        let projects = survey.projects.iter().map(|project| Project {
            name: project.name.as_deref().map(clean),
            files: project.files.iter().map(|file| clean(file)).collect(),
            env_files: project.env_files.iter().map(|file| clean(file)).collect(),
            assumed: project.assumed,
            environment: environment(&project.basis),
            evidence: decisive(&project.basis),
            against: against(&project.basis),
            services: project
                .services
                .iter()
                .map(|service| Service {
                    name: clean(&service.name),
                    environment: environment(&service.basis),
                    evidence: decisive(&service.basis),
                    against: against(&service.basis),
                })
                .collect(),
        });
        let env_files = survey.env_files.iter().map(|file| EnvFile {
            path: clean(&file.path),
            kind: file.kind.name(),
            environment: environment(&file.basis),
            evidence: decisive(&file.basis),
            against: against(&file.basis),
        });
        Self {
            version: 1,
            environments: environments.collect(),
            hosts: hosts.collect(),
            projects: projects.collect(),
            env_files: env_files.collect(),
        }
    }
}

fn environment(basis: &Basis) -> Option<String> {
    basis.environment.as_deref().map(clean)
}

fn decisive(basis: &Basis) -> Evidence {
    evidence(basis.kind, &basis.reason, basis.place.as_ref())
}

fn against(basis: &Basis) -> Vec<Against> {
    let against = basis.against.iter().map(|(environment, kind, reason, place)| Against {
        environment: clean(environment),
        evidence: evidence(*kind, reason, place.as_ref()),
    });
    against.collect()
}

fn evidence(kind: Kind, reason: &str, place: Option<&SurveyPlace>) -> Evidence {
    Evidence {
        kind: kind.name(),
        reason: clean(reason),
        path: place.map(|place| clean(&place.path)),
        range: place.map(range),
    }
}

fn range(place: &SurveyPlace) -> Range {
    Range { start: place.start.into(), end: place.end.into() }
}
