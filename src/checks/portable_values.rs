//! `portable-values`: a line of an env file reads the same to Compose and to the common libraries.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::concern;
use crate::check::{Check, Context, Findings};
use crate::diagnostic::Severity;
use crate::model::env_file::{EnvFile, EnvFileId};
use crate::source::Span;
use crate::syntax::dotenv::{Entry, EnvValue, Quotes};
use crate::syntax::interpolation::{Operator, Part};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PortableValues {}

/// What readers do not agree on.
struct Quarrel {
    span: Span,
    /// What happens, after `` `KEY` is ``.
    what: &'static str,
    label: &'static str,
    help: &'static str,
    severity: Severity,
}

impl Check for PortableValues {
    fn env_file(&self, cx: &Context<'_>, id: EnvFileId, file: &EnvFile, out: &mut Findings) {
        for entry in &file.syntax.entries {
            let Some(quarrel) = quarrel(cx, entry) else { continue };
            let key = entry.key.as_str();
            let message = format!("{} sets `{key}` to what {}", concern::file_words(cx, id, file), quarrel.what);
            let draft = concern::file_draft(cx, id, key, quarrel.span, message)
                .label(quarrel.label)
                .help(quarrel.help)
                .at_most(quarrel.severity);
            out.report(draft);
        }
    }
}

/// The first thing about a line that readers do not agree on.
fn quarrel(cx: &Context<'_>, entry: &Entry) -> Option<Quarrel> {
    let value = entry.value.as_ref()?;
    let text = value.text.as_str();
    let warning = |span, what, label, help| Some(Quarrel { span, what, label, help, severity: Severity::Warning });
    // Quotes are no protection: dotenv-expand 1000 does not see them any more.
    if text.contains("$(") {
        let (what, label) = ("some libraries run as a command", "dotenv-expand runs this");
        let help = "write what the command gives, not the command";
        return Some(Quarrel { span: value.span, what, label, help, severity: Severity::Error });
    }
    if let Some(separator) = entry.separator.filter(|separator| cx.workspace.sources.text(*separator) == ":") {
        return warning(separator, "few libraries read", "not understood everywhere", "write `=` instead of `:`");
    }
    match value.quotes {
        // Blanks are trimmed first, and what is left begins no comment.
        Quotes::None if text.starts_with('#') => {
            let (what, help) =
                ("Compose takes for its value and others for a comment", "put the comment above the line");
            warning(value.span, what, "a value for Compose", help)
        }
        Quotes::None if text.contains('#') => {
            let (what, help) = ("most libraries cut off at `#`", "put the value between quotes");
            warning(value.span, what, "Compose reads it whole", help)
        }
        Quotes::None if text.len() > 1 && text.starts_with('`') && text.ends_with('`') => {
            let (what, help) = ("some libraries read without its backticks", "put the value between `\"` quotes");
            warning(value.span, what, "Compose keeps the backticks", help)
        }
        Quotes::Single if has_variable(text) => {
            let what = "some libraries expand in spite of the quotes";
            // There is no hash of a password without it.
            let is_hash = ["$apr1$", "$2a$", "$2b$", "$2y$", "$argon2"].iter().any(|mark| text.contains(mark));
            let help = if is_hash {
                "keep the hash in a file that is mounted, such as a `usersFile` of Traefik"
            } else {
                "use a value without `$`"
            };
            warning(value.span, what, "Compose takes it as it stands", help)
        }
        Quotes::None | Quotes::Double => doubled(value).or_else(|| dollars(value)),
        Quotes::Single => None,
    }
}

/// `$$`, which only Compose reads as one `$`.
fn doubled(value: &EnvValue) -> Option<Quarrel> {
    let at = value.text.as_str().find("$$")?;
    let span = value.text.slice(at..at + 2).span();
    let (what, help) = ("Compose reads with one `$` and libraries with two", "use a value without `$`");
    Some(Quarrel { span, what, label: "one `$` for Compose", help, severity: Severity::Warning })
}

/// `$` that only some readers take for the beginning of a variable.
fn dollars(value: &EnvValue) -> Option<Quarrel> {
    for (at, part) in value.template.parts.iter().enumerate() {
        let Part::Variable(variable) = part else { continue };
        let is_bare = variable.operator.is_none() && variable.span.len() == variable.name.as_str().len() + 1;
        // `$NAME` in the middle of a word is a password more often than a variable.
        let joined = at.checked_sub(1).and_then(|before| value.template.parts.get(before)).is_some_and(
            |before| matches!(before, Part::Text(text) if text.as_str().ends_with(|last: char| last.is_alphanumeric())),
        );
        let (what, label, help) = if is_bare && joined {
            ("Compose cuts at `$` and some libraries do not", "read as a variable", "use a value without `$`")
        } else if matches!(variable.operator, Some(Operator::DefaultUnlessSet)) {
            (
                "few libraries read as Compose does",
                "only Compose knows this form",
                "write `${NAME:-default}`, or the value",
            )
        } else {
            continue;
        };
        return Some(Quarrel { span: variable.span, what, label, help, severity: Severity::Warning });
    }
    None
}

/// Whether `text` holds what reads like a variable.
fn has_variable(text: &str) -> bool {
    let starts = |next: char| next.is_ascii_alphabetic() || next == '_' || next == '{';
    text.split('$').skip(1).any(|rest| rest.starts_with(starts))
}
