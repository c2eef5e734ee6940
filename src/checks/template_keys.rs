//! `template-keys`: an env file and its template declare the same keys.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::key_sets::{self, Keys};
use crate::check::concern;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::diagnostic::{Among, Draft};
use crate::model::env_file::{EnvFile, EnvFileId, EnvFileName, Kind};
use crate::source::Span;

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateKeys {
    /// Variables that one of the two may lack.
    ignore: Names,
}

impl Check for TemplateKeys {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut templates: BTreeMap<Utf8PathBuf, &EnvFile> = BTreeMap::new();
        for (_, file) in cx.workspace.env_files().filter(|(_, file)| file.kind == Kind::Template) {
            if let Some(name) = file.path.file_name().and_then(EnvFileName::parse) {
                templates.entry(file.path.with_file_name(name.deployed)).or_insert(file);
            }
        }
        for (id, file) in cx.workspace.env_files().filter(|(_, file)| file.kind == Kind::Deployed) {
            if let Some(template) = templates.get(&file.path) {
                self.compare(cx, (id, file), template, out);
            }
        }
    }
}

impl TemplateKeys {
    fn compare(&self, cx: &Context<'_>, (id, file): (EnvFileId, &EnvFile), template: &EnvFile, out: &mut Findings) {
        let (own, told) = (self.keys(file), self.keys(template));
        // A key behind `#` is declared: somebody decided not to set it.
        let (own_all, told_all) = (with_comments(&own, file), with_comments(&told, template));
        let name = |file: &EnvFile| file.path.file_name().unwrap_or_default().to_owned();
        let whose = concern::file_words(cx, id, file);
        for (key, span) in key_sets::missing(&own, &told_all).into_iter().filter(|_| template.is_whole()) {
            let after = ", which its template lacks".to_owned();
            let draft =
                key_draft(cx, id, (key, span), format!("{whose} sets"), after).label("not in the template").help(
                    format!("add to `{}` what is used, with a placeholder, and delete the rest here", name(template)),
                );
            out.report(draft.also(Span::start_of(template.file), "compared with this file"));
        }
        for (key, span) in key_sets::missing(&told, &own_all).into_iter().filter(|_| file.is_whole()) {
            let after = format!(", which `{}` lacks", name(file));
            let draft = key_draft(cx, id, (key, span), "the template declares".to_owned(), after)
                .label("not in the env file")
                .help(format!("set in `{}` what is used, and delete the rest from the template", name(file)));
            out.report(draft.also(Span::start_of(file.file), "compared with this file"));
        }
    }

    fn keys<'a>(&self, file: &'a EnvFile) -> Keys<'a> {
        let mut keys = Keys::new();
        for key in file.syntax.entries.iter().map(|entry| &entry.key) {
            if !self.ignore.is_match(key.as_str()) && !key.as_str().is_empty() {
                keys.entry(key.as_str()).or_insert(key.span());
            }
        }
        keys
    }
}

fn key_draft(cx: &Context<'_>, id: EnvFileId, (key, span): (&str, Span), before: String, after: String) -> Draft {
    let among = Among { before, name: key.to_owned(), after, label: "nor is this" };
    concern::file_draft(cx, id, key, span, among.message()).among(among)
}

/// `keys`, and those that stand behind `#`.
fn with_comments<'a>(keys: &Keys<'a>, file: &'a EnvFile) -> Keys<'a> {
    let mut all = keys.clone();
    for comment in &file.syntax.comments {
        let text = comment.text.as_str().trim_start_matches(['#', ' ', '\t']);
        let text = text.strip_prefix("export ").unwrap_or(text);
        if let Some((key, _)) = text.split_once('=') {
            let key = key.trim_end();
            if !key.is_empty() && key.chars().all(|next| next.is_ascii_alphanumeric() || next == '_') {
                all.entry(key).or_insert(comment.text.span());
            }
        }
    }
    all
}
