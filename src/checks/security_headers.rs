//! `security-headers`: outside production, routers send the security headers that production sends;
//! every middleware that a router names exists.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::routes::Route;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::diagnostic::{Absence, Draft};
use crate::model::environment::{EnvironmentId, Marker, Pair};
use crate::model::traefik::{Chain, Protocol, Setting};
use crate::model::value::Value;
use crate::source::Span;

/// Options of the headers middleware, with the header that they send.
const OPTIONS: [(&str, &str); 8] = [
    ("stsseconds", "Strict-Transport-Security"),
    ("contenttypenosniff", "X-Content-Type-Options"),
    ("framedeny", "X-Frame-Options"),
    ("customframeoptionsvalue", "X-Frame-Options"),
    ("contentsecuritypolicy", "Content-Security-Policy"),
    ("referrerpolicy", "Referrer-Policy"),
    ("permissionspolicy", "Permissions-Policy"),
    ("browserxssfilter", "X-XSS-Protection"),
];

/// No parameters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SecurityHeaders {}

/// Headers with the place that sets them.
type Headers = BTreeMap<&'static str, Span>;

/// What production sends for a service, and under what name.
struct Production<'a> {
    environment: EnvironmentId,
    service: &'a str,
    headers: Headers,
}

impl Check for SecurityHeaders {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let routes: Vec<Route<'_>> = cx.routes().iter().copied().filter(|route| is_judged(cx, route)).collect();
        let production = production(cx, &routes);
        for route in &routes {
            let chain = route.proxy.chain(route.router);
            undefined(cx, route, &chain, out);
            if chain.open || chain.partial || !chain.missing.is_empty() {
                continue;
            }
            compare(cx, route, &chain, &production, out);
        }
    }
}

fn is_judged(cx: &Context<'_>, route: &Route<'_>) -> bool {
    route.router.protocol == Protocol::Http && !route.router.old && route.role(cx) != Some(Role::Development)
}

/// What production sends, by the name of the service without the environment's marker.
fn production<'a>(cx: &Context<'a>, routes: &[Route<'a>]) -> BTreeMap<&'a str, Production<'a>> {
    let mut all: BTreeMap<&str, Production<'_>> = BTreeMap::new();
    for route in routes.iter().filter(|route| route.role(cx) == Some(Role::Production)) {
        let (Some(environment), Some(subject)) = (route.environment, route.subject) else { continue };
        let own = || Production { environment, service: subject.name(), headers: Headers::new() };
        let known = all.entry(base(subject.name())).or_insert_with(own);
        for (header, span) in headers(&route.proxy.chain(route.router)) {
            known.headers.entry(header).or_insert(span);
        }
    }
    all
}

fn base(service: &str) -> &str {
    Marker::of_service(service).filter(|(marker, _)| !marker.weak).map_or(service, |(_, base)| base)
}

/// The security headers that the middlewares of a chain send.
fn headers(chain: &Chain<'_>) -> Headers {
    let mut headers = Headers::new();
    for property in chain.found.iter().flat_map(|object| object.below(&["headers"])) {
        let option = match property.path.as_slice() {
            [_, option] => OPTIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(option.as_str())),
            [_, custom, name] if custom.as_str().eq_ignore_ascii_case("customresponseheaders") => {
                OPTIONS.iter().find(|(_, header)| header.eq_ignore_ascii_case(name.as_str()))
            }
            _ => None,
        };
        if let Some((_, header)) = option.filter(|_| !is_off(property)) {
            headers.entry(*header).or_insert(property.place());
        }
    }
    headers
}

fn is_off(property: &Setting) -> bool {
    let text = property.value().map(Value::text);
    matches!(text, Some(Some(text)) if matches!(&*text, "" | "0" | "false"))
}

/// Reports names of middlewares that nothing defines.
fn undefined(cx: &Context<'_>, route: &Route<'_>, chain: &Chain<'_>, out: &mut Findings) {
    for name in &chain.missing {
        let shown = cx.show(name);
        let message = format!(
            "router `{}` of {} uses middleware `{shown}`, which nothing defines: Traefik answers 404",
            route.router.shown(),
            route.whose(cx)
        );
        let draft = route.draft(cx, name.place(), message).label("no such middleware").by_absence(Absence::Near);
        out.report(draft.help("define it in a label of a container that this Traefik sees, or remove the name"));
    }
}

fn compare(
    cx: &Context<'_>,
    route: &Route<'_>,
    chain: &Chain<'_>,
    production: &BTreeMap<&str, Production<'_>>,
    out: &mut Findings,
) {
    let (Some(own), Some(subject)) = (route.environment, route.subject) else { return };
    let Some(theirs) = production.get(base(subject.name())) else { return };
    let pair = cx.pair(own, theirs.environment);
    if pair == Pair::Ignored
        || route.role(cx) == Some(Role::Production)
        || route.proxy.redirects(route.router) == Some(true)
    {
        return;
    }
    let sent = headers(chain);
    let lacking: Vec<(&str, Span)> = theirs
        .headers
        .iter()
        .filter(|(header, _)| !sent.contains_key(*header))
        .map(|(header, span)| (*header, *span))
        .collect();
    if lacking.is_empty() {
        return;
    }
    let message = format!(
        "{} sends no {}, which {} service `{}` sends",
        route.whose(cx),
        listed(&lacking),
        cx.name(theirs.environment),
        theirs.service
    );
    let place = route.router.get(&["middlewares"]).map_or(route.router.span, Setting::place);
    let draft = route.draft(cx, place, message).label("no such headers here").by_absence(Absence::Near);
    let draft = lacking.iter().fold(draft, |draft: Draft, (_, span)| draft.also(*span, "production sends it"));
    let help = format!("give {} a headers middleware like production's, and attach it to this router", cx.name(own));
    out.report(draft.help(help).lowered(pair == Pair::Lowered));
}

/// `` `A`, `B` and `C` ``.
fn listed(headers: &[(&str, Span)]) -> String {
    let named: Vec<String> = headers.iter().map(|(header, _)| format!("`{header}`")).collect();
    match named.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        named => named.join(", "),
    }
}
