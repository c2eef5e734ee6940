//! Who is on which network.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Context, Subject};
use crate::model::endpoint::{Network, ServiceId};
use crate::model::environment::{EnvironmentId, words};
use crate::source::Span;

/// Words in the names of networks that proxies serve.
const PROXY_WORDS: [&str; 11] =
    ["proxy", "edge", "web", "traefik", "ingress", "public", "gateway", "nginx", "caddy", "frontend", "reverse"];

/// A service on a network.
pub(super) struct Member<'a> {
    pub(super) subject: Subject<'a>,
    /// What attaches it: an entry of `networks:`, else the name of the service.
    pub(super) place: Span,
}

/// All networks with their members, in the order of the files.
pub(super) struct Map<'a> {
    pub(super) networks: BTreeMap<&'a Network, Vec<Member<'a>>>,
    /// How many members of each environment are on it; shared ones but for the proxy under none.
    pub(super) counts: BTreeMap<&'a Network, BTreeMap<Option<EnvironmentId>, usize>>,
    /// Networks that an edge is on.
    of_edge: BTreeSet<&'a Network>,
    has_edge: bool,
}

impl<'a> Map<'a> {
    pub(super) fn of(cx: &Context<'a>) -> Self {
        let mut map =
            Self { networks: BTreeMap::new(), counts: BTreeMap::new(), of_edge: BTreeSet::new(), has_edge: false };
        for (id, project) in cx.workspace.projects() {
            for index in 0..project.services.len() {
                let id = ServiceId { project: id, index };
                let Some(subject) = cx.subject(id) else { continue };
                map.add(subject, cx.workspace.endpoints.directory.networks(id));
            }
        }
        map
    }

    fn add(&mut self, subject: Subject<'a>, networks: &'a [Network]) {
        // Who lives in another's namespace joins no network; that it does is told by other rules.
        if subject.service.network_mode.is_some() {
            return;
        }
        let is_edge = subject.service.edge;
        self.has_edge |= is_edge;
        let mut places = subject.service.networks.values().map(|(key, _)| key.span());
        for network in networks {
            let place = places.next().unwrap_or_else(|| subject.service.name.span());
            if is_edge || speaks_to_proxy(&subject) && matches!(network, Network::Named(_)) {
                self.of_edge.insert(network);
            }
            if !is_edge {
                *self.counts.entry(network).or_default().entry(subject.environment).or_default() += 1;
            }
            self.networks.entry(network).or_default().push(Member { subject, place });
        }
    }

    /// Whether a network is there for the proxy: it is on it, or, where no proxy is in sight, what is on
    /// it speaks to one, or its name does.
    pub(super) fn is_proxys(&self, network: &Network) -> bool {
        let by_name = || match network {
            Network::Named(name) => words(name).any(|word| PROXY_WORDS.contains(&word.to_ascii_lowercase().as_str())),
            _ => false,
        };
        self.of_edge.contains(network) || (!self.has_edge && by_name())
    }
}

/// Whether labels or variables of a service speak to a proxy that watches containers.
fn speaks_to_proxy(subject: &Subject<'_>) -> bool {
    let labels = subject.service.labels.iter().map(|(label, _)| label.as_str());
    let by_label = labels.into_iter().any(|label| label.starts_with("traefik.") || label.starts_with("caddy"));
    by_label || subject.service.environment.contains_key("VIRTUAL_HOST")
}
