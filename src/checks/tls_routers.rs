//! `tls-routers`: every public router terminates TLS with a certificate resolver that exists.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::routes::Route;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::diagnostic::{Absence, Severity};
use crate::model::domain::Host;
use crate::model::traefik::{EntryPoint, Proxy, Setting, Tls};
use crate::model::value::Value;

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TlsRouters {}

impl Check for TlsRouters {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let routes = cx.routes();
        let encrypted = encrypted(routes);
        for route in routes {
            if route.is_judged() {
                judge(cx, route, &encrypted, out);
            } else if route.role(cx) == Some(Role::Other) && route.is_public() {
                for (_, point) in route.proxy.entrypoints_of(route.router).unwrap_or_default() {
                    if let Tls::Yes(Some(resolver)) = route.proxy.tls(route.router, Some(point)) {
                        missing_resolver(cx, route, resolver, Severity::Warning, out);
                        break;
                    }
                }
            }
        }
    }
}

/// The hosts that some router terminates TLS for.
pub(super) fn encrypted(routes: &[Route<'_>]) -> BTreeSet<String> {
    let is_encrypted = |route: &&Route<'_>| {
        let points = route.proxy.entrypoints_of(route.router).unwrap_or_default();
        points.iter().any(|(_, point)| matches!(route.proxy.tls(route.router, Some(point)), Tls::Yes(_)))
    };
    routes.iter().filter(is_encrypted).flat_map(hosts).collect()
}

/// The hosts of a router, each by the same text for the same host.
pub(super) fn hosts(route: &Route<'_>) -> Vec<String> {
    let hosts = route.router.rule.iter().flat_map(|rule| &rule.hosts);
    hosts.filter_map(|host| Some(Host::new(host.value.clone())?.key().to_owned())).collect()
}

fn judge(cx: &Context<'_>, route: &Route<'_>, encrypted: &BTreeSet<String>, out: &mut Findings) {
    // What only sends people to `https://`, or may, has nothing to encrypt.
    let redirects = route.proxy.redirects(route.router);
    let Some(points) = route.proxy.entrypoints_of(route.router) else { return };
    for (name, point) in points {
        match route.proxy.tls(route.router, Some(point)) {
            Tls::Yes(Some(resolver)) => {
                if missing_resolver(cx, route, resolver, Severity::Error, out) {
                    return;
                }
            }
            Tls::Yes(None) if redirects != Some(true) => {
                if default_certificate(cx, route, out) {
                    return;
                }
            }
            Tls::No(setting) if redirects == Some(false) && !route.proxy.redirects_all(point) => {
                // A host that another router encrypts wants a redirect, not TLS.
                let has_twin = hosts(route).iter().any(|host| encrypted.contains(host));
                if setting.is_some() || !has_twin || is_https(point) {
                    plain(cx, route, (name, point), setting, out);
                    return;
                }
            }
            Tls::Yes(_) | Tls::No(_) | Tls::Unknown => {}
        }
    }
}

fn is_https(point: &EntryPoint) -> bool {
    point.port.is_some_and(|port| matches!(port, 443 | 8443))
}

/// Reports a certificate resolver that the static configuration does not have.
fn missing_resolver(
    cx: &Context<'_>,
    route: &Route<'_>,
    resolver: &Value,
    severity: Severity,
    out: &mut Findings,
) -> bool {
    let resolvers = route.proxy.settings.resolvers();
    let Some(name) = resolver.text() else { return false };
    if name.is_empty() || resolvers.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        return false;
    }
    let message = format!(
        "router `{}` of {} names certificate resolver `{name}`, which Traefik does not have",
        route.router.shown(),
        route.whose(cx)
    );
    let help = match resolvers.first() {
        Some(known) => format!("name one that it has, such as `{known}`"),
        None => format!("configure it, as in `--certificatesresolvers.{name}.acme.email=...`"),
    };
    out.report(
        route
            .draft(cx, resolver.place(), message)
            .label("no such resolver")
            .help(help)
            .at_most(severity)
            .by_absence(Absence::Near),
    );
    true
}

/// Reports a router whose visitors get the certificate that Traefik signs itself.
fn default_certificate(cx: &Context<'_>, route: &Route<'_>, out: &mut Findings) -> bool {
    let proxy = route.proxy;
    if proxy.certificates || proxy.open_files || proxy.settings.has(&["tls"]) {
        return false;
    }
    let resolvers = proxy.settings.resolvers();
    let name = route.router.shown();
    let message = format!(
        "router `{name}` of {} has no certificate resolver: visitors get a certificate that Traefik signed itself",
        route.whose(cx)
    );
    let place = route.router.below(&["tls"]).next().map_or(route.router.span, Setting::span);
    let resolver = resolvers.first().unwrap_or(&"letsencrypt");
    let help = format!("add {}", route.property(cx, &["tls", "certResolver"], resolver));
    // Without any resolver, something before Traefik may hold the certificates.
    let severity = if resolvers.is_empty() { Severity::Warning } else { Severity::Error };
    out.report(
        route.draft(cx, place, message).label("no resolver").help(help).at_most(severity).by_absence(Absence::Near),
    );
    true
}

/// Reports a router that serves plain HTTP.
fn plain(
    cx: &Context<'_>,
    route: &Route<'_>,
    (entrypoint, point): (&str, &EntryPoint),
    setting: Option<&Setting>,
    out: &mut Findings,
) {
    let (name, whose, host) = (route.router.shown(), route.whose(cx), route.host(cx));
    let malformed = setting.filter(|setting| setting.flag().is_none()).and_then(Setting::value);
    let message = match malformed {
        Some(value) => format!(
            "{whose} serves {host} over plain HTTP on `{entrypoint}`: `{}` for `tls` is no boolean",
            cx.show(value)
        ),
        None => format!("{whose} serves {host} over plain HTTP on `{entrypoint}`: router `{name}` has no TLS"),
    };
    let place = setting.or_else(|| route.router.get(&["entrypoints"])).map_or(route.router.span, Setting::place);
    let help = if setting.is_some() {
        format!("write {}", route.property(cx, &["tls"], "true"))
    } else {
        let resolver = route.proxy.settings.resolvers().first().copied().unwrap_or("letsencrypt").to_owned();
        let rest = if is_https(point) { "" } else { ", on an entry point for HTTPS" };
        format!("add {}{rest}", route.property(cx, &["tls", "certResolver"], &resolver))
    };
    let draft = route.draft(cx, place, message).label("no TLS here").help(help);
    let draft = draft.by_absence(Absence::Near);
    out.report(draft.at_most(if speaks_tls(route.proxy) { Severity::Error } else { Severity::Warning }));
}

/// Whether a proxy encrypts anything: where not, something before it may.
fn speaks_tls(proxy: &Proxy) -> bool {
    let points = proxy.settings.entrypoints();
    !proxy.settings.resolvers().is_empty() || points.values().any(|point| point.tls || is_https(point))
}
