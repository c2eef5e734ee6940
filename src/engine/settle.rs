//! Drafts into diagnostics: levels, identity, order.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Cause, Diagnostic, Draft, Severity};
use crate::policy::Levels;
use crate::source::{SourceMap, Span};

/// A draft with the rule that reports it.
pub(super) struct Found {
    pub(super) rule: String,
    /// The place of the rule in the catalogue.
    pub(super) position: usize,
    pub(super) draft: Draft,
    /// Rules that saw the same cause at the same place.
    pub(super) also: Vec<String>,
}

/// Gives every draft its final severity and identity, drops repetitions, and sorts by path, place
/// and rule.
pub(super) fn settle(mut found: Vec<Found>, levels: &Levels, sources: &SourceMap) -> Vec<Diagnostic> {
    found.sort_by(|a, b| {
        let place =
            |found: &Found| (sources.file(found.draft.span.file).path(), found.draft.span.start, found.draft.span.end);
        place(a).cmp(&place(b)).then_with(|| (a.position, &a.draft.message).cmp(&(b.position, &b.draft.message)))
    });
    found.dedup_by(|later, kept| {
        if later.draft.span != kept.draft.span || later.rule != kept.rule {
            return false;
        }
        if later.draft.message == kept.draft.message {
            kept.draft.at_most = kept.draft.at_most.max(later.draft.at_most);
            kept.draft.lowered &= later.draft.lowered;
            return true;
        }
        elsewhere(&later.draft, &mut kept.draft)
    });
    one_cause(found, levels)
        .into_iter()
        .filter_map(|Found { rule, mut draft, also, .. }| {
            if !draft.elsewhere.is_empty() {
                draft.message = format!("{}; the same in {}", draft.message, draft.elsewhere.join(" and "));
            }
            let severity = severity(levels.get(&rule).severity()?, &draft);
            let fingerprint = fingerprint(&rule, &draft, sources);
            Some(Diagnostic { rule, also, severity, draft, fingerprint })
        })
        .collect()
}

/// Leaves of the findings with one cause at one place the first in catalogue order, as serious as the
/// most serious of them; it knows the rules that saw the same.
fn one_cause(found: Vec<Found>, levels: &Levels) -> Vec<Found> {
    let mut first: BTreeMap<(Span, Cause), usize> = BTreeMap::new();
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for later in found {
        if let Some(cause) = later.draft.cause
            && levels.get(&later.rule).severity().is_some()
        {
            let index = *first.entry((later.draft.span, cause)).or_insert(kept.len());
            if let Some(earlier) = kept.get_mut(index).filter(|earlier| earlier.rule != later.rule) {
                earlier.draft.at_most = earlier.draft.at_most.max(later.draft.at_most);
                earlier.draft.lowered &= later.draft.lowered;
                if !earlier.also.contains(&later.rule) {
                    earlier.also.push(later.rule);
                }
                continue;
            }
        }
        kept.push(later);
    }
    kept
}

/// The same mistake in a file that several environments are made of: it is told once, with all of
/// them. True when `later` has been told with `kept`.
fn elsewhere(later: &Draft, kept: &mut Draft) -> bool {
    let (Some(environment), Some(first)) = (&later.environment, &kept.environment) else { return false };
    if environment == first || later.subject != kept.subject || later.service != kept.service {
        return false;
    }
    kept.at_most = kept.at_most.max(later.at_most);
    kept.lowered &= later.lowered;
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

/// Made of rule, path and structure: it survives moved lines and tells nothing of any value.
fn fingerprint(rule: &str, draft: &Draft, sources: &SourceMap) -> String {
    let path = sources.file(draft.span.file).path();
    let digest = Sha256::digest(format!("{rule}\0{path}\0{}", draft.subject));
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
