//! Findings as results.

use super::rules::{Rules, level};
use super::shape::{Fingerprints, Location, Message, PhysicalLocation, Properties, Region, Result};
use super::uri;
use crate::report::{Finding, Place, Presented, markdown};

/// Every finding, in the order of the report.
pub(super) fn all<'a>(presented: &'a Presented, rules: &Rules) -> Vec<Result<'a>> {
    presented.findings.iter().map(|finding| result(finding, rules.index(&finding.rule))).collect()
}

fn result(finding: &Finding, rule_index: usize) -> Result<'_> {
    let related = finding.related.iter().zip(1..).map(|(related, id)| Location {
        id: Some(id),
        message: Some(described(&related.message)),
        place: physical(&related.place),
    });
    Result {
        rule_id: &finding.rule,
        rule_index,
        level: level(finding.severity),
        message: Message { text: story(finding, plain), markdown: Some(story(finding, markdown::escape)) },
        locations: [Location {
            id: None,
            message: finding.label.as_deref().map(described),
            place: physical(&finding.place),
        }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { structure: &finding.fingerprint },
        properties: Properties {
            environment: finding.environment.as_deref(),
            service: finding.service.as_deref(),
            also: &finding.also,
        },
    }
}

/// What is wrong, where else to look and what to do. Code scanning shows related places only where
/// the message links to them.
fn story(finding: &Finding, escape: fn(&str) -> String) -> String {
    let mut story = ended(escape(&finding.message));
    let links: Vec<String> =
        finding.related.iter().zip(1..).map(|(other, id)| format!("[{}]({id})", escape(&other.message))).collect();
    if !links.is_empty() {
        story.extend([" See: ", &links.join(", "), "."]);
    }
    if let Some(help) = &finding.help {
        story.extend([" Help: ", &ended(escape(help))]);
    }
    story
}

/// A clause as a sentence.
fn ended(mut clause: String) -> String {
    if !clause.ends_with(['.', '?', '!']) {
        clause.push('.');
    }
    clause
}

fn described(text: &str) -> Message {
    Message { text: plain(text), markdown: Some(markdown::escape(text)) }
}

/// `text` without links, which plain text may hold too (section 3.11.6).
fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn physical(place: &Place) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: uri::location(&place.path),
        region: Region {
            start_line: place.line(),
            start_column: place.start.character + 1,
            end_line: place.last_line(),
            end_column: place.end.character + 1,
        },
    }
}
