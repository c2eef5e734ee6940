//! Names of containers that two services of a project claim.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::model::compose::Service;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::value::Value;
use crate::syntax::SyntaxError;

/// Reports every second service with a name that is taken.
pub(super) fn judge(project: &Project, problems: &mut Vec<Problem>) {
    let mut taken: IndexMap<Cow<'_, str>, &Service> = IndexMap::new();
    for service in project.services.values().filter(|service| service.is_enabled()) {
        let Some(value) = &service.container_name else { continue };
        let Some(name) = value.text() else { continue };
        match taken.get(&name) {
            Some(first) => problems.push(clash(first, service, value)),
            None => {
                taken.insert(name, service);
            }
        }
    }
}

fn clash(first: &Service, service: &Service, value: &Value) -> Problem {
    let (one, other) = (first.name.as_str(), service.name.as_str());
    let place = first.container_name.as_ref().map_or(first.span, Value::place);
    if place == value.place() {
        // Both got it from one text: what takes it over needs one of its own.
        let message = format!("service `{other}` takes over the `container_name` of `{one}`");
        let error = SyntaxError::new(service.name.span(), message);
        let error = error.help(format!("give `{other}` a `container_name` of its own"));
        return Problem::new(ProblemKind::Compose, error).also(place, "the name of both");
    }
    let message = format!("services `{one}` and `{other}` have the same `container_name`");
    let error = SyntaxError::new(value.place(), message).help("give each a name of its own");
    Problem::new(ProblemKind::Compose, error).also(place, "taken here")
}
