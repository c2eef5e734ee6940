//! `https-redirect`: plain http is redirected, at the entry point or by a middleware of the router.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::routes::{Names, Route, routes};
use super::tls_routers::{encrypted, hosts};
use crate::check::{Check, Context, Findings};
use crate::diagnostic::Draft;
use crate::model::traefik::{EntryPoint, Kind, Object, Proxy, Setting, Tls, of_labels};
use crate::source::Span;

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpsRedirect {}

impl Check for HttpsRedirect {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let names = Names::of(cx);
        let routes = routes(cx, &names);
        let encrypted = encrypted(&routes);
        let mut broken = BTreeSet::new();
        for route in routes.iter().filter(|route| route.is_judged()) {
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
        // What sends nobody anywhere is one mistake, however many routers it leaves open.
        if let Some(to) = point.redirects_to.as_ref().filter(|_| !route.proxy.redirects_all(point)) {
            if broken.insert(to.place()) {
                let message = format!(
                    "entry point `{name}` redirects to `{}`, which is no entry point, so Traefik redirects nothing",
                    cx.show(to)
                );
                let known = secure(route.proxy).unwrap_or("websecure");
                let draft = Draft::at(to.place(), message).label("no such entry point");
                out.report(
                    draft
                        .help(format!("name one that there is, such as `{known}`"))
                        .subject(format!("entrypoints.{name}")),
                );
            }
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

fn describe(cx: &Context<'_>, route: &Route<'_>, (entrypoint, _): (&str, &EntryPoint)) -> Draft {
    let name = route.router.shown();
    let message = format!(
        "{} answers plain http for {}: router `{name}` on `{entrypoint}` does not redirect",
        route.whose(cx),
        route.host(cx)
    );
    let given = ["middlewares", "entrypoints"].iter().find_map(|key| route.router.get(&[key]));
    let place = given.map_or(route.router.span, Setting::place);
    let draft = route.draft(cx, place, message).label("serves plain http");
    match unattached(route) {
        Some(middleware) => {
            let help = format!("attach it: `traefik.http.routers.{name}.middlewares={}`", middleware.shown());
            draft.also(middleware.span, "this redirect is not attached").help(help)
        }
        None => draft.help(format!(
            "redirect the whole entry point: `--entrypoints.{entrypoint}.http.redirections.entrypoint.to={}`",
            secure(route.proxy).unwrap_or("websecure")
        )),
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
