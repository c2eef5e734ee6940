//! `host-claims`: what a host gives out once is claimed once: container names, networks, ports.

mod address;
mod claim;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::few::Few;
use crate::model::project::ProjectId;
use crate::model::value::{Same, Value};

use super::cohost;
use claim::{Claim, Key};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HostClaims {}

impl Check for HostClaims {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        // Where nothing tells of one host, the first thing that two projects claim tells enough.
        let mut told: BTreeSet<(ProjectId, ProjectId)> = BTreeSet::new();
        // A range is one claim.
        let mut ranges = BTreeSet::new();
        for (key, mut claims) in claim::all(cx) {
            claims.sort_by_key(|claim| (rank(cx, claim), claim.place));
            let mut before: Few<Option<EnvironmentId>, &Claim<'_>> = Few::default();
            for less in &claims {
                let found = before.kept().iter().find_map(|more| Some((*more, judge(cx, &key, less, more)?)));
                if let (None, Some(own)) = (&found, less.environment) {
                    cohost::passed_over(cx, own, before.cut().flatten(), less.place, out);
                }
                before.add(less.environment, less);
                let Some((more, (draft, same))) = found else { continue };
                let is_news = match same {
                    Same::Yes => ranges.insert((less.place, more.place)),
                    _ => told.insert((less.project_id, more.project_id)),
                };
                if is_news {
                    out.report(draft);
                }
            }
        }
    }
}

/// The most trusted first; what is shared serves all.
fn rank(cx: &Context<'_>, claim: &Claim<'_>) -> (Option<Role>, ProjectId) {
    (claim.environment.map(|id| cx.role(id)), claim.project_id)
}

fn judge(cx: &Context<'_>, key: &Key, less: &Claim<'_>, more: &Claim<'_>) -> Option<(Draft, Same)> {
    let pair = pair(cx, less, more)?;
    let same = cohost::of(cx, less.project_id, more.project_id).same;
    let is_one_project = less.project_id == more.project_id;
    if same != Same::Yes && [less, more].into_iter().any(|claim| claim.is_for_developers(cx)) {
        return None;
    }
    let conflict = address::conflict(less.host_ip, more.host_ip);
    let is_port = matches!(key, Key::Port(..));
    if conflict == Same::No || (!is_port && less.is_told_elsewhere(more)) {
        return None;
    }
    let whose = |claim: &Claim<'_>| cx.whose(claim.environment, claim.subject.as_ref());
    let (own, theirs) = (whose(less), whose(more));
    let (message, label, other, help) = words(key, less, &own, &theirs);
    let mut draft = cx
        .draft(less.environment, less.place, message)
        .label(label)
        .also(more.place, format!("{} claims it here", more.owner(cx)))
        .help(help)
        .subject(other)
        .lowered(pair == Pair::Lowered);
    if let Some(service) = less.subject {
        draft = draft.service(service.name());
    }
    if conflict == Same::Unknown || less.is_maybe || more.is_maybe {
        draft = draft.at_most(Severity::Warning);
    }
    if is_one_project && are_alternatives(cx, less, more) {
        draft = draft.at_most(Severity::Info);
    }
    Some((cohost::weighed(cx, draft, less.project_id, more.project_id)?, same))
}

/// How serious it is that both claim one thing; none when they may.
fn pair(cx: &Context<'_>, less: &Claim<'_>, more: &Claim<'_>) -> Option<Pair> {
    let pair = match (less.environment, more.environment) {
        (Some(one), Some(other)) => cx.pair(one, other),
        (Some(one), None) | (None, Some(one)) if matches!(cx.role(one), Role::Production | Role::Staging) => Pair::Full,
        _ => Pair::Ignored,
    };
    (pair != Pair::Ignored).then_some(pair)
}

/// Whether nobody starts both: profiles of which one is chosen, or what developers start instead.
fn are_alternatives(cx: &Context<'_>, one: &Claim<'_>, other: &Claim<'_>) -> bool {
    let profiles = |claim: &Claim<'_>| -> BTreeSet<String> {
        let profiles = claim.subject.map(|subject| subject.service.profiles.as_slice()).unwrap_or_default();
        profiles.iter().filter_map(Value::text).map(Cow::into_owned).collect()
    };
    let (ours, theirs) = (profiles(one), profiles(other));
    let for_developers = |claim: &Claim<'_>, own: &BTreeSet<String>| !own.is_empty() && claim.is_for_developers(cx);
    (!ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs))
        || for_developers(one, &ours)
        || for_developers(other, &theirs)
}

/// Message, label, subject and help.
fn words(key: &Key, less: &Claim<'_>, own: &str, theirs: &str) -> (String, String, String, String) {
    let service = less.subject.map(|subject| subject.name().to_owned()).unwrap_or_default();
    match key {
        Key::Port(_, number) => (
            format!("{own} publishes port {number}, which {theirs} publishes too"),
            format!("port {number} of the host"),
            format!("services.{service}.ports"),
            "remove the entry, for the proxy needs none, or publish another port".to_owned(),
        ),
        Key::Container(_) => (
            format!("{own} has the container name of {theirs}"),
            "a name the host has once".to_owned(),
            format!("services.{service}.container_name"),
            if less.is_implicit {
                "give the service or the project another name: both are put together with `-`".to_owned()
            } else {
                "remove `container_name`, or put the environment into it".to_owned()
            },
        ),
        Key::Network(name) => (
            format!("{own} creates network `{name}`, which {theirs} creates too"),
            "a name the host has once".to_owned(),
            "networks".to_owned(),
            if less.is_implicit {
                "give the network or the project another name: both are put together with `_`".to_owned()
            } else {
                "give it another name; where both are to meet, let one create it and write `external: true` in the \
                 other"
                    .to_owned()
            },
        ),
    }
}

/// Claims by what is claimed.
type Claims<'a> = BTreeMap<Key, Vec<Claim<'a>>>;
