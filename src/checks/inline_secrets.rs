//! `inline-secrets`: no secret is written in a Compose file.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::concern;
use crate::check::secret_slots::{self, Owner, Slot};
use crate::check::{Check, Context, Findings};
use crate::diagnostic::{Cause, Severity};
use crate::model::secret::Way;

/// Needs to be told nothing: what a secret is, the configuration corrects.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InlineSecrets {}

impl Check for InlineSecrets {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        for slot in cx.slots() {
            if !matches!(slot.owner, Owner::File(..)) && !slot.credential.is_placeholder() {
                report(cx, slot, out);
            }
        }
    }
}

fn report(cx: &Context<'_>, slot: &Slot<'_>, out: &mut Findings) {
    let (name, whose) = (&slot.name, slot.owner.words(cx));
    let secret = if slot.credential.is_whole() { "secret" } else { "password in" };
    let (message, label) = match slot.default_of {
        Some(_) => {
            (format!("{secret} `{name}` of {whose} has a default in the Compose file"), "a default is no secret")
        }
        None => (format!("{secret} `{name}` of {whose} is written in the Compose file"), "written here"),
    };
    let variable = if slot.credential.is_whole() { name.clone() } else { password_of(name) };
    // Keys of settings files are no variables yet.
    let is_key = slot.way == Some(Way::Config);
    let variable = if is_key { variable.replace(['.', '-'], "_").to_ascii_uppercase() } else { variable };
    let required = secret_slots::required(cx, slot.default_of, &variable);
    let help = match (slot.default_of, slot.way) {
        (Some(_), _) => format!("write {required} instead of the default, and rotate the value"),
        (None, Some(Way::Label)) => "take the users from a variable, or from a file that is not committed".to_owned(),
        (None, Some(Way::BuildArgument)) => {
            format!("hand `{name}` to the build as a secret of `build.secrets`, and rotate the value")
        }
        (None, _) => format!("write {required} instead, set the variable in an env file, and rotate the value"),
    };
    let draft = slot.draft(cx, message).label(label).help(help).cause(Cause::SecretText);
    let draft = concern::passed_on(draft, &slot.credential.value);
    // Of a user's password only the hash is there to be read.
    out.report(if slot.way == Some(Way::Label) { draft.at_most(Severity::Warning) } else { draft });
}

/// A variable for the password in another one: `DATABASE_PASSWORD` for that of `DATABASE_URL`.
fn password_of(name: &str) -> String {
    let end = ["_URL", "_URI", "_DSN"].iter().filter_map(|suffix| name.find(suffix)).min();
    format!("{}_PASSWORD", name.get(..end.unwrap_or(name.len())).unwrap_or(name))
}
