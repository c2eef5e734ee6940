//! `networks`: environments meet on the network of the proxy, and on no other.

mod bridge;
mod map;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::{Cause, Draft};
use crate::model::endpoint::Network;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::value::Same;

use super::cohost;
use map::{Map, Member};

/// Of so many projects on one network each is compared with each; more tell nothing new.
const MAX_PROJECTS: usize = 16;

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
            let key = (cx.role(id), id, member.subject.project_id);
            if firsts.len() < MAX_PROJECTS || firsts.contains_key(&key) {
                firsts.entry(key).or_insert(member);
            }
        }
    }
    let firsts: Vec<_> = firsts.into_iter().collect();
    let mut told: BTreeSet<EnvironmentId> = BTreeSet::new();
    for (at, ((_, own, project), less)) in firsts.iter().enumerate() {
        let others = firsts.iter().take(at).filter(|((_, id, _), _)| cx.pair(*own, *id) != Pair::Ignored);
        let one_host = |theirs| cohost::of(cx, *project, theirs).same;
        let mut others: Vec<_> = others.filter(|((_, _, theirs), _)| one_host(*theirs) != Same::No).collect();
        others.sort_by_key(|((role, id, theirs), _)| (one_host(*theirs) != Same::Yes, *role, *id));
        let Some(((_, owner, theirs), more)) = others.first() else { continue };
        if [own, owner].into_iter().any(|id| explained.contains(&(network, *id))) || !told.insert(*own) {
            continue;
        }
        let (mine, other) = (cx.name(*own), cx.name(*owner));
        let message = format!("{mine} service `{}` is on one network with {other}", less.subject.name());
        let draft = Draft::at(less.place, message)
            .label(format!("{mine} is on it"))
            .also(more.place, format!("so is {other}"))
            .help(format!("give {mine} a network of its own; only the proxy needs to reach both"))
            .environment(mine)
            .service(less.subject.name())
            .subject(format!("services.{}.networks", less.subject.name()))
            .cause(Cause::Network)
            .lowered(cx.pair(*own, *owner) == Pair::Lowered);
        out.drafts.extend(cohost::weighed(cx, draft, *project, *theirs));
    }
}
