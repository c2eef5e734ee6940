//! What is to be known of a value beside its text.

use super::Source;
use crate::model::Workspace;
use crate::model::value::{Certainty, Unset, Value};

/// How sure the text of `value` is; none when a variable of it is unset.
pub(super) fn certainty(value: &Value) -> Option<Certainty> {
    value.is_known().then(|| value.certainty())
}

/// A clause for each thing that a reader of the text alone would get wrong.
pub(super) fn of(source: &Source<'_>, value: &Value) -> Vec<String> {
    let mut notes: Vec<String> = value.unset().map(|unset| note(source, unset)).collect();
    match certainty(value) {
        Some(Certainty::Maybe) => notes.push("a template says so; the real file is absent".to_owned()),
        Some(Certainty::Assumed) => notes.push(assumed(source.workspace, value)),
        _ => {}
    }
    let mut seen = std::collections::BTreeSet::new();
    notes.retain(|note| seen.insert(note.clone()));
    notes
}

fn note(source: &Source<'_>, unset: &Unset) -> String {
    let name = unset.variable.as_str();
    match (&unset.template, unset.default(), unset.open) {
        (Some(template), _, _) => {
            format!("nothing that was read sets `{name}`; a template suggests `{}`", source.show(template))
        }
        (None, Some(default), _) => {
            format!("nothing that was read sets `{name}`; its default is `{}`", source.show(default))
        }
        (None, None, true) => format!("nothing that was read sets `{name}`"),
        (None, None, false) => format!("nothing sets `{name}`; Docker Compose takes it as empty"),
    }
}

fn assumed(workspace: &Workspace, value: &Value) -> String {
    let file = workspace.path(value.place().file);
    let file = file.file_name().unwrap_or(file.as_str());
    format!("`docker compose up` reads `{file}` only with `--env-file {file}`")
}
