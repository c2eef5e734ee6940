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

impl ProblemKind {
    /// The id of that rule, as the pack `always-on` gives it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Yaml => "valid-yaml",
            Self::Compose => "valid-compose",
            Self::EnvFile => "valid-env-file",
            Self::Config => "valid-config",
            Self::Suppression => "ignore-comments",
            Self::Coverage => "coverage",
            Self::Internal => "internal-error",
        }
    }

    /// Whether the findings of that rule can be silenced: not where they keep other rules from judging, or say
    /// what silences them.
    pub const fn can_be_silenced(self) -> bool {
        !matches!(self, Self::Yaml | Self::Config | Self::Suppression | Self::Internal)
    }

    /// Every kind, in the order of their rules.
    pub const ALL: [Self; 7] =
        [Self::Yaml, Self::Compose, Self::EnvFile, Self::Config, Self::Suppression, Self::Coverage, Self::Internal];
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
