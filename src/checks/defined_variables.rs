//! `defined-variables`: every variable of a Compose file has a value, or a line in a template.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::config::suggest;
use crate::diagnostic::{Among, Draft, Severity};
use crate::model::Absent;
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
            let mut names = BTreeSet::new();
            let uses: Vec<&Missing> =
                uses.iter().copied().filter(|missing| names.insert(missing.variable.as_str())).collect();
            // A template that lists less than half of the variables is made for something else.
            let told = listed.get(file).map_or(0, BTreeSet::len);
            if *cause == Cause::Unlisted && told < uses.len() {
                continue;
            }
            for missing in uses {
                out.report(match cause {
                    Cause::Unread(file) => unread(cx, missing, *file),
                    _ => unset(cx, cause, missing),
                });
            }
        }
        let mut beside: BTreeMap<Option<&Utf8Path>, Vec<&str>> = BTreeMap::new();
        for file in cx.workspace.env_files.iter().filter(|_| !cx.workspace.absent.is_empty()) {
            beside.entry(file.path.parent()).or_default().extend(file.path.file_name());
        }
        for file in &cx.workspace.absent {
            let names = beside.get(&file.path.parent()).map_or(&[][..], Vec::as_slice);
            out.report(absent(file, names));
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

/// Nothing sets the variable.
fn unset(cx: &Context<'_>, cause: &Cause, missing: &Missing) -> Draft {
    let name = missing.variable.as_str();
    let is_refused = missing.required && !missing.open;
    let (before, after, label) = match cause {
        Cause::Unlisted => ("neither an env file nor a template lists", "", "in no template"),
        _ if is_refused => ("nothing sets", ", which Compose requires", "not set"),
        _ if missing.open => ("neither an env file nor a template lists", "", "in no template"),
        _ => ("nothing sets", ": empty text is used instead", "reads as empty"),
    };
    // A default for what must be set, or be secret, would only hide that it is missing.
    let default = if missing.required || cx.workspace.classifier.is_secret_name(name) {
        String::new()
    } else {
        format!(", or write a default as in `${{{name}:-value}}`")
    };
    let help = match (&missing.suggestion, missing.open) {
        (Some(known), _) => format!("did you mean `{known}`?"),
        (None, true) => format!("add a line to the template{default}"),
        (None, false) => format!("set a value in `.env`{default}"),
    };
    let draft = draft(missing, before, after).label(label).help(help);
    if is_refused { draft } else { draft.at_most(Severity::Warning) }
}

/// A file of variables is absent, though neither git nor a template tells why; `beside` are the names of
/// those in its directory.
fn absent(file: &Absent, beside: &[&str]) -> Draft {
    let name = &file.name;
    let help = match file.path.file_name().and_then(|name| suggest::closest(name, beside)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "commit a template for it and let git ignore it, or write `required: false`".to_owned(),
    };
    Draft::at(file.span, format!("Compose stops at env file `{name}`, which is absent and not ignored by git"))
        .label("no such file")
        .help(help)
        .subject(format!("env_file.{name}"))
}

/// Only a file sets it that is not read.
fn unread(cx: &Context<'_>, missing: &Missing, file: FileId) -> Draft {
    let file = cx.workspace.path(file);
    let file = file.file_name().unwrap_or(file.as_str());
    let draft = draft(missing, &format!("only `{file}` sets"), ", and Compose does not read that file")
        .label("empty without `--env-file`")
        .help(format!("pass `--env-file .env --env-file {file}`, or set a value in `.env`"))
        .at_most(Severity::Warning);
    missing.assumed.into_iter().fold(draft, |draft, place| draft.also(place, "set here"))
}

fn draft(missing: &Missing, before: &str, after: &str) -> Draft {
    let name = missing.variable.as_str().to_owned();
    let subject = format!("${{{name}}}");
    let among = Among { before: before.to_owned(), name, after: after.to_owned(), label: "nor has this a value" };
    Draft::at(missing.span, among.message()).among(among).subject(subject)
}
