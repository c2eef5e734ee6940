//! `duplicate-keys`: an env file sets a key once.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::concern;
use crate::check::{Check, Context, Findings};
use crate::model::env_file::{EnvFile, EnvFileId};
use crate::syntax::dotenv::Entry;

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateKeys {}

impl Check for DuplicateKeys {
    fn env_file(&self, cx: &Context<'_>, id: EnvFileId, file: &EnvFile, out: &mut Findings) {
        let whose = concern::file_words(cx, id, file);
        let mut entries: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        // A bare key sets nothing: it takes over what the caller has.
        for entry in file.syntax.entries.iter().filter(|entry| entry.value.is_some()) {
            entries.entry(entry.key.as_str()).or_default().push(entry);
        }
        for (key, entries) in entries {
            let [earlier @ .., last] = entries.as_slice() else { continue };
            let Some((first, between)) = earlier.split_first() else { continue };
            let message = if between.is_empty() {
                format!("{whose} sets `{key}` again, which overrides the value above")
            } else {
                format!("{whose} sets `{key}` {} times, and only the last value counts", entries.len())
            };
            let draft = concern::file_draft(cx, id, key, last.key.span(), message)
                .label("this value counts")
                .also(first.key.span(), "first set here")
                .help(format!("keep the last line that sets `{key}`, which counts, and delete the others"));
            out.report(between.iter().fold(draft, |draft, entry| draft.also(entry.key.span(), "set again")));
        }
    }
}
