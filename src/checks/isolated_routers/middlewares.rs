//! Middlewares that only another environment's containers define.

use crate::check::routes::{self, Names, Route};
use crate::check::{Context, Findings};
use crate::diagnostic::{Cause, Severity};
use crate::model::environment::Pair;
use crate::model::traefik::Kind;

/// Reports the first middleware of a router that goes away with the containers of another environment: its
/// hosts answer 404 then, and whoever deploys there changes what they do.
pub(super) fn judge(cx: &Context<'_>, route: &Route<'_>, names: &Names<'_>, out: &mut Findings) {
    let Some(own) = route.environment else { return };
    let (router, proxy) = (route.router, route.proxy);
    for name in router.list(&["middlewares"]) {
        let flat = name.flat();
        let found = proxy.named(Kind::Middleware, router.protocol, flat.as_str(), &router.provider);
        let definers: Option<Vec<_>> = found
            .iter()
            .map(|middleware| {
                let subject = names.of_object(middleware)?;
                let theirs = subject.environment.filter(|id| cx.pair(own, *id) != Pair::Ignored)?;
                let severity = routes::clash(cx, proxy, (router, Some(own)), (*middleware, Some(theirs)))?;
                Some((subject, theirs, severity, *middleware))
            })
            .collect();
        let Some((subject, theirs, severity, middleware)) = definers.unwrap_or_default().into_iter().next() else {
            continue;
        };
        let (own_name, theirs_name) = (cx.name(own), cx.name(theirs));
        let message = format!(
            "router `{}` of {own_name} uses middleware `{}`, which only {theirs_name} service `{}` defines",
            router.shown(),
            cx.show(&name),
            subject.name()
        );
        let draft = route
            .draft(cx, name.place(), message)
            .label(format!("stops with {theirs_name}"))
            .also(middleware.span, format!("{theirs_name} defines it here"))
            .help(format!("define one of {own_name}'s own, or let the labels of Traefik define it for both"))
            .at_most(severity.min(Severity::Warning))
            .cause(Cause::Host);
        out.report(draft.lowered(cx.pair(own, theirs) == Pair::Lowered));
        return;
    }
}
