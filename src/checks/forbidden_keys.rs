//! `forbidden-keys`: some variables are given to nobody.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::given::{self, Taken};
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::model::compose::Origin;

/// What must not be there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForbiddenKeys {
    /// The variables.
    keys: Names,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl Check for ForbiddenKeys {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let parties = given::parties(cx);
        let taken = Taken::new(cx, &self.scope, &self.keys, &parties);
        let mut told = BTreeSet::new();
        for party in parties.iter().filter(|party| party.is_in(cx, &self.scope)) {
            for (name, variable) in party.variables.iter().filter(|(name, _)| self.keys.is_match(name)) {
                let key = variable.key.span();
                let place = party.own_place(variable, variable.value.as_ref(), key, &taken);
                if variable.value.is_none() || !told.insert((party.environment, place, name.clone())) {
                    continue;
                }
                let draft = party.draft(cx, name, place, format!("{} is given `{name}`", party.words(cx, name)));
                let draft = draft.label(if place == key { "not allowed here" } else { "comes in here" }).help(cx.fix);
                let draft = match variable.origin {
                    Origin::EnvFile { named, .. } if party.subject.is_some() => draft.also(named, "loaded here"),
                    _ => draft,
                };
                // The file that a template stands for may not have it.
                let maybe = matches!(variable.origin, Origin::EnvFile { template: true, .. });
                out.report(draft.also(key, "set here").lowered(maybe));
            }
        }
    }
}
