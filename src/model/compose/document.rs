//! A document of a Compose file into a project.

use super::element::{Content, Element};
use super::reader::Reader;
use super::{schema, service, top_level};
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::syntax::SyntaxError;

/// Reads what `document` says into `project`; false when it is no mapping, so that nothing can be
/// said of what is missing.
pub fn read_document(document: &Element, project: &mut Project, problems: &mut Vec<Problem>) -> bool {
    let mut reader = Reader { problems };
    let Some(map) = document.map() else {
        let found = document.kind_name();
        let error = SyntaxError::new(document.span, format!("a Compose file must be a mapping, not {found}"));
        reader.problem(error.help("begin with `services:`"));
        return false;
    };
    reader.known_keys(map, "", &schema::TOP_LEVEL);
    if let Some(version) = document.get("version") {
        reader.string(version, "version");
    }
    top_level::read(&mut reader, document, &mut project.top_level);
    if let Some(services) = document.get("services")
        && let Some(map) = reader.map(services, "services")
    {
        for (name, field) in map {
            // A document above may have defined it; the later one counts.
            if let Content::Map(_) = field.element.content
                && let Some(service) = service::read(&mut reader, &field.key, &field.element)
            {
                project.services.insert(name.clone(), service);
            } else {
                reader.wrong(&field.element, &format!("services.{name}"), "a mapping");
            }
        }
    }
    true
}
