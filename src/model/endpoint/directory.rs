//! Which services answer to which name on which network.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::ServiceId;
use crate::model::compose::Service;
use crate::model::environment::EnvironmentId;
use crate::model::few::Few;
use crate::model::project::{Project, ProjectId};
use crate::model::value::Value;

/// A network as the engine knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// One that Compose names after the project, by its key.
    Own(ProjectId, String),
    /// One with a name of its own, by that name.
    Named(String),
    /// One that a variable names, by the identity of the value.
    Open([u8; 32]),
}

/// A name in lower case, for names are compared without regard to case (RFC 4343). Shared: each is noted three times.
type Name = Arc<str>;

/// The names on every network (Compose specification, "networks": service name, container name and
/// aliases), for all projects at once: what is attached to a shared network answers there under its
/// plain service name, whatever project it is of.
#[derive(Debug, Default)]
pub struct Directory {
    names: BTreeMap<Network, BTreeMap<Name, Few<Option<EnvironmentId>, Claim>>>,
    attached: BTreeMap<ServiceId, Vec<Network>>,
    /// By project and name, whatever the network.
    everywhere: BTreeMap<ProjectId, BTreeMap<Name, ServiceId>>,
    /// By name, whatever the project: the first of one environment; none where several environments have it.
    alone: BTreeMap<Name, Option<(ServiceId, Option<EnvironmentId>)>>,
}

/// A service that answers to a name.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The service.
    pub service: ServiceId,
    /// What gives it the name: the service key, the container name or the alias.
    pub by: Value,
}

impl Directory {
    /// Looks at every service of every project.
    pub fn of(projects: &[Project]) -> Self {
        let mut directory = Self::default();
        let own = own_names(projects);
        for (id, project) in (0..).map(ProjectId).zip(projects) {
            for (index, service) in project.services.values().enumerate() {
                let service_id = ServiceId { project: id, index };
                let attached: Vec<(Network, &[Value])> = match mode(service) {
                    Mode::Networks => memberships(id, project, service, &own),
                    Mode::Of(_) | Mode::Alone => Vec::new(),
                };
                for (network, aliases) in &attached {
                    directory.claim(network, service_id, project, service, aliases);
                }
                directory.attached.insert(service_id, attached.into_iter().map(|(network, _)| network).collect());
            }
        }
        directory.borrow_attachments(projects);
        directory
    }

    /// Everything that answers to `name` where `service` is attached, in the order of the files.
    pub fn lookup(&self, service: ServiceId, name: &str) -> Vec<(&Network, &Claim)> {
        // Names are compared without regard to case (RFC 4343).
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let networks = self.attached.get(&service).into_iter().flatten();
        let claims = networks.filter_map(|network| Some((network, self.names.get(network)?.get(&*name)?)));
        claims.flat_map(|(network, claims)| claims.kept().iter().map(move |claim| (network, claim))).collect()
    }

    /// The first service of the same project that has `name` on any network, when `service` has
    /// names itself.
    pub fn namesake(&self, service: ServiceId, name: &str) -> Option<ServiceId> {
        self.networks(service).first()?;
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        self.everywhere.get(&service.project)?.get(&*name).copied()
    }

    /// The first service of another project that has `name` on any network, when `service` has names itself;
    /// none where services of several environments have it.
    pub fn abroad(&self, service: ServiceId, name: &str) -> Option<ServiceId> {
        self.networks(service).first()?;
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let (found, _) = self.alone.get(&*name).copied().flatten()?;
        (found.project != service.project).then_some(found)
    }

    /// Whether containers that no project describes may answer where `service` is attached.
    pub fn meets_strangers(&self, service: ServiceId) -> bool {
        self.networks(service).iter().any(|network| !matches!(network, Network::Own(..)))
    }

    /// The networks that `service` is attached to.
    pub fn networks(&self, service: ServiceId) -> &[Network] {
        self.attached.get(&service).map_or(&[], Vec::as_slice)
    }

    fn claim(&mut self, network: &Network, id: ServiceId, project: &Project, service: &Service, aliases: &[Value]) {
        let own = Value::literal(service.name.clone());
        let names = self.names.entry(network.clone()).or_default();
        let everywhere = self.everywhere.entry(id.project).or_default();
        let alone = &mut self.alone;
        let mut add = |name: &str, by: &Value| {
            let name: Name = name.to_ascii_lowercase().into();
            everywhere.entry(Arc::clone(&name)).or_insert(id);
            let environment = service.belongs.environment;
            let slot = alone.entry(Arc::clone(&name)).or_insert(Some((id, environment)));
            *slot = slot.filter(|(_, known)| *known == environment);
            let claims = names.entry(name).or_default();
            if claims.kept().last().is_none_or(|claim| claim.service != id) {
                claims.add(environment, Claim { service: id, by: by.clone() });
            }
        };
        for by in [&own].into_iter().chain(&service.container_name).chain(aliases) {
            if let Some(name) = by.likely_text() {
                add(&name, by);
            }
        }
        // A container without a name of its own is called after project and service.
        if service.container_name.is_none()
            && let Some(name) = project.container_name(service).likely_text()
        {
            add(&name, &own);
        }
    }

    /// A service in another's network namespace is attached to whatever that one is.
    fn borrow_attachments(&mut self, projects: &[Project]) {
        for (id, project) in (0..).map(ProjectId).zip(projects) {
            for (index, service) in project.services.values().enumerate() {
                if let Mode::Of(name) = mode(service)
                    && let Some(other) = project.services.get_index_of(&name)
                {
                    let networks = self.networks(ServiceId { project: id, index: other }).to_vec();
                    self.attached.insert(ServiceId { project: id, index }, networks);
                }
            }
        }
    }
}

/// What `network_mode` makes of the networks.
enum Mode {
    /// The usual: it is attached to networks and has names there.
    Networks,
    /// It lives in the namespace of this service.
    Of(String),
    /// It is attached to no network of Compose.
    Alone,
}

fn mode(service: &Service) -> Mode {
    let Some(mode) = service.network_mode.as_ref() else { return Mode::Networks };
    match mode.text() {
        Some(text) if text.is_empty() => Mode::Networks,
        Some(text) => text.strip_prefix("service:").map_or(Mode::Alone, |name| Mode::Of(name.to_owned())),
        None => Mode::Alone,
    }
}

/// The networks a service is attached to, with its aliases there.
fn memberships<'a>(
    id: ProjectId,
    project: &Project,
    service: &'a Service,
    own: &BTreeMap<String, Option<Network>>,
) -> Vec<(Network, &'a [Value])> {
    if service.networks.is_empty() {
        return vec![(network(id, project, "default", own), &[])];
    }
    let networks = service.networks.iter();
    networks.map(|(key, (_, aliases))| (network(id, project, key, own), aliases.as_slice())).collect()
}

/// The real network behind a key.
fn network(id: ProjectId, project: &Project, key: &str, own: &BTreeMap<String, Option<Network>>) -> Network {
    let Some(declared) = project.top_level.networks.get(key) else { return Network::Own(id, key.to_owned()) };
    let name = match &declared.name {
        Some(name) => name.likely_text().map(Cow::into_owned).ok_or_else(|| name.identity()),
        None if declared.external => Ok(key.to_owned()),
        None => return Network::Own(id, key.to_owned()),
    };
    match name {
        Ok(name) => own.get(&name).cloned().flatten().unwrap_or(Network::Named(name)),
        Err(identity) => Network::Open(identity),
    }
}

/// The networks that Compose names after a project, by that name; none where two projects of one
/// name have it, for then nothing tells which of them is meant.
fn own_names(projects: &[Project]) -> BTreeMap<String, Option<Network>> {
    let mut names: BTreeMap<String, Option<Network>> = BTreeMap::new();
    for (id, project) in (0..).map(ProjectId).zip(projects) {
        let Some(name) = project.name.value.likely_text() else { continue };
        let declared = &project.top_level.networks;
        let is_own = |key: &&str| declared.get(*key).is_none_or(|network| network.name.is_none() && !network.external);
        for key in declared.keys().map(String::as_str).chain(["default"]).filter(is_own) {
            let network = Network::Own(id, key.to_owned());
            let slot = names.entry(format!("{name}_{key}")).or_insert_with(|| Some(network.clone()));
            if slot.as_ref() != Some(&network) {
                *slot = None;
            }
        }
    }
    names
}
