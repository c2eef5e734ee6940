//! What a connection leads to.

use std::net::Ipv4Addr;

use super::{Connection, Directory, ServiceId, Way};
use crate::model::project::ProjectId;
use crate::model::value::Value;
use crate::model::workspace::Workspace;

/// What answers at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A service; several where the name is ambiguous, in the order of the files.
    Services(Vec<ServiceId>),
    /// A service of the own project that has the name, though on no network of the one that
    /// connects.
    OutOfReach(ServiceId),
    /// A machine that no project describes.
    Outside(Machine),
    /// The container itself, or the one whose network namespace it lives in.
    Itself,
    /// It cannot be told.
    Unknown,
}

/// A machine outside of all projects. Two equal ones are one machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Machine {
    /// By a name that means the same everywhere, as the identity of the value.
    Public([u8; 32]),
    /// By a name or address that means something on the networks of one project.
    Local(ProjectId, [u8; 32]),
}

/// Resolves the host of a connection of the service `from`; of an env file that nothing is known to
/// load when none.
pub(super) fn of(
    workspace: &Workspace,
    directory: &Directory,
    from: Option<ServiceId>,
    connection: &Connection,
) -> Destination {
    let host = &connection.address.host;
    if let (Way::Link, Some(from)) = (&connection.way, from) {
        return link(workspace, from, host).unwrap_or(Destination::Unknown);
    }
    let readings = host.readings();
    let Some(name) = readings.first().and_then(Value::text) else {
        return if host.parts.is_empty() { Destination::Unknown } else { open(host) };
    };
    if is_loopback(&name) {
        let host_mode = from.and_then(|from| workspace.service(from)).is_some_and(|(_, service)| {
            service.network_mode.as_ref().and_then(Value::text).is_some_and(|mode| mode == "host")
        });
        return match from.filter(|_| host_mode) {
            Some(from) => Destination::Outside(Machine::Local(from.project, Value::identity_of("localhost"))),
            None => Destination::Itself,
        };
    }
    if let Some(from) = from {
        let mut found: Vec<ServiceId> =
            directory.lookup(from, &name).into_iter().map(|(_, claim)| claim.service).collect();
        found.sort_unstable();
        found.dedup();
        if found.contains(&from) {
            return Destination::Itself;
        }
        if !found.is_empty() {
            return Destination::Services(found);
        }
        if let Some(named) = directory.namesake(from, &name) {
            return Destination::OutOfReach(named);
        }
    }
    outside(from, &name)
}

/// A variable that nothing sets names the machine: the same variable names the same one.
fn open(host: &Value) -> Destination {
    Destination::Outside(Machine::Public(host.identity()))
}

fn outside(from: Option<ServiceId>, name: &str) -> Destination {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let identity = Value::identity_of(&name);
    let is_local = !name.contains('.')
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_private() || address.is_link_local())
        || [".internal", ".local", ".localhost", ".lan"].iter().any(|end| name.ends_with(end));
    match (is_local, from) {
        (false, _) => Destination::Outside(Machine::Public(identity)),
        (true, Some(from)) => Destination::Outside(Machine::Local(from.project, identity)),
        (true, None) => Destination::Unknown,
    }
}

/// A link names a service of its own project, whatever the networks.
fn link(workspace: &Workspace, from: ServiceId, name: &Value) -> Option<Destination> {
    let (project, _) = workspace.service(from)?;
    let index = project.services.get_index_of(&*name.text()?)?;
    Some(Destination::Services(vec![ServiceId { project: from.project, index }]))
}

fn is_loopback(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "localhost" | "::1" | "0.0.0.0" | "::")
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
