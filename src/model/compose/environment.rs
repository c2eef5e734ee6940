//! The environment of a container: `env_file` and `environment` (Compose specification, "environment").

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::element::{Content, Element};
use super::merge::MAX_LOST;
use super::reader::through;
use crate::model::env_file::EnvFileId;
use crate::model::value::Value;
use crate::source::{Span, Text};

/// A variable as a container gets it.
#[derive(Debug, Clone)]
pub struct Variable {
    /// The key, at the place that won.
    pub key: Text,
    /// The value; none when the variable is taken away from the container.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: Origin,
    /// Where env files set it too, and lost: the last one first.
    pub lost: Vec<Span>,
}

impl Variable {
    /// Sets the variable `name` over what was set before, which it remembers.
    pub fn set(mut self, name: &str, into: &mut IndexMap<String, Self>) {
        match into.entry(name.to_owned()) {
            Entry::Occupied(mut entry) => {
                let earlier = entry.get();
                self.lost.push(earlier.value.as_ref().map_or(earlier.key.span(), Value::place));
                self.lost.extend(earlier.lost.iter().copied().take(MAX_LOST - 1));
                entry.insert(self);
            }
            Entry::Vacant(entry) => {
                entry.insert(self);
            }
        }
    }
}

/// Where a variable of a container comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `environment:`.
    Environment,
    /// An env file, named at this place.
    EnvFile {
        /// The entry of `env_file:`.
        named: Span,
        /// The file, or the template that stands in for it.
        file: EnvFileId,
        /// Whether that is a template.
        template: bool,
    },
}

/// An entry of `env_file:`.
#[expect(clippy::struct_excessive_bools, reason = "two that are written, two that are found")]
#[derive(Debug, Clone)]
pub struct EnvFileUse {
    /// The path as written.
    pub path: Value,
    /// The entry.
    pub span: Span,
    /// Whether Compose refuses to go on without it.
    pub required: bool,
    /// `format: raw`.
    pub raw: bool,
    /// The file that was read for it.
    pub file: Option<EnvFileId>,
    /// The template that tells what the absent file holds.
    pub template: Option<EnvFileId>,
    /// Whether all that one of the two holds is known.
    pub whole: bool,
    /// Whether the file is there, and not all of it could be read.
    pub unread: bool,
}

/// `environment:` as written: a bare key has no value.
pub fn read_environment(element: &Element) -> IndexMap<String, (Text, Option<Value>)> {
    // Of several items with one key the last wins.
    element.dictionary().into_iter().map(|(key, value)| (key.as_str().to_owned(), (key, value))).collect()
}

/// `env_file:` in all its forms.
pub fn read_env_files(element: &Element) -> Vec<EnvFileUse> {
    match &element.content {
        Content::List(items) => items.iter().filter_map(read_env_file).collect(),
        _ => read_env_file(element).into_iter().collect(),
    }
}

fn read_env_file(element: &Element) -> Option<EnvFileUse> {
    let (source, required, raw) = match &element.content {
        Content::Map(_) => {
            let required = element.get("required").and_then(Element::flag);
            let raw = element.get("format").and_then(Element::text).is_some_and(|format| format == "raw");
            (element.get("path")?.string()?, required.unwrap_or(true), raw)
        }
        _ => (element.string()?, true, false),
    };
    let source = through(source, element);
    let span = source.place();
    Some(EnvFileUse {
        span: if source.parts.is_empty() { element.span } else { span },
        path: source,
        required,
        raw,
        file: None,
        template: None,
        whole: false,
        unread: false,
    })
}
