//! Env files that services name and that are not there.

use camino::Utf8PathBuf;

use crate::diagnostic::Severity;
use crate::model::git::Tracking;
use crate::model::problem::{Problem, ProblemKind};
use crate::source::Span;
use crate::syntax::SyntaxError;

/// An env file that a service names and that is not there.
#[derive(Debug, Clone)]
pub struct Absent {
    /// Where it would be.
    pub path: Utf8PathBuf,
    /// As the service names it.
    pub name: String,
    /// The entry of `env_file:`, the first of several.
    pub span: Span,
    /// Whether a template tells its keys.
    pub has_template: bool,
    /// Whether Compose refuses to start without it.
    pub required: bool,
}

/// Those of `absent` that nothing explains: what git ignores, or a template is there for, exists where
/// it is deployed. Of the others it is only said that what they set is unknown. `tracking` has what git does with each.
pub(super) fn unexplained(
    absent: Vec<Absent>,
    tracking: Vec<Option<Tracking>>,
    problems: &mut Vec<Problem>,
) -> Vec<Absent> {
    let mut unexplained = Vec::new();
    for (file, tracking) in absent.into_iter().zip(tracking) {
        if file.required && !file.has_template && tracking == Some(Tracking::Loose) {
            unexplained.push(file);
            continue;
        }
        let told = if file.has_template { "its template only tells its keys" } else { "what it sets is unknown" };
        let error = SyntaxError::new(file.span, format!("env file `{}` is absent; {told}", file.name));
        problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
    }
    unexplained
}
