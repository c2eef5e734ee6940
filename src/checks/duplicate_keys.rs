//! `duplicate-keys`: an env file sets a key once.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::Draft;
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::syntax::dotenv::Entry;

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateKeys {}

impl Check for DuplicateKeys {
    fn env_file(&self, cx: &Context<'_>, id: EnvFileId, file: &EnvFile, out: &mut Findings) {
        let environment = cx.workspace.env_file_belonging(id).and_then(|belonging| belonging.environment);
        let mut entries: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        // A bare key sets nothing: it takes over what the caller has.
        for entry in file.syntax.entries.iter().filter(|entry| entry.value.is_some()) {
            entries.entry(entry.key.as_str()).or_default().push(entry);
        }
        for (key, entries) in entries {
            let [first, .., last] = entries.as_slice() else { continue };
            for entry in entries.iter().skip(1) {
                let counts = entry.key.span() == last.key.span();
                let whose = match (environment, file.kind) {
                    (Some(id), Kind::Deployed) => format!("{} env file", cx.name(id)),
                    (_, Kind::Deployed) => "env file".to_owned(),
                    (_, Kind::Template) => "template".to_owned(),
                };
                let mut draft = Draft::at(entry.key.span(), format!("the {whose} sets `{key}` again"))
                    .label(if counts { "this value counts" } else { "this value is not used" })
                    .also(first.key.span(), "first set here")
                    .help("delete every line that sets it but the last, which is the one that counts")
                    .subject(format!("#{key}"));
                if !counts {
                    draft = draft.also(last.key.span(), "this value counts");
                }
                if let Some(id) = environment {
                    draft = draft.environment(cx.name(id));
                }
                out.report(draft);
            }
        }
    }
}
