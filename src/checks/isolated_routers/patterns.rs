//! Patterns of hosts: whose hosts do they match?

use std::collections::BTreeMap;

use regex::Regex;

use super::Routed;
use crate::check::routes::{self, Route};
use crate::check::{Context, Findings};
use crate::diagnostic::Severity;
use crate::model::domain::MAX_COMPARED;
use crate::model::environment::Pair;
use crate::model::pattern;
use crate::model::traefik::{RuleHost, Version};

/// Reports patterns that match a host of another environment.
pub(super) fn judge(
    cx: &Context<'_>,
    routes: &[Route<'_>],
    by_host: &BTreeMap<String, Vec<Routed<'_>>>,
    out: &mut Findings,
) {
    let known: Vec<(&str, &Routed<'_>)> = by_host
        .values()
        .flat_map(|routed| routed.iter().take(4))
        .filter_map(|routed| Some((routed.host.known()?, routed)))
        .take(MAX_COMPARED)
        .collect();
    let patterns = routes.iter().flat_map(|route| {
        let hosts = route.router.rule.iter().flat_map(|rule| &rule.hosts);
        hosts.filter(|host| host.pattern).map(move |host| (route, host))
    });
    for (route, host) in patterns.take(pattern::MAX_TRIED) {
        one(cx, route, host, &known, out);
    }
}

/// Whether a router takes nothing away from anybody: it only redirects, or goes last and gets what nobody
/// wants.
pub(super) fn takes_nothing(route: &Route<'_>) -> bool {
    let only_redirects = match route.proxy.redirects(route.router) {
        None => route.proxy.seat.is_some(),
        Some(redirects) => redirects,
    };
    only_redirects || own_priority(route).is_some_and(|priority| (1..10).contains(&priority))
}

/// The priority that a router is given; zero means none.
pub(super) fn own_priority(route: &Route<'_>) -> Option<i64> {
    let set = route.router.get(&["priority"])?.value()?.text()?.parse::<i64>().ok();
    set.filter(|priority| *priority != 0)
}

fn one(cx: &Context<'_>, route: &Route<'_>, pattern: &RuleHost, known: &[(&str, &Routed<'_>)], out: &mut Findings) {
    if takes_nothing(route) {
        return;
    }
    let (Some(own), Some(regex)) = (route.environment, compile(pattern, route.proxy.version)) else { return };
    let takes_all = regex.is_match("stranger.invalid");
    for (name, routed) in known {
        let pair = cx.pair(own, routed.environment);
        let rank = |id| (cx.role(id), id);
        let is_trusted = rank(own) < rank(routed.environment);
        let is_one_proxy = std::ptr::eq(route.proxy, routed.route.proxy);
        if pair == Pair::Ignored || !is_one_proxy || (is_trusted && takes_all) || !regex.is_match(name) {
            continue;
        }
        let theirs = (routed.route.router, Some(routed.environment));
        let Some(severity) = routes::clash(cx, route.proxy, (route.router, Some(own)), theirs) else { continue };
        // What production takes of staging's is the wish of whoever wrote a wildcard.
        let severity = if is_trusted || routed.maybe { Severity::Warning } else { severity };
        let (own, theirs) = (cx.name(own), cx.name(routed.environment));
        let message = format!("{} takes requests for `{name}`, a host of {theirs}, by a pattern", route.whose(cx));
        let draft = route
            .draft(cx, pattern.value.place(), message)
            .label(format!("matches a host of {theirs}"))
            .also(routed.value.place(), format!("{theirs} routes it here"))
            .help(format!("narrow the pattern to the hosts of {own}"));
        out.report(draft.at_most(severity).lowered(pair == Pair::Lowered));
        return;
    }
}

/// The pattern as a regular expression: that of Traefik 3, `{name:expression}` of Traefik 2, or a
/// wildcard for one label.
fn compile(host: &RuleHost, version: Option<Version>) -> Option<Regex> {
    let text = host.value.text()?;
    let expression = if let Some(domain) = text.strip_prefix("*.") {
        format!("^[^.]+\\.{}$", regex::escape(domain))
    } else if text == "*" {
        ".".to_owned()
    } else if version == Some(Version::V2) || is_named(&text) {
        // Traefik 3 takes such a text literally, and it matches nothing.
        if version == Some(Version::V3) {
            return None;
        }
        named(&text)?
    } else {
        text.into_owned()
    };
    pattern::of_hosts(&expression)
}

/// Whether braces of a pattern hold a name and an expression, not a number of repetitions.
fn is_named(text: &str) -> bool {
    text.split('{')
        .skip(1)
        .any(|part| part.split_once(':').is_some_and(|(name, _)| name.chars().all(char::is_alphabetic)))
}

/// `{sub:[a-z]+}.example`: braces hold a name and an expression, the rest stands for itself.
fn named(text: &str) -> Option<String> {
    let mut expression = "^".to_owned();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        expression.push_str(&regex::escape(before));
        let mut depth = 1_usize;
        let end = after.char_indices().find_map(|(at, letter)| {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        })?;
        let inner = after.get(..end)?.split_once(':').map_or("[^.]+", |(_, inner)| inner);
        expression.extend(["(?:", inner, ")"]);
        rest = after.get(end + 1..)?;
    }
    expression.push_str(&regex::escape(rest));
    expression.push('$');
    Some(expression)
}
