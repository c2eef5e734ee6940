//! Drafts into diagnostics: levels, what is silenced, identity, order.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::Utf8Path;
use sha2::{Digest, Sha256};

use super::suppress::Suppressor;
use crate::diagnostic::{Cause, Diagnostic, Draft, Level, Severity, Suppressed};
use crate::policy::Levels;
use crate::source::vfs::{normalize, relative};
use crate::source::{Mask, SourceMap, Span};

/// A draft with the rule that reports it.
pub(super) struct Found {
    pub(super) rule: String,
    /// The place of the rule in the catalogue.
    pub(super) position: usize,
    pub(super) draft: Draft,
    /// Rules that saw the same cause at the same place.
    pub(super) also: Vec<String>,
}

/// What drafts are settled with.
pub(super) struct Settler<'a> {
    pub(super) levels: &'a Levels,
    pub(super) sources: &'a SourceMap,
    /// A name may be a secret that stands in a wrong place.
    pub(super) mask: &'a Mask,
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
        for found in sorted(found, self.sources) {
            if self.level(&found).severity().is_none() {
                continue;
            }
            match suppressor.and_then(|suppressor| suppressor.silences(&found.rule, &found.draft)) {
                Some((by, reason)) => suppressed.extend(self.diagnostic(found).map(|diagnostic| Suppressed {
                    diagnostic,
                    by,
                    reason: Some(reason),
                })),
                None => told.push(found),
            }
        }
        // What is silenced for one rule is still told by another that sees the same.
        (one_cause(told).into_iter().filter_map(|found| self.diagnostic(found)).collect(), suppressed)
    }

    /// Sorts by path and place; what was before stays before.
    pub(super) fn sort(&self, diagnostics: &mut [Diagnostic]) {
        diagnostics.sort_by(|a, b| {
            let place = |span: Span| (self.sources.file(span.file).path(), span.start, span.end);
            place(a.draft.span).cmp(&place(b.draft.span))
        });
    }

    fn level(&self, found: &Found) -> Level {
        self.levels.among(&found.rule, found.draft.environment.iter().chain(&found.draft.elsewhere))
    }

    fn diagnostic(&self, found: Found) -> Option<Diagnostic> {
        let level = self.level(&found).severity()?;
        let Found { rule, mut draft, also, .. } = found;
        if !draft.elsewhere.is_empty() {
            draft.message = format!("{}; the same in {}", draft.message, draft.elsewhere.join(" and "));
        }
        let severity = severity(level, &draft);
        let fingerprint = self.fingerprint(&rule, &draft);
        Some(Diagnostic { rule, also, severity, draft, fingerprint })
    }

    /// Made of rule, path from the root and structure: it survives moved lines, is the same wherever
    /// envlint is run from, and tells nothing of any value.
    fn fingerprint(&self, rule: &str, draft: &Draft) -> String {
        let path = normalize(self.working_directory, self.sources.file(draft.span.file).path());
        let path = relative(self.root, &path);
        let identity = self.mask.without_secrets(&format!("{rule}\0{path}\0{}", draft.subject));
        let digest = Sha256::digest(identity);
        digest.iter().take(16).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The drafts by path, place and rule, each once.
fn sorted(mut found: Vec<Found>, sources: &SourceMap) -> Vec<Found> {
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
    found
}

/// Leaves of the findings with one cause at one place the first in catalogue order, as serious as the
/// most serious of them; it knows the rules that saw the same.
fn one_cause(found: Vec<Found>) -> Vec<Found> {
    let mut first: BTreeMap<(Span, Cause), usize> = BTreeMap::new();
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for later in found {
        if let Some(cause) = later.draft.cause {
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
