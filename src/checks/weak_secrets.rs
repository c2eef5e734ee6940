//! `weak-secrets`: no secret is one that everybody knows, or short enough to be tried out.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::secret_slots::Slot;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::diagnostic::Cause;
use crate::model::secret::is_well_known;

/// What is too weak.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WeakSecrets {
    /// The characters that a secret has at least.
    shortest: usize,
    /// Values that everybody knows, beside those that envlint knows.
    known: Vec<String>,
    /// Variables that may hold a weak value.
    ignore: Names,
}

impl Check for WeakSecrets {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        for slot in cx.slots() {
            if !slot.credential.is_placeholder() && !self.ignore.is_match(&slot.name) {
                self.judge(cx, slot, out);
            }
        }
    }
}

impl WeakSecrets {
    fn judge(&self, cx: &Context<'_>, slot: &Slot<'_>, out: &mut Findings) {
        let (name, whose) = (&slot.name, slot.owner.words(cx));
        let secret = if slot.credential.is_whole() { "secret" } else { "password in" };
        let (message, label) =
            if is_well_known(&slot.text) || self.known.iter().any(|known| known.eq_ignore_ascii_case(&slot.text)) {
                (format!("{whose} has a well-known default as {secret} `{name}`"), "everybody tries this first")
            } else if slot.text.chars().count() < self.shortest {
                let shortest = self.shortest;
                (format!("{whose} has a {secret} `{name}` of fewer than {shortest} characters"), "too short")
            } else {
                return;
            };
        let own =
            cx.named(slot.owner.environment(cx.workspace)).map_or_else(String::new, |name| format!(" for {name}"));
        let help = format!("generate a new value{own}, for instance with `openssl rand -hex 32`");
        out.report(slot.draft(cx, message).label(label).help(help).cause(Cause::SecretText));
    }
}
