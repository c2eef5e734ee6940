//! `forbidden-values`: some variables must not have some values in some environments.

use serde::Deserialize;

use super::reading;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::Severity;

/// What must not be.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForbiddenValues {
    /// The variables.
    keys: Names,
    /// The values.
    values: Vec<String>,
    /// The roles of the environments.
    roles: Vec<Role>,
    /// What to write instead.
    instead: String,
}

impl Check for ForbiddenValues {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        for reading in reading::of_workspace(cx).into_iter().filter(|reading| self.keys.is_match(&reading.name)) {
            let Some(id) = reading.owner.environment(cx).filter(|id| self.roles.contains(&cx.role(*id))) else {
                continue;
            };
            let text = reading.text.trim();
            if self.values.iter().any(|value| value.eq_ignore_ascii_case(text)) {
                let (name, whose) = (&reading.name, reading.owner.words(cx));
                let message = format!("{whose} sets `{name}` to `{}`", cx.show(&reading.value));
                let draft = reading.draft(cx, message).label(format!("not in {}", cx.name(id)));
                let draft = draft.help(format!("set `{name}` to `{}`, or remove it", self.instead));
                out.report(if reading.doubtful { draft.at_most(Severity::Info) } else { draft });
            }
        }
    }
}
