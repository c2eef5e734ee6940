//! `forbidden-values`: some variables must not have some values.

use schemars::JsonSchema;
use serde::Deserialize;

use super::given;
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;

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

impl Check for ForbiddenValues {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let is_forbidden = |text: &str| self.values.iter().any(|value| value.eq_ignore_ascii_case(text));
        let tell = |fault: &given::Fault<'_>| {
            let name = fault.name;
            let help = self.instead.as_ref().map(|instead| format!("set `{name}` to `{instead}`, or remove it"));
            (
                format!("{} sets `{name}` to `{}`", fault.whose, cx.show(fault.value)),
                format!("not in {}", fault.environment),
                help.unwrap_or_else(|| cx.fix.to_owned()),
            )
        };
        given::judge(cx, &self.scope, &self.keys, |value| vec![value.clone()], is_forbidden, tell, out);
    }
}
