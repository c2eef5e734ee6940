//! Reviewdog's diagnostic format (rdf, `DiagnosticResult`).

use std::io::{self, Write};

use serde::Serialize;

use super::{Finding, HOME, Place, Presented, markdown};
use crate::diagnostic::Severity;

#[derive(Debug, Serialize)]
struct Result<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Debug, Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Debug, Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    related_locations: Vec<Related<'a>>,
}

#[derive(Debug, Serialize)]
struct Code<'a> {
    value: &'a str,
    url: &'a str,
}

#[derive(Debug, Serialize)]
struct Related<'a> {
    message: String,
    location: Location<'a>,
}

#[derive(Debug, Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Debug, Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// Both count from one; columns are bytes, and the end is the one behind the last.
#[derive(Debug, Serialize)]
struct Position {
    line: u32,
    column: u32,
}

/// Writes one object, on one line. Messages become comments, which are Markdown.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    let source = Source { name: env!("CARGO_PKG_NAME"), url: HOME };
    let diagnostics = presented.findings.iter().map(diagnostic).collect();
    serde_json::to_writer(&mut *out, &Result { source, diagnostics })?;
    writeln!(out)
}

fn diagnostic(finding: &Finding) -> Diagnostic<'_> {
    let help = finding.help.iter().map(|help| format!("\n\nhelp: {}", markdown::escape(help)));
    let related = finding
        .related
        .iter()
        .map(|related| Related { message: markdown::escape(&related.message), location: location(&related.place) });
    Diagnostic {
        message: std::iter::once(markdown::escape(&finding.message)).chain(help).collect(),
        location: location(&finding.place),
        severity: match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: &finding.rule, url: &finding.url },
        related_locations: related.collect(),
    }
}

fn location(place: &Place) -> Location<'_> {
    let (start, end) = place.bytes();
    let range = Range {
        start: Position { line: place.line(), column: start },
        end: Position { line: place.last_line(), column: end },
    };
    Location { path: &place.path, range }
}
