//! Drafts by checks, diagnostics by the engine.

use super::Severity;
use crate::source::Span;

/// A place and what is to be said of it, in at most six words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text to underline.
    pub span: Span,
    /// What it is.
    pub message: String,
}

/// What is wrong at a place, where several rules can see it: the first of them speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The text of a secret.
    SecretText,
    /// A service that another one leans on.
    Dependency,
    /// A network that environments share.
    Network,
    /// The name of a project.
    ProjectName,
    /// What a service mounts: a directory or socket of the host, or data.
    HostPath,
    /// A host that belongs to somebody else.
    Host,
}

/// A key or variable that is told with others of which the same is to be said: one finding names all
/// that nobody silenced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Among {
    /// What the message says before the names.
    pub before: String,
    /// The name of this one.
    pub name: String,
    /// What the message says behind the names.
    pub after: String,
    /// What the place of this one is, where another one is told first.
    pub label: &'static str,
}

impl Among {
    /// The message for the one key alone.
    pub fn message(&self) -> String {
        format!("{} `{}`{}", self.before, self.name, self.after)
    }
}

/// Where something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// In the project that the finding is about.
    Near,
    /// In all projects.
    Anywhere,
}

/// What a check reports: a primary place and a sentence. Rule and level are the engine's to add.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The narrowest text a person would edit.
    pub span: Span,
    /// One clause, lower case, names in backticks, environment and service named.
    pub message: String,
    /// What the primary place is.
    pub label: Option<String>,
    /// Other places that matter, in the order of the story.
    pub related: Vec<Label>,
    /// An order a person can follow.
    pub help: Option<String>,
    /// The environment that is at fault.
    pub environment: Option<String>,
    /// Other environments with the same fault at the same place.
    pub elsewhere: Vec<String>,
    /// The service that is at fault.
    pub service: Option<String>,
    /// The finding is never more serious than this: what is not known is no error.
    pub at_most: Severity,
    /// The finding is at least this serious whatever the level of its rule, unless that is off: parts
    /// of a rule that are mistakes everywhere. [`Self::at_most`] and [`Self::lowered`] go before.
    pub at_least: Severity,
    /// The finding is one level less serious than the rule says: production has no part in it.
    pub lowered: bool,
    /// Where what is not there would stand, on whose absence the finding rests: perhaps in a file that could not be
    /// read.
    pub absence: Option<Absence>,
    /// What is wrong, apart from where it stands on the page: `services.api.ports`, `.env#KEY`.
    /// Part of the fingerprint, so it contains no value.
    pub subject: String,
    /// What other rules may see at the same place.
    pub cause: Option<Cause>,
    /// What it is told together with.
    pub among: Option<Among>,
}

impl Draft {
    /// A finding at `span`.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
            environment: None,
            elsewhere: Vec::new(),
            service: None,
            at_most: Severity::Error,
            at_least: Severity::Info,
            lowered: false,
            absence: None,
            subject: String::new(),
            cause: None,
            among: None,
        }
    }

    /// Says what the primary place is.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another place. The primary place itself is not repeated.
    #[must_use]
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Self {
        self.point_at(span, message);
        self
    }

    /// Adds another place to a draft that is kept, as [`Draft::also`] does.
    pub fn point_at(&mut self, span: Span, message: impl Into<String>) {
        if span != self.span && !self.related.iter().any(|label| label.span == span) {
            self.related.push(Label { span, message: message.into() });
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the environment at fault.
    #[must_use]
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// Names the service at fault.
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// Lowers the finding to `severity` where the rule's level is higher.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = self.at_most.min(severity);
        self
    }

    /// Raises the finding to `severity` where the rule's level is lower.
    #[must_use]
    pub fn at_least(mut self, severity: Severity) -> Self {
        self.at_least = self.at_least.max(severity);
        self
    }

    /// Makes the finding one level less serious than the rule's level.
    #[must_use]
    pub fn lowered(mut self, lowered: bool) -> Self {
        self.lowered |= lowered;
        self
    }

    /// Says that the finding rests on something that is not there, as far as was read.
    #[must_use]
    pub fn by_absence(mut self, absence: Absence) -> Self {
        self.absence = Some(absence);
        self
    }

    /// Tells what other rules may see at the same place, so that only the first of them speaks.
    #[must_use]
    pub fn cause(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Tells the finding together with its like.
    #[must_use]
    pub fn among(mut self, among: Among) -> Self {
        self.among = Some(among);
        self
    }

    /// Names what is wrong by its structure.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }
}

/// A settled finding: a draft with its rule, its final severity and its stable identity.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that reports it.
    pub rule: String,
    /// Rules that saw the same cause at the same place.
    pub also: Vec<String>,
    /// The final severity.
    pub severity: Severity,
    /// The rest.
    pub draft: Draft,
    /// The same for the same mistake, also when lines move; made of rule, path and subject only.
    pub fingerprint: String,
}
