//! What the projects claim of their host.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::check::{Context, Subject};
use crate::config::Role;
use crate::model::compose::Port;
use crate::model::environment::EnvironmentId;
use crate::model::project::{Project, ProjectId};
use crate::model::value::{Certainty, Value};
use crate::source::Span;

use super::Claims;

/// Of a range so many ports are looked at.
const MAX_PORTS: usize = 1024;

/// What a host has once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A container by its name.
    Container(String),
    /// A network by its real name.
    Network(String),
    /// A port with its protocol.
    Port(String, u16),
}

/// A claim to it.
pub(super) struct Claim<'a> {
    pub(super) project_id: ProjectId,
    pub(super) project: &'a Project,
    /// The service that makes it; none for a network.
    pub(super) subject: Option<Subject<'a>>,
    /// Whose it is; none when it is shared.
    pub(super) environment: Option<EnvironmentId>,
    pub(super) place: Span,
    /// The address that a port is bound to.
    pub(super) host_ip: Option<&'a Value>,
    /// Whether only a template or a default tells what is claimed.
    pub(super) is_maybe: bool,
    /// Whether the name is put together from the project's and a key.
    pub(super) is_implicit: bool,
}

impl Claim<'_> {
    /// Whether another rule speaks of two claims to one name: within one project Compose refuses a
    /// container name that is there twice; projects of one name are a mistake of their own.
    pub(super) fn is_told_elsewhere(&self, other: &Self) -> bool {
        let one_name = || self.project.name.text() == other.project.name.text();
        self.project_id == other.project_id || (self.is_implicit && other.is_implicit && one_name())
    }

    /// Whether it is made where developers work.
    pub(super) fn is_for_developers(&self, cx: &Context<'_>) -> bool {
        self.environment.is_some_and(|id| cx.role(id) == Role::Development)
    }

    /// Whose claim it is.
    pub(super) fn owner<'c>(&self, cx: &Context<'c>) -> &'c str {
        self.environment.map_or("a shared service", |id| cx.name(id))
    }
}

/// All claims.
pub(super) fn all<'a>(cx: &Context<'a>) -> Claims<'a> {
    let mut claims = Claims::new();
    for subject in cx.subjects() {
        if subject.environment.is_none_or(|id| cx.role(id) != Role::Other) {
            container(&subject, &mut claims);
            for port in &subject.service.ports {
                publish(&subject, port, &mut claims);
            }
        }
    }
    for (id, project) in cx.workspace.projects() {
        networks(cx, id, project, &mut claims);
    }
    claims
}

fn container<'a>(subject: &Subject<'a>, claims: &mut Claims<'a>) {
    let name = subject.project.container_name(subject.service);
    let (Some(text), is_maybe) = read(&name) else { return };
    let is_implicit = subject.service.container_name.is_none();
    let place = if is_implicit { subject.service.name.span() } else { name.place() };
    let claim = Claim { is_maybe, is_implicit, ..of_service(subject, place) };
    claims.entry(Key::Container(text)).or_default().push(claim);
}

fn publish<'a>(subject: &Subject<'a>, port: &'a Port, claims: &mut Claims<'a>) {
    let Some(published) = &port.published else { return };
    let Some(range) = port.published_range() else { return };
    // Of several ports for one of the container, the engine takes the first that is free.
    let picks = range.len() > 1 && port.target_range().is_none_or(|target| target.len() == 1);
    if picks || *range.start() == 0 {
        return;
    }
    let is_maybe = !published.is_known() || published.certainty() == Certainty::Maybe;
    let place = if published.place().is_empty() { port.span } else { published.place() };
    for number in range.take(MAX_PORTS) {
        let claim = Claim { host_ip: port.host_ip.as_ref(), is_maybe, ..of_service(subject, place) };
        claims.entry(Key::Port(port.protocol.clone(), number)).or_default().push(claim);
    }
}

fn networks<'a>(cx: &Context<'a>, id: ProjectId, project: &'a Project, claims: &mut Claims<'a>) {
    for (key, network) in project.top_level.networks.iter().filter(|(_, network)| !network.external) {
        let members = project
            .services
            .values()
            .filter(|service| service.networks.contains_key(key) || (key == "default" && service.networks.is_empty()));
        let environments: BTreeSet<Option<EnvironmentId>> =
            members.map(|service| service.belongs.environment).collect();
        let mut named = environments.into_iter().flatten();
        // What several environments of one project use is shared.
        let (first, second) = (named.next(), named.next());
        let Some(environment) = first else { continue };
        let environment = Some(environment).filter(|_| second.is_none());
        if environment.is_some_and(|id| cx.role(id) == Role::Other) {
            continue;
        }
        let name = project.network_name(key);
        let (Some(text), is_maybe) = read(&name) else { continue };
        let is_implicit = network.name.is_none();
        let place = if is_implicit { network.key.span() } else { name.place() };
        claims.entry(Key::Network(text)).or_default().push(Claim {
            project_id: id,
            project,
            subject: None,
            environment,
            place,
            host_ip: None,
            is_maybe,
            is_implicit,
        });
    }
}

fn of_service<'a>(subject: &Subject<'a>, place: Span) -> Claim<'a> {
    Claim {
        project_id: subject.project_id,
        project: subject.project,
        subject: Some(*subject),
        environment: subject.environment,
        place,
        host_ip: None,
        is_maybe: false,
        is_implicit: false,
    }
}

/// A name as it reads, and whether that is a guess.
fn read(name: &Value) -> (Option<String>, bool) {
    (name.likely_text().map(Cow::into_owned), !name.is_known() || name.certainty() == Certainty::Maybe)
}
