//! What a container mounts (Compose specification, "volumes").

use super::element::{Content, Element};
use super::reader::{Reader, through};
use super::schema;
use crate::model::value::{PLACEHOLDER, Value};

use crate::source::Span;
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
pub fn read(reader: &mut Reader<'_>, element: &Element, path: &str) -> Vec<Mount> {
    reader.list(element, path).iter().filter_map(|item| read_one(reader, item, path)).collect()
}

fn read_one(reader: &mut Reader<'_>, element: &Element, path: &str) -> Option<Mount> {
    match &element.content {
        Content::Scalar(..) => {
            let value = reader.string(element, path)?;
            short(reader, &through(value, element), element, path)
        }
        Content::Map(map) => {
            reader.known_keys(map, path, &schema::MOUNT);
            let mut text =
                |key: &str| element.get(key).and_then(|field| reader.string(field, &format!("{path}.{key}")));
            let (kind, source, target) = (text("type"), text("source"), text("target"));
            let read_only = element.get("read_only").and_then(|flag| reader.flag(flag, &format!("{path}.read_only")));
            let Some(kind) = kind else {
                if element.get("type").is_none() {
                    let error = SyntaxError::new(element.span, format!("an entry of `{path}` has no `type`"));
                    reader.problem(error.help("add `type: volume` or `type: bind`"));
                }
                return None;
            };
            let source = source.filter(|source| !source.parts.is_empty()).map(|source| through(source, element));
            let kind = match (kind.text().as_deref(), &source) {
                (Some("bind"), _) => MountKind::Bind,
                (Some("volume" | "cluster"), Some(_)) => MountKind::Volume,
                (None, _) => MountKind::Unknown,
                _ => MountKind::Private,
            };
            Some(Mount { kind, source, target, read_only: read_only.unwrap_or(false), span: element.span })
        }
        _ => {
            reader.wrong(element, path, "a volume such as `data:/var/lib/data`");
            None
        }
    }
}

/// `[source:]target[:options]`; a single letter before the first colon is a Windows drive.
fn short(reader: &mut Reader<'_>, value: &Value, element: &Element, path: &str) -> Option<Mount> {
    let flat = value.flat();
    let text = flat.as_str();
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(':') {
        let is_drive = at == start + 1
            && text.get(start..at).is_some_and(|letter| letter.bytes().all(|byte| byte.is_ascii_alphabetic()))
            && text.get(at + 1..).is_some_and(|rest| rest.starts_with(['/', '\\']));
        if !is_drive {
            ranges.push(start..at);
            start = at + 1;
        }
    }
    ranges.push(start..text.len());
    if value.is_known() && (text.is_empty() || ranges.iter().any(std::ops::Range::is_empty) || ranges.len() > 3) {
        let error = SyntaxError::new(element.span, format!("an entry of `{path}` is no volume"));
        reader.problem(error.help("write it as `data:/var/lib/data` or `./data:/var/lib/data:ro`"));
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
    let options = options.and_then(|options| options.text()).unwrap_or_default();
    let read_only = options.split(',').rfind(|option| matches!(*option, "ro" | "rw")) == Some("ro");
    Some(Mount { kind, source, target, read_only, span: element.span })
}

fn classify(source: &str) -> MountKind {
    let is_drive = source.get(1..2) == Some(":");
    if source.starts_with(['.', '/', '~', '\\']) || is_drive {
        MountKind::Bind
    } else if source.starts_with(PLACEHOLDER) {
        MountKind::Unknown
    } else {
        MountKind::Volume
    }
}
