//! Environments that are called staging, and run on the machine of whoever tries them.

use std::collections::{BTreeMap, BTreeSet};

use super::Host;
use super::public::{addresses, is_public_name};
use crate::config::Role;
use crate::model::environment::EnvironmentId;
use crate::model::holder::Holder;
use crate::model::origin::{self, Origin};
use crate::model::traefik::{self, Kind, Provider};
use crate::model::value::{Certainty, Value};
use crate::model::workspace::Workspace;
use crate::source::Span;

/// What the addresses of an environment tell of where it runs.
#[derive(Default)]
struct Told {
    /// The first that leads to the visitor's own machine.
    here: Option<Span>,
    /// Whether another one leads elsewhere, or cannot be told.
    elsewhere: bool,
}

/// The environments, other than production, whose public addresses are all known and all lead to the visitor's
/// own machine, with the place of one. Nobody but who runs such an environment can use it.
pub fn at_home(workspace: &Workspace, holders: &[Holder<'_>]) -> BTreeMap<EnvironmentId, Span> {
    let mut told: BTreeMap<EnvironmentId, Told> = BTreeMap::new();
    if workspace.environments.iter().all(|(_, environment)| environment.role != Role::Staging) {
        return BTreeMap::new();
    }
    for holder in holders {
        if workspace.environments.role(holder.environment) == Role::Staging {
            read(holder, told.entry(holder.environment).or_default());
        }
    }
    let routed = routed(workspace);
    told.retain(|id, told| !told.elsewhere && !routed.contains(id) && !is_stated(workspace, *id));
    told.into_iter().filter_map(|(id, told)| Some((id, told.here?))).collect()
}

/// Whether the configuration says where the environment is to be found.
fn is_stated(workspace: &Workspace, id: EnvironmentId) -> bool {
    let settings = workspace.config.settings.environments.get(workspace.environments.name(id));
    settings.is_some_and(|settings| settings.host.is_some() || !settings.domains.is_empty())
}

fn read(holder: &Holder<'_>, told: &mut Told) {
    let service = holder.service.map(|(_, _, service)| service);
    if let Some(service) = service {
        let in_a_swarm = traefik::labels_in_a_swarm(service);
        for host in traefik::hosts(&service.labels).chain(traefik::hosts(&in_a_swarm)) {
            told.elsewhere |= host.pattern;
            told.add(&host.value);
        }
    }
    let variables =
        holder.variables.iter().filter_map(|(name, variable)| Some((name.as_str(), variable.value.as_ref()?)));
    let arguments = service.and_then(|service| service.build.as_ref()).into_iter().flat_map(|build| &build.args);
    let arguments = arguments.filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?)));
    for (name, value) in variables.chain(arguments) {
        let found = if is_public_name(name) { origin::list(value) } else { addresses(name, value) };
        for address in found {
            told.add(&address);
        }
    }
}

impl Told {
    fn add(&mut self, value: &Value) {
        if !value.is_known() || value.certainty() <= Certainty::Maybe {
            self.elsewhere = true;
            return;
        }
        let Some(host) = Origin::parse(value).map(|origin| origin.host) else { return };
        // A name of one label is that of a service.
        if host.is_local() {
            self.here.get_or_insert(value.place());
        } else if host.key().contains('.') {
            self.elsewhere = true;
        }
    }
}

/// The environments before which stands a Traefik with a file that routes a host from outside.
fn routed(workspace: &Workspace) -> BTreeSet<EnvironmentId> {
    let is_near = |value: &Value| Host::new(value.clone()).is_some_and(|host| host.is_local());
    let mut projects = BTreeSet::new();
    for proxy in &workspace.proxies {
        let files = proxy.of_kind(Kind::Router).filter(|router| matches!(router.provider, Provider::File(_)));
        let mut hosts = files.flat_map(|router| &router.rule).flat_map(|rule| &rule.hosts);
        if hosts.any(|host| host.pattern || !is_near(&host.value)) {
            projects.extend(proxy.seat.iter().chain(proxy.containers.keys()).map(|(project, _)| *project));
        }
    }
    let services = workspace.services().filter(|(project, ..)| projects.contains(project));
    services.filter_map(|(_, _, service)| service.belongs.environment).collect()
}
