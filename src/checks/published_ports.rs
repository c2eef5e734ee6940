//! `published-ports`: in production and staging only the edge publishes ports.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::concern;
use crate::check::served::Served;
use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::config::patterns::Images;
use crate::diagnostic::{Draft, Severity};
use crate::model::compose::Port;
use crate::model::traefik::{Seat, Settings};
use crate::model::value::Value;
use crate::source::Span;

/// Who may publish what.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishedPorts {
    /// Ports that an edge publishes by its nature.
    entrypoints: Vec<u16>,
    /// Images of databases, caches, queues and search.
    stores: Images,
}

/// What an environment makes of a published port.
enum Concern<'a> {
    /// Production or staging, by name; shared services count for both.
    Deployed(&'a str),
    /// Neither, as far as anything tells.
    Unmarked,
}

impl Check for PublishedPorts {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let served = cx.served();
        let proxies = cx.workspace.proxies.iter().filter_map(|proxy| Some((proxy.seat.clone()?, &proxy.settings)));
        let proxies: BTreeMap<Seat, &Settings> = proxies.collect();
        for subject in cx.subjects() {
            let Some(concern) = concern(cx, &subject, served) else { continue };
            if subject.service.edge {
                let seat = (subject.project_id, subject.name().to_owned());
                self.edge(cx, &subject, &concern, proxies.get(&seat).copied(), out);
            } else {
                let surroundings = (served.is_fronted(subject.project_id), served.home(cx, &subject));
                self.service(cx, &subject, &concern, surroundings, out);
            }
        }
    }
}

impl PublishedPorts {
    fn service(
        &self,
        cx: &Context<'_>,
        subject: &Subject<'_>,
        concern: &Concern<'_>,
        (has_edge, home): (bool, Option<Span>),
        out: &mut Findings,
    ) {
        let is_store = subject.service.runs_one_of(&self.stores);
        for port in &subject.service.ports {
            let Some(severity) = severity(port, concern, has_edge, is_store) else { continue };
            let published = describe(port);
            let whose = match *concern {
                Concern::Deployed(name) => format!("{name} service `{}`", subject.name()),
                Concern::Unmarked => format!("service `{}`", subject.name()),
            };
            let loopback = port.is_loopback();
            let reach = match (loopback, &port.published) {
                (Some(true), _) => " on the host's loopback",
                (_, None) => " on a random port of the host",
                _ => " on the host",
            };
            let help = match (is_store, loopback, has_edge) {
                (true, Some(false), _) => "remove the entry; services reach the store by its name on their network",
                (_, Some(true), _) => "remove the entry unless a tunnel needs it",
                (_, _, true) => "remove the entry and route the service through the edge",
                _ => "remove the entry, or bind it to `127.0.0.1` behind a proxy of the host",
            };
            let draft = draft(cx, subject, port, format!("{whose} publishes {published}{reach}")).help(help);
            let is_guess = subject.environment.is_some_and(|id| concern::is_guess(cx.workspace, id));
            let draft = draft.at_most(if is_guess { severity.min(Severity::Warning) } else { severity });
            out.report(concern::at_home(draft, home));
        }
    }

    /// An edge publishes web ports and the entry points it declares; anything else is for admins.
    fn edge(
        &self,
        cx: &Context<'_>,
        subject: &Subject<'_>,
        concern: &Concern<'_>,
        settings: Option<&Settings>,
        out: &mut Findings,
    ) {
        let Concern::Deployed(_) = concern else { return };
        let mut points = settings.map(|settings| settings.entrypoints().values()).into_iter().flatten();
        let declared: BTreeSet<u16> = points.clone().filter_map(|point| point.port).collect();
        let place = points.find_map(|point| point.span);
        let is_declared = |number: u16| self.entrypoints.contains(&number) || declared.contains(&number);
        for port in &subject.service.ports {
            let Some(mut target) = port.target_range() else { continue };
            let published = port.published_range();
            let is_web =
                published.is_some_and(|range| range.into_iter().all(|number| self.entrypoints.contains(&number)));
            if is_web || target.all(is_declared) || port.is_loopback() == Some(true) {
                continue;
            }
            let unseen = settings.and_then(|settings| settings.unseen.as_ref());
            let known = unseen.map_or(String::new(), |(reason, _)| format!(" that can be seen: {reason}"));
            let message = format!(
                "edge service `{}` publishes {}, which is no entry point{known}",
                subject.name(),
                describe(port)
            );
            let help = match (settings, place) {
                (None, _) => "remove the entry, or bind it to `127.0.0.1`",
                (Some(_), Some(_)) => "remove the entry, or declare the entry point beside the others",
                (Some(_), None) if unseen.is_some() => "remove the entry unless it is an entry point",
                (Some(_), None) => "remove the entry, or declare the entry point on the edge's command line",
            };
            let severity = if unseen.is_some() { Severity::Info } else { Severity::Warning };
            let draft = draft(cx, subject, port, message).help(help).at_most(severity);
            let elsewhere = place.filter(|place| place.file != port.span.file);
            out.report(elsewhere.into_iter().fold(draft, |draft, place| draft.also(place, "entry points stand here")));
        }
    }
}

fn concern<'a>(cx: &Context<'a>, subject: &Subject<'a>, served: &Served<'a>) -> Option<Concern<'a>> {
    match served.role(cx.workspace, subject) {
        Role::Production | Role::Staging => Some(Concern::Deployed(cx.named(subject.environment).unwrap_or("shared"))),
        Role::Other => subject.environment.map(|_| Concern::Unmarked),
        Role::Development => None,
    }
}

fn severity(port: &Port, concern: &Concern<'_>, has_edge: bool, is_store: bool) -> Option<Severity> {
    let loopback = port.is_loopback();
    match concern {
        Concern::Unmarked => (is_store && loopback == Some(false)).then_some(Severity::Warning),
        Concern::Deployed(_) => Some(match loopback {
            Some(true) if has_edge => Severity::Warning,
            Some(true) => Severity::Info,
            Some(false) if has_edge || is_store => Severity::Error,
            _ => Severity::Warning,
        }),
    }
}

fn draft(cx: &Context<'_>, subject: &Subject<'_>, port: &Port, message: String) -> Draft {
    let draft = subject.draft(cx, "ports", port.span, message).label("published here");
    let draft = port.via.iter().fold(draft, |draft, via| draft.also(*via, "taken over here"));
    // What a file sets instead of the default is not seen where the port is published.
    let parts = [&port.host_ip, &port.published].into_iter().flatten().map(Value::place);
    parts.filter(|place| !port.span.contains(*place)).fold(draft, |draft, place| draft.also(place, "set here"))
}

/// The port as people say it.
pub(super) fn describe(port: &Port) -> String {
    let suffix = if port.protocol == "tcp" { String::new() } else { format!("/{}", port.protocol) };
    let numbers = |range: RangeInclusive<u16>| {
        if range.start() == range.end() {
            format!("port {}{suffix}", range.start())
        } else {
            format!("ports {} to {}{suffix}", range.start(), range.end())
        }
    };
    match (&port.published, port.published_range(), port.target_range()) {
        (Some(_), Some(range), _) => numbers(range),
        (_, _, Some(target)) => format!("{} of its container", numbers(target)),
        _ => "a port".to_owned(),
    }
}
