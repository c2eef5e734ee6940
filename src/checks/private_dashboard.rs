//! `private-dashboard`: Traefik's API and dashboard are neither insecure nor routed without
//! authentication.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::concern;
use crate::check::routes::Route;
use crate::check::served::Served;
use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::diagnostic::{Absence, Severity};
use crate::model::traefik::{Chain, Proxy, Setting};
use crate::model::value::Value;

/// The services of Traefik itself that tell everything.
const INTERNAL: [&str; 3] = ["api@internal", "dashboard@internal", "rest@internal"];

/// Middlewares that let not everybody in.
const GUARDS: [&str; 6] = ["basicauth", "digestauth", "forwardauth", "ipallowlist", "ipwhitelist", "plugin"];

/// The port of the API where nothing else is said.
const API_PORT: u16 = 8080;

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivateDashboard {}

impl Check for PrivateDashboard {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let (names, served) = (cx.names(), cx.served());
        for proxy in &cx.workspace.proxies {
            let subject = proxy.seat.as_ref().and_then(|seat| names.of_seat(seat));
            if let Some(subject) = subject {
                insecure(cx, proxy, &subject, served, out);
            }
        }
        for route in cx.routes() {
            routed(cx, route, out);
        }
    }
}

/// The API that answers everybody on a port of its own.
fn insecure<'a>(cx: &Context<'a>, proxy: &Proxy, subject: &Subject<'a>, served: &Served<'a>, out: &mut Findings) {
    let Some(setting) = proxy.settings.get(&["api", "insecure"]).filter(|setting| setting.flag() == Some(true)) else {
        return;
    };
    let address = proxy.settings.get(&["entrypoints", "traefik", "address"]).and_then(Setting::value);
    if address.and_then(Value::text).is_some_and(|address| address.starts_with("127.")) {
        return;
    }
    let point = proxy.settings.entrypoints().get("traefik");
    let port = point.and_then(|point| point.port).unwrap_or(API_PORT);
    let published = subject.service.ports.iter().find(|entry| {
        entry.target_range().is_some_and(|range| range.contains(&port)) && entry.is_loopback() != Some(true)
    });
    let severity = match (served.role(cx.workspace, subject), published) {
        (Role::Development, _) | (Role::Other, None) => return,
        (Role::Production | Role::Staging, _) => Severity::Error,
        (Role::Other, Some(_)) => Severity::Warning,
    };
    let reach = if published.is_some() { "everybody" } else { "every container on its networks" };
    let message = format!("the API of Traefik `{}` answers {reach} on port {port}, without a password", subject.name());
    let mut draft = subject
        .draft(cx, "api.insecure", setting.place(), message)
        .label("insecure")
        .help("remove it, and route `api@internal` through a middleware with `basicauth`")
        .at_most(severity);
    if let Some(entry) = published {
        draft = draft.also(entry.span, "published here");
    }
    out.report(concern::at_home(draft, served.home(cx, subject)));
}

/// A router that leads to the API or the dashboard.
fn routed(cx: &Context<'_>, route: &Route<'_>, out: &mut Findings) {
    let Some(setting) = route.router.get(&["service"]) else { return };
    let Some(service) = setting.value().and_then(Value::text) else { return };
    if !INTERNAL.contains(&&*service) || route.serves == Role::Development || !route.is_public() || is_narrow(route) {
        return;
    }
    let chain = route.proxy.chain(route.router);
    if chain.open || !chain.missing.is_empty() || is_guarded(&chain) {
        return;
    }
    let message = format!(
        "router `{}` of {} leads to Traefik's `{service}` without authentication",
        route.router.shown(),
        route.whose(cx)
    );
    let severity = if chain.partial || route.serves == Role::Other { Severity::Warning } else { Severity::Error };
    let draft = route
        .draft(cx, setting.place(), message)
        .label("open to everybody")
        .at_most(severity)
        .by_absence(Absence::Near);
    let host = route.router.rule.as_ref().map(|rule| rule.value.place());
    let draft = host.into_iter().fold(draft, |draft, place| draft.also(place, "reached here"));
    let attached = route.property(cx, &["middlewares"], "dashboard-auth");
    out.report(draft.help(format!("attach a middleware with `basicauth`: {attached}")));
}

/// Whether the rule itself lets only some clients in.
fn is_narrow(route: &Route<'_>) -> bool {
    route.router.rule.as_ref().is_some_and(|rule| rule.value.flat().as_str().contains("ClientIP"))
}

fn is_guarded(chain: &Chain<'_>) -> bool {
    let is_guard = |property: &Setting| {
        let kind = property.path.first();
        kind.is_some_and(|kind| GUARDS.iter().any(|guard| guard.eq_ignore_ascii_case(kind.as_str())))
    };
    chain.found.iter().any(|object| object.properties.iter().any(is_guard))
}
