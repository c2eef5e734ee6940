//! Findings that somebody silenced.

use super::Diagnostic;

/// A finding that was silenced, and why.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// The finding as it would have been told.
    pub diagnostic: Diagnostic,
    /// Where it was silenced.
    pub by: Suppression,
    /// Why, in the words of whoever did it; none for a baseline, which gives no reasons.
    pub reason: Option<String>,
}

/// Where a finding was silenced (SARIF 2.1.0 §3.35.2 knows the first as `inSource`, the others as
/// `external`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppression {
    /// By a comment beside it.
    Comment,
    /// By an exception in `envlint.yaml`.
    Exception,
    /// By a baseline.
    Baseline,
}
