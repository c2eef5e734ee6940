//! `template-secrets`: a template holds no real secret.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::concern;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::diagnostic::{Absence, Draft, Severity};
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::secret::{Credential, is_generated, is_well_known};

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateSecrets {
    /// Variables whose value in a template is public.
    ignore: Names,
}

/// A secret in a template that somebody made up.
struct MadeUp {
    environment: EnvironmentId,
    name: String,
    credential: Credential,
}

impl Check for TemplateSecrets {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut made_up: BTreeMap<[u8; 32], Vec<MadeUp>> = BTreeMap::new();
        for (id, file) in cx.workspace.env_files().filter(|(_, file)| file.kind == Kind::Template) {
            for (name, credential) in cx.workspace.slots(file) {
                let Some(text) = credential.value.text() else { continue };
                // What was brought in by a variable is told where it is set.
                let is_brought = credential.value.place().is_empty() || !credential.value.via().is_empty();
                if credential.is_placeholder() || is_brought || self.ignore.is_match(name) {
                    continue;
                }
                if is_generated(&text) {
                    out.report(real(cx, id, file, name, credential));
                } else if let Some(environment) =
                    concern::environment_of(cx.workspace, id).filter(|_| !is_well_known(&text))
                {
                    let same = made_up.entry(credential.value.identity()).or_default();
                    same.push(MadeUp { environment, name: name.clone(), credential: credential.clone() });
                }
            }
        }
        // By place, not by digest: that would be an order of values.
        let mut drafts: Vec<Draft> = made_up.values().flat_map(|same| shared(cx, same)).collect();
        drafts.sort_by_key(|draft| draft.span);
        for draft in drafts {
            out.report(draft);
        }
    }
}

fn real(cx: &Context<'_>, id: EnvFileId, file: &EnvFile, name: &str, credential: &Credential) -> Draft {
    let what = if credential.is_whole() { "a value" } else { "a password" };
    let message = format!("the template gives `{name}` {what} that reads like a real secret");
    let part = if credential.is_whole() { "" } else { "the password in " };
    let environment = concern::environment_of(cx.workspace, id).filter(|_| file.marker.is_some());
    cx.draft(environment, credential.value.place(), message)
        .label("looks generated, not made up")
        .help(format!(
            "write a placeholder such as `<random>` for {part}`{name}`, and rotate the value wherever it is in use"
        ))
        .subject(format!("#{name}"))
        .by_absence(Absence::Near)
}

/// For each environment but the most trusted one the first template that gives what another gives.
fn shared(cx: &Context<'_>, same: &[MadeUp]) -> Vec<Draft> {
    let mut first: BTreeMap<EnvironmentId, &MadeUp> = BTreeMap::new();
    for found in same {
        first.entry(found.environment).or_insert(found);
    }
    let mut ranked: Vec<&MadeUp> = first.into_values().collect();
    ranked.sort_by_key(|found| (cx.role(found.environment), found.environment));
    let Some((owner, others)) = ranked.split_first() else { return Vec::new() };
    let compared = others.iter().filter(|other| cx.pair(owner.environment, other.environment) != Pair::Ignored);
    compared
        .map(|other| {
            let (own, theirs) = (cx.name(other.environment), cx.name(owner.environment));
            let message = format!("the template of {own} gives `{}` the secret that {theirs}'s gives", other.name);
            cx.draft(Some(other.environment), other.credential.value.place(), message)
                .label(format!("the same as {theirs}'s"))
                .also(owner.credential.value.place(), format!("{theirs}'s template gives it here"))
                .help(format!("write a placeholder such as `<random>` in both, so that {own} gets a value of its own"))
                .subject(format!("#{}", other.name))
                .at_most(Severity::Warning)
        })
        .collect()
}
