//! `live-keys`: what moves money or calls real people is production's, and what only pretends is not.

use schemars::JsonSchema;
use serde::Deserialize;

use super::reading::{self, Reading};
use crate::check::secret_slots::Owner;
use crate::check::served::Served;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Cause, Severity};

/// How keys of both kinds read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LiveKeys {
    /// Keys that act on real accounts.
    live: Names,
    /// Keys that act on accounts for tests.
    test: Names,
    /// Addresses of services that only pretend, as parts of a value.
    sandboxes: Vec<String>,
    /// Variables that may hold any of these.
    ignore: Names,
}

impl Check for LiveKeys {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let served = cx.served();
        let sandboxes: Vec<String> = self.sandboxes.iter().map(|part| part.to_ascii_lowercase()).collect();
        reading::each(cx, |reading| {
            if !self.ignore.is_match(reading.name) {
                self.judge(cx, reading, (served, &sandboxes), out);
            }
        });
    }
}

impl LiveKeys {
    fn judge<'a>(
        &self,
        cx: &Context<'a>,
        reading: &Reading<'_, 'a>,
        (served, sandboxes): (&Served<'a>, &[String]),
        out: &mut Findings,
    ) {
        let text = reading.text.trim();
        let id = reading.owner.environment(cx.workspace);
        let role = id.map(|id| cx.role(id));
        let environment = cx.owner(id);
        let (whose, name) = (|| reading.owner.words(cx), reading.name);
        // A short one is the beginning that documentation shows.
        let is_key = text.len() >= 12 && !text.contains(char::is_whitespace);
        let is_sandbox = || {
            let lower = text.to_ascii_lowercase();
            sandboxes.iter().any(|part| lower.contains(part.as_str()))
        };
        let (message, label, help) = match role {
            Some(Role::Staging | Role::Development) if is_key && self.live.is_match(text) => (
                format!("{} has a live key for `{name}`", whose()),
                "a key for real accounts",
                format!("set a test key for {environment}, and rotate the live one if {environment} has run with it"),
            ),
            Some(Role::Production) if is_key && self.test.is_match(text) => (
                format!("{} has a test key for `{name}`", whose()),
                "a key for test accounts",
                "set the live key, in the env file of production only".to_owned(),
            ),
            _ if serves_production(cx, role, &reading.owner, served) && is_sandbox() => (
                format!("{} uses a sandbox for `{name}`", whose()),
                "not the real service",
                "write the address of the real service".to_owned(),
            ),
            _ => return,
        };
        if reading.is_placeholder() {
            return;
        }
        let draft = reading.draft(cx, message).label(label).help(help).cause(Cause::SecretText);
        out.report(if role == Some(Role::Development) { draft.at_most(Severity::Warning) } else { draft });
    }
}

/// Whether it is production's, or a service that production uses.
fn serves_production<'a>(cx: &Context<'a>, role: Option<Role>, owner: &Owner<'a>, served: &Served<'a>) -> bool {
    match owner {
        Owner::Service(subject) => served.role(cx.workspace, subject) == Role::Production,
        Owner::File(..) | Owner::Config(..) => role == Some(Role::Production),
    }
}
