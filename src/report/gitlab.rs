//! A Code Quality report of GitLab: the part of Code Climate's issues that it reads.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Finding, Presented, markdown};
use crate::diagnostic::Severity;

#[derive(Debug, Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'a str,
    description: String,
    content: Content,
    categories: [&'static str; 1],
    location: Location<'a>,
    severity: &'static str,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct Content {
    body: String,
}

#[derive(Debug, Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes a list of issues, on one line.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    // Of two issues with one fingerprint GitLab shows one.
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let issues = presented.findings.iter().map(|finding| {
        let times = told.entry(&finding.fingerprint).or_default();
        *times += 1;
        issue(finding, *times)
    });
    serde_json::to_writer(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}

fn issue(finding: &Finding, times: usize) -> Issue<'_> {
    let place = &finding.place;
    Issue {
        kind: "issue",
        check_name: &finding.rule,
        description: markdown::escape(&finding.message),
        content: Content { body: story(finding) },
        categories: ["Security"],
        location: Location { path: &place.path, lines: Lines { begin: place.line(), end: place.last_line() } },
        severity: severity(finding.severity),
        fingerprint: match times {
            1 => finding.fingerprint.clone(),
            _ => format!("{}-{times}", finding.fingerprint),
        },
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

/// The other places and what to do, in Markdown.
fn story(finding: &Finding) -> String {
    let mut story = String::new();
    for related in &finding.related {
        let (link, message) = (markdown::escape(&related.place.link()), markdown::escape(&related.message));
        story.extend(["- ", &link, ": ", &message, "\n"]);
    }
    if let Some(help) = &finding.help {
        story.extend(["\nHelp: ", &markdown::escape(help), "\n"]);
    }
    story.extend(["\n[", &markdown::escape(&finding.rule), "](", &finding.url, ")"]);
    story.trim_start().to_owned()
}
