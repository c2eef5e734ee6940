//! `unique-routers`: routers, services and middlewares are defined once per proxy, in words that
//! Traefik knows.

mod definition;
mod labels;

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::routes;
use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::traefik::{Kind, Object, Provider, Proxy, Seat};
use crate::model::value::{Same, Value};
use definition::Beside;

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UniqueRouters {}

/// An object with its owner.
struct Owned<'a> {
    object: &'a Object,
    subject: Subject<'a>,
    environment: Option<EnvironmentId>,
}

impl Check for UniqueRouters {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let names = cx.names();
        for proxy in &cx.workspace.proxies {
            let beside = Beside::of(proxy);
            let mut groups: IndexMap<_, Vec<Owned<'_>>> = IndexMap::new();
            for object in proxy.objects.iter().filter(|object| !object.old) {
                let Some(subject) = names.of_object(object) else { continue };
                // One name with a variable in it is another one in another project.
                let scope = object.is_open().then(|| object.project()).flatten();
                let key = (object.protocol, object.kind, object.name.as_str(), scope);
                let environment = subject.environment;
                groups.entry(key).or_default().push(Owned { object, subject, environment });
                labels::rule(cx, proxy, object, subject, out);
            }
            for group in groups.values_mut().filter(|group| group.len() > 1) {
                // What is shared comes behind production, which it serves.
                let rank = |owned: &Owned<'_>| {
                    let role = owned.environment.map_or(Role::Production, |id| cx.role(id));
                    (role, owned.environment.is_none(), owned.environment)
                };
                group.sort_by_key(rank);
                if let Some((first, others)) = group.split_first() {
                    clashes(cx, (proxy, &beside), first, others, out);
                }
            }
            for seat in proxy.containers.keys() {
                labels::unknown(cx, proxy, seat, names, out);
            }
        }
    }
}

/// Reports what each of `others` does to the definition of the most trusted.
fn clashes(
    cx: &Context<'_>,
    (proxy, beside): (&Proxy, &Beside<'_>),
    first: &Owned<'_>,
    others: &[Owned<'_>],
    out: &mut Findings,
) {
    for other in others {
        let pair = routes::pair(cx, first.environment, other.environment);
        let crosses = pair != Pair::Ignored;
        let (one, two) = ((first.object, first.environment), (other.object, other.environment));
        let Some(mut severity) = routes::clash(cx, proxy, one, two) else { continue };
        let Some(outcome) = outcome(beside, first.object, other.object, crosses) else { continue };
        match profiles(proxy, first.object, other.object) {
            Some(true) => continue,
            Some(false) => {}
            None => severity = Severity::Warning,
        }
        if [first, other].iter().any(|owned| owned.environment.is_some_and(|id| cx.role(id) == Role::Development)) {
            severity = Severity::Warning;
        }
        let draft = describe(cx, first, other, outcome);
        out.report(draft.at_most(severity).lowered(pair == Pair::Lowered));
    }
}

/// What Traefik makes of two definitions of one name, as a clause; none when that is harmless.
/// `crosses` tells whether two environments are concerned.
fn outcome(beside: &Beside<'_>, one: &Object, other: &Object, crosses: bool) -> Option<&'static str> {
    let same = definition::same(beside, one, other);
    match (one.kind, same) {
        (Kind::Router, Same::No) => Some("Traefik drops both"),
        (Kind::Router | Kind::Service, Same::Yes) if crosses => Some("Traefik balances requests over both"),
        (Kind::Router | Kind::Service, Same::Unknown) if crosses => {
            Some("Traefik drops both, or balances requests over both")
        }
        (Kind::Service, Same::No) => Some("Traefik drops both, with every router that uses them"),
        (Kind::Middleware, Same::No) => Some("Traefik drops both, and routers that use it answer 404"),
        _ => None,
    }
}

/// Whether the profiles of two containers keep them from running together; none when they may, if
/// somebody asks for it.
fn profiles(proxy: &Proxy, one: &Object, other: &Object) -> Option<bool> {
    let of = |object: &Object| -> Vec<String> {
        let Provider::Container(project, name) = &object.provider else { return Vec::new() };
        let seat: Seat = (*project, name.clone());
        let container = proxy.containers.get(&seat);
        container
            .into_iter()
            .flat_map(|container| &container.profiles)
            .filter_map(Value::text)
            .map(Cow::into_owned)
            .collect()
    };
    let (one, other) = (of(one), of(other));
    match (one.is_empty(), other.is_empty()) {
        (true, true) => Some(false),
        (false, false) => Some(!one.iter().any(|profile| other.contains(profile))),
        _ => None,
    }
}

fn describe(cx: &Context<'_>, first: &Owned<'_>, other: &Owned<'_>, outcome: &str) -> Draft {
    let (word, name) = (word(other.object.kind), other.object.shown());
    let message = format!(
        "{word} `{name}` of {} is also defined by {}: {outcome}",
        other.subject.words(cx),
        first.subject.words(cx)
    );
    let marker = match other.environment {
        Some(id) if Some(id) != first.environment => cx.name(id).to_owned(),
        _ => other.subject.name().to_owned(),
    };
    routes::about(cx, (other.environment, Some(other.subject)), other.object, other.object.span, message)
        .label("defined again here")
        .also(first.object.span, "first defined here")
        .help(format!("give it a name of its own, such as `{name}-{marker}`, and change what refers to it"))
}

/// The word for a message that also speaks of the services of Compose.
fn word(kind: Kind) -> &'static str {
    if kind == Kind::Service { "Traefik service" } else { kind.word() }
}
