//! `defined-variables`: every variable of a Compose file has a value, or a line in a template.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::key_sets;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::diagnostic::{Draft, Severity};
use crate::model::missing::Missing;
use crate::source::{FileId, Span};

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DefinedVariables {
    /// Variables that the shell or the pipeline sets.
    caller: Names,
}

/// Uses with one cause, by the file they stand in.
type Uses<'a> = IndexMap<(FileId, Cause), Vec<&'a Missing>>;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Cause {
    /// Nothing sets the variable, and Compose refuses to start.
    Refused(String),
    /// Nothing sets the variable, which reads like a known one.
    Misspelled(String),
    /// Nothing sets these.
    Unset,
    /// The file that could set these is absent, and its template does not list them.
    Unlisted,
    /// Only this file sets these, which is not read.
    Unread(FileId),
}

impl Check for DefinedVariables {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        // A file may be part of several projects, and be reached through aliases.
        let mut seen: BTreeSet<Span> = BTreeSet::new();
        let mut listed: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
        let mut uses = Uses::new();
        for missing in cx.workspace.projects.iter().flat_map(|project| &project.missing) {
            let (name, file) = (missing.variable.as_str(), missing.span.file);
            if missing.listed {
                listed.entry(file).or_default().insert(name);
            } else if let Some(cause) = self.cause(missing).filter(|_| seen.insert(missing.span)) {
                uses.entry((file, cause)).or_default().push(missing);
            }
        }
        for ((file, cause), uses) in &uses {
            let Some(first) = uses.first() else { continue };
            let names = variables(uses);
            // A template that lists less than half of the variables is made for something else.
            let told = listed.get(file).map_or(0, BTreeSet::len);
            if *cause == Cause::Unlisted && told < names.len() {
                continue;
            }
            let draft = match cause {
                Cause::Unread(file) => unread(cx, first, &names, *file),
                _ => unset(cause, first, &names),
            };
            out.report(key_sets::point(draft, &names, "nor has this a value"));
        }
    }
}

impl DefinedVariables {
    fn cause(&self, missing: &Missing) -> Option<Cause> {
        let name = missing.variable.as_str();
        if self.caller.is_match(name) {
            return None;
        }
        match missing.assumed {
            // Without a `.env` somebody is sure to name the file when deploying.
            Some(_) if missing.open => None,
            Some(place) => Some(Cause::Unread(place.file)),
            None if missing.suggestion.is_some() => Some(Cause::Misspelled(name.to_owned())),
            None if missing.required && !missing.open => Some(Cause::Refused(name.to_owned())),
            // Whoever starts it is told.
            None if missing.required => None,
            None if missing.open => Some(Cause::Unlisted),
            None => Some(Cause::Unset),
        }
    }
}

/// The variables of some uses, each with its first place.
fn variables<'a>(uses: &[&'a Missing]) -> Vec<(&'a str, Span)> {
    let mut seen = BTreeSet::new();
    let first = uses.iter().filter(|missing| seen.insert(missing.variable.as_str()));
    first.map(|missing| (missing.variable.as_str(), missing.span)).collect()
}

/// Nothing sets these.
fn unset(cause: &Cause, first: &Missing, names: &[(&str, Span)]) -> Draft {
    let (name, listing) = (first.variable.as_str(), key_sets::names(names));
    let (message, label) = match cause {
        Cause::Unlisted => (format!("neither an env file nor a template lists {listing}"), "in no template"),
        _ if first.required && !first.open => (format!("nothing sets {listing}, which Compose requires"), "not set"),
        _ if first.open => (format!("neither an env file nor a template lists {listing}"), "in no template"),
        _ => (format!("nothing sets {listing}: empty text is used instead"), "reads as empty"),
    };
    let help = match (&first.suggestion, first.open) {
        (Some(known), _) => format!("did you mean `{known}`?"),
        (None, true) => format!("add it to the template, or write a default as in `${{{name}:-value}}`"),
        (None, false) => format!("set it in `.env`, or write a default as in `${{{name}:-value}}`"),
    };
    let draft = Draft::at(first.span, message).label(label).help(help).subject(format!("${{{name}}}"));
    if first.required && !first.open { draft } else { draft.at_most(Severity::Warning) }
}

/// Only a file sets it that is not read.
fn unread(cx: &Context<'_>, first: &Missing, names: &[(&str, Span)], file: FileId) -> Draft {
    let name = first.variable.as_str();
    let file = cx.workspace.path(file);
    let file = file.file_name().unwrap_or(file.as_str());
    let message = format!("only `{file}` sets {}, and Compose does not read that file", key_sets::names(names));
    let draft = Draft::at(first.span, message)
        .label("empty without `--env-file`")
        .help(format!("pass `--env-file .env --env-file {file}`, or set it in `.env`"))
        .subject(format!("${{{name}}}"))
        .at_most(Severity::Warning);
    first.assumed.into_iter().fold(draft, |draft, place| draft.also(place, "set here"))
}
