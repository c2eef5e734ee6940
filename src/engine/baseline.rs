//! Baselines: the findings that a repository has today, so that only new ones are told.

use camino::Utf8Path;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Report;
use super::suppress::can_be_silenced;
use crate::diagnostic::{Diagnostic, Suppressed, Suppression};
use crate::source::vfs::{normalize, relative};

/// The form of the file.
const VERSION: u32 = 1;

/// Findings by their fingerprints, which survive moved lines and tell nothing of any value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: IndexMap<String, Entry>,
}

/// Findings that are the same but for their lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The rule.
    pub rule: String,
    /// The file, from the root.
    pub path: String,
    /// What is wrong there: `services.api.ports`, `#API_KEY`.
    pub subject: String,
    /// How many there are.
    pub count: usize,
    /// What they are known by.
    pub fingerprint: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

/// Why a baseline cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BaselineError {
    /// It is no JSON of the right form.
    #[error("line {line}, column {column}: {reason}")]
    Malformed {
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// It was written by another envlint.
    #[error("its version is {0}, and this envlint reads {VERSION}")]
    Version(u32),
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When it is not what [`Baseline::to_json`] writes.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let malformed = |error: &serde_json::Error| {
            let whole = error.to_string();
            let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason).to_owned();
            BaselineError::Malformed { line: error.line(), column: error.column(), reason }
        };
        let file: File = serde_json::from_str(text).map_err(|error| malformed(&error))?;
        if file.version != VERSION {
            return Err(BaselineError::Version(file.version));
        }
        let mut baseline = Self::default();
        for entry in file.findings {
            baseline.add(entry);
        }
        Ok(baseline)
    }

    /// The findings of `report`, of a run from `working_directory`, that can be silenced, with what the
    /// run has not looked at of the baseline that it was given; `masked` hides the secrets of a text.
    pub fn of(report: &Report, working_directory: &Utf8Path, masked: impl Fn(&str) -> String) -> Self {
        let mut baseline = report.unseen.clone();
        let known = report.suppressed.iter().filter(|known| known.by == Suppression::Baseline);
        let known = known.map(|known| &known.diagnostic);
        for found in report.diagnostics.iter().chain(known).filter(|found| can_be_silenced(&found.rule)) {
            let path = normalize(working_directory, report.sources.file(found.draft.span.file).path());
            baseline.add(Entry {
                rule: masked(&found.rule),
                path: masked(relative(&report.root, &path).as_str()),
                subject: masked(&found.draft.subject),
                count: 1,
                fingerprint: found.fingerprint.clone(),
            });
        }
        baseline.entries.sort_by(|_, a, _, b| {
            (&a.path, &a.rule, &a.subject, &a.fingerprint).cmp(&(&b.path, &b.rule, &b.subject, &b.fingerprint))
        });
        baseline
    }

    /// For people to review: one entry a line.
    pub fn to_json(&self) -> String {
        let lines: Vec<String> = self.entries.values().filter_map(|entry| serde_json::to_string(entry).ok()).collect();
        let findings = if lines.is_empty() { String::new() } else { format!("\n    {}\n  ", lines.join(",\n    ")) };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{findings}]\n}}\n")
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries.values().map(|entry| entry.count).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add(&mut self, entry: Entry) {
        let count = entry.count;
        match self.entries.get_mut(&entry.fingerprint) {
            Some(known) => known.count = known.count.saturating_add(count),
            None => drop(self.entries.insert(entry.fingerprint.clone(), entry)),
        }
    }

    /// Takes those of `diagnostics` that it holds into `suppressed`, and tells what is left of it.
    pub(crate) fn apply(&self, diagnostics: &mut Vec<Diagnostic>, suppressed: &mut Vec<Suppressed>) -> Self {
        let mut left = self.clone();
        let mut kept = Vec::with_capacity(diagnostics.len());
        for diagnostic in diagnostics.drain(..) {
            match left.entries.get_mut(&diagnostic.fingerprint) {
                Some(entry) if entry.count > 0 && can_be_silenced(&diagnostic.rule) => {
                    entry.count -= 1;
                    suppressed.push(Suppressed { diagnostic, by: Suppression::Baseline, reason: None });
                }
                _ => kept.push(diagnostic),
            }
        }
        *diagnostics = kept;
        left.entries.retain(|_, entry| entry.count > 0);
        left
    }

    /// Those of its entries that `keeps` wants.
    pub(super) fn retain(mut self, keeps: impl Fn(&Entry) -> bool) -> Self {
        self.entries.retain(|_, entry| keeps(entry));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let entry = |fingerprint: &str| Entry {
            rule: "no-debug".into(),
            path: "compose.yaml".into(),
            subject: "services.api".into(),
            count: 1,
            fingerprint: fingerprint.into(),
        };
        let mut baseline = Baseline::default();
        for fingerprint in ["a", "b", "a"] {
            baseline.add(entry(fingerprint));
        }
        assert_eq!((baseline.len(), Baseline::read(&baseline.to_json())), (3, Ok(baseline.clone())));
        assert_eq!(Baseline::read(&Baseline::default().to_json()), Ok(Baseline::default()));
    }

    #[test]
    fn what_is_broken_is_told_with_its_place() {
        let read = |text: &str| Baseline::read(text).unwrap_err().to_string();
        assert_eq!(read("{\n  \"version\": 1\n}"), "line 3, column 1: missing field `findings`");
        assert_eq!(read("{\"version\":2,\"findings\":[]}"), "its version is 2, and this envlint reads 1");
        assert!(read("").starts_with("line 1, column 0: EOF"));
    }
}
