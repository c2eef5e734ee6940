//! `published-ports`: in production and staging only the edge publishes ports.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use super::concern;
use super::served::Served;
use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::config::patterns::Images;
use crate::diagnostic::{Draft, Severity};
use crate::model::compose::{Port, Service};
use crate::model::value::Value;

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
        let served = Served::of(cx);
        for subject in cx.subjects() {
            self.service(cx, &subject, &served, out);
        }
    }
}

impl PublishedPorts {
    fn service<'a>(&self, cx: &Context<'a>, subject: &Subject<'a>, served: &Served<'a>, out: &mut Findings) {
        let Some(concern) = concern(cx, subject, served) else { return };
        let has_edge = served.is_fronted(subject.project_id);
        let is_store = subject.service.runs_one_of(&self.stores);
        for port in &subject.service.ports {
            if subject.service.edge {
                self.edge(cx, subject, port, &concern, out);
                continue;
            }
            let Some(severity) = severity(port, &concern, has_edge, is_store) else { continue };
            let published = describe(port);
            let whose = match concern {
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
            let is_guess = subject.environment.is_some_and(|id| concern::is_guess(cx, id));
            out.report(draft.at_most(if is_guess { severity.min(Severity::Warning) } else { severity }));
        }
    }

    /// An edge publishes web ports and the entry points it declares; anything else is for admins.
    fn edge(&self, cx: &Context<'_>, subject: &Subject<'_>, port: &Port, concern: &Concern<'_>, out: &mut Findings) {
        let (Some(target), Concern::Deployed(_)) = (port.target_range(), concern) else { return };
        let entrypoints = entrypoints(subject.service);
        let is_declared = |number: u16| self.entrypoints.contains(&number) || entrypoints.contains(&number);
        let published = port.published_range();
        let is_web =
            published.as_ref().is_some_and(|range| range.clone().all(|number| self.entrypoints.contains(&number)));
        if is_web || target.clone().all(is_declared) || port.is_loopback() == Some(true) {
            return;
        }
        let message =
            format!("edge service `{}` publishes {}, which is no entry point", subject.name(), describe(port));
        let help = "remove the entry, or declare the entry point on the edge's command line";
        out.report(draft(cx, subject, port, message).help(help).at_most(Severity::Warning));
    }
}

fn concern<'a>(cx: &Context<'a>, subject: &Subject<'a>, served: &Served<'a>) -> Option<Concern<'a>> {
    match served.role(cx, subject) {
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

/// The ports of `--entrypoints.web.address=:80` and its like.
fn entrypoints(service: &Service) -> Vec<u16> {
    let words = service.command.iter().filter_map(Value::text);
    let environment = service
        .environment
        .iter()
        .filter_map(|(name, variable)| Some(format!("{name}={}", variable.value.as_ref()?.text()?)));
    words
        .chain(environment)
        .flat_map(|text| text.split_whitespace().map(str::to_ascii_lowercase).collect::<Vec<_>>())
        .filter(|word| word.contains("entrypoints") && word.contains("address"))
        .filter_map(|word| word.rsplit(':').next()?.split('/').next()?.parse().ok())
        .collect()
}
