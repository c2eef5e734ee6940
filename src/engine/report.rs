//! What a run has to say.

use camino::Utf8PathBuf;

use super::{Baseline, RuleInfo};
use crate::diagnostic::{Compared, Diagnostic, Severity, Suppressed};
use crate::model::problem::ProblemKind;
use crate::source::SourceMap;

/// The outcome of a run: findings in their final order, and the files they speak of.
#[derive(Debug, Default)]
pub struct Report {
    /// What paths of a baseline are seen from.
    pub root: Utf8PathBuf,
    /// Every file that was read.
    pub sources: SourceMap,
    /// The findings, sorted by path, place and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that somebody silenced, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// What of the baseline the run has not looked at.
    pub unseen: Baseline,
    /// How many findings of the baseline are gone.
    pub gone: usize,
    /// The rules of the repository's own packs.
    pub own_rules: Vec<RuleInfo>,
    /// What was looked at.
    pub summary: Summary,
}

impl Report {
    /// How many findings have exactly this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether a rule failed, so that nobody knows what it would have found.
    pub fn has_failed(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.rule == ProblemKind::Internal.rule())
    }
}

/// What a run looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Compose and env files read.
    pub files: usize,
    /// Names of the environments found, production first, in the order of trust.
    pub environments: Vec<String>,
    /// What was compared between them: the proof.
    pub compared: Compared,
    /// Findings that were silenced with a reason.
    pub suppressed: usize,
}
