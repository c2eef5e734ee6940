//! `required-variables`: some services are given some variables.

use schemars::JsonSchema;
use serde::Deserialize;

use super::given;
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::model::value::Value;

/// What must be there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequiredVariables {
    /// The variables.
    keys: Vec<String>,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl Check for RequiredVariables {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let parties = given::parties(cx);
        let services = parties.iter().filter(|party| party.subject.is_some() && party.is_in(cx, &self.scope));
        for party in services {
            for name in &self.keys {
                let variable = party.variables.get(name).filter(|variable| variable.value.is_some());
                let (span, what, label) = match (variable, party.span) {
                    (Some(variable), _) if variable.value.as_ref().is_some_and(Value::reads_empty) => {
                        (variable.key.span(), format!("leaves `{name}` empty"), "empty".to_owned())
                    }
                    (None, Some(span)) if !party.open => {
                        (span, format!("has no `{name}`"), format!("`{name}` is missing"))
                    }
                    _ => continue,
                };
                let message = format!("{} {what}", party.words(cx, name));
                out.report(party.draft(cx, name, span, message).label(label).help(cx.fix));
            }
        }
    }
}
