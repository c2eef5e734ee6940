//! `isolated-routers`: no host is routed to two environments.

mod everywhere;
mod middlewares;
mod patterns;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::routes::{self, Names, Route};
use crate::check::{Check, Context, Findings};
use crate::diagnostic::{Compared, Draft, Severity};
use crate::model::domain::{Host, have_one_source};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::traefik::{Kind, Setting};
use crate::model::value::Value;

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IsolatedRouters {}

/// A host that a router takes requests for.
struct Routed<'a> {
    route: Route<'a>,
    environment: EnvironmentId,
    /// As written.
    value: &'a Value,
    host: Host,
    /// Whether a default or a template says so, so that the real value may differ.
    maybe: bool,
}

impl Check for IsolatedRouters {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let (names, routes) = (cx.names(), cx.routes());
        let mut by_host: BTreeMap<String, Vec<Routed<'_>>> = BTreeMap::new();
        for routed in routes.iter().flat_map(hosts) {
            by_host.entry(routed.host.key().to_owned()).or_default().push(routed);
        }
        let mut told = BTreeSet::new();
        for routed in by_host.values() {
            same_host(cx, routed, &mut told, out);
        }
        patterns::judge(cx, routes, &by_host, out);
        everywhere::judge(cx, routes, &by_host, out);
        for route in routes {
            foreign_service(cx, route, names, out);
            middlewares::judge(cx, route, names, out);
        }
        count(cx, routes, out);
    }
}

/// The hosts of a router that others could take too: this machine is everybody's own.
fn hosts<'a>(route: &Route<'a>) -> Vec<Routed<'a>> {
    let (Some(environment), Some(rule)) = (route.environment, &route.router.rule) else { return Vec::new() };
    let mut routed = Vec::new();
    for host in rule.hosts.iter().filter(|host| !host.pattern) {
        let itself = std::iter::once((host.value.clone(), false));
        let readings = host.value.readings();
        let readings = readings.iter().filter(|_| !host.value.is_known()).map(|value| (value.clone(), true));
        for (value, maybe) in itself.chain(readings) {
            let Some(host_name) = Host::new(value) else { continue };
            if !routes::is_near(&host_name) {
                routed.push(Routed { route: *route, environment, value: &host.value, host: host_name, maybe });
            }
        }
    }
    routed
}

/// Routers that take requests for one host.
fn same_host<'a>(
    cx: &Context<'_>,
    routed: &[Routed<'a>],
    told: &mut BTreeSet<(EnvironmentId, Option<&'a str>, String)>,
    out: &mut Findings,
) {
    // Of each environment one is enough to compare with.
    let mut firsts: BTreeMap<EnvironmentId, &Routed<'_>> = BTreeMap::new();
    for one in routed {
        firsts.entry(one.environment).or_insert(one);
    }
    for less in routed {
        let rank = |routed: &Routed<'_>| (cx.role(routed.environment), routed.environment);
        let mut trusted: Vec<&&Routed<'_>> = firsts.values().filter(|more| rank(more) < rank(less)).collect();
        trusted.sort_by_key(|more| rank(more));
        for more in trusted {
            let pair = cx.pair(less.environment, more.environment);
            let Some(severity) = severity(cx, less, more) else { continue };
            let service = less.route.subject.map(|subject| subject.name());
            let key = (less.environment, service, less.host.key().to_owned());
            if pair == Pair::Ignored || !told.insert(key) {
                continue;
            }
            let draft = describe(cx, less, more);
            out.report(draft.at_most(severity).lowered(pair == Pair::Lowered));
            break;
        }
    }
}

/// How serious it is that two routers have one host; none when that is not known.
fn severity(cx: &Context<'_>, less: &Routed<'_>, more: &Routed<'_>) -> Option<Severity> {
    let (one, other) = (less.route.router, more.route.router);
    let is_one_project = one.project() == other.project();
    let is_one_proxy = std::ptr::eq(less.route.proxy, more.route.proxy);
    // Two deployments of one text may read it differently: each has an env file of its own.
    if !is_one_project && (have_one_source(less.value, more.value) || !less.value.is_known()) {
        return None;
    }
    let is_development = |id| cx.role(id) == crate::config::Role::Development;
    if !is_one_project && is_development(less.environment) {
        return None;
    }
    if less.maybe || more.maybe {
        return Some(Severity::Warning);
    }
    let clash = routes::clash(cx, less.route.proxy, (one, Some(less.environment)), (other, Some(more.environment)));
    // Two proxies cannot both have the name: one of the environments does not get its requests.
    Some(if is_one_proxy { clash.unwrap_or(Severity::Warning) } else { Severity::Warning })
}

fn describe(cx: &Context<'_>, less: &Routed<'_>, more: &Routed<'_>) -> Draft {
    let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let target = match more.route.subject {
        Some(subject) => format!("{theirs} routes to `{}`", subject.name()),
        None => format!("{theirs} routes too"),
    };
    let is_one = less.value.place() == more.value.place();
    let place = |routed: &Routed<'_>| if is_one { routed.value.nearest() } else { routed.value.place() };
    let message =
        format!("{} takes requests for `{}`, which {target}", less.route.whose(cx), cx.show(&less.host.value));
    let draft = less
        .route
        .draft(cx, place(less), message)
        .label(format!("{own} routes it here"))
        .also(place(more), format!("{theirs} routes it here"))
        .help(format!("give {own} a host of its own, such as `{own}.` before the domain"));
    less.value.via().into_iter().filter(|_| !is_one).fold(draft, |draft, via| draft.also(via, "passed on here"))
}

/// A router whose requests go to another environment's service.
fn foreign_service(cx: &Context<'_>, route: &Route<'_>, names: &Names<'_>, out: &mut Findings) {
    let Some(own) = route.environment else { return };
    let Some((setting, name)) =
        route.router.get(&["service"]).and_then(|setting| Some((setting, setting.value()?.text()?)))
    else {
        return;
    };
    let found = route.proxy.named(Kind::Service, route.router.protocol, &name, &route.router.provider);
    let targets: Vec<_> =
        found.iter().filter_map(|service| Some((names.behind(route.proxy, service)?, *service))).collect();
    // One name for services of several environments is another mistake.
    if targets.iter().any(|(target, _)| target.environment == Some(own)) {
        return;
    }
    for (target, service) in targets {
        let Some(theirs) = target.environment else { continue };
        let pair = cx.pair(own, theirs);
        if pair == Pair::Ignored {
            continue;
        }
        let Some(severity) = routes::clash(cx, route.proxy, (route.router, Some(own)), (service, Some(theirs))) else {
            continue;
        };
        let message = format!(
            "router `{}` of {own} leads to {theirs} service `{}`",
            route.router.shown(),
            target.name(),
            own = cx.name(own),
            theirs = cx.name(theirs),
        );
        let draft = route
            .draft(cx, setting.place(), message)
            .label(format!("leads to {}", cx.name(theirs)))
            .also(service.properties.first().map_or(service.span, Setting::place), "its service is defined here")
            .help(format!("name a service of {}, defined beside its own container", cx.name(own)));
        out.report(draft.at_most(severity).lowered(pair == Pair::Lowered));
        return;
    }
}

/// Every router of an environment that is compared with another one counts.
fn count(cx: &Context<'_>, routes: &[Route<'_>], out: &mut Findings) {
    let environments: BTreeSet<EnvironmentId> = routes.iter().filter_map(|route| route.environment).collect();
    let has_partner = |id: EnvironmentId| environments.iter().any(|other| cx.pair(id, *other) != Pair::Ignored);
    let mut compared = Compared { looked: true, ..Compared::default() };
    for route in routes.iter().filter(|route| route.environment.is_some_and(has_partner)) {
        compared.routers += 1;
        let is_told = |rule: &crate::model::traefik::Rule| {
            rule.everywhere.is_some()
                || rule
                    .hosts
                    .iter()
                    .any(|host| host.value.parts.iter().any(|part| matches!(part, crate::model::value::Part::Text(_))))
        };
        compared.unknown += usize::from(!route.router.rule.as_ref().is_some_and(is_told));
    }
    out.compared(compared);
}
