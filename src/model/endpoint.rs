//! What services connect to: the addresses in their settings, and what they lead to.

mod address;
mod connection;
mod destination;
mod directory;
mod kind;

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexMap;

pub use address::Address;
pub use connection::{Connection, Way};
pub use destination::{Destination, Machine};
pub use directory::{Claim, Directory, Network};
pub use kind::Kind;

use super::caseless::is_one_of;
use super::compose::Service;
use super::environment::{EnvironmentId, Marker, words};
use super::holder::holders;
use super::project::{Project, ProjectId};
use super::value::Value;
use super::workspace::Workspace;
use crate::threads::Threads;

/// A service of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId {
    /// Its project.
    pub project: ProjectId,
    /// Its number there.
    pub index: usize,
}

/// All connections of a workspace.
#[derive(Debug, Default)]
pub struct Endpoints {
    /// Who connects, in the order of the files.
    pub parties: Vec<Party>,
    /// Who answers.
    pub directory: Directory,
}

/// Who connects somewhere.
#[derive(Debug)]
pub struct Party {
    /// The service; none for an env file of an environment that nothing is known to load.
    pub service: Option<ServiceId>,
    /// Its environment; none when it is shared.
    pub environment: Option<EnvironmentId>,
    /// What it connects to.
    pub ends: Vec<End>,
}

/// A connection with what it leads to.
#[derive(Debug)]
pub struct End {
    /// The connection.
    pub connection: Connection,
    /// What it leads to.
    pub destination: Destination,
    /// What answers there: told by the image of the service, else by the connection.
    pub kind: Kind,
}

impl Endpoints {
    /// Reads the connections of all services, and of env files on their own.
    pub fn of(workspace: &Workspace, threads: Threads) -> Self {
        let directory = Directory::of(&workspace.projects);
        let all: Vec<_> = services(&workspace.projects).collect();
        let mut parties = threads.map(&all, |(project, index, service)| {
            let id = ServiceId { project: *project, index: *index };
            let connections = connection::of_service(service);
            let ends = connections.into_iter().map(|found| end(workspace, &directory, Some(id), found)).collect();
            Party { service: Some(id), environment: service.belongs.environment, ends }
        });
        for holder in holders(workspace).iter().filter(|holder| holder.service.is_none()) {
            let connections = connection::of_variables(&holder.variables);
            let ends = connections.into_iter().map(|found| end(workspace, &directory, None, found)).collect();
            parties.push(Party { service: None, environment: Some(holder.environment), ends });
        }
        Self { parties, directory }
    }
}

impl Workspace {
    /// The service with this id.
    pub fn service(&self, id: ServiceId) -> Option<(&Project, &Service)> {
        let project = self.projects.get(id.project.0 as usize)?;
        Some((project, project.services.get_index(id.index)?.1))
    }
}

fn services(projects: &[Project]) -> impl Iterator<Item = (ProjectId, usize, &Service)> {
    let projects = (0..).map(ProjectId).zip(projects);
    projects.flat_map(|(id, project)| (0..).zip(project.services.values()).map(move |(at, service)| (id, at, service)))
}

fn end(workspace: &Workspace, directory: &Directory, from: Option<ServiceId>, connection: Connection) -> End {
    let destination = destination::of(workspace, directory, from, &connection);
    let id = match &destination {
        Destination::Services(found) => found.first(),
        Destination::OutOfReach(id) => Some(id),
        _ => None,
    };
    let service = id.and_then(|id| workspace.service(*id)).map(|(_, service)| service);
    let kind = service.and_then(kind_of).unwrap_or(connection.kind);
    End { connection, destination, kind }
}

/// What a service is, told by its image, or by its name where its image is built here.
pub fn kind_of(service: &Service) -> Option<Kind> {
    let image = service.image.as_ref().and_then(Kind::of_image);
    image.or_else(|| Kind::of_name(service.name.as_str()).filter(|kind| service.build.is_some() && kind.is_store()))
}

/// The host of the first address in `value`, which may be a host and nothing else. None when there
/// is nothing to connect to.
pub fn host(value: &Value) -> Option<Value> {
    address::named(value).into_iter().next().map(|address| address.host)
}

/// The hosts of the stores whose URLs or connection strings stand in `value`.
pub fn stores(value: &Value) -> impl Iterator<Item = Value> {
    let found = address::anywhere(value).into_iter();
    found.filter(|address| address.kind.is_some_and(Kind::is_store)).map(|address| address.host)
}

/// Whether a variable or flag of this name holds hosts, with or without ports.
fn names_hosts(name: &str) -> bool {
    const WORDS: [&str; 18] = [
        "HOST",
        "HOSTS",
        "HOSTNAME",
        "SERVER",
        "SERVERS",
        "ADDR",
        "ADDRESS",
        "NODE",
        "NODES",
        "BROKER",
        "BROKERS",
        "ENDPOINT",
        "ENDPOINTS",
        "UPSTREAM",
        "CONTACTPOINTS",
        "SEEDS",
        "BOOTSTRAP",
        "PGHOST",
    ];
    let (mut before, mut last) = (None, None);
    let mut count = 0;
    for word in words(name) {
        (before, last, count) = (last, Some(word), count + 1);
    }
    if count > 2 && last.is_some_and(|word| Marker::of_word(word).is_some()) {
        last = before;
    }
    last.is_some_and(|word| is_one_of(word, if count == 1 { &["PGHOST"] } else { &WORDS }))
}

/// The services of a project by every name that reaches them: service name, container name, aliases
/// (Compose specification, "networks").
pub fn names(project: &Project) -> IndexMap<Cow<'_, str>, usize> {
    let mut names = IndexMap::new();
    for (index, (name, service)) in project.services.iter().enumerate() {
        names.entry(name.into()).or_insert(index);
        let aliases = service.networks.values().flat_map(|(_, aliases)| aliases);
        for name in service.container_name.iter().chain(aliases).filter_map(Value::text) {
            names.entry(name).or_insert(index);
        }
    }
    names
}

/// The services among `names` that `service` connects to, before networks are known.
pub fn targets(service: &Service, names: &IndexMap<Cow<'_, str>, usize>) -> BTreeSet<usize> {
    let connections = connection::of_service(service);
    let hosts = connections.iter().filter_map(|found| found.address.host.likely_text());
    hosts.filter_map(|host| names.get(&*host).copied()).collect()
}
