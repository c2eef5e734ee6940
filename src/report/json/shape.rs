//! The shape of the output, apart from our own types: those may change, this may not. No key is
//! ever left out; what is not known is `null`.

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::report::{Finding, Place, Presented};
use crate::source;

#[derive(Debug, Serialize)]
pub(super) struct Output<'a> {
    version: u32,
    tool: Tool,
    summary: Summary<'a>,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct Summary<'a> {
    files: usize,
    environments: &'a [String],
    error: usize,
    warning: usize,
    info: usize,
    suppressed: usize,
    compared: Compared,
}

#[derive(Debug, Serialize)]
struct Compared {
    secrets: usize,
    stores: usize,
    routers: usize,
    unknown: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Diagnostic<'a> {
    rule: &'a str,
    also: &'a [String],
    severity: &'static str,
    message: &'a str,
    environment: Option<&'a str>,
    service: Option<&'a str>,
    path: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    url: &'a str,
    fingerprint: &'a str,
    fixes: [(); 0],
}

#[derive(Debug, Serialize)]
struct Related<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

/// As in the Language Server Protocol.
#[derive(Debug, Serialize)]
pub struct Range {
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

/// A zero-based line and a UTF-16 character in it.
#[derive(Debug, Serialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// UTF-16 code units before it on its line.
    pub character: u32,
}

impl<'a> Output<'a> {
    pub(super) fn new(presented: &'a Presented) -> Self {
        Self {
            version: 1,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            summary: Summary::new(presented),
            diagnostics: presented.findings.iter().map(Diagnostic::new).collect(),
        }
    }
}

impl<'a> Summary<'a> {
    fn new(presented: &'a Presented) -> Self {
        let summary = &presented.summary;
        let compared = summary.compared;
        Self {
            files: summary.files,
            environments: &summary.environments,
            error: presented.count(Severity::Error),
            warning: presented.count(Severity::Warning),
            info: presented.count(Severity::Info),
            suppressed: summary.suppressed,
            compared: Compared {
                secrets: compared.secrets,
                stores: compared.stores,
                routers: compared.routers,
                unknown: compared.unknown,
            },
        }
    }
}

impl<'a> Diagnostic<'a> {
    pub(super) fn new(finding: &'a Finding) -> Self {
        let related = finding.related.iter().map(|related| Related {
            path: &related.place.path,
            range: Range::new(&related.place),
            message: &related.message,
        });
        Self {
            rule: &finding.rule,
            also: &finding.also,
            severity: finding.severity.name(),
            message: &finding.message,
            environment: finding.environment.as_deref(),
            service: finding.service.as_deref(),
            path: &finding.place.path,
            range: Range::new(&finding.place),
            related: related.collect(),
            help: finding.help.as_deref(),
            url: &finding.url,
            fingerprint: &finding.fingerprint,
            fixes: [],
        }
    }
}

impl Range {
    /// The range of a place.
    pub fn new(place: &Place) -> Self {
        Self { start: place.start.into(), end: place.end.into() }
    }
}

impl From<source::Position> for Position {
    fn from(position: source::Position) -> Self {
        Self { line: position.line, character: position.character }
    }
}
