//! Rules without a host: they take the paths of every host.

use std::collections::BTreeMap;

use super::Routed;
use super::patterns::{own_priority, takes_nothing};
use crate::check::routes::{self, Route};
use crate::check::{Context, Findings};
use crate::diagnostic::{Draft, Severity};
use crate::model::domain::MAX_COMPARED;
use crate::model::environment::Pair;
use crate::model::pattern;
use crate::model::value::Value;

/// So many routers of one host are looked at.
const MAX_ROUTERS: usize = 64;

/// Reports rules that take requests for hosts of a more trusted environment.
pub(super) fn judge(
    cx: &Context<'_>,
    routes: &[Route<'_>],
    by_host: &BTreeMap<String, Vec<Routed<'_>>>,
    out: &mut Findings,
) {
    let open = routes.iter().filter_map(|route| Some((route, route.router.rule.as_ref()?.everywhere.as_ref()?)));
    for (route, place) in open.filter(|(route, _)| !takes_nothing(route)).take(pattern::MAX_TRIED) {
        let hosts = by_host.values().take(MAX_COMPARED);
        let met = hosts.filter_map(|routed| met(cx, route, routed));
        // A host that it takes says more than one that is kept from it.
        if let Some(met) = met.min_by_key(|met| met.taken != Some(true)) {
            out.report(describe(cx, route, place, &met));
        }
    }
}

/// A host of a more trusted environment.
struct Met<'r, 'a> {
    routed: &'r Routed<'a>,
    pair: Pair,
    at_most: Severity,
    /// Whether the rule takes its requests; unknown where variables decide.
    taken: Option<bool>,
}

/// What becomes of a host that has these routers.
fn met<'r, 'a>(cx: &Context<'_>, route: &Route<'_>, routed: &'r [Routed<'a>]) -> Option<Met<'r, 'a>> {
    let own = route.environment?;
    let rank = |id| (cx.role(id), id);
    let near = routed.iter().filter(|more| {
        let is_one_proxy = std::ptr::eq(route.proxy, more.route.proxy);
        is_one_proxy && rank(more.environment) < rank(own) && cx.pair(own, more.environment) != Pair::Ignored
    });
    let near: Vec<&Routed<'_>> = near.take(MAX_ROUTERS).collect();
    let first = *near.first()?;
    let at_most =
        routes::clash(cx, route.proxy, (route.router, Some(own)), (first.route.router, Some(first.environment)))?;
    let verdicts: Vec<Option<bool>> = near.iter().map(|more| comes_first(route, &more.route)).collect();
    let is_kept = verdicts.contains(&Some(false));
    let taken = if is_kept { Some(false) } else { verdicts.into_iter().flatten().next() };
    Some(Met {
        routed: first,
        pair: cx.pair(own, first.environment),
        at_most,
        taken: taken.filter(|_| is_kept || !first.maybe),
    })
}

fn describe(cx: &Context<'_>, route: &Route<'_>, place: &Value, met: &Met<'_, '_>) -> Draft {
    let (own, theirs) = (cx.owner(route.environment), cx.name(met.routed.environment));
    let (whose, host) = (route.whose(cx), cx.show(&met.routed.host.value));
    let message = if met.taken == Some(false) {
        format!("{whose} takes requests for every host; only the order of rules keeps `{host}` for {theirs}")
    } else {
        format!("{whose} takes requests for every host, `{host}` of {theirs} too")
    };
    let severity = if met.taken == Some(true) { met.at_most } else { Severity::Warning };
    route
        .draft(cx, place.place(), message)
        .label("names no host")
        .also(met.routed.value.place(), format!("{theirs} routes it here"))
        .help(format!("name a host of {own} in the rule, as in ``Host(`{own}.example`) && PathPrefix(`/api`)``"))
        .at_most(severity)
        .lowered(met.pair == Pair::Lowered)
}

/// Whether Traefik asks one router before the other: the higher priority decides, which is the length of
/// the rule where none is given. A rule for some paths of its host leaves the others to whoever follows.
fn comes_first(one: &Route<'_>, other: &Route<'_>) -> Option<bool> {
    let priority = |route: &Route<'_>| {
        let length = || i64::try_from(route.router.rule.as_ref()?.value.text()?.len()).ok();
        own_priority(route).or_else(length)
    };
    let is_narrow = other.router.rule.as_ref().is_none_or(|rule| rule.narrowed);
    if is_narrow { Some(true) } else { Some(priority(one)? > priority(other)?) }
}
