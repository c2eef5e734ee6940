//! `distinct-values`: no two environments have the same value for a variable.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::given::{self, Party};
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::diagnostic::Draft;
use crate::model::compose::Variable;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::secret::is_placeholder;
use crate::model::value::{Certainty, Value};

/// What must differ.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DistinctValues {
    /// The variables.
    keys: Names,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

/// A value with whoever is given it.
struct Use<'a> {
    party: &'a Party<'a>,
    environment: EnvironmentId,
    name: &'a str,
    variable: &'a Variable,
    value: Value,
}

type ByEnvironment<'a> = BTreeMap<EnvironmentId, Vec<Use<'a>>>;

impl Check for DistinctValues {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let parties = given::parties(cx);
        // Everyone with one value, by environment.
        let mut uses: BTreeMap<(&str, [u8; 32]), ByEnvironment<'_>> = BTreeMap::new();
        let mut told = BTreeSet::new();
        for party in parties.iter().filter(|party| party.is_in(cx, &self.scope)) {
            let Some(environment) = party.environment else { continue };
            for (name, variable) in party.variables.iter().filter(|(name, _)| self.keys.is_match(name)) {
                for value in variable.value.iter().flat_map(values) {
                    let same = uses.entry((name, value.identity())).or_default();
                    same.entry(environment).or_default().push(Use { party, environment, name, variable, value });
                }
            }
        }
        for same in uses.values() {
            for less in same.values().flatten() {
                let rank = |used: &&Use<'_>| (cx.role(used.environment), used.environment);
                // The first of each environment speaks for the others of it.
                let firsts = same.values().filter_map(|uses| uses.first());
                let more = firsts.filter(|more| rank(more) < rank(&less));
                let more = more.filter(|more| cx.pair(less.environment, more.environment) != Pair::Ignored);
                if let Some(more) = more.min_by_key(rank)
                    && told.insert((less.environment, less.value.place(), less.value.nearest()))
                {
                    out.report(draft(cx, less, more));
                }
            }
        }
    }
}

/// The value itself, and what it may read as.
fn values(value: &Value) -> Vec<Value> {
    let mut values = if value.is_known() { Vec::new() } else { vec![value.clone()] };
    values.extend(value.readings().iter().cloned());
    values.retain(|value| !value.reads_empty() && !value.text().is_some_and(|text| is_placeholder(&text)));
    values
}

fn draft(cx: &Context<'_>, less: &Use<'_>, more: &Use<'_>) -> Draft {
    let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let name = less.name;
    let message = format!("{} has the same `{name}` as {}", less.party.words(cx, name), more.party.words(cx, name));
    // One text that reaches both is edited where it is used.
    let is_one = less.value.place() == more.value.place();
    let place = |used: &Use<'_>| if is_one { used.value.nearest() } else { used.value.place() };
    let draft = less.party.draft(cx, name, place(less), message);
    let draft = draft.label(format!("the same as {theirs}'s")).also(place(more), format!("{theirs} has it here"));
    let draft = if is_one { draft.also(less.value.place(), "both take it from here") } else { draft };
    let maybe = [less, more].iter().any(|used| used.value.certainty() == Certainty::Maybe);
    let lowered = maybe || cx.pair(less.environment, more.environment) == Pair::Lowered;
    let help = if cx.fix.is_empty() { format!("give {own} a value of its own") } else { cx.fix.to_owned() };
    less.party.handed_on(draft.help(help).lowered(lowered), less.variable, &less.value)
}
