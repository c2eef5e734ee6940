//! What to do about a shared secret.

use crate::check::Context;
use crate::model::environment::{EnvironmentId, Marker, words};
use crate::model::value::{Part, Value};

use super::collect::{Kind, Use};
use super::judge::Leak;

pub(super) fn of_leak(cx: &Context<'_>, leak: &Leak<'_, '_>) -> String {
    let Leak { owner, other, .. } = leak;
    let Some(environment) = other.environment else { return String::new() };
    let name = cx.name(environment);
    if other.is_well_known {
        let owner = owner.environment.map_or("production", |id| cx.name(id));
        return format!("generate a new value for {owner}, since everybody knows this one");
    }
    if other.via.iter().any(|via| *via != other.place && via.contains(other.place)) {
        return format!("remove the default, and give {name} a value of its own");
    }
    if other.kind == Kind::Mounted && owner.place != other.place && owner.kind == Kind::Mounted {
        return format!("generate a new value for {name} and write it where its secret is kept");
    }
    if other.kind == Kind::Mounted {
        return format!("declare a Compose secret of {name}'s own, with a new value, and mount that one");
    }
    let has_reference = other.via.iter().any(|via| cx.workspace.sources.text(*via).starts_with('$'));
    let is_reference = has_reference || !other.is_known;
    if is_reference && owner.place == other.place || !other.is_known {
        return own_variable(cx, other, environment, name);
    }
    let file = cx.workspace.path(other.place.file);
    let file = file.file_name().unwrap_or(file.as_str());
    if owner.place == other.place {
        return format!("generate a new value for {name} and set it for its services alone");
    }
    format!("generate a new value for {name} and set it in `{file}`")
}

/// `${JWT_SECRET_STAGING}`, written the way the environment writes other variables of its own.
fn own_variable(cx: &Context<'_>, other: &Use<'_>, environment: EnvironmentId, name: &str) -> String {
    let variable = reference(cx, other).unwrap_or_else(|| other.name.clone());
    let sibling = sibling(cx, environment);
    let marker = sibling.as_deref().and_then(|sibling| words(sibling).find(|word| names(word, name)));
    let marker = marker.map_or_else(|| shout(name), ToOwned::to_owned);
    let begins = sibling.as_deref().is_some_and(|sibling| sibling.starts_with(&marker));
    let own = if begins { format!("{marker}_{variable}") } else { format!("{variable}_{marker}") };
    match sibling {
        Some(sibling) => format!("write `${{{own}}}`, as {name} already has `${{{sibling}}}`, and give it a new value"),
        None => format!("give {name} a variable of its own, such as `${{{own}}}`, with a new value"),
    }
}

/// The variable that the use takes its value from.
fn reference(cx: &Context<'_>, other: &Use<'_>) -> Option<String> {
    let texts = other.via.iter().chain([&other.place]).map(|span| cx.workspace.sources.text(*span));
    let text = texts.filter(|text| text.starts_with('$')).last()?;
    let name: String = text.trim_start_matches(['$', '{']).chars().take_while(|next| is_name(*next)).collect();
    (!name.is_empty()).then_some(name)
}

/// A variable that the services of the environment use and that is named for it.
fn sibling(cx: &Context<'_>, environment: EnvironmentId) -> Option<String> {
    let name = cx.name(environment);
    let is_own = |variable: &&str| words(variable).flat_map(|word| word.split('_')).any(|word| names(word, name));
    for subject in cx.subjects_of(environment) {
        for variable in subject.service.environment.values() {
            for reference in variable.value.iter().flat_map(|value| references(cx, value)) {
                if is_own(&reference.as_str()) {
                    return Some(reference);
                }
            }
        }
    }
    None
}

/// The variables that a value was put together from.
fn references(cx: &Context<'_>, value: &Value) -> Vec<String> {
    let spans = value.parts.iter().flat_map(|part| match part {
        Part::Text(piece) => piece.via.clone(),
        Part::Unset(unset) => unset.via.iter().copied().chain([unset.span]).collect(),
    });
    spans
        .map(|span| cx.workspace.sources.text(span))
        .filter(|text| text.starts_with('$'))
        .map(|text| text.trim_start_matches(['$', '{']).chars().take_while(|next| is_name(*next)).collect())
        .collect()
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn names(word: &str, environment: &str) -> bool {
    word.eq_ignore_ascii_case(environment) || Marker::of_word(word).is_some_and(|marker| marker.name == environment)
}

fn shout(name: &str) -> String {
    name.chars().map(|next| if is_name(next) { next.to_ascii_uppercase() } else { '_' }).collect()
}
