//! The finding of one shared secret.

use crate::check::Context;
use crate::diagnostic::Draft;
use crate::source::Span;

use super::Users;
use super::collect::Use;
use super::help;
use super::judge::Leak;

/// So many other places are shown.
const MAX_RELATED: usize = 6;

pub(super) fn draft(cx: &Context<'_>, leak: &Leak<'_, '_>, users: &Users<'_, '_>) -> Draft {
    let Leak { owner, other, .. } = leak;
    let (owner_name, other_name) = (name(cx, owner), name(cx, other));
    let place = place(owner, other);
    let label = if place == other.place { "sets it here" } else { "takes it from here" };
    let mut draft = Draft::at(place, message(cx, owner, other))
        .label(format!("{other_name} {label}"))
        .environment(other_name)
        .help(help::of_leak(cx, leak))
        .subject(other.subject())
        .lowered(leak.lowered)
        .at_most(leak.at_most);
    if let Some(subject) = other.subject {
        draft = draft.service(subject.name());
    }
    draft = match owner.nearest() {
        Some(nearest) if owner.place == other.place => {
            draft.also(nearest, format!("{owner_name} takes it from here")).also(owner.place, "both get this")
        }
        _ => draft.also(owner.place, format!("{owner_name} sets it here")),
    };
    for via in other.nearest().into_iter().chain(owner.nearest()) {
        draft = draft.also(via, "passed on here");
    }
    for (environment, uses) in users {
        for found in uses {
            if draft.related.len() < MAX_RELATED {
                draft = draft.also(found.place, format!("{} has it here too", cx.name(*environment)));
            }
        }
    }
    draft
}

/// The narrowest text of the less trusted environment that brings the secret in.
fn place(owner: &Use<'_>, other: &Use<'_>) -> Span {
    if owner.place != other.place {
        return other.place;
    }
    let own = other.nearest().filter(|nearest| owner.nearest() != Some(*nearest));
    // Also the step may be one that both take: then only the service is its own.
    own.or(other.subject.map(|subject| subject.service.name.span())).unwrap_or(other.place)
}

fn message(cx: &Context<'_>, owner: &Use<'_>, other: &Use<'_>) -> String {
    let secret = match (owner.is_whole, other.name == owner.name) {
        (true, _) => format!("secret `{}`", owner.name),
        (false, _) => format!("secret in `{}`", owner.name),
    };
    let under = match (other.is_whole, other.name == owner.name && other.is_whole == owner.is_whole) {
        (_, true) => String::new(),
        (true, _) => format!(" as `{}`", other.name),
        (false, _) => format!(" in `{}`", other.name),
    };
    let owner = name(cx, owner);
    match other.subject {
        Some(subject) => {
            format!("{} service `{}` uses {owner}'s {secret}{under}", name(cx, other), subject.name())
        }
        None => {
            let file = cx.workspace.path(other.place.file);
            let file = file.file_name().unwrap_or(file.as_str());
            format!("{} env file `{file}` holds {owner}'s {secret}{under}", name(cx, other))
        }
    }
}

fn name<'a>(cx: &Context<'a>, found: &Use<'_>) -> &'a str {
    found.environment.map_or("shared", |id| cx.name(id))
}
