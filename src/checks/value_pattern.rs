//! `value-pattern`: some variables look as a pattern says.

use schemars::JsonSchema;
use serde::Deserialize;

use super::given;
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::Expression;
use crate::config::patterns::Names;
use crate::config::typed::told;

/// How values look.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Written")]
pub(super) struct ValuePattern(Written);

/// The parameters as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["matches"] }, { "required": ["forbids"] }]))]
struct Written {
    /// The variables.
    keys: Names,
    /// What their values match.
    matches: Option<Expression>,
    /// What their values do not match.
    forbids: Option<Expression>,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl TryFrom<Written> for ValuePattern {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        if written.matches.is_none() && written.forbids.is_none() {
            return Err(told("has neither `matches` nor `forbids`", "add one of them"));
        }
        Ok(Self(written))
    }
}

impl Check for ValuePattern {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let Written { keys, matches, forbids, scope } = &self.0;
        let differs = |text: &str| matches.as_ref().is_some_and(|pattern| !pattern.is_match(text));
        let is_forbidden = |text: &str| forbids.as_ref().is_some_and(|pattern| pattern.is_match(text));
        let is_fault = |text: &str| differs(text) || is_forbidden(text);
        let tell = |fault: &given::Fault<'_>| {
            let message = format!("{} sets `{}` to `{}`", fault.whose, fault.name, cx.show(fault.value));
            let text = fault.value.text().unwrap_or_default();
            let label = if differs(text.trim()) { "does not match the pattern" } else { "matches what is forbidden" };
            (message, label.to_owned(), cx.fix.to_owned())
        };
        given::judge(cx, scope, keys, |value| vec![value.clone()], is_fault, tell, out);
    }
}
