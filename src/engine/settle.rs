//! Drafts into diagnostics: levels, what is silenced, identity, order.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::Utf8Path;
use sha2::{Digest, Sha256};

use super::suppress::Suppressor;
use super::together::together;
use crate::diagnostic::{Cause, Diagnostic, Draft, Severity, Suppressed};
use crate::policy::Levels;
use crate::source::vfs::{normalize, relative};
use crate::source::{SourceMap, Span};

/// A draft with the rule that reports it.
pub(super) struct Found {
    pub(super) rule: String,
    /// The place of the rule in the catalogue.
    pub(super) position: usize,
    pub(super) draft: Draft,
}

/// A draft whose severity is final.
pub(super) struct Weighed {
    pub(super) found: Found,
    pub(super) severity: Severity,
    /// Rules that saw the same cause at the same place.
    also: Vec<String>,
}

/// What drafts are settled with.
pub(super) struct Settler<'a> {
    pub(super) levels: &'a Levels,
    pub(super) sources: &'a SourceMap,
    /// Paths of sources are seen from here.
    pub(super) working_directory: &'a Utf8Path,
    /// Paths of fingerprints are seen from here.
    pub(super) root: &'a Utf8Path,
}

impl Settler<'_> {
    /// Gives every draft its final severity and identity, drops repetitions, takes out what is
    /// silenced, and sorts by path, place and rule.
    pub(super) fn settle(
        &self,
        found: Vec<Found>,
        suppressor: Option<&Suppressor<'_>>,
    ) -> (Vec<Diagnostic>, Vec<Suppressed>) {
        let mut suppressed = Vec::new();
        let mut told = Vec::new();
        let weighed = found.into_iter().filter_map(|found| self.weighed(found)).collect();
        for weighed in each_once(weighed, self.sources) {
            let Weighed { found, .. } = &weighed;
            match suppressor.and_then(|suppressor| suppressor.silences(&found.rule, &found.draft)) {
                Some((by, reason)) => {
                    suppressed.push(Suppressed { diagnostic: self.diagnostic(weighed), by, reason: Some(reason) });
                }
                None => told.push(weighed),
            }
        }
        // What is silenced for one rule is still told by another that sees the same.
        (together(one_cause(told)).into_iter().map(|weighed| self.diagnostic(weighed)).collect(), suppressed)
    }

    /// Sorts by path and place; what was before stays before.
    pub(super) fn sort(&self, diagnostics: &mut [Diagnostic]) {
        diagnostics.sort_by(|a, b| {
            let place = |span: Span| (self.sources.file(span.file).path(), span.start, span.end);
            place(a.draft.span).cmp(&place(b.draft.span))
        });
    }

    /// The draft with its severity, before anything is merged: what one rule is set to says nothing of
    /// another; none where the rule is off.
    fn weighed(&self, found: Found) -> Option<Weighed> {
        let Found { rule, draft, .. } = &found;
        let level = self.levels.among(rule, draft.environment.iter().chain(&draft.elsewhere)).severity()?;
        let severity = severity(level, draft);
        Some(Weighed { found, severity, also: Vec::new() })
    }

    fn diagnostic(&self, weighed: Weighed) -> Diagnostic {
        let Weighed { found: Found { rule, mut draft, .. }, severity, also } = weighed;
        if !draft.elsewhere.is_empty() {
            draft.message = format!("{}; the same in {}", draft.message, draft.elsewhere.join(" and "));
        }
        let fingerprint = self.fingerprint(&rule, &draft);
        Diagnostic { rule, also, severity, draft, fingerprint }
    }

    /// Made of rule, path from the root and structure: it survives moved lines, is the same wherever
    /// envlint is run from, and tells nothing of any value.
    fn fingerprint(&self, rule: &str, draft: &Draft) -> String {
        let path = normalize(self.working_directory, self.sources.file(draft.span.file).path());
        let path = relative(self.root, &path);
        // A name may be a secret that stands in a wrong place.
        let identity = self.sources.mask().without_secrets(&format!("{rule}\0{path}\0{}", draft.subject));
        let digest = Sha256::digest(identity);
        digest.iter().take(16).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The drafts by path, place and rule, each once; the most serious of those that say the same speaks.
fn each_once(mut all: Vec<Weighed>, sources: &SourceMap) -> Vec<Weighed> {
    let place = |weighed: &Weighed| {
        let Draft { span, .. } = weighed.found.draft;
        (sources.file(span.file).path(), span.start, span.end, weighed.found.position)
    };
    let serious = |weighed: &Weighed| Reverse(weighed.severity);
    let is_one = |a: &Weighed, b: &Weighed| a.found.draft.span == b.found.draft.span && a.found.rule == b.found.rule;
    all.sort_by(|a, b| {
        let message = || a.found.draft.message.cmp(&b.found.draft.message);
        place(a).cmp(&place(b)).then_with(message).then_with(|| serious(a).cmp(&serious(b)))
    });
    all.dedup_by(|later, kept| is_one(later, kept) && later.found.draft.message == kept.found.draft.message);
    // Keys that are missing in one place are told in the order in which they stand elsewhere.
    let key = |weighed: &Weighed| {
        let draft = &weighed.found.draft;
        draft.among.as_ref().and(draft.related.first()).map(|label| label.span)
    };
    let order = |weighed: &Weighed| (serious(weighed), key(weighed));
    all.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| order(a).cmp(&order(b))));
    all.dedup_by(|later, kept| is_one(later, kept) && elsewhere(&later.found.draft, &mut kept.found.draft));
    all
}

/// Leaves of the findings with one cause at one place the most serious, of several the first in catalogue
/// order; it knows the rules that saw the same.
fn one_cause(all: Vec<Weighed>) -> Vec<Weighed> {
    let cause = |weighed: &Weighed| Some((weighed.found.draft.span, weighed.found.draft.cause?));
    // By cause the severity, the rule and the number of what speaks.
    let mut speakers: BTreeMap<(Span, Cause), (Severity, usize, usize)> = BTreeMap::new();
    for (index, weighed) in all.iter().enumerate() {
        let Some(cause) = cause(weighed) else { continue };
        let this = (weighed.severity, weighed.found.position, index);
        let speaker = speakers.entry(cause).or_insert(this);
        if this.0 > speaker.0 {
            *speaker = this;
        }
    }
    let mut also: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut kept: Vec<(usize, Weighed)> = Vec::with_capacity(all.len());
    for (index, weighed) in all.into_iter().enumerate() {
        match cause(&weighed).and_then(|cause| speakers.get(&cause)) {
            Some((_, rule, speaker)) if *rule != weighed.found.position => {
                let rules = also.entry(*speaker).or_default();
                if !rules.contains(&weighed.found.rule) {
                    rules.push(weighed.found.rule);
                }
            }
            _ => kept.push((index, weighed)),
        }
    }
    let kept =
        kept.into_iter().map(|(index, weighed)| Weighed { also: also.remove(&index).unwrap_or_default(), ..weighed });
    kept.collect()
}

/// The same mistake in a file that several environments are made of: it is told once, with all of
/// them. True when `later` has been told with `kept`.
fn elsewhere(later: &Draft, kept: &mut Draft) -> bool {
    let (Some(environment), Some(first)) = (&later.environment, &kept.environment) else { return false };
    if environment == first || later.subject != kept.subject || later.service != kept.service {
        return false;
    }
    if !kept.elsewhere.contains(environment) {
        kept.elsewhere.push(environment.clone());
    }
    true
}

fn severity(level: Severity, draft: &Draft) -> Severity {
    let level = level.max(draft.at_least);
    let level = if draft.lowered { level.lowered() } else { level };
    level.min(draft.at_most)
}
