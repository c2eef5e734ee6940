//! `networks`: environments meet on the network of the proxy, and on no other.

mod bridge;
mod map;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::Cause;
use crate::model::endpoint::Network;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::few::Few;
use crate::model::project::ProjectId;
use crate::model::value::Same;

use super::cohost;
use map::{Map, Member};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Networks {}

impl Check for Networks {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let map = Map::of(cx);
        // A service that is where it does not belong explains why two environments meet there.
        let mut explained: BTreeSet<(&Network, EnvironmentId)> = BTreeSet::new();
        for (network, members) in &map.networks {
            if !map.is_proxys(network) {
                bridge::judge(cx, &map, network, members, &mut explained, out);
            }
        }
        bridge::shared(cx, &map, out);
        for (network, members) in &map.networks {
            // Whoever uses what is shared on purpose must reach it.
            let is_meant = || members.iter().any(|member| bridge::is_on_purpose(cx, member));
            if !map.is_proxys(network) && !is_meant() {
                meetings(cx, network, members, &explained, out);
            }
        }
    }
}

/// Environments that meet on a network: each with the most trusted other.
fn meetings(
    cx: &Context<'_>,
    network: &Network,
    members: &[Member<'_>],
    explained: &BTreeSet<(&Network, EnvironmentId)>,
    out: &mut Findings,
) {
    let mut firsts: BTreeMap<_, &Member<'_>> = BTreeMap::new();
    for member in members.iter().filter(|member| !member.subject.service.edge) {
        if let Some(id) = member.subject.environment {
            firsts.entry((cx.role(id), id, member.subject.project_id)).or_insert(member);
        }
    }
    let mut before: Few<EnvironmentId, (EnvironmentId, ProjectId, &Member<'_>)> = Few::default();
    let mut told: BTreeSet<EnvironmentId> = BTreeSet::new();
    for ((_, own, project), less) in firsts {
        // The most trusted first; of one host before all.
        let one_host = |theirs| cohost::of(cx, project, theirs).same;
        let others = before.kept().iter().filter(|(id, ..)| cx.pair(own, *id) != Pair::Ignored && !told.contains(&own));
        let others = others.map(|(owner, theirs, more)| (one_host(*theirs), *owner, *theirs, *more));
        let found = others.filter(|(same, ..)| *same != Same::No).min_by_key(|(same, ..)| *same != Same::Yes);
        if found.is_none() && !told.contains(&own) {
            cohost::passed_over(cx, own, before.cut(), less.place, out);
        }
        before.add(own, (own, project, less));
        let Some((_, owner, theirs, more)) = found else { continue };
        if [own, owner].into_iter().any(|id| explained.contains(&(network, id))) {
            continue;
        }
        told.insert(own);
        let (mine, other) = (cx.name(own), cx.name(owner));
        let message = format!("{mine} service `{}` is on one network with {other}", less.subject.name());
        let draft = less
            .subject
            .draft(cx, "networks", less.place, message)
            .label(format!("{mine} is on it"))
            .also(more.place, format!("so is {other}"))
            .help(format!("give {mine} a network of its own; only the proxy needs to reach both"))
            .cause(Cause::Network)
            .lowered(cx.pair(own, owner) == Pair::Lowered);
        out.drafts.extend(cohost::weighed(cx, draft, project, theirs));
    }
}
