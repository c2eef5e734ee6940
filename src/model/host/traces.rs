//! What a project shows of the host it runs on.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Reason;
use crate::config::Role;
use crate::model::compose::Service;
use crate::model::environment::{EnvironmentId, Marker, words};
use crate::model::project::{NameOrigin, Project, ProjectId};
use crate::model::traefik::{Kind, Seat, Tie};
use crate::model::value::Value;
use crate::model::workspace::Workspace;
use crate::source::Span;

/// How many traces of a kind are kept; more tell nothing new.
const MAX_TRACES: usize = 256;

/// What a project shows of the host it runs on.
#[derive(Debug, Default)]
pub(super) struct Traces {
    /// The host that the configuration gives it.
    pub(super) stated: Option<Stated>,
    /// Whether it is for developers alone.
    pub(super) developers: bool,
    /// Networks by real name, and whether somebody else creates them.
    networks: BTreeMap<String, (bool, Span)>,
    /// The Traefiks that see it, by number, each with what it is told of it.
    proxies: BTreeMap<usize, BTreeSet<Span>>,
    /// Absolute paths without the words that name environments, and the environment they name.
    paths: BTreeMap<String, (&'static str, Span)>,
    /// Published ports with their protocol.
    ports: BTreeSet<(u16, String)>,
    /// What each service, without its marker, publishes for a port of the container.
    published: BTreeMap<(String, u16), (u16, Span)>,
    containers: BTreeSet<String>,
    /// The name that its files give it.
    name: Option<(String, Span)>,
}

/// A host as the configuration calls it.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) host: String,
    pub(super) span: Option<Span>,
}

/// How far one project repeats what another claims of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repetition {
    /// Not throughout.
    None,
    /// All it claims, which is one thing.
    Once,
    /// The ports of the web, of which a host has one each.
    Web,
    /// All it claims.
    Throughout,
}

type Evidence = (Reason, [Span; 2]);

impl Traces {
    /// What lets two projects run on one host, the strongest first. A place that both have in common
    /// says nothing: one file may be deployed to two hosts.
    pub(super) fn speaks_for(&self, other: &Self) -> Option<Evidence> {
        let evidence = |reason, one: Span, other: Span| (one != other).then_some((reason, [one, other]));
        let mut proxies = self.proxies.iter().filter_map(|(proxy, told)| {
            let theirs = other.proxies.get(proxy)?;
            Some((told.difference(theirs).next()?, theirs.difference(told).next()?))
        });
        let mut networks = self.networks.iter().filter_map(|(name, (external, span))| {
            let (theirs, place) = other.networks.get(name)?;
            (*external || *theirs).then_some((span, place))
        });
        // A path that names an environment may do so on a host of its own; beside one that both use, it
        // is there to tell them apart.
        let both = |path: &String| Some((self.paths.get(path)?, other.paths.get(path)?));
        let in_common = self.paths.keys().filter(|path| both(path).is_some_and(|((one, _), (two, _))| one == two));
        let in_common: BTreeSet<&str> = in_common.map(|path| neighbourhood(path)).collect();
        let mut paths = self.paths.keys().filter_map(|path| {
            let ((environment, span), (theirs, place)) = both(path)?;
            (environment != theirs && in_common.contains(neighbourhood(path))).then_some((span, place))
        });
        let mut proxy = || proxies.find_map(|(one, two)| evidence(Reason::Proxy, *one, *two));
        let mut network = || networks.find_map(|(one, two)| evidence(Reason::Network, *one, *two));
        let mut path = || paths.find_map(|(one, two)| evidence(Reason::Paths, *one, *two));
        let ports = || {
            let differing = |((one, span), (two, place)): (&(u16, Span), &(u16, Span))| {
                (one != two).then(|| evidence(Reason::Ports, *span, *place)).flatten()
            };
            let mut both = self.published.iter().filter_map(|(key, mine)| Some((mine, other.published.get(key)?)));
            self.ports.is_disjoint(&other.ports).then(|| both.find_map(differing)).flatten()
        };
        let names = || {
            let ((name, span), (theirs, place)) = (self.name.as_ref()?, other.name.as_ref()?);
            let have_names = !self.containers.is_empty() && !other.containers.is_empty();
            let is_one = name == theirs && have_names && self.containers.is_disjoint(&other.containers);
            is_one.then_some((Reason::Names, [*span, *place]))
        };
        [proxy(), network(), path(), ports(), names()].into_iter().flatten().next()
    }

    /// How far one repeats the ports or container names of the other, so that they cannot run on one
    /// host as they are.
    pub(super) fn repetition(&self, other: &Self) -> Repetition {
        let faces_web = self.ports.intersection(&other.ports).any(|(port, _)| matches!(port, 80 | 443));
        let repeated = repeated(&self.ports, &other.ports).max(repeated(&self.containers, &other.containers));
        // A service that publishes another port for the same one may well run beside the other.
        let mut both = self.published.iter().filter_map(|(key, mine)| Some((mine, other.published.get(key)?)));
        let has_moved = both.any(|((one, _), (two, _))| one != two);
        match repeated {
            _ if faces_web && (repeated < 2 || has_moved) => Repetition::Web,
            _ if has_moved => Repetition::None,
            0 => Repetition::None,
            1 => Repetition::Once,
            _ => Repetition::Throughout,
        }
    }

    fn read(&mut self, project: &Project, service: &Service) {
        let name = service.name.as_str();
        let base = Marker::of_service(name).map_or(name, |(_, base)| base);
        for port in &service.ports {
            let (Some(range), Some(published)) = (port.published_range(), &port.published) else { continue };
            for number in range.clone().take(MAX_TRACES.saturating_sub(self.ports.len())) {
                self.ports.insert((number, port.protocol.clone()));
            }
            if let Some(target) = port.target_range()
                && self.published.len() < MAX_TRACES
            {
                let key = (base.to_owned(), *target.start());
                self.published.entry(key).or_insert((*range.start(), published.place()));
            }
        }
        if let Some(name) = service.container_name.as_ref().and_then(Value::likely_text)
            && self.containers.len() < MAX_TRACES
        {
            self.containers.insert(name.into_owned());
        }
        for mount in &service.volumes {
            let Some(source) = mount.source.as_ref().filter(|_| self.paths.len() < MAX_TRACES) else { continue };
            if let Some((path, environment)) = source.likely_text().as_deref().and_then(unmarked) {
                self.paths.entry(path).or_insert((environment, source.place()));
            }
        }
        let keys = service.networks.keys().map(String::as_str);
        for key in keys.chain(service.networks.is_empty().then_some("default")) {
            if self.networks.len() < MAX_TRACES
                && let Some(name) = project.network_name(key).likely_text()
            {
                let declared = project.top_level.networks.get(key);
                let span = declared.map_or(service.name.span(), |network| {
                    network.name.as_ref().map_or(network.key.span(), Value::place)
                });
                let external = declared.is_some_and(|network| network.external);
                self.networks.entry(name.into_owned()).or_insert((external, span));
            }
        }
    }
}

/// What every project shows.
pub(super) fn of(workspace: &Workspace) -> Vec<Traces> {
    let mut all: Vec<Traces> = workspace.projects.iter().map(|project| of_project(workspace, project)).collect();
    let of_id = |id: ProjectId| id.0 as usize;
    for (number, proxy) in workspace.proxies.iter().enumerate() {
        let Some(seat) = &proxy.seat else { continue };
        let near = |tie: Tie| matches!(tie, Tie::Project | Tie::Network);
        let seen = proxy.containers.iter().filter(|(_, container)| near(container.tie)).map(|(seat, _)| seat);
        let place = |(id, name): &Seat| Some(workspace.projects.get(of_id(*id))?.services.get(name)?.name.span());
        // A Traefik that routes nothing of its own project still stands there.
        for seat in seen.chain([seat]) {
            if let (Some(place), Some(traces)) = (place(seat), all.get_mut(of_id(seat.0))) {
                traces.proxies.entry(number).or_insert_with(|| BTreeSet::from([place]));
            }
        }
        // One file under several overlays tells of one host where each of these has a router of its own.
        for router in proxy.of_kind(Kind::Router) {
            let told = router.project().and_then(|id| all.get_mut(of_id(id))?.proxies.get_mut(&number));
            let place = router.rule.as_ref().map(|rule| rule.value.place());
            if let Some(told) = told.filter(|told| told.len() < MAX_TRACES) {
                told.extend(place);
            }
        }
    }
    all
}

fn of_project(workspace: &Workspace, project: &Project) -> Traces {
    let environments = environments(project);
    let role = |id: &EnvironmentId| workspace.environments.role(*id);
    let name = project.name.place().filter(|_| project.name.origin != NameOrigin::Directory);
    let mut traces = Traces {
        stated: environments.iter().find_map(|id| stated(workspace, *id)),
        developers: !environments.is_empty() && environments.iter().all(|id| role(id) == Role::Development),
        name: project.name.text().map(Cow::into_owned).zip(name),
        ..Traces::default()
    };
    for service in project.services.values() {
        traces.read(project, service);
    }
    traces
}

/// The environments of the services; that of the project when they are shared.
fn environments(project: &Project) -> BTreeSet<EnvironmentId> {
    let found: BTreeSet<EnvironmentId> =
        project.services.values().filter_map(|service| service.belongs.environment).collect();
    if found.is_empty() { project.belongs.environment.into_iter().collect() } else { found }
}

fn stated(workspace: &Workspace, environment: EnvironmentId) -> Option<Stated> {
    let name = workspace.environments.name(environment);
    let host = workspace.config.settings.environments.get(name)?.host.clone()?;
    Some(Stated { host, span: workspace.config.value_span(&["environments", name, "host"]) })
}

/// An absolute path without the words that name environments, and the last environment it names.
fn unmarked(path: &str) -> Option<(String, &'static str)> {
    let mut parts = path.strip_prefix('/')?.split('/').filter(|part| !part.is_empty()).peekable();
    parts.peek()?;
    let mut environment = "";
    let mut plain = String::new();
    for part in parts {
        plain.push('/');
        let marker = Marker::of_name(part).filter(|marker| !marker.weak);
        environment = marker.map_or(environment, |marker| marker.name);
        let kept = words(part).filter(|word| Marker::of_word(word).is_none_or(|marker| marker.weak));
        plain.extend(kept.flat_map(|word| [word, "-"]));
    }
    Some((plain, environment))
}

/// The first two directories of a path.
fn neighbourhood(path: &str) -> &str {
    path.match_indices('/').nth(2).and_then(|(end, _)| path.get(..end)).unwrap_or(path)
}

/// How many there are in the smaller of two sets, if the larger has all of them.
fn repeated<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> usize {
    let (small, large) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if small.is_subset(large) { small.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{neighbourhood, unmarked};

    #[test]
    fn paths_without_environment() {
        let plain = |path: &str| unmarked(path).unwrap_or_default();
        assert_eq!(plain("/srv/shop/staging/data").0, plain("/srv/shop/prod/data").0);
        assert_eq!(plain("/srv/shop-staging/data").0, plain("/srv/shop/data").0);
        assert_eq!(plain("/srv/shop-staging/data").1, "staging");
        assert_eq!(plain("/srv/shop/data").1, "");
        assert_ne!(plain("/srv/shop/data").0, plain("/srv/shop/logs").0);
        assert_eq!(unmarked("data"), None);
        assert_eq!(unmarked("/"), None);
        assert_eq!(neighbourhood("/srv/shop/data"), "/srv/shop");
        assert_eq!(neighbourhood("/srv"), "/srv");
    }
}
