//! Services that join networks of two environments.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Context, Findings};
use crate::checks::cohost;
use crate::diagnostic::{Cause, Severity};
use crate::model::endpoint::{Kind, Network, kind_of};
use crate::model::environment::{EnvironmentId, Marker, Pair};
use crate::model::project::ProjectId;

use super::map::{Map, Member};

/// Services of one environment on the network of another, while their own has one, too.
pub(super) fn judge<'m>(
    cx: &Context<'_>,
    map: &Map<'m>,
    network: &'m Network,
    members: &[Member<'m>],
    explained: &mut BTreeSet<(&'m Network, EnvironmentId)>,
    out: &mut Findings,
) {
    let Some((owner, resident)) = owner(cx, map, network, members) else { return };
    for member in members.iter().filter(|member| !member.subject.service.edge) {
        let Some(own) = member.subject.environment else { continue };
        let pair = cx.pair(own, owner);
        if pair == Pair::Ignored || !has_network(map, own) {
            continue;
        }
        let (mine, theirs) = (cx.name(own), cx.name(owner));
        let name = member.subject.name();
        let message = format!("{mine} service `{name}` joins {theirs}'s network");
        let draft = member
            .subject
            .draft(cx, "networks", member.place, message)
            .label(format!("{theirs}'s network"))
            .also(resident.place, format!("{theirs} lives on it"))
            .help(format!("remove the entry, and reach what {mine} needs on its own network"))
            .cause(Cause::Network)
            .at_least(Severity::Error)
            .lowered(pair == Pair::Lowered);
        if let Some(draft) = cohost::weighed(cx, draft, member.subject.project_id, resident.subject.project_id) {
            explained.insert((network, own));
            out.report(draft);
        }
    }
}

/// Shared services, but for what environments share on purpose, on networks of two environments.
pub(super) fn shared(cx: &Context<'_>, map: &Map<'_>, out: &mut Findings) {
    let mut joined: BTreeMap<(ProjectId, &str), BTreeMap<EnvironmentId, &Member<'_>>> = BTreeMap::new();
    for (network, members) in &map.networks {
        if map.is_proxys(network) {
            continue;
        }
        let Some(owner) = sole(map, network) else { continue };
        for member in members.iter().filter(|member| is_bridge(cx, member)) {
            let key = (member.subject.project_id, member.subject.name());
            joined.entry(key).or_default().entry(owner).or_insert(member);
        }
    }
    for ((project, name), networks) in joined {
        let mut networks: Vec<_> = networks.into_iter().collect();
        networks.sort_by_key(|(id, _)| (cx.role(*id), *id));
        let Some(((most, more), rest)) = networks.split_first() else { continue };
        let Some((least, less)) = rest.iter().find(|(id, _)| cx.pair(*most, *id) != Pair::Ignored) else { continue };
        let (theirs, mine) = (cx.name(*most), cx.name(*least));
        let message = format!("shared service `{name}` joins the networks of {theirs} and of {mine}");
        let draft = less
            .subject
            .draft(cx, "networks", less.place, message)
            .label(format!("{mine}'s network"))
            .also(more.place, format!("{theirs}'s network"))
            .help(
                "run one for each environment, or name it under `shared.services` in `envlint.yaml` if it must reach both",
            )
            .cause(Cause::Network)
            .at_least(Severity::Error)
            .lowered(cx.pair(*most, *least) == Pair::Lowered);
        out.drafts.extend(cohost::weighed(cx, draft, project, less.subject.project_id));
    }
}

/// Whose network it is: that of several services of one environment, or of one by its name; with one
/// of them. Where shared services are, environments meet on purpose.
fn owner<'u, 'm>(
    cx: &Context<'_>,
    map: &Map<'m>,
    network: &Network,
    members: &'u [Member<'m>],
) -> Option<(EnvironmentId, &'u Member<'m>)> {
    let counts = map.counts.get(network)?;
    if counts.contains_key(&None) {
        return None;
    }
    let marked = key(network).and_then(Marker::of_name);
    let marked = |id: &EnvironmentId| marked.is_some_and(|marker| marker.role == cx.role(*id));
    let all = counts.iter().filter_map(|(id, count)| Some(((*id)?, *count)));
    let by_name = all.clone().find(|(id, _)| marked(id)).map(|(id, _)| id);
    let total: usize = all.clone().map(|(_, count)| count).sum();
    // All but one guest.
    let by_number = || all.clone().find(|(_, count)| *count >= 2 && total - count == 1).map(|(id, _)| id);
    let owner = by_name.or_else(by_number)?;
    Some((owner, members.iter().find(|member| member.subject.environment == Some(owner))?))
}

/// The one environment on a network, shared services aside.
fn sole(map: &Map<'_>, network: &Network) -> Option<EnvironmentId> {
    let mut found = map.counts.get(network)?.keys().flatten();
    let first = found.next()?;
    found.next().is_none().then_some(*first)
}

/// Whether an environment has a network to itself, the proxy aside.
fn has_network(map: &Map<'_>, environment: EnvironmentId) -> bool {
    map.networks.keys().any(|network| !map.is_proxys(network) && sole(map, network) == Some(environment))
}

/// Whether a member is shared, though not on purpose.
fn is_bridge(cx: &Context<'_>, member: &Member<'_>) -> bool {
    member.subject.environment.is_none() && !member.subject.service.edge && !is_on_purpose(cx, member)
}

/// Whether a member is shared by the configuration, or as a store that all may use.
pub(super) fn is_on_purpose(cx: &Context<'_>, member: &Member<'_>) -> bool {
    let service = member.subject.service;
    let is_stated = cx.workspace.config.settings.shared.services.is_match(service.name.as_str());
    let is_store = matches!(kind_of(service), Some(Kind::Search | Kind::Graph));
    member.subject.environment.is_none() && (is_stated || is_store)
}

fn key(network: &Network) -> Option<&str> {
    match network {
        Network::Own(_, key) => Some(key),
        Network::Named(name) => Some(name),
        Network::Open(_) => None,
    }
}
