//! `placeholders`: nothing that somebody was to fill in is left in place.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::reading::named;
use crate::check::concern::{self, Told};
use crate::check::secret_slots::{self, Owner, default_of};
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::diagnostic::Severity;
use crate::model::env_file::Kind;
use crate::model::environment::EnvironmentId;
use crate::model::secret::is_unfinished;
use crate::model::value::{Certainty, Part, Value};
use crate::source::{FileId, Span};

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Placeholders {
    /// Variables that may hold what reads like a placeholder.
    ignore: Names,
}

/// A placeholder in its place.
struct Found<'a> {
    name: String,
    value: Value,
    owner: Owner<'a>,
    at_most: Severity,
    is_secret: bool,
}

impl Check for Placeholders {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        // Pieces of secrets, such as the password of a URL, are told before what they are pieces of.
        let mut told = Told::default();
        let mut secrets = BTreeSet::new();
        for slot in cx.slots() {
            secrets.extend(slot.credential.value.parts.iter().filter_map(text_of));
            if slot.credential.is_placeholder() && !self.ignore.is_match(&slot.name) {
                let (name, value) = (slot.name.clone(), slot.credential.value.clone());
                let (owner, at_most) = (slot.owner, slot.at_most);
                report(cx, &Found { name, value, owner, at_most, is_secret: true }, &mut told, out);
            }
        }
        for found in self.settings(cx, &secrets) {
            report(cx, &found, &mut told, out);
        }
    }
}

fn text_of(part: &Part) -> Option<Span> {
    match part {
        Part::Text(piece) => Some(piece.text.span()),
        Part::Unset(_) => None,
    }
}

impl Placeholders {
    /// Settings that are no secrets: hosts, addresses, names.
    fn settings<'a>(&self, cx: &Context<'a>, secrets: &BTreeSet<Span>) -> Vec<Found<'a>> {
        let concerns = cx.concerns();
        let env_files: BTreeSet<FileId> = cx.workspace.env_files.iter().map(|file| file.file).collect();
        let mut found = Vec::new();
        let mut add = |name: &str, value: &Value, owner: Owner<'a>, at_most| {
            // What an env file says is told of the file.
            let is_service = matches!(owner, Owner::Service(_));
            let is_own = |place: Span| !(is_service && env_files.contains(&place.file));
            for value in self.unfinished(name, value, is_own) {
                if !is_secret(secrets, value.span) {
                    found.push(Found { name: name.to_owned(), value, owner, at_most, is_secret: false });
                }
            }
        };
        for (id, file) in cx.workspace.env_files().filter(|(_, file)| file.kind == Kind::Deployed) {
            let Some(at_most) = concerns.of_file(id) else { continue };
            for (name, assignment) in cx.workspace.assignments(file) {
                assignment.value.iter().for_each(|value| add(name, value, Owner::File(id, file), at_most));
            }
        }
        for subject in concern::subjects(cx.workspace) {
            let Some(at_most) = concerns.of_service(&subject) else { continue };
            for (name, value) in named(subject.service) {
                add(name, value, Owner::Service(subject), at_most);
            }
        }
        found
    }

    /// The texts of a value that somebody was to fill in, each on its own, where `is_own` holds for its place.
    fn unfinished(&self, name: &str, value: &Value, is_own: impl Fn(Span) -> bool) -> Vec<Value> {
        let mut found = Vec::new();
        for reading in &*value.readings() {
            let pieces = reading.parts.iter().filter(|part| text_of(part).is_some_and(&is_own));
            found.extend(pieces.filter_map(|part| match part {
                Part::Text(piece) if is_unfinished(piece.text.as_str()) && !self.ignore.is_match(name) => {
                    Some(Value { span: piece.text.span(), parts: Arc::new([part.clone()]) })
                }
                _ => None,
            }));
        }
        found
    }
}

/// Whether the text at `place` holds one of `secrets`, or is in one.
fn is_secret(secrets: &BTreeSet<Span>, place: Span) -> bool {
    let mut later = secrets.range(Span { end: place.start, ..place }..);
    later.next().is_some_and(|span| span.overlaps(place))
}

fn report(cx: &Context<'_>, found: &Found<'_>, told: &mut Told, out: &mut Findings) {
    let (name, value, environment) = (found.name.as_str(), &found.value, found.owner.environment(cx.workspace));
    let place = value.place();
    if !told.is_news(cx.workspace, environment, place) {
        return;
    }
    let whose = found.owner.words(cx);
    let default = default_of(value);
    let message = match default {
        Some(_) => format!("{whose} falls back to a placeholder for `{name}`"),
        None => format!("{whose} has a placeholder for `{name}`"),
    };
    let help = match (default, found.is_secret) {
        (Some(_), _) => format!("write {} instead of the default", secret_slots::required(cx, default, name)),
        (None, true) if is_issued(name) => format!("write the value that was issued for {}", own(cx, environment)),
        (None, true) => format!("{}, for instance with `openssl rand -hex 32`", generate(cx, environment)),
        (None, false) => format!("write the real value of `{name}`, or remove it if nothing reads it"),
    };
    let label = if default.is_some() { "used while nothing sets it" } else { "still to be filled in" };
    let draft = found.owner.draft(cx, place, name, message).label(label).help(help);
    let draft = concern::at_home(draft, cx.home(environment)).at_most(found.at_most);
    let doubtful = value.certainty() == Certainty::Maybe;
    out.report(if doubtful { draft.at_most(Severity::Warning) } else { concern::passed_on(draft, value) });
}

/// Whether somebody else gives out what the variable holds.
fn is_issued(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let issued = ["API_KEY", "APIKEY", "ACCESS_KEY", "SECRET_ACCESS", "ACCESS_TOKEN", "BOT_TOKEN", "CLIENT_SECRET"];
    issued.iter().any(|words| name.contains(words))
}

/// The environment, or what is deployed.
fn own(cx: &Context<'_>, environment: Option<EnvironmentId>) -> String {
    match cx.named(environment) {
        Some(name) => format!("{name}, or remove the line"),
        None => "it, or remove the line".to_owned(),
    }
}

fn generate(cx: &Context<'_>, environment: Option<EnvironmentId>) -> String {
    match cx.named(environment) {
        Some(name) => format!("generate a value of {name}'s own"),
        None => "generate a value".to_owned(),
    }
}
