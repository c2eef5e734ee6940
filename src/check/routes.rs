//! The routers of all proxies with the environments they belong to.

use std::collections::BTreeMap;

use super::served::Served;
use super::{Context, Subject};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::Workspace;
use crate::model::domain::Host;
use crate::model::environment::{EnvironmentId, Marker, Pair};
use crate::model::origin::Origin;
use crate::model::traefik::{Kind, Object, Protocol, Provider, Proxy, Seat, Setting, Together};
use crate::model::value::Value;
use crate::source::Span;

/// A router with where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route<'a> {
    pub(crate) proxy: &'a Proxy,
    pub(crate) router: &'a Object,
    /// The service whose labels define it; none when a file does.
    pub(crate) subject: Option<Subject<'a>>,
    /// Its environment; none when it is shared.
    pub(crate) environment: Option<EnvironmentId>,
    /// The most trusted of those whom it serves.
    pub(crate) serves: Role,
}

/// Services by the names that URLs reach them by.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    by_seat: BTreeMap<(u32, &'a str), Subject<'a>>,
    by_name: BTreeMap<String, Vec<Subject<'a>>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let mut names = Self { by_seat: BTreeMap::new(), by_name: BTreeMap::new() };
        for subject in Subject::all(workspace) {
            names.by_seat.insert((subject.project_id.number(), subject.name()), subject);
            names.by_name.entry(subject.name().to_owned()).or_default().push(subject);
            if let Some(name) = subject.service.container_name.as_ref().and_then(Value::text) {
                names.by_name.entry(name.into_owned()).or_default().push(subject);
            }
        }
        names
    }

    /// The service at a seat.
    pub(crate) fn of_seat(&self, (project, name): &Seat) -> Option<Subject<'a>> {
        self.by_seat.get(&(project.number(), name.as_str())).copied()
    }

    /// The service whose labels define an object.
    pub(crate) fn of_object(&self, object: &'a Object) -> Option<Subject<'a>> {
        match &object.provider {
            Provider::Container(project, name) => self.by_seat.get(&(project.number(), name.as_str())).copied(),
            Provider::File(_) => None,
        }
    }

    /// The service that a URL of a proxy leads to, when only one can be meant.
    fn of_url(&self, proxy: &Proxy, url: &Value) -> Option<Subject<'a>> {
        let origin = Origin::parse(url)?;
        let found = self.by_name.get(origin.host.known()?)?;
        let own = proxy.seat.as_ref().map(|(project, _)| *project);
        let near = found.iter().find(|subject| Some(subject.project_id) == own);
        match (near, found.as_slice()) {
            (Some(subject), _) | (None, [subject]) => Some(*subject),
            _ => None,
        }
    }

    /// Where a service of Traefik leads: to the container that defines it, or to its first server.
    pub(crate) fn behind(&self, proxy: &Proxy, service: &'a Object) -> Option<Subject<'a>> {
        self.of_object(service).or_else(|| {
            let is_url =
                |setting: &&Setting| setting.path.last().is_some_and(|part| part.as_str().eq_ignore_ascii_case("url"));
            let mut urls = service.below(&["loadbalancer"]).filter(is_url).filter_map(Setting::value);
            self.of_url(proxy, urls.next()?)
        })
    }
}

/// The routers of all proxies, in the order of the files. With labels of Traefik 1.
pub(super) fn routes<'w>(workspace: &'w Workspace, served: &Served<'w>, names: &Names<'w>) -> Vec<Route<'w>> {
    let roles = workspace.environments.iter().map(|(_, environment)| environment.role);
    let most_trusted = roles.min().unwrap_or(Role::Other);
    let mut routes = Vec::new();
    for proxy in &workspace.proxies {
        for router in proxy.of_kind(Kind::Router) {
            let subject = names.of_object(router);
            let environment = match (&router.provider, subject) {
                (_, Some(subject)) => subject.environment,
                (Provider::File(_), _) => of_file(workspace, proxy, router, names),
                _ => None,
            };
            let serves = match (subject, environment) {
                (Some(subject), _) => served.role(workspace, &subject),
                (None, Some(id)) => workspace.environments.role(id),
                (None, None) => most_trusted,
            };
            routes.push(Route { proxy, router, subject, environment, serves });
        }
    }
    routes
}

/// The environment of a router in a file: the one its name speaks of, else its file's, else that of
/// the service it leads to.
fn of_file<'w>(
    workspace: &'w Workspace,
    proxy: &'w Proxy,
    router: &'w Object,
    names: &Names<'w>,
) -> Option<EnvironmentId> {
    let environments = || workspace.environments.iter();
    let spoken = |marker: Marker| {
        let mut of_role = environments().filter(|(_, environment)| environment.role == marker.role);
        let by_name = environments().find(|(_, environment)| environment.name == marker.name).map(|(id, _)| id);
        by_name.or_else(|| of_role.next().map(|(id, _)| id))
    };
    let strong = |marker: &Marker| !marker.weak;
    let by_name = Marker::of_service(&router.name).map(|(marker, _)| marker).filter(strong).and_then(spoken);
    let by_file = || {
        let name = workspace.path(router.span.file).file_name()?;
        Marker::of_name(name).filter(strong).and_then(spoken)
    };
    let by_service = || {
        let name = router.get(&["service"])?.value()?.text()?;
        let service = proxy.named(Kind::Service, router.protocol, &name, &router.provider).into_iter().next()?;
        names.behind(proxy, service)?.environment
    };
    by_name.or_else(by_file).or_else(by_service)
}

impl Route<'_> {
    /// What its environment is for; none when it is shared.
    pub(crate) fn role(&self, cx: &Context<'_>) -> Option<Role> {
        self.environment.map(|id| cx.role(id))
    }

    /// Whether rules about what visitors get speak of it: it is production's or staging's, or serves them.
    pub(crate) fn is_deployed(&self) -> bool {
        matches!(self.serves, Role::Production | Role::Staging)
    }

    /// Who has it, for a message: ``staging service `api` ``.
    pub(crate) fn whose(&self, cx: &Context<'_>) -> String {
        match self.subject {
            Some(subject) => subject.words(cx),
            None => format!("a {} file", cx.owner(self.environment)),
        }
    }

    /// A finding about it.
    pub(crate) fn draft(&self, cx: &Context<'_>, span: Span, message: impl Into<String>) -> Draft {
        about(cx, (self.environment, self.subject), self.router, span, message)
    }

    /// How whoever wrote the router would add a property to it: `path` as files spell it.
    pub(crate) fn property(&self, cx: &Context<'_>, path: &[&str], value: &str) -> String {
        if matches!(self.router.provider, Provider::File(_)) {
            let inner = path.iter().skip(1).rev().fold(value.to_owned(), |inner, key| format!("{{ {key}: {inner} }}"));
            let key = path.first().copied().unwrap_or_default();
            return format!("`{key}: {inner}` below router `{}`", self.router.shown());
        }
        let key = path.join(".").to_ascii_lowercase();
        let separator = if self.has_list(cx) { "=" } else { ": " };
        format!("`traefik.http.routers.{}.{key}{separator}{value}`", self.router.shown())
    }

    /// Whether its labels are a list of texts, not a mapping.
    fn has_list(&self, cx: &Context<'_>) -> bool {
        let span = self.router.properties.first().map_or(self.router.span, Setting::span);
        let text = cx.workspace.sources.file(span.file).text();
        let rest = text.get(span.end as usize..).unwrap_or_default();
        !rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
    }

    /// The first host it takes requests for, for a message.
    pub(crate) fn host(&self, cx: &Context<'_>) -> String {
        let first = self.router.rule.iter().flat_map(|rule| &rule.hosts).next();
        first.map_or_else(|| "its hosts".to_owned(), |host| format!("`{}`", cx.show(&host.value)))
    }

    /// Whether rules about TLS judge it: an HTTP router of Traefik 2 or 3 that serves people outside.
    pub(crate) fn is_judged(&self) -> bool {
        self.router.protocol == Protocol::Http && !self.router.old && self.is_deployed() && self.is_public()
    }

    /// Whether visitors from outside can reach it: some host of it is neither this machine nor local.
    pub(crate) fn is_public(&self) -> bool {
        let Some(rule) = &self.router.rule else { return false };
        let is_local = |value: &Value| {
            let readings = value.readings();
            let mut hosts = readings.iter().chain([value]).cloned().filter_map(Host::new);
            hosts.any(|host| is_near(&host))
        };
        rule.hosts.iter().any(|host| host.pattern || !is_local(&host.value))
    }
}

/// Whether a host means something only on this machine or its network.
pub(crate) fn is_near(host: &Host) -> bool {
    host.is_local() || (host.is_internal() && host.known().is_some())
}

/// A finding at `span` about an object of Traefik, which an environment has, in a service's labels or in
/// a file.
pub(crate) fn about(
    cx: &Context<'_>,
    (environment, subject): (Option<EnvironmentId>, Option<Subject<'_>>),
    object: &Object,
    span: Span,
    message: impl Into<String>,
) -> Draft {
    let part = format!("{}.{}", object.kind.word(), object.shown());
    match subject {
        Some(subject) => subject.draft(cx, &format!("labels.{part}"), span, message),
        None => cx.draft(environment, span, message).subject(part),
    }
}

/// How serious a clash of two things at one proxy can be; none when they never meet.
pub(crate) fn clash(
    cx: &Context<'_>,
    proxy: &Proxy,
    one: (&Object, Option<EnvironmentId>),
    other: (&Object, Option<EnvironmentId>),
) -> Option<Severity> {
    let is_local = |environment: Option<EnvironmentId>| environment.is_some_and(|id| cx.role(id) == Role::Development);
    // Developers run their own Traefik, on their own machines.
    if one.0.project() != other.0.project() && (is_local(one.1) || is_local(other.1)) {
        return None;
    }
    match proxy.together(&one.0.provider, &other.0.provider) {
        Together::No => None,
        Together::Possibly => Some(Severity::Warning),
        Together::Surely => Some(Severity::Error),
    }
}

/// The pair of environments of two things; ignored when one is shared or both are of one.
pub(crate) fn pair(cx: &Context<'_>, one: Option<EnvironmentId>, other: Option<EnvironmentId>) -> Pair {
    match (one, other) {
        (Some(one), Some(other)) => cx.pair(one, other),
        _ => Pair::Ignored,
    }
}
