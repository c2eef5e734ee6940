//! References to what is not there.

use std::collections::BTreeSet;

use crate::config::suggest;
use crate::model::compose::{Reference, Referred, Service};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::syntax::SyntaxError;

/// What the Compose files of one directory define together.
#[derive(Default)]
pub(super) struct Neighbours<'a> {
    names: BTreeSet<(&'static str, &'a str)>,
}

impl<'a> Neighbours<'a> {
    /// Adds what `project` defines.
    pub(super) fn add(&mut self, project: &'a Project) {
        for to in [
            Referred::Service,
            Referred::Volume,
            Referred::Network,
            Referred::Secret,
            Referred::Config,
            Referred::Model,
        ] {
            self.names.extend(defined(project, to).map(|name| (to.word(), name.as_str())));
        }
    }
}

/// Reports references of enabled services to what neither the project nor a neighbour of it defines.
pub(super) fn judge(project: &Project, neighbours: &Neighbours<'_>, problems: &mut Vec<Problem>) {
    // What another definition brings is not known here.
    for service in project.services.values().filter(|service| service.is_enabled() && !service.extends) {
        for reference in &service.references {
            let Some(name) = reference.name.text() else { continue };
            let known =
                is_defined(project, reference.to, &name) || neighbours.names.contains(&(reference.to.word(), &name));
            if !known {
                problems.push(undefined(service, reference, &name, defined(project, reference.to)));
            } else if reference.to == Referred::BuiltService
                && project.services.get(&*name).is_some_and(|service| service.build.is_none() && !service.extends)
            {
                let owner = service.name.as_str();
                let message = format!("service `{owner}` builds from service `{name}`, which has no `build`");
                let error = SyntaxError::new(reference.name.place(), message);
                let error = error.help("name a service that is built, or an image as `docker-image://…`");
                problems.push(Problem::new(ProblemKind::Compose, error));
            }
        }
    }
}

fn is_defined(project: &Project, to: Referred, name: &str) -> bool {
    let declared = &project.top_level;
    match to {
        Referred::Service | Referred::BuiltService => project.services.contains_key(name),
        Referred::Volume => declared.volumes.contains_key(name),
        Referred::Network => name == "default" || declared.networks.contains_key(name),
        Referred::Secret => declared.secrets.contains_key(name),
        Referred::Config => declared.configs.contains_key(name),
        Referred::Model => declared.models.contains(name),
    }
}

fn defined(project: &Project, to: Referred) -> Box<dyn Iterator<Item = &String> + '_> {
    let declared = &project.top_level;
    match to {
        Referred::Service | Referred::BuiltService => Box::new(project.services.keys()),
        Referred::Volume => Box::new(declared.volumes.keys()),
        Referred::Network => Box::new(declared.networks.keys()),
        Referred::Secret => Box::new(declared.secrets.keys()),
        Referred::Config => Box::new(declared.configs.keys()),
        Referred::Model => Box::new(declared.models.iter()),
    }
}

fn undefined<'a>(
    service: &Service,
    reference: &Reference,
    name: &str,
    known: impl Iterator<Item = &'a String>,
) -> Problem {
    let what = reference.to.word();
    let message = format!("service `{}` refers to {what} `{name}`, which is not defined", service.name.as_str());
    let help = match suggest::closest(name, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if what == "service" => format!("define a service `{name}`, or remove the reference"),
        None => format!("declare `{name}` below the top-level `{what}s`, or remove the reference"),
    };
    Problem::new(ProblemKind::Compose, SyntaxError::new(reference.name.place(), message).help(help))
}
