//! What is wrong with a file itself. Reading goes on; the engine makes findings of these.

use crate::diagnostic::{Label, Severity};
use crate::source::Span;
use crate::syntax::SyntaxError;

/// Which always-on rule reports a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// Not YAML.
    Yaml,
    /// YAML, but Compose would refuse it.
    Compose,
    /// Compose would refuse the env file.
    EnvFile,
    /// `envlint.yaml` or a pack.
    Config,
    /// An ignore comment or an exception that does not do what it says.
    Suppression,
    /// Something could not be checked.
    Coverage,
    /// A bug of envlint's own.
    Internal,
}

/// A problem with its place.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The rule that reports it.
    pub kind: ProblemKind,
    /// Where and what.
    pub error: SyntaxError,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// Never more serious than this.
    pub at_most: Severity,
}

impl Problem {
    /// A problem of `kind`.
    pub fn new(kind: ProblemKind, error: SyntaxError) -> Self {
        Self { kind, error, related: Vec::new(), at_most: Severity::Error }
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// Lowers it to `severity`.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = severity;
        self
    }
}
