//! `shared-secrets`: no secret of one environment is used in another.

mod collect;
mod env_files;
mod help;
mod judge;
mod leak;
mod overridden;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::Compared;
use crate::model::environment::{EnvironmentId, Pair};
use collect::Use;
use env_files::Loads;
use judge::Verdict;

/// Needs to be told nothing: what is a secret, and what is public, is the configuration's to say.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedSecrets {}

/// The uses of one secret, by environment.
type Users<'u, 'a> = BTreeMap<EnvironmentId, Vec<&'u Use<'a>>>;

impl Check for SharedSecrets {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let uses = collect::uses(cx);
        let takes_part = environments_with_secrets(cx, &uses.all);
        let mut compared = Compared { looked: true, ..Compared::default() };
        let mut loads = Loads::default();
        let siblings = help::siblings(cx);
        for uses in &uses.by_secret() {
            let mut users: Users<'_, '_> = BTreeMap::new();
            for found in uses {
                if let Some(environment) = found.environment.filter(|environment| takes_part.contains(environment)) {
                    users.entry(environment).or_default().push(found);
                }
            }
            if users.is_empty() {
                continue;
            }
            compared.secrets += 1;
            let verdict = judge::judge(cx, &users, &mut loads);
            loads.shared(uses, &users);
            match verdict {
                Verdict::Leak(leak) => out.report(leak::draft(cx, &leak, &users, &siblings)),
                Verdict::Loaded => {}
                Verdict::Apart => compared.unknown += usize::from(uses.iter().any(|found| !found.secret.is_known)),
            }
        }
        overridden::report(cx, &loads.leaked(), out);
        loads.report(cx, out);
        out.compared(compared);
    }
}

/// The environments that have secrets and something to compare them with.
fn environments_with_secrets(cx: &Context<'_>, uses: &[Use<'_>]) -> Vec<EnvironmentId> {
    let mut having: Vec<EnvironmentId> = uses.iter().filter_map(|found| found.environment).collect();
    having.sort_unstable();
    having.dedup();
    let is_compared = |one: &EnvironmentId| having.iter().any(|other| cx.pair(*one, *other) != Pair::Ignored);
    having.iter().copied().filter(is_compared).collect()
}
