//! What is silenced with a reason: by ignore comments and by exceptions.
//!
//! Both name a rule and cover text. A finding is silenced by what covers its primary place, the
//! narrowest first; what covers a single line also silences findings that show this line as another
//! place: there the value is passed on, or the other environment has its half.

mod comment;
mod exception;
mod region;

use crate::config::{Date, suggest};
use crate::diagnostic::{Draft, Suppression};
use crate::model::Workspace;
use crate::model::problem::{Problem, ProblemKind};
use crate::policy::{Levels, Registry};
use crate::source::vfs::Vfs;
use crate::syntax::SyntaxError;

use comment::Comments;
use exception::Exceptions;

/// Whether findings of a rule can be silenced.
pub(super) fn can_be_silenced(rule: &str) -> bool {
    ProblemKind::ALL.iter().all(|kind| kind.can_be_silenced() || kind.rule() != rule)
}

/// What a run has looked at, as far as it tells that something silences nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight {
    /// Whole directories: what stands beside a file was read too.
    pub(super) directories: bool,
    /// Everything below the configuration.
    pub(super) everything: bool,
}

/// Everything that silences findings, with what it has silenced so far.
pub(super) struct Suppressor<'a> {
    comments: Comments<'a>,
    exceptions: Exceptions<'a>,
}

impl<'a> Suppressor<'a> {
    /// What the comments and the configuration of `workspace` say.
    pub(super) fn new(workspace: &'a Workspace, registry: &Registry, today: Option<Date>) -> Self {
        Self { comments: Comments::new(workspace, registry), exceptions: Exceptions::new(workspace, registry, today) }
    }

    /// By what a finding of `rule` is silenced, and why.
    pub(super) fn silences(&self, rule: &str, draft: &Draft) -> Option<(Suppression, String)> {
        if !can_be_silenced(rule) {
            return None;
        }
        if let Some(reason) = self.comments.silence(rule, draft) {
            return Some((Suppression::Comment, reason));
        }
        self.exceptions.silence(rule, draft).map(|reason| (Suppression::Exception, reason))
    }

    /// What has silenced nothing, or is over; known when all findings were shown.
    pub(super) fn leftovers(&self, levels: &Levels, sight: Sight, vfs: &dyn Vfs) -> Vec<Problem> {
        let mut problems = self.comments.leftovers(levels, sight);
        problems.extend(self.exceptions.leftovers(levels, sight, vfs));
        problems
    }
}

/// What is wrong with the rules that comments and exceptions name.
pub(super) fn strangers(workspace: &Workspace, registry: &Registry) -> Vec<Problem> {
    let mut problems = comment::strangers(workspace, registry);
    problems.extend(exception::strangers(workspace, registry));
    problems
}

fn problem(error: SyntaxError) -> Problem {
    Problem::new(ProblemKind::Suppression, error)
}

/// The rule is one that cannot be silenced.
fn refusal(rule: &str, span: crate::source::Span) -> SyntaxError {
    SyntaxError::new(span, format!("findings of `{rule}` cannot be ignored"))
        .help("mend what it finds, and remove this")
}

/// What to say of `word`, which is none of `known`, beside that.
fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k String>) -> Option<String> {
    suggest::closest(word, known).map(|known| format!("did you mean `{known}`?"))
}
