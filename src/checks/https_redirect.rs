//! `https-redirect`: plain http is redirected, at the entry point or by a middleware of the router.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::tls_routers::{encrypted, hosts};
use crate::check::routes::Route;
use crate::check::{Check, Context, Findings};
use crate::diagnostic::{Absence, Draft};
use crate::model::traefik::{EntryPoint, Kind, Object, Proxy, Setting, Tls, of_labels};
use crate::source::Span;

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpsRedirect {}

impl Check for HttpsRedirect {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let routes = cx.routes();
        let encrypted = encrypted(routes);
        let mut broken = BTreeSet::new();
        let judged: Vec<&Route<'_>> = routes.iter().filter(|route| route.is_judged()).collect();
        // The routers of one proxy follow each other.
        let mut proxies: Vec<&Proxy> = judged.iter().map(|route| route.proxy).collect();
        proxies.dedup_by(|one, other| std::ptr::eq(*one, *other));
        for proxy in proxies {
            for (name, point) in proxy.settings.entrypoints() {
                nowhere(cx, proxy, (name, point), &mut broken, out);
            }
        }
        for route in judged {
            judge(cx, route, &encrypted, &mut broken, out);
        }
    }
}

fn judge(
    cx: &Context<'_>,
    route: &Route<'_>,
    encrypted: &BTreeSet<String>,
    broken: &mut BTreeSet<Span>,
    out: &mut Findings,
) {
    for (name, point) in route.proxy.entrypoints_of(route.router).unwrap_or_default() {
        if nowhere(cx, route.proxy, (name, point), broken, out) {
            continue;
        }
        let is_plain = matches!(route.proxy.tls(route.router, Some(point)), Tls::No(None));
        let is_secure = point.port.is_some_and(|port| matches!(port, 443 | 8443));
        let has_twin = hosts(route).iter().any(|host| encrypted.contains(host));
        if is_plain && !is_secure && has_twin && route.proxy.redirects(route.router) == Some(false) {
            out.report(describe(cx, route, (name, point)));
            return;
        }
    }
}

/// Whether an entry point sends everybody to one that there is not. That is one mistake, however many
/// routers it leaves open, and one where there are none: their hosts answer nothing there.
fn nowhere(
    cx: &Context<'_>,
    proxy: &Proxy,
    (name, point): (&str, &EntryPoint),
    broken: &mut BTreeSet<Span>,
    out: &mut Findings,
) -> bool {
    let Some(to) = point.redirects_to.as_ref().filter(|_| !proxy.redirects_all(point)) else { return false };
    if broken.insert(to.place()) {
        let shown = cx.show(to);
        let message = format!(
            "entry point `{name}` redirects to `{shown}`, which is no entry point, so Traefik redirects nothing"
        );
        let known = secure(proxy).unwrap_or("websecure");
        let draft = Draft::at(to.place(), message)
            .label("no such entry point")
            .help(format!("name one that there is, such as `{known}`"))
            .subject(format!("entrypoints.{name}"));
        out.report(draft);
    }
    true
}

fn describe(cx: &Context<'_>, route: &Route<'_>, (entrypoint, point): (&str, &EntryPoint)) -> Draft {
    let name = route.router.shown();
    let message = format!(
        "{} answers plain http for {}: router `{name}` on `{entrypoint}` does not redirect",
        route.whose(cx),
        route.host(cx)
    );
    let given = ["middlewares", "entrypoints"].iter().find_map(|key| route.router.get(&[key]));
    let place = given.map_or(route.router.span, Setting::place);
    let draft = route.draft(cx, place, message).label("serves plain http").by_absence(Absence::Near);
    match unattached(route) {
        Some(middleware) => {
            let help = format!("attach it: {}", route.property(cx, &["middlewares"], &middleware.shown()));
            draft.also(middleware.span, "this redirect is not attached").help(help)
        }
        None => draft.help(format!(
            "redirect the whole entry point: {}",
            redirection(cx, (entrypoint, point), secure(route.proxy).unwrap_or("websecure"))
        )),
    }
}

/// The setting that redirects an entry point, as its static configuration is written: Traefik takes
/// a file, flags or variables, not two of them.
fn redirection(cx: &Context<'_>, (entrypoint, point): (&str, &EntryPoint), to: &str) -> String {
    let written = point.span.map_or("--", |span| cx.workspace.sources.text(span));
    if written.starts_with("--") {
        format!("`--entrypoints.{entrypoint}.http.redirections.entrypoint.to={to}`")
    } else if written.to_ascii_uppercase().starts_with("TRAEFIK_") {
        format!("`TRAEFIK_ENTRYPOINTS_{}_HTTP_REDIRECTIONS_ENTRYPOINT_TO={to}`", entrypoint.to_uppercase())
    } else {
        format!("`http: {{ redirections: {{ entryPoint: {{ to: {to} }} }} }}` below `{entrypoint}`")
    }
}

/// The entry point for HTTPS.
fn secure(proxy: &Proxy) -> Option<&str> {
    let mut points = proxy.settings.entrypoints().iter();
    points.find(|(_, point)| point.tls || point.port == Some(443)).map(|(name, _)| name.as_str())
}

/// A redirect that the container of a router defines, although the router does not use it.
fn unattached(route: &Route<'_>) -> Option<Object> {
    let subject = route.subject?;
    let own = of_labels(&subject.service.labels, subject.project_id, subject.name());
    let is_redirect = |object: &Object| object.below(&["redirectscheme"]).next().is_some();
    own.into_iter().find(|object| object.kind == Kind::Middleware && is_redirect(object))
}
