//! `environment-keys`: production and staging declare the same variables.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::held;
use super::key_sets::{self, Keys};
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Among, Draft};
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::holder::{Holder, families};
use crate::source::Span;

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentKeys {
    /// Variables that only one environment may have.
    ignore: Names,
}

/// What was told: a key once for each environment, whether it is lacking there or new.
type Told = BTreeSet<(EnvironmentId, bool, String)>;

/// By variable, how the application knows it; none for one that is left alone. Many services have the same ones.
type Bases<'a> = IndexMap<&'a str, Option<&'a str>>;

impl Check for EnvironmentKeys {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = cx.holders();
        let (mut told, mut bases) = (Told::new(), Bases::new());
        for family in families(holders) {
            let family: Vec<&Holder<'_>> = family.into_iter().filter_map(|index| holders.get(index)).collect();
            let of_role = |role| family.iter().filter(move |holder| cx.role(holder.environment) == role);
            let Some(production) = of_role(Role::Production).next() else { continue };
            for staging in of_role(Role::Staging) {
                let keys = (self.keys(production, &mut bases), self.keys(staging, &mut bases));
                compare(cx, (production, staging), keys, &mut told, out);
            }
        }
    }
}

impl EnvironmentKeys {
    /// The variables by the names that the application knows them by.
    fn keys<'a>(&self, holder: &'a Holder<'_>, bases: &mut Bases<'a>) -> Keys<'a> {
        let mut keys = Keys::new();
        for (name, variable) in holder.variables.iter() {
            if let Some(base) = bases.entry(name).or_insert_with(|| self.base(name)) {
                keys.entry(base).or_insert(variable.key.span());
            }
        }
        keys
    }

    fn base<'a>(&self, name: &'a str) -> Option<&'a str> {
        let own = Marker::of_service(name).filter(|(marker, _)| !marker.weak);
        (!self.ignore.is_match(name)).then(|| own.map_or(name, |(_, base)| base))
    }
}

fn compare(
    cx: &Context<'_>,
    (production, staging): (&Holder<'_>, &Holder<'_>),
    (theirs, own): (Keys<'_>, Keys<'_>),
    told: &mut Told,
    out: &mut Findings,
) {
    // What has nothing in common is no copy.
    if !theirs.keys().any(|key| own.contains_key(key)) {
        return;
    }
    let environments = &cx.workspace.environments;
    let (whose, whose_other) = (staging.whose(environments), production.whose(environments));
    let mut news = |lacks: bool, name: &str| told.insert((staging.environment, lacks, name.to_owned()));
    let mut lacking = key_sets::missing(&theirs, &own);
    lacking.retain(|(name, _)| !staging.open && !has_other_form(&own, name) && news(true, name));
    for (key, place) in lacking {
        let Some(span) = staging.span() else { continue };
        let words = (format!("{whose} lacks"), format!(", which {whose_other} has"));
        let draft = draft(cx, staging, (key, span), words, staging.environment);
        out.report(draft.label("lacks variables").also(place, "only here"));
    }
    let mut extra = key_sets::missing(&own, &theirs);
    extra.retain(|(name, _)| !production.open && !has_other_form(&theirs, name) && news(false, name));
    for (key, span) in extra {
        let whose = staging.variables.get(key).map(|variable| staging.whose_is(environments, variable));
        let whose = whose.unwrap_or_else(|| staging.whose(environments));
        let words = (format!("{whose} has"), format!(", which {whose_other} lacks"));
        out.report(draft(cx, staging, (key, span), words, production.environment).label("only here"));
    }
}

/// A finding about a key that one of two holders lacks: that of the environment `lacking`.
fn draft(
    cx: &Context<'_>,
    staging: &Holder<'_>,
    (key, span): (&str, Span),
    (before, after): (String, String),
    lacking: EnvironmentId,
) -> Draft {
    let among = Among { before, name: key.to_owned(), after, label: "only here" };
    let help = format!("set what is used for {} too, and remove what nothing reads", cx.name(lacking));
    held::draft(cx, staging, key, span, among.message()).among(among).help(help)
}

/// Whether `keys` has the variable that names a file with the value of `name`, or the reverse.
fn has_other_form(keys: &Keys<'_>, name: &str) -> bool {
    match name.strip_suffix("_FILE") {
        Some(direct) => keys.contains_key(direct),
        None => keys.contains_key(format!("{name}_FILE").as_str()),
    }
}
