//! `service-endpoints`: no service connects to a service of another environment.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Connected, Context, Findings, Subject};
use crate::diagnostic::{Draft, Severity};
use crate::model::endpoint::Kind;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::project::ProjectId;
use crate::source::Span;

use super::reach::{self, Places, Siblings};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceEndpoints {}

impl Check for ServiceEndpoints {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let (places, siblings) = (Places::of(cx), Siblings::of(cx));
        let reached = reached_by_shared(cx, &reach::crowded(cx));
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for user in cx.connected() {
            let Some(subject) = user.subject.filter(|subject| !subject.service.edge) else { continue };
            let Some((_, target)) = reach::target(cx, &user) else { continue };
            let Some(owner) = target.environment else { continue };
            if reach::is_example(cx, &user) {
                continue;
            }
            let found = match user.environment {
                Some(environment) if !user.end.kind.is_store() => {
                    taken(cx, &places, &siblings, &user, environment, (&target, owner))
                }
                // What serves all may watch all; what serves one belongs to it.
                None if reached
                    .get(&(subject.project_id, subject.name()))
                    .is_some_and(|environments| environments.len() == 1) =>
                {
                    leaning(cx, &places, &user, &target, owner)
                }
                _ => None,
            };
            out_once(found, &mut told, out);
        }
    }
}

fn out_once(draft: Option<Draft>, told: &mut BTreeSet<Span>, out: &mut Findings) {
    if let Some(draft) = draft.filter(|draft| told.insert(draft.span)) {
        out.report(draft);
    }
}

/// The environments that each shared service connects to.
fn reached_by_shared<'a>(
    cx: &Context<'a>,
    crowded: &BTreeSet<ProjectId>,
) -> BTreeMap<(ProjectId, &'a str), BTreeSet<EnvironmentId>> {
    let mut reached: BTreeMap<(ProjectId, &str), BTreeSet<EnvironmentId>> = BTreeMap::new();
    for user in cx.connected().filter(|user| user.environment.is_none()) {
        let Some(subject) = user.subject.filter(|subject| crowded.contains(&subject.project_id)) else { continue };
        if let Some(environment) = reach::target(cx, &user).and_then(|(_, target)| target.environment) {
            reached.entry((subject.project_id, subject.name())).or_default().insert(environment);
        }
    }
    reached
}

/// A connection of one environment to a service of another.
fn taken(
    cx: &Context<'_>,
    places: &Places,
    siblings: &Siblings<'_>,
    user: &Connected<'_>,
    environment: EnvironmentId,
    (target, owner): (&Subject<'_>, EnvironmentId),
) -> Option<Draft> {
    let pair = cx.pair(environment, owner);
    if pair == Pair::Ignored {
        return None;
    }
    let (own, theirs) = (cx.name(environment), cx.name(owner));
    let host = &user.end.connection.address.host;
    let word = if user.end.kind == Kind::Mail { "mail server" } else { "service" };
    let message = format!("{} {} {theirs}'s {word} `{}`", user.words(cx), reach::verb(user), target.name());
    let help = match siblings.get(target, Some(environment)) {
        Some(sibling) => format!("write `{sibling}` instead"),
        None => format!("give {own} one of its own, such as `{}`", reach::own_name(target.name(), own)),
    };
    let draft = reach::draft(cx, user, host, places.own(user, host), message)
        .label(format!("leads to {theirs}"))
        .also(target.service.name.span(), format!("{theirs}'s {word}"))
        .help(help)
        .lowered(pair == Pair::Lowered);
    reach::across(cx, reach::handed_on(draft, user, host), user, target.project_id)
}

/// A connection of a shared service to the services of one environment.
fn leaning(
    cx: &Context<'_>,
    places: &Places,
    user: &Connected<'_>,
    target: &Subject<'_>,
    owner: EnvironmentId,
) -> Option<Draft> {
    let theirs = cx.name(owner);
    let host = &user.end.connection.address.host;
    let message = format!("{} connects to {theirs}'s service `{}`", user.words(cx), target.name());
    let draft = reach::draft(cx, user, host, places.own(user, host), message)
        .label(format!("leads to {theirs}"))
        .also(target.service.name.span(), format!("{theirs}'s service"))
        .help(format!("remove it, or let the service be {theirs}'s alone"))
        .at_most(Severity::Warning);
    reach::across(cx, reach::handed_on(draft, user, host), user, target.project_id)
}
