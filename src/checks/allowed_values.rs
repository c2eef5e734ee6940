//! `allowed-values`: some variables have one of a few values.

use schemars::JsonSchema;
use serde::Deserialize;

use super::given;
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;

/// What may be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowedValues {
    /// The variables.
    keys: Names,
    /// What they may hold, without regard to case.
    values: Vec<String>,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl Check for AllowedValues {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let is_other = |text: &str| !self.values.iter().any(|value| value.eq_ignore_ascii_case(text));
        let label = match self.values.as_slice() {
            [only] => format!("must be `{only}`"),
            [one, other] => format!("must be `{one}` or `{other}`"),
            _ => "none of the allowed values".to_owned(),
        };
        let tell = |fault: &given::Fault<'_>| {
            let message = format!("{} sets `{}` to `{}`", fault.whose, fault.name, cx.show(fault.value));
            (message, label.clone(), cx.fix.to_owned())
        };
        given::judge(cx, &self.scope, &self.keys, |value| vec![value.clone()], is_other, tell, out);
    }
}
