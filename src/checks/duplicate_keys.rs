//! `duplicate-keys`: an env file sets a key once.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::diagnostic::Draft;
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::syntax::dotenv::Entry;

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateKeys {}

impl Check for DuplicateKeys {
    fn env_file(&self, cx: &Context<'_>, id: EnvFileId, file: &EnvFile, out: &mut Findings) {
        let belonging = cx.workspace.env_file_belonging(id).and_then(|belonging| belonging.environment);
        let environment = belonging.filter(|id| cx.role(*id) != Role::Other);
        let file_kind = match (environment, file.kind) {
            (Some(id), Kind::Deployed) => format!("{} env file", cx.name(id)),
            (None, Kind::Deployed) => "env file".to_owned(),
            (_, Kind::Template) => "template".to_owned(),
        };
        let mut entries: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        // A bare key sets nothing: it takes over what the caller has.
        for entry in file.syntax.entries.iter().filter(|entry| entry.value.is_some()) {
            entries.entry(entry.key.as_str()).or_default().push(entry);
        }
        for (key, entries) in entries {
            let [earlier @ .., last] = entries.as_slice() else { continue };
            let Some((first, between)) = earlier.split_first() else { continue };
            let message = if between.is_empty() {
                format!("{file_kind} sets `{key}` again, which overrides the value above")
            } else {
                format!("{file_kind} sets `{key}` {} times, and only the last value counts", entries.len())
            };
            let draft = Draft::at(last.key.span(), message)
                .label("this value counts")
                .also(first.key.span(), "first set here")
                .help(format!("keep the last line that sets `{key}`, which counts, and delete the others"))
                .subject(format!("#{key}"));
            let draft = between.iter().fold(draft, |draft, entry| draft.also(entry.key.span(), "set again"));
            out.report(match environment {
                Some(id) => draft.environment(cx.name(id)),
                None => draft,
            });
        }
    }
}
