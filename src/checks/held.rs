//! Findings about a variable that a service or an env file has.

use std::collections::BTreeSet;

use crate::check::concern;
use crate::check::{Context, Subject};
use crate::diagnostic::{Absence, Draft};
use crate::model::compose::{Origin, Variable};
use crate::model::holder::Holder;
use crate::model::value::Value;
use crate::source::Span;

/// A finding at `span` about `key` of `holder`.
pub(super) fn draft(cx: &Context<'_>, holder: &Holder<'_>, key: &str, span: Span, message: String) -> Draft {
    let environment = Some(holder.environment);
    let is_common = holder.variables.get(key).is_some_and(|variable| holder.has_in_common(variable));
    match holder.service.filter(|_| !is_common) {
        Some((project_id, project, service)) => {
            let subject = Subject { project_id, project, service, environment };
            subject.draft(cx, &format!("environment.{key}"), span, message)
        }
        // Of a file that services load, they speak.
        None if holder.service.is_none() => {
            cx.draft(environment, span, message).subject(format!("#{key}")).by_absence(Absence::Near)
        }
        None => cx.draft(environment, span, message).subject(format!("#{key}")),
    }
}

/// Adds the places that hand `value` on to the service.
pub(super) fn handed_on(draft: Draft, holder: &Holder<'_>, variable: &Variable, value: &Value) -> Draft {
    let draft = concern::passed_on(draft, value);
    match variable.origin {
        Origin::EnvFile { named, .. } if holder.service.is_some() => draft.also(named, "loaded here"),
        _ => draft,
    }
}

/// Where to edit `value` for this holder alone: its own place, unless that is right for another
/// environment, which `taken` lists; then where the holder takes it from there.
pub(super) fn own_place(holder: &Holder<'_>, variable: &Variable, value: &Value, taken: &BTreeSet<Span>) -> Span {
    let place = place(variable, value);
    if !taken.contains(&place) {
        return place;
    }
    let near = match variable.origin {
        Origin::EnvFile { named, .. } if holder.service.is_some() => Some(named),
        _ => value.via().first().copied(),
    };
    near.filter(|near| !taken.contains(near)).or_else(|| holder.span()).unwrap_or(place)
}

/// Where `value` stands; its key when there is nothing to underline.
pub(super) fn place(variable: &Variable, value: &Value) -> Span {
    let place = value.place();
    if place.is_empty() { variable.key.span() } else { place }
}
