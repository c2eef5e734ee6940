//! A host that an environment names, as that environment sees it: its own, another's, or nobody's
//! that is known.

mod told;

pub(super) use told::{OfVariable, Place, draft, production, readings};

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::check::Context;
use crate::config::Role;
use crate::diagnostic::{Label, Severity};
use crate::model::domain::{Claim, Domains, Evidence, Host, Owner, Standing, have_one_source};
use crate::model::environment::{EnvironmentId, Marker, Pair, words};
use crate::model::project::ProjectId;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

/// What production names, by the key of the host and the project that says so.
pub(super) type Production = BTreeMap<(String, Option<ProjectId>), Listed>;

/// A host that production names.
pub(super) struct Listed {
    pub(super) environment: EnvironmentId,
    pub(super) value: Value,
}

/// What is to be said of a host.
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

/// What is wrong with a host.
pub(super) struct Fault {
    /// What names it.
    pub(super) item: Value,
    /// What is named, as a message ends.
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

/// What that which names a host is called in messages.
pub(super) struct Words {
    /// With its article.
    pub(super) one: &'static str,
    /// The word alone.
    pub(super) noun: &'static str,
    /// What an environment does with it.
    pub(super) takes: &'static str,
    /// What to do when it is wrong: with one of several, and with the only one there is, in the
    /// environment of this name.
    pub(super) mend: [fn(&str) -> String; 2],
    /// Where it stands: `list`.
    pub(super) whole: &'static str,
}

/// Judges hosts for one environment.
pub(super) struct Judge<'a> {
    pub(super) words: &'a Words,
    pub(super) cx: &'a Context<'a>,
    pub(super) domains: &'a Domains<'a>,
    pub(super) production: &'a Production,
    pub(super) environment: EnvironmentId,
    pub(super) project: Option<ProjectId>,
    /// Whether what is judged is all that its variable holds.
    pub(super) alone: bool,
    /// How many patterns were tried so far.
    pub(super) tried: &'a Cell<usize>,
}

impl Judge<'_> {
    /// Judges a public host that `item` names.
    pub(super) fn host(&self, item: &Value, host: &Host) -> Verdict {
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
            let fault = Fault::new(item, what, "a look-alike", self.mend()).because(self, claim);
            // Firms do have `shop.example` and `getshop.example`.
            let is_beside = claim.host.is_registrable() && host.is_registrable();
            return if is_beside { fault.at_most(Severity::Warning) } else { fault }.into();
        }
        if let Some(fault) = self.marked(item, host) {
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
                let domains = format!("`environments.{}.domains`", self.name());
                let help = format!("{}, or declare the domain in {domains} of `envlint.yaml`", self.mend());
                let fault = Fault::new(item, what, format!("below {name}'s domain"), help);
                fault.because(self, claim).at_most(Severity::Warning).into()
            }
            _ if is_marked => Verdict::Fine,
            _ => Verdict::Unknown,
        }
    }

    /// The fault of a host that belongs to another environment.
    pub(super) fn foreign(&self, item: &Value, owner: &Owner<'_>) -> Fault {
        let name = self.cx.name(owner.environment());
        let what = format!("`{}`, {} of {name}", self.show(item), self.words.one);
        let fault = Fault::new(item, what, format!("{name}'s {}", self.words.noun), self.mend());
        self.owned(fault, owner)
    }

    /// The fault of a host whose name speaks of another environment.
    pub(super) fn marked(&self, item: &Value, host: &Host) -> Option<Fault> {
        let marker = self.foreign_marker(host)?;
        let what = format!("`{}`, which reads as {}'s", self.show(item), marker.name);
        let mut fault = Fault::new(item, what, format!("{}'s by its name", marker.name), self.mend());
        fault.lowered = self.role() != Role::Production && marker.role != Role::Production;
        Some(fault)
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

    /// A host of two lists belongs to production, unless its name says otherwise.
    fn also_listed(&self, item: &Value, host: &Host, standing: &Standing<'_>) -> Option<Fault> {
        let listed = self.listed(item, host)?;
        // Where production's own domains are known and this is none of them, both may mean a third party.
        let is_strange = matches!(standing, Standing::Unknown)
            && matches!(self.domains.surroundings(host, self.environment), Standing::Unknown)
            && self.domains.hosts_of(listed.environment).next().is_some();
        let fault = self.shared(item, listed);
        Some(if is_strange { fault.at_most(Severity::Warning) } else { fault })
    }

    /// Where production names the same host, if this environment is another one.
    pub(super) fn listed(&self, item: &Value, host: &Host) -> Option<&Listed> {
        if self.role() == Role::Production {
            return None;
        }
        let same_project = self.production.get(&(host.key().to_owned(), self.project));
        // In projects of their own, one variable or one line may be fed differently on each server.
        let elsewhere = || {
            let from = (host.key().to_owned(), None);
            let listed = self.production.range(from..).take_while(|((key, _), _)| key == host.key());
            listed.map(|(_, listed)| listed).find(|listed| {
                listed.value.is_known() && host.known().is_some() && !have_one_source(&listed.value, item)
            })
        };
        same_project.or_else(elsewhere)
    }

    /// The fault of a host that production names, too.
    pub(super) fn shared(&self, item: &Value, listed: &Listed) -> Fault {
        let (name, Words { noun, takes, .. }) = (self.cx.name(listed.environment), self.words);
        let what = format!("`{}`, which {name} {takes} too", self.show(item));
        let mut fault = Fault::new(item, what, format!("{name}'s {noun}"), self.mend());
        fault.related.push(Label { span: listed.value.place(), message: format!("{name} {takes} it here") });
        if listed.value.certainty() > Certainty::Maybe { fault } else { fault.at_most(Severity::Warning) }
    }

    /// The word in a host's name that speaks of another environment, if none speaks of this one.
    fn foreign_marker(&self, host: &Host) -> Option<Marker> {
        if self.has_own_marker(host) {
            return None;
        }
        host.words().filter_map(Marker::of_word).find(|marker| {
            let exists =
                self.cx.workspace.environments.iter().find(|(_, environment)| speaks_of(&environment.name, *marker));
            // Where developers have no public host, `shop-dev.example` is not theirs.
            let is_public = |id| marker.role != Role::Development || self.domains.is_owner(id);
            let is_compared = exists.is_some_and(|(id, _)| self.is_compared(id) && is_public(id));
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

    /// Whether more than what is judged says that the host is this environment's.
    pub(super) fn is_proven(&self, host: &Host) -> bool {
        self.domains.is_declared(host) || self.domains.is_routed(host, self.environment)
    }

    /// Whether something beside the address itself says that a host is of `environment`.
    pub(super) fn is_theirs(&self, host: &Host, environment: EnvironmentId) -> bool {
        self.domains.is_declared(host)
            || self.domains.is_routed(host, environment)
            || self.domains.relative(host, environment).is_some()
    }

    /// Whether the claim is fed from elsewhere, so that it may read otherwise where it is deployed.
    fn is_other_feed(&self, claim: &Claim, item: &Value) -> bool {
        claim.project != self.project && (claim.host.known().is_none() || have_one_source(&claim.host.value, item))
    }

    /// Whether the two environments have to be apart.
    pub(super) fn is_compared(&self, other: EnvironmentId) -> bool {
        self.cx.pair(self.environment, other) != Pair::Ignored
    }

    /// What to do about a host that must not stand there.
    pub(super) fn mend(&self) -> String {
        let [one_of_several, the_only_one] = self.words.mend;
        (if self.alone { the_only_one } else { one_of_several })(self.name())
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
