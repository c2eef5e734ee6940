//! One allowed origin, as one environment sees it.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::check::Context;
use crate::config::Role;
use crate::diagnostic::{Label, Severity};
use crate::model::domain::{Claim, Domains, Evidence, Host, Owner, Standing, have_one_source};
use crate::model::environment::{EnvironmentId, Marker, Pair, words};
use crate::model::holder::is_general_template;
use crate::model::origin::{Origin, Scheme};
use crate::model::project::ProjectId;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

/// What production allows, by the key of the host and the project that says so.
pub(super) type Production = BTreeMap<(String, Option<ProjectId>), Listed>;

/// An origin that production allows.
pub(super) struct Listed {
    pub(super) environment: EnvironmentId,
    pub(super) origin: Value,
}

/// What is to be said of an origin.
pub(super) enum Verdict {
    Fine,
    Unknown,
    Fault(Box<Fault>),
}

impl From<Fault> for Verdict {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

/// What is wrong with an origin.
pub(super) struct Fault {
    /// The origin.
    pub(super) item: Value,
    /// What is allowed, as a message ends.
    pub(super) what: String,
    pub(super) label: String,
    pub(super) help: String,
    pub(super) related: Vec<Label>,
    pub(super) at_most: Severity,
    pub(super) lowered: bool,
}

impl Fault {
    pub(super) fn new(item: &Value, what: String, label: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            item: item.clone(),
            what,
            label: label.into(),
            help: help.into(),
            related: Vec::new(),
            at_most: Severity::Error,
            lowered: false,
        }
    }

    pub(super) fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = self.at_most.min(severity);
        self
    }

    /// Shows where a claim comes from; what a template or a default says is no proof.
    pub(super) fn because(mut self, judge: &Judge<'_>, claim: &Claim) -> Self {
        let name = judge.cx.name(claim.environment);
        let message = match claim.evidence {
            Evidence::Router => format!("{name} routes this host"),
            Evidence::Address => format!("{name}'s own address"),
        };
        self.related.push(Label { span: place(claim), message });
        self.lowered = judge.cx.pair(judge.environment, claim.environment) == Pair::Lowered;
        let is_proof = claim.host.value.certainty() > Certainty::Maybe && !judge.is_other_feed(claim, &self.item);
        if is_proof { self } else { self.at_most(Severity::Warning) }
    }
}

/// Whether a value under a plain key is a pattern.
pub(super) fn is_pattern(value: &Value) -> bool {
    value.flat().as_str().trim_start_matches(['"', '\'', '[', ' ']).starts_with('^')
}

/// Judges origins for one environment.
pub(super) struct Judge<'a> {
    pub(super) cx: &'a Context<'a>,
    pub(super) domains: &'a Domains<'a>,
    pub(super) production: &'a Production,
    pub(super) environment: EnvironmentId,
    pub(super) project: Option<ProjectId>,
    /// How many patterns were tried so far.
    pub(super) tried: &'a Cell<usize>,
}

impl Judge<'_> {
    /// Judges one item of a list.
    pub(super) fn item(&self, item: &Value, patterns: bool) -> Verdict {
        if patterns || is_pattern(item) {
            return self.pattern(item);
        }
        if item.text().is_some_and(|text| text == "null") {
            let what = "the origin `null`".to_owned();
            return Fault::new(item, what, "sandboxed pages and local files", "remove `null`").into();
        }
        let Some(origin) = Origin::parse(item) else { return Verdict::Unknown };
        // Applications have schemes of their own, which no website can take.
        if !origin.is_web() && matches!(origin.scheme, Scheme::Known(_)) {
            return Verdict::Unknown;
        }
        let verdict = if origin.host.key().contains('*') {
            self.wildcard(item, &origin.host)
        } else if origin.host.is_local() {
            return self.local(item);
        } else if origin.host.is_internal() {
            return Verdict::Unknown;
        } else {
            self.host(item, &origin.host)
        };
        match verdict {
            Verdict::Fine | Verdict::Unknown if origin.is_plain_http() => self.plain_http(item).into(),
            verdict => verdict,
        }
    }

    fn host(&self, item: &Value, host: &Host) -> Verdict {
        let standing = self.domains.standing(host, self.environment);
        match standing {
            Standing::Own => return Verdict::Fine,
            Standing::Others(owner) if self.is_compared(owner.environment()) => {
                return self.foreign(item, &owner).into();
            }
            _ => {}
        }
        let imitated = if matches!(standing, Standing::Unknown) { self.domains.imitated(host) } else { None };
        if let Some(claim) = imitated {
            let what = format!("`{}`, which only looks like `{}`", self.show(item), self.show(&claim.host.value));
            let fault = Fault::new(item, what, "a look-alike", "remove it from the list").because(self, claim);
            // Firms do have `shop.example` and `getshop.example`.
            let is_beside = claim.host.is_registrable() && host.is_registrable();
            return if is_beside { fault.at_most(Severity::Warning) } else { fault }.into();
        }
        if let Some(marker) = self.foreign_marker(host) {
            let what = format!("`{}`, which reads as {}'s", self.show(item), marker.name);
            let mut fault = Fault::new(item, what, format!("{}'s by its name", marker.name), "remove it from the list");
            fault.lowered = self.role() != Role::Production && marker.role != Role::Production;
            return fault.into();
        }
        let is_marked = self.has_own_marker(host);
        if !is_marked && let Some(fault) = self.also_listed(item, host, &standing) {
            return fault.into();
        }
        match self.domains.surroundings(host, self.environment) {
            Standing::Own => Verdict::Fine,
            Standing::Others(Owner::Claimed(claim)) if !is_marked && self.is_compared(claim.environment) => {
                let name = self.cx.name(claim.environment);
                let what =
                    format!("`{}`, which lies below {name}'s `{}`", self.show(item), self.show(&claim.host.value));
                let help = "remove it from the list, or declare the domain in `envlint.yaml`";
                let fault = Fault::new(item, what, format!("below {name}'s domain"), help);
                fault.because(self, claim).at_most(Severity::Warning).into()
            }
            _ if is_marked => Verdict::Fine,
            _ => Verdict::Unknown,
        }
    }

    fn local(&self, item: &Value) -> Verdict {
        // A template for all is filled in for a developer's own machine.
        if item.certainty() == Certainty::Maybe && is_general_template(self.cx.workspace, item.place()) {
            return Verdict::Unknown;
        }
        let what = format!("`{}`, a page on the visitor's own machine", self.show(item));
        let fault = Fault::new(item, what, "a local origin", "remove it from the list");
        (if self.role() == Role::Production { fault } else { fault.at_most(Severity::Warning) }).into()
    }

    fn plain_http(&self, item: &Value) -> Fault {
        let what = format!("`{}`, which is not encrypted", self.show(item));
        Fault::new(item, what, "plain http", "write `https://` instead of `http://`")
    }

    /// The fault of an origin that belongs to another environment.
    pub(super) fn foreign(&self, item: &Value, owner: &Owner<'_>) -> Fault {
        let name = self.cx.name(owner.environment());
        let what = format!("`{}`, an origin of {name}", self.show(item));
        let fault = Fault::new(item, what, format!("{name}'s origin"), "remove it from the list");
        self.owned(fault, owner)
    }

    /// Shows what makes the owner one.
    pub(super) fn owned(&self, mut fault: Fault, owner: &Owner<'_>) -> Fault {
        match owner {
            Owner::Claimed(claim) => fault.because(self, claim),
            Owner::Declared { environment, name, index } => {
                let path = ["environments", name, "domains", &index.to_string()];
                let span = self.cx.workspace.config.value_span(&path);
                let message = format!("declared for {name}");
                fault.related.extend(span.map(|span| Label { span, message }));
                fault.lowered = self.cx.pair(self.environment, *environment) == Pair::Lowered;
                fault
            }
        }
    }

    /// An origin of two lists belongs to production, unless its name says otherwise.
    fn also_listed(&self, item: &Value, host: &Host, standing: &Standing<'_>) -> Option<Fault> {
        if self.role() == Role::Production {
            return None;
        }
        let same_project = self.production.get(&(host.key().to_owned(), self.project));
        // In projects of their own, one variable or one line may be fed differently on each server.
        let elsewhere = || {
            let from = (host.key().to_owned(), None);
            let listed = self.production.range(from..).take_while(|((key, _), _)| key == host.key());
            listed.map(|(_, listed)| listed).find(|listed| {
                listed.origin.is_known() && host.known().is_some() && !have_one_source(&listed.origin, item)
            })
        };
        let listed = same_project.or_else(elsewhere)?;
        let name = self.cx.name(listed.environment);
        let what = format!("`{}`, which {name} allows too", self.show(item));
        let mut fault = Fault::new(item, what, format!("{name}'s origin"), "remove it from the list");
        fault.related.push(Label { span: listed.origin.place(), message: format!("{name} allows it here") });
        // Where production's own domains are known and this is none of them, both may mean a third party.
        let is_strange = matches!(standing, Standing::Unknown)
            && matches!(self.domains.surroundings(host, self.environment), Standing::Unknown)
            && self.domains.hosts_of(listed.environment).next().is_some();
        let is_proof = listed.origin.certainty() > Certainty::Maybe && !is_strange;
        Some(if is_proof { fault } else { fault.at_most(Severity::Warning) })
    }

    /// The word in a host's name that speaks of another environment, if none speaks of this one.
    fn foreign_marker(&self, host: &Host) -> Option<Marker> {
        if self.has_own_marker(host) {
            return None;
        }
        host.words().filter_map(Marker::of_word).find(|marker| {
            let exists =
                self.cx.workspace.environments.iter().find(|(_, environment)| speaks_of(&environment.name, *marker));
            let is_compared = exists.is_some_and(|(id, _)| self.is_compared(id));
            match self.role() {
                Role::Production => marker.role != Role::Production && (!marker.weak || is_compared),
                _ => !marker.weak && (marker.role == Role::Production || is_compared),
            }
        })
    }

    /// Whether the name of a host, or of a variable in it, speaks of this environment.
    pub(super) fn has_own_marker(&self, host: &Host) -> bool {
        let own = self.cx.name(self.environment);
        let variables = host.value.unset().flat_map(|unset| words(unset.variable.as_str()));
        host.words().chain(variables).any(|word| {
            word.eq_ignore_ascii_case(own) || Marker::of_word(word).is_some_and(|marker| speaks_of(own, marker))
        })
    }

    /// Whether the claim is fed from elsewhere, so that it may read otherwise where it is deployed.
    fn is_other_feed(&self, claim: &Claim, item: &Value) -> bool {
        claim.project != self.project && (claim.host.known().is_none() || have_one_source(&claim.host.value, item))
    }

    /// Whether the two environments have to be apart.
    pub(super) fn is_compared(&self, other: EnvironmentId) -> bool {
        self.cx.pair(self.environment, other) != Pair::Ignored
    }

    pub(super) fn role(&self) -> Role {
        self.cx.role(self.environment)
    }

    /// The name of the environment.
    pub(super) fn name(&self) -> &str {
        self.cx.name(self.environment)
    }

    /// A value as messages have it.
    pub(super) fn show(&self, value: &Value) -> String {
        self.cx.show(value)
    }
}

/// Where a claim is made; where a variable brings the host there, the variable.
fn place(claim: &Claim) -> Span {
    claim.host.value.via().first().copied().unwrap_or(claim.host.value.place())
}

fn speaks_of(name: &str, marker: Marker) -> bool {
    name == marker.name || Marker::of_word(name).is_some_and(|own| own.name == marker.name)
}
