//! `environment-keys`: production and staging declare the same variables.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::held;
use super::key_sets::{self, Keys};
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::holder::{Holder, families, holders};

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentKeys {
    /// Variables that only one environment may have.
    ignore: Names,
}

/// What was told: a key once for each environment, whether it is lacking there or new.
type Told = BTreeSet<(EnvironmentId, bool, String)>;

impl Check for EnvironmentKeys {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = holders(cx.workspace);
        let mut told = Told::new();
        for family in families(&holders) {
            let family: Vec<&Holder<'_>> = family.into_iter().filter_map(|index| holders.get(index)).collect();
            let of_role = |role| family.iter().filter(move |holder| cx.role(holder.environment) == role);
            let Some(production) = of_role(Role::Production).next() else { continue };
            for staging in of_role(Role::Staging) {
                self.compare(cx, production, staging, &mut told, out);
            }
        }
    }
}

impl EnvironmentKeys {
    fn compare(
        &self,
        cx: &Context<'_>,
        production: &Holder<'_>,
        staging: &Holder<'_>,
        told: &mut Told,
        out: &mut Findings,
    ) {
        let (theirs, own) = (self.keys(production), self.keys(staging));
        // What has nothing in common is no copy.
        if !theirs.keys().any(|key| own.contains_key(key)) {
            return;
        }
        let environments = &cx.workspace.environments;
        let (whose, whose_other) = (staging.whose(environments), production.whose(environments));
        let mut news = |lacks: bool, name: &str| told.insert((staging.environment, lacks, name.to_owned()));
        let mut lacking = key_sets::missing(&theirs, &own);
        lacking.retain(|(name, _)| !staging.open && !has_other_form(&own, name) && news(true, name));
        if let (Some((first, _)), Some(span)) = (lacking.first(), staging.span()) {
            let message = format!("{whose} lacks {}, which {whose_other} has", key_sets::names(&lacking));
            let draft = held::draft(cx, staging, first, span, message).label("lacks variables").help(format!(
                "set what is used for {} too, and remove what nothing reads",
                cx.name(staging.environment)
            ));
            out.report(key_sets::point(draft, &lacking, "only here"));
        }
        let mut extra = key_sets::missing(&own, &theirs);
        extra.retain(|(name, _)| !production.open && !has_other_form(&theirs, name) && news(false, name));
        if let Some((first, span)) = extra.first() {
            let message = format!("{whose} has {}, which {whose_other} lacks", key_sets::names(&extra));
            let draft = held::draft(cx, staging, first, *span, message).label("only here").help(format!(
                "set what is used for {} too, and remove what nothing reads",
                cx.name(production.environment)
            ));
            out.report(key_sets::point(draft, &extra, "only here"));
        }
    }

    /// The variables by the names that the application knows them by.
    fn keys(&self, holder: &Holder<'_>) -> Keys {
        let mut keys = Keys::new();
        for (name, variable) in holder.variables.iter().filter(|(name, _)| !self.ignore.is_match(name)) {
            let base =
                Marker::of_service(name).filter(|(marker, _)| !marker.weak).map_or(name.as_str(), |(_, base)| base);
            keys.entry(base.to_owned()).or_insert(variable.key.span());
        }
        keys
    }
}

/// Whether `keys` has the variable that names a file with the value of `name`, or the reverse.
fn has_other_form(keys: &Keys, name: &str) -> bool {
    match name.strip_suffix("_FILE") {
        Some(direct) => keys.contains_key(direct),
        None => keys.contains_key(&format!("{name}_FILE")),
    }
}
