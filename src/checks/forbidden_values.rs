//! `forbidden-values`: some variables must not have some values.

use schemars::JsonSchema;
use serde::Deserialize;

use super::given;
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::model::value::Value;

/// What must not be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForbiddenValues {
    /// The variables.
    keys: Names,
    /// What they must not hold, without regard to case.
    values: Vec<String>,
    /// What to write instead.
    instead: Option<String>,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

/// What to write instead, as whoever wrote `value` writes a boolean: `0` for `1`, `False` for `True`.
fn in_kind(instead: &str, value: &Value) -> String {
    const WORDS: [(&str, &str); 5] = [("true", "false"), ("1", "0"), ("yes", "no"), ("on", "off"), ("t", "f")];
    let text = value.text().unwrap_or_default();
    let opposite = WORDS.iter().find(|(on, _)| on.eq_ignore_ascii_case(text.trim())).map(|(_, off)| *off);
    match opposite.filter(|_| instead == "false") {
        Some(off) if text.trim().chars().all(char::is_uppercase) => off.to_uppercase(),
        Some(off) if text.trim().starts_with(char::is_uppercase) => {
            let (first, rest) = off.split_at(1);
            first.to_uppercase() + rest
        }
        Some(off) => off.to_owned(),
        None => instead.to_owned(),
    }
}

impl Check for ForbiddenValues {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let is_forbidden = |text: &str| self.values.iter().any(|value| value.eq_ignore_ascii_case(text));
        let tell = |fault: &given::Fault<'_>| {
            let name = fault.name;
            let instead = self.instead.as_ref().map(|instead| in_kind(instead, fault.value));
            let help = instead.map(|instead| format!("set `{name}` to `{instead}`, or remove it"));
            (
                format!("{} sets `{name}` to `{}`", fault.whose, cx.show(fault.value)),
                format!("not in {}", fault.environment),
                help.unwrap_or_else(|| cx.fix.to_owned()),
            )
        };
        given::judge(cx, &self.scope, &self.keys, |value| vec![value.clone()], is_forbidden, tell, out);
    }
}
