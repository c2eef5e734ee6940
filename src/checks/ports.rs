//! `ports`: services publish listed ports only.

use schemars::JsonSchema;
use serde::Deserialize;

use super::published_ports::describe;
use super::scope::Scope;
use crate::check::{Check, Context, Findings, Subject};
use crate::config;
use crate::diagnostic::Compared;

/// What may be published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ports {
    /// The ports of the host that may be published.
    allowed: Vec<config::Ports>,
    /// Whether ports that only the host itself reaches may be published too.
    #[serde(default)]
    loopback: bool,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl Check for Ports {
    fn service(&self, cx: &Context<'_>, subject: &Subject<'_>, out: &mut Findings) {
        if !self.scope.covers(cx, subject) {
            return;
        }
        for port in &subject.service.ports {
            let range = port.published_range();
            let is_allowed = range.as_ref().is_some_and(|range| self.allowed.iter().any(|ports| ports.contain(range)));
            if is_allowed || (self.loopback && port.is_loopback() == Some(true)) {
                continue;
            }
            let is_open = port.published.is_some() && range.is_none();
            if is_open || (self.loopback && port.is_loopback().is_none()) {
                out.compared(Compared { unknown: 1, ..Compared::default() });
                continue;
            }
            let message = format!("{} publishes {}", subject.words(cx), describe(port));
            let label = if range.is_some() { "none of the allowed ports" } else { "a random port of the host" };
            let draft = subject
                .draft(cx, "ports", port.span, message)
                .label(label)
                .help(cx.fix)
                .lowered(port.published.as_ref().is_some_and(|published| !published.is_known()));
            out.report(port.via.iter().fold(draft, |draft, via| draft.also(*via, "taken over here")));
        }
    }
}
