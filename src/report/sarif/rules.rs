//! The rules that a run knows.

use std::collections::BTreeMap;

use super::shape::{Message, ReportingConfiguration, ReportingDescriptor, Tags};
use crate::diagnostic::{Level, Severity};
use crate::engine::{self, RuleInfo};
use crate::report::{Presented, markdown, own_rules_url, url};

/// All rules of the catalogue, then those of the repository's own packs, then those that only findings
/// name.
pub(super) struct Rules {
    known: Vec<RuleInfo>,
    others: Vec<String>,
    indexes: BTreeMap<String, usize>,
}

impl Rules {
    /// For the findings of `presented`.
    pub(super) fn new(presented: &Presented) -> Self {
        let known = engine::catalogue().into_iter().chain(presented.own_rules.clone()).collect();
        let mut rules = Self { known, others: Vec::new(), indexes: BTreeMap::new() };
        rules.indexes = rules.known.iter().enumerate().map(|(index, rule)| (rule.id.clone(), index)).collect();
        let silenced = presented.suppressed.iter().map(|silenced| &silenced.finding);
        for finding in presented.findings.iter().chain(silenced) {
            if !rules.indexes.contains_key(&finding.rule) {
                rules.indexes.insert(finding.rule.clone(), rules.known.len() + rules.others.len());
                rules.others.push(finding.rule.clone());
            }
        }
        rules
    }

    /// Where in the list the rule of a finding stands.
    pub(super) fn index(&self, rule: &str) -> usize {
        self.indexes.get(rule).copied().unwrap_or_default()
    }

    /// The list.
    pub(super) fn descriptors(&self) -> Vec<ReportingDescriptor<'_>> {
        let known = self.known.iter().map(described);
        let others = self.others.iter().map(|id| ReportingDescriptor {
            id,
            name: pascal_case(id),
            short_description: None,
            full_description: None,
            help_uri: url(id),
            help: None,
            default_configuration: None,
            properties: None,
        });
        known.chain(others).collect()
    }
}

/// A rule with the words of its page. The example stays there: the page is one click away.
fn described(rule: &RuleInfo) -> ReportingDescriptor<'_> {
    let RuleInfo { id, pack, title, why, fix, .. } = rule;
    let (page, more) = match rule.page {
        Some(_) => (url(id), "An example"),
        None => (own_rules_url(), "About rules of your own"),
    };
    let escape = markdown::escape;
    ReportingDescriptor {
        id,
        name: pascal_case(id),
        short_description: Some(Message::plain(format!("{title}."))),
        full_description: Some(Message::plain(why.clone())),
        help: Some(Message {
            text: format!("{title}.\n\nWhy: {why}\n\nHow to fix it: {fix}\n\n{more}: {page}"),
            markdown: Some(format!(
                "**{}.**\n\n## Why\n\n{}\n\n## How to fix it\n\n{}\n\n[{more}]({page})",
                escape(title),
                escape(why),
                escape(fix)
            )),
        }),
        help_uri: page,
        default_configuration: Some(ReportingConfiguration {
            enabled: rule.level != Level::Off,
            level: rule.level.severity().map_or("none", level),
        }),
        properties: Some(Tags { tags: vec![pack] }),
    }
}

/// A severity in SARIF's words.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `no-host-ports` as `NoHostPorts`, the usual form of a rule's name. One word has none: a name that
/// is the id again says nothing.
fn pascal_case(id: &str) -> Option<String> {
    if !id.contains('-') {
        return None;
    }
    let mut name = String::with_capacity(id.len());
    for word in id.split('-') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    Some(name)
}
