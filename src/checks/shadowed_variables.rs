//! `shadowed-variables`: what an env file sets for a container is not replaced by a `${…}` that does
//! not know of it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::diagnostic::Severity;
use crate::model::compose::{Origin, Variable};
use crate::model::env_file::Kind;
use crate::model::value::{Certainty, Value};
use crate::source::{FileId, Span};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShadowedVariables {}

impl Check for ShadowedVariables {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let deployed = cx.workspace.env_files.iter().filter(|file| file.kind == Kind::Deployed);
        let deployed: BTreeSet<FileId> = deployed.map(|file| file.file).collect();
        for subject in cx.subjects() {
            for (name, variable) in &subject.service.environment {
                let lost = variable.lost.first().filter(|lost| deployed.contains(&lost.file) && !lost.is_empty());
                let (Some(lost), Origin::Environment) = (lost, variable.origin) else { continue };
                match &variable.value {
                    Some(value) => judge(cx, &subject, (name, variable), value, *lost, out),
                    None => taken_away(cx, &subject, (name, variable), *lost, out),
                }
            }
        }
    }
}

fn judge(
    cx: &Context<'_>,
    subject: &Subject<'_>,
    (name, variable): (&str, &Variable),
    value: &Value,
    lost: Span,
    out: &mut Findings,
) {
    let Some(reference) = reference(cx, name, value) else { return };
    let kept = cx.workspace.sources.text(lost);
    let is_same = value.text().is_some_and(|text| text == kept);
    let assumed = value.certainty() == Certainty::Assumed;
    // One file may feed both, and two may say the same.
    if is_same && !assumed {
        return;
    }
    let wins = match value.text() {
        // Compose reads that file for `${…}` only when it is told to.
        Some(_) if is_same => "not taken from its env file unless `--env-file` names that too",
        Some(text) if text.is_empty() => "empty text",
        Some(_) if reference.contains(value.place()) => "a default",
        Some(_) => "another value",
        None if value.reads_empty() => "empty text",
        None => return,
    };
    let whose = subject.words(cx);
    let message = if is_same {
        format!("`{name}` of {whose} is {wins}")
    } else {
        format!("`{name}` of {whose} is {wins}, not what its env file sets")
    };
    let mut draft = subject
        .draft(cx, &format!("environment.{name}"), reference, message)
        .label("wins over the env file")
        .also(lost, if is_same { "may not reach the container" } else { "never reaches the container" })
        .help(format!("remove `{name}` from `environment:`, since the env file sets it for the container"));
    if !is_same && !reference.contains(value.place()) && value.is_known() && !value.place().is_empty() {
        draft = draft.also(value.place(), "this is used instead");
    }
    draft = draft.also(variable.key.span(), "set here");
    out.report(if value.certainty() == Certainty::Certain { draft } else { draft.at_most(Severity::Info) });
}

/// A key without a value is taken from where `${…}` is; where that sets nothing, the container does not
/// get the variable at all.
fn taken_away(
    cx: &Context<'_>,
    subject: &Subject<'_>,
    (name, variable): (&str, &Variable),
    lost: Span,
    out: &mut Findings,
) {
    let whose = subject.words(cx);
    let message = format!("`{name}` of {whose} is taken away, whatever its env file sets");
    let draft = subject
        .draft(cx, &format!("environment.{name}"), variable.key.span(), message)
        .label("no `.env` sets it")
        .also(lost, "never reaches the container")
        .help(format!("remove `{name}` from `environment:`, since the env file sets it for the container"));
    out.report(draft);
}

/// The `${NAME…}` of the same name that is all of the value, or the key alone, which means the same.
fn reference(cx: &Context<'_>, name: &str, value: &Value) -> Option<Span> {
    let unset = value.unset().map(|unset| unset.span);
    let spans = value.via().into_iter().chain(unset).chain([value.span]);
    let is_own = |span: &Span| {
        let written = cx.workspace.sources.text(*span);
        let rest = written.trim_start_matches('$').trim_start_matches('{').strip_prefix(name);
        (written.starts_with('$') || written == name)
            && rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_'))
            && span.len() >= value.span.len()
    };
    spans.into_iter().find(is_own)
}
