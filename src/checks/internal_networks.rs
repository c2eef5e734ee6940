//! `internal-networks`: services are on networks that somebody chose for them, and stores away from the edge.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::config::Preset;
use crate::config::patterns::Images;
use crate::diagnostic::{Draft, Severity};
use crate::model::endpoint::{Network, ServiceId, kind_of};
use crate::model::project::{Project, ProjectId};
use crate::source::Span;

/// Who may use the host's network.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InternalNetworks {
    /// Images whose work is the network of the host.
    #[serde(default)]
    agents: Images,
}

/// The first edge on each network.
type Edges<'a> = BTreeMap<&'a Network, Subject<'a>>;

impl Check for InternalNetworks {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let concerns = cx.concerns();
        let edges = edges(cx);
        let mut modes: IndexMap<Span, Draft> = IndexMap::new();
        let mut choices: BTreeMap<ProjectId, Option<Span>> = BTreeMap::new();
        for id in ids(cx) {
            let Some(subject) = cx.subject(id) else { continue };
            if concerns.of_service(&subject) != Some(Severity::Error) {
                continue;
            }
            self.host_mode(cx, &subject, &mut modes);
            implicit(cx, &subject, &mut choices, out);
            store(cx, id, &subject, &edges, out);
        }
        out.drafts.extend(modes.into_values());
    }
}

impl InternalNetworks {
    /// One line for many services is one mistake.
    fn host_mode(&self, cx: &Context<'_>, subject: &Subject<'_>, modes: &mut IndexMap<Span, Draft>) {
        let Some(mode) = &subject.service.network_mode else { return };
        let is_host = mode.readings().iter().any(|reading| reading.text().as_deref() == Some("host"));
        if !is_host || subject.service.runs_one_of(&self.agents) {
            return;
        }
        if let Some(known) = modes.get_mut(&mode.place()) {
            known.point_at(subject.service.name.span(), format!("so does `{}`", subject.name()));
            return;
        }
        let whose = subject.words(cx);
        let message = format!("{whose} uses the network of the host: every port it opens is open there");
        let draft = subject.draft(cx, "network_mode", mode.place(), message).label("the host's network");
        // A proxy that has to see the addresses of clients has few other ways.
        let draft = if subject.service.edge {
            draft.at_most(Severity::Info).help("publish the ports of the edge instead, where it need not see the host")
        } else {
            draft.help("remove `network_mode`, and attach the service to the networks of its clients")
        };
        modes.insert(mode.place(), draft);
    }
}

/// A service that names no network, where others do.
fn implicit(
    cx: &Context<'_>,
    subject: &Subject<'_>,
    choices: &mut BTreeMap<ProjectId, Option<Span>>,
    out: &mut Findings,
) {
    let service = subject.service;
    let is_fragment = service.image.is_none() && service.build.is_none();
    if !service.networks.is_empty() || service.network_mode.is_some() || service.has_provider || is_fragment {
        return;
    }
    let chosen = *choices.entry(subject.project_id).or_insert_with(|| chosen(subject.project));
    let Some(sibling) = chosen else { return };
    let message = format!("{} names no network and ends up on the implicit `default` one", subject.words(cx));
    let draft = subject
        .draft(cx, "networks", service.name.span(), message)
        .label("names no network")
        .also(sibling, "others name theirs")
        .help(format!("add `networks:` to `{}`, with those of the services it works with", subject.name()));
    out.report(draft);
}

/// A place where a service of the project chooses a network; none where `default` is meant to be
/// used, too.
fn chosen(project: &Project) -> Option<Span> {
    let mut names = project.services.values().flat_map(|service| &service.networks).peekable();
    let first = names.peek().map(|(_, (name, _))| name.span())?;
    let is_meant = project.top_level.networks.contains_key("default") || names.any(|(name, _)| name == "default");
    (!is_meant).then_some(first)
}

/// A store within reach of whoever takes over the edge.
fn store(cx: &Context<'_>, id: ServiceId, subject: &Subject<'_>, edges: &Edges<'_>, out: &mut Findings) {
    let service = subject.service;
    let Some(kind) = kind_of(service).filter(|kind| kind.is_store() && !service.edge) else { return };
    let directory = &cx.workspace.endpoints.directory;
    let met = directory.networks(id).iter().enumerate().find_map(|(at, network)| Some((at, edges.get(network)?)));
    let Some((at, edge)) = met else { return };
    let named = service.networks.get_index(at).filter(|_| service.network_mode.is_none());
    let (place, network) = match named {
        Some((name, (place, _))) => (place.span(), format!("network `{name}`")),
        None => (service.name.span(), "the default network".to_owned()),
    };
    let whose = subject.environment.map_or_else(|| "the shared".to_owned(), |id| format!("{}'s", cx.name(id)));
    let (word, name) = (kind.word(), subject.name());
    let message = format!("{whose} {word} `{name}` is on {network}, which the edge `{}` is on, too", edge.name());
    let draft = subject
        .draft(cx, "networks", place, message)
        .label("the edge reaches it here")
        .also(edge.service.name.span(), "the edge")
        .help(format!("give `{}` a network that only its clients are on", subject.name()));
    let is_strict = cx.workspace.config.settings.preset == Preset::Strict;
    out.report(if is_strict { draft.at_most(Severity::Warning) } else { draft.at_most(Severity::Info) });
}

fn edges<'a>(cx: &Context<'a>) -> Edges<'a> {
    let mut edges = BTreeMap::new();
    for id in ids(cx) {
        let Some(subject) = cx.subject(id).filter(|subject| subject.service.edge) else { continue };
        for network in cx.workspace.endpoints.directory.networks(id) {
            // Of several, the one that answers speaks for all: others migrate or reload.
            let known = edges.entry(network).or_insert(subject);
            if known.service.ports.is_empty() && !subject.service.ports.is_empty() {
                *known = subject;
            }
        }
    }
    edges
}

/// Every service, in the order of the files.
fn ids(cx: &Context<'_>) -> Vec<ServiceId> {
    cx.workspace.endpoints.parties.iter().filter_map(|party| party.service).collect()
}
