//! The shape of the output, apart from our own types: those may change, this may not. No key is
//! ever left out; what is not known is `null`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Severity;
use crate::report::{Finding, Place, Presented};
use crate::source;

/// A report of envlint.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output<'a> {
    /// The version of this shape: 1.
    version: u32,
    tool: Tool,
    summary: Summary,
    /// The findings, sorted by path, place and rule.
    diagnostics: Vec<Diagnostic<'a>>,
}

/// What wrote it.
#[derive(Debug, Serialize, JsonSchema)]
struct Tool {
    /// `envlint`.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// What was looked at and found.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Compose and env files read.
    files: usize,
    /// The environments, the most trusted first.
    environments: Vec<String>,
    /// Findings that are errors.
    error: usize,
    /// Findings that are warnings.
    warning: usize,
    /// Findings that are only worth knowing.
    info: usize,
    /// Findings that were silenced with a reason.
    suppressed: usize,
    /// What was compared between environments: the proof.
    compared: Compared,
}

/// What was compared between environments: the proof.
#[derive(Debug, Serialize, JsonSchema)]
struct Compared {
    /// Secrets.
    secrets: usize,
    /// Databases, caches, queues, search and volumes.
    stores: usize,
    /// Routers.
    routers: usize,
    /// What depends on variables of which nothing is known.
    unknown: usize,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Diagnostic<'a> {
    /// The rule that reports it.
    rule: &'a str,
    /// Rules that saw the same cause at the same place.
    also: &'a [String],
    /// How serious it is.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    severity: &'static str,
    /// What is wrong, in one clause.
    message: &'a str,
    /// The environment at fault.
    environment: Option<&'a str>,
    /// The service at fault.
    service: Option<&'a str>,
    /// From the working directory, with `/`.
    path: &'a str,
    /// The text that is meant.
    range: Range,
    /// Other places, in the order of the story.
    related: Vec<Related<'a>>,
    /// What to do, as an order.
    help: Option<&'a str>,
    /// The page of the rule.
    url: &'a str,
    /// The same for the same mistake, also when lines move; tells nothing of any value.
    fingerprint: &'a str,
    /// What would mend it.
    fixes: [(); 0],
}

/// Another place that matters.
#[derive(Debug, Serialize, JsonSchema)]
struct Related<'a> {
    /// From the working directory, with `/`.
    path: &'a str,
    /// The text that is meant.
    range: Range,
    /// What is wrong, in one clause.
    message: &'a str,
}

/// As in the Language Server Protocol.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Range {
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

/// A zero-based line and a UTF-16 character in it.
#[derive(Debug, Serialize, JsonSchema)]
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

impl Summary {
    fn new(presented: &Presented) -> Self {
        let summary = presented.summary();
        let compared = summary.compared;
        Self {
            files: summary.files,
            environments: summary.environments,
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
