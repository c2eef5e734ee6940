//! What a container mounts (Compose specification, "volumes").

use std::ops::Range;

use camino::Utf8Path;

use super::element::Element;
use super::reader::through;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::{PLACEHOLDER, Value};
use crate::source::Span;
use crate::source::vfs::normalize;
use crate::syntax::SyntaxError;

/// Something mounted into a container.
#[derive(Debug, Clone)]
pub struct Mount {
    /// What kind.
    pub kind: MountKind,
    /// Volume key or host path.
    pub source: Option<Value>,
    /// Path in the container.
    pub target: Option<Value>,
    /// Whether the container cannot write to it.
    pub read_only: bool,
    /// The whole entry.
    pub span: Span,
}

/// What is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountKind {
    /// A host path.
    Bind,
    /// A named volume.
    Volume,
    /// A volume or a host path: a variable decides.
    Unknown,
    /// Nothing that outlives or leaves the container: anonymous volumes, tmpfs, images.
    Private,
}

/// Reads `volumes:` of a service.
pub fn read(element: &Element, path: &str, problems: &mut Vec<Problem>) -> Vec<Mount> {
    element.items().iter().filter_map(|item| read_one(item, path, problems)).collect()
}

fn read_one(element: &Element, path: &str, problems: &mut Vec<Problem>) -> Option<Mount> {
    if element.map().is_none() {
        return short(&through(element.string()?, element), element, path, problems);
    }
    let text = |key: &str| element.get(key).and_then(Element::string);
    let (kind, source, target) = (text("type")?, text("source"), text("target"));
    // An empty source is the directory of the project.
    if kind.text().as_deref() == Some("bind") && source.is_none() {
        let error = SyntaxError::new(kind.place(), format!("an entry of `{path}` binds nothing"));
        problems.push(Problem::new(ProblemKind::Compose, error.help("add `source:` with a path of the host")));
    }
    let read_only = element.get("read_only").and_then(Element::flag);
    let source = source.filter(|source| !source.parts.is_empty()).map(|source| through(source, element));
    let kind = match (kind.text().as_deref(), &source) {
        (Some("bind"), _) => MountKind::Bind,
        (Some("volume"), Some(_)) => MountKind::Volume,
        (None, _) => MountKind::Unknown,
        _ => MountKind::Private,
    };
    Some(Mount { kind, source, target, read_only: read_only.unwrap_or(false), span: element.span })
}

/// `[source:]target[:options]`; a single letter before a colon is a Windows drive.
fn short(value: &Value, element: &Element, path: &str, problems: &mut Vec<Problem>) -> Option<Mount> {
    let flat = value.flat();
    let text = flat.as_str();
    let ranges = sections(text);
    if value.is_known() && (ranges.iter().any(Range::is_empty) || ranges.len() > 3) {
        let place = if value.place().is_empty() { value.nearest() } else { value.place() };
        let place = if place.is_empty() { element.span } else { place };
        let error = SyntaxError::new(place, format!("an entry of `{path}` is no volume"));
        let error = error.help("write it as `data:/var/lib/data` or `./data:/var/lib/data:ro`");
        problems.push(Problem::new(ProblemKind::Compose, error));
        return None;
    }
    let slice =
        |index: usize| ranges.get(index).filter(|range| !range.is_empty()).map(|range| flat.slice(range.clone()));
    let (source, target, options) = match ranges.len() {
        1 => (None, slice(0), None),
        _ => (slice(0), slice(1), slice(2)),
    };
    let kind = match &source {
        None => MountKind::Private,
        Some(source) => classify(source.flat().as_str()),
    };
    // Of several, the last counts; unknown ones are ignored.
    let options = options.as_ref().and_then(Value::text).unwrap_or_default();
    let read_only = options.split(',').rfind(|option| matches!(*option, "ro" | "rw")) == Some("ro");
    Some(Mount { kind, source, target, read_only, span: element.span })
}

/// What stands between the colons. One of two bytes is a target as it is.
fn sections(text: &str) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut start = 0;
    let colons = text.match_indices(':').filter(|_| !matches!(text.len(), 1 | 2));
    for (at, _) in colons {
        let mut letters = text.get(start..at).unwrap_or_default().chars();
        let is_drive = letters.next().is_some_and(|letter| letter.is_alphabetic() && letter != PLACEHOLDER);
        if !(is_drive && letters.next().is_none()) {
            sections.push(start..at);
            start = at + 1;
        }
    }
    sections.push(start..text.len());
    sections
}

/// The target of an entry of `volumes:`, as it tells entries apart and as a clean path.
pub fn target(element: &Element) -> Option<(String, String)> {
    if element.map().is_some() {
        let written = element.get("target")?.spelling()?;
        let clean = clean(&written);
        return Some((written, clean));
    }
    let text = element.spelling()?;
    let sections = sections(&text);
    let target = text.get(sections.get(1).or(sections.first())?.clone())?;
    Some((clean(target), clean(target)))
}

fn clean(path: &str) -> String {
    if path.starts_with('/') {
        normalize(Utf8Path::new("/"), Utf8Path::new(path)).into_string()
    } else {
        path.to_owned()
    }
}

fn classify(source: &str) -> MountKind {
    let mut letters = source.chars();
    let is_drive = letters.next().is_some_and(char::is_alphabetic) && letters.next() == Some(':');
    // `\\server\share` and `\\.\pipe\name`; a single `\` begins the name of a volume.
    if source.starts_with(['.', '/', '~']) || source.starts_with(r"\\") || is_drive {
        MountKind::Bind
    } else if source.starts_with(PLACEHOLDER) {
        MountKind::Unknown
    } else {
        MountKind::Volume
    }
}
