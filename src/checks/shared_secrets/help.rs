//! What to do about a shared secret.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Context;
use crate::config::Role;
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::value::{Part, Value};
use crate::source::Span;

use super::collect::{Kind, Use};
use super::judge::Leak;

/// For each environment a variable that its services use and that is named for it.
pub(super) type Siblings = BTreeMap<EnvironmentId, String>;

pub(super) fn of_leak(cx: &Context<'_>, leak: &Leak<'_, '_>, siblings: &Siblings) -> String {
    let Leak { owner, other, .. } = leak;
    let Some(environment) = other.environment else { return String::new() };
    let name = cx.name(environment);
    if other.secret.is_well_known {
        let owner = owner.environment.map_or("production", |id| cx.name(id));
        return format!("generate a new value for {owner}, since everybody knows this one");
    }
    if other.secret.via.iter().any(|via| *via != other.secret.place && via.contains(other.secret.place)) {
        return format!("remove the default, and give {name} a value of its own");
    }
    if other.kind == Kind::Mounted && owner.secret.place != other.secret.place && owner.kind == Kind::Mounted {
        return format!("generate a new value for {name} and write it where its secret is kept");
    }
    if other.kind == Kind::Mounted && owner.secret.place != other.secret.place && !other.secret.is_known {
        let own = format!("{}_{}", cx.workspace.sources.text(other.secret.place).trim(), shout(name));
        return format!("give {name} a variable of its own, such as `{own}`, with a new value");
    }
    if other.kind == Kind::Mounted {
        return format!("declare a Compose secret of {name}'s own, with a new value, and mount that one");
    }
    let has_reference = other.secret.via.iter().any(|via| cx.workspace.sources.text(*via).starts_with('$'));
    let is_reference = has_reference || !other.secret.is_known;
    if is_reference && owner.secret.place == other.secret.place || !other.secret.is_known {
        return own_variable(cx, other, name, siblings.get(&environment));
    }
    let file = file_name(cx, other.secret.place, owner.secret.place);
    if owner.secret.place == other.secret.place {
        return format!("generate a new value for {name} and set it for its services alone");
    }
    let is_written = |found: &Use<'_>| matches!(found.kind, Kind::Written(_)) && found.secret.via.is_empty();
    if cx.role(environment) == Role::Development && is_written(other) && is_written(owner) {
        let owner = owner.environment.map_or("production", |id| cx.name(id));
        return format!("generate a new value for {owner} that developers do not have, and set it in an env file");
    }
    if is_written(other) {
        return format!("generate a new value for {name}, set it in an env file, and take it from there by `${{…}}`");
    }
    format!("generate a new value for {name} and set it in `{file}`")
}

/// The file of one of two places: by its name, where that tells them apart.
fn file_name<'a>(cx: &Context<'a>, place: Span, other: Span) -> &'a str {
    let (path, other_path) = (cx.workspace.path(place.file), cx.workspace.path(other.file));
    let is_clear = place.file == other.file || path.file_name() != other_path.file_name();
    path.file_name().filter(|_| is_clear).unwrap_or(path.as_str())
}

/// `${JWT_SECRET_STAGING}`, written the way the environment writes other variables of its own.
fn own_variable(cx: &Context<'_>, other: &Use<'_>, name: &str, sibling: Option<&String>) -> String {
    let variable = reference(cx, other).unwrap_or_else(|| other.name.to_owned());
    let marker = sibling.and_then(|sibling| sibling.split('_').find(|word| names(word, name)));
    let marker = marker.map_or_else(|| shout(name), ToOwned::to_owned);
    let begins = sibling.is_some_and(|sibling| sibling.starts_with(&marker));
    let own = if begins { format!("{marker}_{variable}") } else { format!("{variable}_{marker}") };
    match sibling {
        Some(sibling) if *sibling == own => format!("write `${{{own}}}`, which {name} already has"),
        Some(sibling) => format!("write `${{{own}}}`, as {name} already has `${{{sibling}}}`, and give it a new value"),
        None => format!("give {name} a variable of its own, such as `${{{own}}}`, with a new value"),
    }
}

/// The variable that the use takes its value from.
fn reference(cx: &Context<'_>, other: &Use<'_>) -> Option<String> {
    let mut texts = other.secret.via.iter().chain([&other.secret.place]).map(|span| cx.workspace.sources.text(*span));
    let name = variable_of(texts.rfind(|text| text.starts_with('$'))?);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The name in `${NAME:-default}`; empty where there is none.
pub(super) fn variable_of(text: &str) -> &str {
    let name = text.trim_start_matches('$').trim_start_matches('{');
    let end = name.find(|next| !is_name(next)).unwrap_or(name.len());
    if text.starts_with('$') { name.get(..end).unwrap_or_default() } else { "" }
}

pub(super) fn siblings(cx: &Context<'_>) -> Siblings {
    let mut siblings = Siblings::new();
    // A chain of variables brings the same places again and again.
    let mut seen: BTreeSet<(EnvironmentId, Span)> = BTreeSet::new();
    for subject in cx.subjects() {
        let Some(environment) = subject.environment.filter(|environment| !siblings.contains_key(environment)) else {
            continue;
        };
        let name = cx.name(environment);
        let variables = subject.service.environment.values().filter_map(|variable| variable.value.as_ref());
        let own = variables.flat_map(references).filter(|span| seen.insert((environment, *span))).find_map(|span| {
            let variable = variable_of(cx.workspace.sources.text(span));
            variable.split('_').any(|word| names(word, name)).then(|| variable.to_owned())
        });
        if let Some(own) = own {
            siblings.insert(environment, own);
        }
    }
    siblings
}

/// The places of the variables that a value was put together from.
fn references(value: &Value) -> impl Iterator<Item = Span> + '_ {
    value.parts.iter().flat_map(|part| {
        let (via, unset) = match part {
            Part::Text(piece) => (&piece.via, None),
            Part::Unset(unset) => (&unset.via, Some(unset.span)),
        };
        via.iter().copied().chain(unset)
    })
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Whether `word` of a variable is one for `environment`.
pub(super) fn names(word: &str, environment: &str) -> bool {
    word.eq_ignore_ascii_case(environment) || Marker::of_word(word).is_some_and(|marker| marker.name == environment)
}

fn shout(name: &str) -> String {
    name.chars().map(|next| if is_name(next) { next.to_ascii_uppercase() } else { '_' }).collect()
}
