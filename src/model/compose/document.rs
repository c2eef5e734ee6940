//! A document of a Compose file into a project.

use super::conform::conform;
use super::element::{Content, Element, Map};
use super::{merge, resources, service, top_level};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::syntax::SyntaxError;

/// Reads what `document` says into `project`; false when it is no mapping, so that nothing can be
/// said of what is missing. Whether the project is whole is known already.
pub fn read_document(document: Element, project: &mut Project, problems: &mut Vec<Problem>) -> bool {
    if matches!(document.content, Content::Unreadable) {
        return false;
    }
    let Some(map) = document.map() else {
        let message = format!("a Compose file must be a mapping, not {}", document.kind_name());
        let error = SyntaxError::new(document.span, message).help("begin with `services:`");
        problems.push(Problem::new(ProblemKind::Compose, error));
        return false;
    };
    if map.is_empty() && project.whole {
        let error = SyntaxError::new(document.span, "this Compose file is empty").help("begin with `services:`");
        problems.push(Problem::new(ProblemKind::Compose, error));
    }
    conform(&document, problems);
    resources::judge(&document, problems);
    top_level::read(&document, &mut project.top_level);
    let services = services(document);
    project.services.reserve_exact(services.len());
    for (name, mut field) in services {
        merge::unify(&mut field.element);
        if let Some(service) = service::read(&field.key, field.element, &project.profiles, problems) {
            project.services.insert(name, service);
        }
    }
    true
}

fn services(document: Element) -> Map {
    let Content::Map(mut sections) = document.content else { return Map::new() };
    match sections.swap_remove("services").map(|field| field.element.content) {
        Some(Content::Map(services)) => services,
        _ => Map::new(),
    }
}
