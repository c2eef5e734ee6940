//! Names of containers that two services of a project claim.

use indexmap::IndexMap;

use crate::model::compose::Service;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::value::Value;
use crate::syntax::SyntaxError;

/// Reports every second service with a name that is taken.
pub(super) fn judge(project: &Project, problems: &mut Vec<Problem>) {
    let mut taken: IndexMap<String, &Service> = IndexMap::new();
    for service in project.services.values().filter(|service| service.is_enabled()) {
        let Some(value) = &service.container_name else { continue };
        let Some(name) = value.text() else { continue };
        match taken.get(&name) {
            Some(first) => {
                let (one, other) = (first.name.as_str(), service.name.as_str());
                let message = format!("services `{one}` and `{other}` have the same `container_name`");
                let error = SyntaxError::new(value.place(), message).help("give each a name of its own");
                let first = first.container_name.as_ref().map_or(first.span, Value::place);
                problems.push(Problem::new(ProblemKind::Compose, error).also(first, "taken here"));
            }
            None => {
                taken.insert(name, service);
            }
        }
    }
}
