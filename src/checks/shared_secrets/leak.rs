//! The finding of one shared secret.

use crate::check::Context;
use crate::diagnostic::{Cause, Draft};
use crate::source::Span;

use super::Users;
use super::collect::{Kind, Use};
use super::help::{self, Siblings};
use super::judge::Leak;

/// So many other places are shown.
const MAX_RELATED: usize = 6;

pub(super) fn draft(cx: &Context<'_>, leak: &Leak<'_, '_>, users: &Users<'_, '_>, siblings: &Siblings) -> Draft {
    let Leak { owner, other, .. } = leak;
    let (owner_name, other_name) = (cx.owner(owner.environment), cx.owner(other.environment));
    let place = place(owner, other);
    let mut draft = Draft::at(place, message(cx, owner, other))
        .label(format!("{other_name} {}", verb(other, place)))
        .environment(other_name)
        .help(help::of_leak(cx, leak, siblings))
        .subject(other.subject())
        .lowered(leak.lowered)
        .at_most(leak.at_most)
        .cause(Cause::SecretText);
    if let Some(subject) = other.subject {
        draft = draft.service(subject.name());
    }
    draft = match owner.nearest() {
        Some(nearest) if owner.secret.place == other.secret.place => draft
            .also(nearest, format!("{owner_name} {}", verb(owner, nearest)))
            .also(owner.secret.place, "both get this"),
        _ => draft.also(owner.secret.place, format!("{owner_name} {}", verb(owner, owner.secret.place))),
    };
    for (found, name) in [(other, other_name), (owner, owner_name)] {
        // A default stands inside its variable.
        if let Some(nearest) = found.nearest().filter(|nearest| !nearest.contains(found.secret.place)) {
            draft = draft.also(nearest, format!("{name} {}", verb(found, nearest)));
        }
    }
    for (environment, uses) in users {
        for found in uses {
            if draft.related.len() < MAX_RELATED {
                draft = draft.also(found.secret.place, format!("{} has it here too", cx.name(*environment)));
            }
        }
    }
    draft
}

/// The narrowest text of the less trusted environment that brings the secret in.
fn place(owner: &Use<'_>, other: &Use<'_>) -> Span {
    if owner.secret.place != other.secret.place {
        return other.secret.place;
    }
    let own = other.nearest().filter(|nearest| owner.nearest() != Some(*nearest));
    // Also the step may be one that both take: then only the service is its own.
    own.or(other.subject.map(|subject| subject.service.name.span())).unwrap_or(other.secret.place)
}

/// What happens at `place`, which is where the secret is set or one step of its way.
fn verb(found: &Use<'_>, place: Span) -> &'static str {
    match found.kind {
        Kind::Mounted if place != found.secret.place => "mounts it here",
        Kind::Mounted if found.secret.path.is_some() => "keeps it here",
        Kind::Loaded(_, Some(entry)) if place == entry => "loads it here",
        _ if place == found.secret.place && found.secret.is_known => "sets it here",
        _ => "takes it from here",
    }
}

fn message(cx: &Context<'_>, owner: &Use<'_>, other: &Use<'_>) -> String {
    let secret = if owner.is_whole { "secret" } else { "password of" };
    let secret = format!("{secret} `{}`", owner.name);
    let under = match (other.is_whole, other.name == owner.name && other.is_whole == owner.is_whole) {
        (_, true) => String::new(),
        (true, _) => format!(" as `{}`", other.name),
        (false, _) => format!(" in `{}`", other.name),
    };
    let owner = cx.owner(owner.environment);
    let verb = if other.kind == Kind::Mounted { "mounts" } else { "uses" };
    let other_name = cx.owner(other.environment);
    if let Some(subject) = other.subject {
        return format!("{other_name} service `{}` {verb} {owner}'s {secret}{under}", subject.name());
    }
    let file = cx.workspace.path(other.secret.place.file);
    let file = file.file_name().unwrap_or(file.as_str());
    format!("{other_name} env file `{file}` holds {owner}'s {secret}{under}")
}
