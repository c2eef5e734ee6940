//! One Traefik with everything that it is told.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::object::{self, Kind, Object, Protocol, Provider};
use super::settings::{Settings, Version, is_traefik, version};
use super::sight::{labels, networks, takes};
use crate::model::compose::Service;
use crate::model::project::{Project, ProjectId};
use crate::model::value::Value;
use crate::source::Text;

/// A service: its project and its name.
pub type Seat = (ProjectId, String);

/// One Traefik.
#[derive(Debug, Default)]
pub struct Proxy {
    /// Its service; none for one that is not in the workspace, but that labels speak to.
    pub seat: Option<Seat>,
    /// Its static configuration.
    pub settings: Settings,
    /// Its major version, when known.
    pub version: Option<Version>,
    /// What it is told, by labels and files.
    pub objects: Vec<Object>,
    /// Whether some of its files cannot be seen, so that they may tell it more.
    pub open_files: bool,
    /// Whether its files give it certificates.
    pub certificates: bool,
    /// The containers it sees.
    pub containers: IndexMap<Seat, Container>,
    by_name: IndexMap<(Protocol, Kind, String, &'static str), Vec<usize>>,
}

/// What ties a container to its Traefik.
#[derive(Debug, Clone)]
pub struct Container {
    /// Why it is seen.
    pub tie: Tie,
    /// The names of its networks.
    pub networks: BTreeSet<String>,
    /// Its profiles.
    pub profiles: Vec<Value>,
}

/// Why a Traefik sees a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// Both are of one project.
    Project,
    /// They share a network.
    Network,
    /// It is the only Traefik of the workspace.
    Alone,
    /// No Traefik of the workspace does.
    Absent,
}

/// Whether one Traefik sees two containers at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Together {
    /// Nothing speaks for it.
    No,
    /// Something does.
    Possibly,
    /// It does.
    Surely,
}

impl Proxy {
    /// Whether two objects reach this Traefik at the same time.
    pub fn together(&self, one: &Provider, other: &Provider) -> Together {
        let (Provider::Container(project, name), Provider::Container(theirs, their_name)) = (one, other) else {
            return Together::Surely;
        };
        if project == theirs {
            return Together::Surely;
        }
        let container = |project: &ProjectId, name: &String| self.containers.get(&(*project, name.clone()));
        let (Some(one), Some(other)) = (container(project, name), container(theirs, their_name)) else {
            return Together::No;
        };
        let is_near = |container: &Container| matches!(container.tie, Tie::Project | Tie::Network);
        if self.seat.is_some() {
            return if is_near(one) && is_near(other) { Together::Surely } else { Together::Possibly };
        }
        if one.networks.is_disjoint(&other.networks) { Together::No } else { Together::Possibly }
    }

    /// The objects of a kind with this name; `name` may end with `@` and a provider, else it means
    /// one of the same provider as `from`. Names of projects with variables in them stay within their project.
    pub fn named<'a>(&'a self, kind: Kind, protocol: Protocol, name: &str, from: &Provider) -> Vec<&'a Object> {
        let (name, suffix) = match name.split_once('@') {
            Some((name, "docker" | "swarm")) => (name, "docker"),
            Some((name, "file")) => (name, "file"),
            Some(_) => return Vec::new(),
            None => (name, from.suffix()),
        };
        let found = self.by_name.get(&(protocol, kind, name.to_owned(), suffix));
        let objects = found.into_iter().flatten().filter_map(|index| self.objects.get(*index));
        let is_near = |object: &&Object| !object.is_open() || object.project() == from_project(from);
        objects.filter(is_near).collect()
    }

    /// Whether everything that the provider behind `@` gives can be seen, if `from` names it.
    pub fn sees_provider(&self, name: &str, from: &Provider) -> bool {
        let suffix = name.split_once('@').map_or(from.suffix(), |(_, suffix)| suffix);
        match suffix {
            "docker" | "swarm" => self.seat.is_some(),
            "file" => self.seat.is_some() && self.settings.unseen.is_none() && !self.open_files,
            _ => false,
        }
    }

    /// Objects of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(move |object| object.kind == kind)
    }

    /// Adds what the labels of a container tell.
    fn take(&mut self, id: ProjectId, project: &Project, service: &Service, tie: Tie) {
        let labels = labels(&self.settings, service);
        if !speak_to_traefik(&labels) || takes(&self.settings, service) == Some(false) {
            return;
        }
        let name = service.name.as_str();
        let container = Container { tie, networks: networks(service, project), profiles: service.profiles.clone() };
        self.containers.insert((id, name.to_owned()), container);
        self.objects.extend(object::of_labels(&labels, id, name));
    }

    fn index(&mut self) {
        for (at, object) in self.objects.iter().enumerate() {
            let key = (object.protocol, object.kind, object.name.clone(), object.provider.suffix());
            self.by_name.entry(key).or_default().push(at);
        }
    }
}

fn from_project(from: &Provider) -> Option<ProjectId> {
    match from {
        Provider::Container(project, _) => Some(*project),
        Provider::File(_) => None,
    }
}

/// Tells every Traefik of the workspace, `proxies`, what the containers say that it sees; adds one
/// that stands for those outside, when containers speak to them.
pub(in crate::model) fn connect(projects: &[Project], mut proxies: Vec<Proxy>) -> Vec<Proxy> {
    let seats: Vec<(ProjectId, BTreeSet<String>)> = proxies
        .iter()
        .map(|proxy| {
            let service = proxy.seat.as_ref().and_then(|(id, name)| {
                let project = projects.get(id.0 as usize)?;
                Some((*id, networks(project.services.get(name)?, project)))
            });
            service.unwrap_or((ProjectId(u32::MAX), BTreeSet::new()))
        })
        .collect();
    let watches: Vec<bool> = proxies.iter().map(watches_containers).collect();
    let mut outside = Proxy::default();
    for (id, project) in (0..).map(ProjectId).zip(projects) {
        for service in project.services.values() {
            match seen_by(id, &networks(service, project), &seats, &watches) {
                Some((index, tie)) => {
                    if let Some(proxy) = proxies.get_mut(index) {
                        proxy.take(id, project, service, tie);
                    }
                }
                None => outside.take(id, project, service, Tie::Absent),
            }
        }
    }
    if !outside.objects.is_empty() {
        proxies.push(outside);
    }
    proxies.iter_mut().for_each(Proxy::index);
    proxies
}

/// The Traefik that sees a container: one of its project, else one on a network of its, else the
/// only one there is.
fn seen_by(
    id: ProjectId,
    own: &BTreeSet<String>,
    seats: &[(ProjectId, BTreeSet<String>)],
    watches: &[bool],
) -> Option<(usize, Tie)> {
    let watching = || seats.iter().enumerate().zip(watches).filter(|(_, watches)| **watches).map(|(seat, _)| seat);
    let of_project = watching().find(|(_, (project, _))| *project == id).map(|(at, _)| (at, Tie::Project));
    let of_network = || {
        let near = watching().find(|(_, (_, networks))| !networks.is_disjoint(own));
        near.map(|(at, _)| (at, Tie::Network))
    };
    let alone = || {
        let mut all = watching();
        let first = all.next();
        first.filter(|_| all.next().is_none()).map(|(at, _)| (at, Tie::Alone))
    };
    of_project.or_else(of_network).or_else(alone)
}

/// Whether one of the labels is meant for Traefik, which wants its first word in lower case.
fn speak_to_traefik(labels: &[(Text, Option<Value>)]) -> bool {
    let mut roots = labels.iter().filter_map(|(label, _)| Some(label.as_str().split_once('.')?.0));
    roots.any(|root| root.eq_ignore_ascii_case("traefik"))
}

/// Whether a Traefik reads labels of containers, as far as can be seen.
fn watches_containers(proxy: &Proxy) -> bool {
    proxy.settings.unseen.is_some()
        || ["docker", "swarm"].iter().any(|provider| proxy.settings.has(&["providers", provider]))
}

/// A Traefik without what it is told.
pub(in crate::model) fn empty(id: ProjectId, service: &Service, settings: Settings) -> Option<Proxy> {
    is_traefik(service).then(|| Proxy {
        seat: Some((id, service.name.as_str().to_owned())),
        settings,
        version: version(service),
        ..Proxy::default()
    })
}
