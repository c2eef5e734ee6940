//! What services are given, for the checks that a pack tells what to look for.
//!
//! A value has three answers: it breaks the rule, it does not, or a variable decides and nothing is
//! known of it. The last is counted and never reported.

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::scope::Scope;
use crate::check::concern;
use crate::check::{Context, Findings, Subject};
use crate::config::patterns::Names;
use crate::diagnostic::{Compared, Draft, Severity};
use crate::model::compose::{Origin, Variable};
use crate::model::environment::EnvironmentId;
use crate::model::holder::{FilesForMany, Holder, is_open, leftovers};
use crate::model::secret::is_placeholder;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

/// A service, or an env file of an environment that nothing is known to load.
pub(super) struct Party<'a> {
    /// Its environment; none when it is shared.
    pub(super) environment: Option<EnvironmentId>,
    /// The service; none for an env file.
    pub(super) subject: Option<Subject<'a>>,
    /// What it is given.
    pub(super) variables: Cow<'a, IndexMap<String, Variable>>,
    /// Whether something that could not be read may give it more.
    pub(super) open: bool,
    /// The name of the service, or the start of the file.
    pub(super) span: Option<Span>,
    /// Env files that many services load: of what stands there none of them is named.
    common: FilesForMany,
}

/// Everyone who has variables.
pub(super) fn parties<'a>(cx: &Context<'a>) -> Vec<Party<'a>> {
    let named = cx.holders().iter().map(|holder| Party::of(holder, Cow::Borrowed(&*holder.variables)));
    let shared = cx.subjects().filter(|subject| subject.environment.is_none()).map(|subject| Party {
        environment: None,
        subject: Some(subject),
        span: Some(subject.service.name.span()),
        open: is_open(subject.project, subject.service),
        variables: Cow::Borrowed(&subject.service.environment),
        common: FilesForMany::default(),
    });
    named.chain(shared).collect()
}

impl<'a> Party<'a> {
    /// A holder with the variables that count.
    fn of(holder: &Holder<'a>, variables: Cow<'a, IndexMap<String, Variable>>) -> Self {
        let environment = Some(holder.environment);
        let subject =
            holder.service.map(|(project_id, project, service)| Subject { project_id, project, service, environment });
        Self { environment, subject, span: holder.span(), open: holder.open, variables, common: holder.common.clone() }
    }
}

impl Party<'_> {
    /// Whether a rule applies to it.
    pub(super) fn is_in(&self, cx: &Context<'_>, scope: &Scope) -> bool {
        match &self.subject {
            Some(subject) => scope.covers(cx, subject),
            None => !scope.picks_services() && scope.covers_environment(cx, self.environment),
        }
    }

    /// Who has the variable `key`, for a message.
    pub(super) fn words(&self, cx: &Context<'_>, key: &str) -> String {
        match (self.service_with(key), self.environment) {
            (Some(subject), _) => subject.words(cx),
            (None, Some(id)) => format!("{} env file", cx.name(id)),
            (None, None) => "env file".to_owned(),
        }
    }

    /// The service, where it is the one to name.
    fn service_with(&self, key: &str) -> Option<&Subject<'_>> {
        let has_in_common = self.variables.get(key).is_some_and(|variable| self.common.has(variable));
        self.subject.as_ref().filter(|_| !has_in_common)
    }

    /// A finding at `span` about `key`.
    pub(super) fn draft(&self, cx: &Context<'_>, key: &str, span: Span, message: String) -> Draft {
        match self.service_with(key) {
            Some(subject) => subject.draft(cx, &format!("environment.{key}"), span, message),
            None => cx.draft(self.environment, span, message).subject(format!("#{key}")),
        }
    }

    /// Where to edit what stands at `place` for this party alone: there, unless it is right for an
    /// environment that the rule does not speak of; then where it comes in.
    pub(super) fn own_place(&self, variable: &Variable, value: Option<&Value>, place: Span, taken: &Taken) -> Span {
        if !taken.0.contains(&place) {
            return place;
        }
        let near = match variable.origin {
            Origin::EnvFile { named, .. } if self.subject.is_some() => Some(named),
            _ => value.and_then(|value| value.via().first().copied()),
        };
        near.filter(|near| !taken.0.contains(near)).or(self.span).unwrap_or(place)
    }

    /// Adds the places that hand a value on to it.
    pub(super) fn handed_on(&self, draft: Draft, variable: &Variable, value: &Value) -> Draft {
        let draft = concern::passed_on(draft, value);
        match variable.origin {
            Origin::EnvFile { named, .. } if self.subject.is_some() => draft.also(named, "loaded here"),
            _ => draft,
        }
    }
}

/// What environments are given that a rule does not speak of, and that it must leave as it is.
pub(super) struct Taken(BTreeSet<Span>);

impl Taken {
    pub(super) fn new(cx: &Context<'_>, scope: &Scope, keys: &Names, parties: &[Party<'_>]) -> Self {
        let mut taken = BTreeSet::new();
        let others = parties
            .iter()
            .filter(|party| party.environment.is_some() && !scope.covers_environment(cx, party.environment));
        for (_, variable) in others.flat_map(|party| party.variables.iter()).filter(|(name, _)| keys.is_match(name)) {
            taken.insert(variable.key.span());
            taken.extend(variable.value.iter().map(Value::place));
        }
        Self(taken)
    }
}

/// A value that breaks a rule.
pub(super) struct Fault<'f> {
    /// The variable.
    pub(super) name: &'f str,
    /// Whose it is, for a message.
    pub(super) whose: String,
    /// The environment in a word.
    pub(super) environment: &'f str,
    /// What of the value breaks the rule.
    pub(super) value: &'f Value,
}

/// Message, label and help of a finding.
pub(super) type Words = (String, String, String);

/// Judges the values of the variables `keys` where `scope` says. `pieces` takes apart what one may
/// read as, `is_fault` says whether a piece breaks the rule, `tell` says how to put it. Empty values
/// and placeholders are the business of other rules.
pub(super) fn judge(
    cx: &Context<'_>,
    scope: &Scope,
    keys: &Names,
    pieces: impl Fn(&Value) -> Vec<Value>,
    is_fault: impl Fn(&str) -> bool,
    tell: impl Fn(&Fault<'_>) -> Words,
    out: &mut Findings,
) {
    let mut parties = parties(cx);
    let given = parties.len();
    // An application may read its env file itself.
    for mut left in leftovers(cx.workspace, |name| keys.is_match(name)) {
        let variables = std::mem::take(&mut left.variables);
        parties.push(Party::of(&left, variables));
    }
    let taken = Taken::new(cx, scope, keys, &parties);
    let mut told = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    for (number, party) in parties.iter().enumerate().filter(|(_, party)| party.is_in(cx, scope)) {
        for (name, variable) in party.variables.iter().filter(|(name, _)| keys.is_match(name)) {
            let Some(value) = variable.value.as_ref().filter(|value| !value.reads_empty()) else { continue };
            let readings = value.readings();
            if readings.is_empty() {
                unknown.insert((party.environment, value.place()));
            }
            let faults = |reading: &Value| {
                let breaks =
                    |text: Cow<'_, str>| !text.trim().is_empty() && !is_placeholder(&text) && is_fault(text.trim());
                pieces(reading).into_iter().filter(|piece| piece.text().is_some_and(breaks)).collect::<Vec<_>>()
            };
            let faults: Vec<Vec<Value>> = readings.iter().map(faults).collect();
            let doubtful = faults.iter().any(Vec::is_empty);
            for fault in faults.into_iter().flatten() {
                let written = fault.place();
                let written = if written.is_empty() { variable.key.span() } else { written };
                let place = party.own_place(variable, Some(&fault), written, &taken);
                if !told.insert((party.environment, place, name.clone())) {
                    continue;
                }
                let environment = cx.owner(party.environment);
                let (message, label, help) =
                    tell(&Fault { name, whose: party.words(cx, name), environment, value: &fault });
                let draft = party.draft(cx, name, place, message).help(help);
                let draft = if place == written {
                    draft.label(label)
                } else {
                    draft.label("comes in here").also(written, label)
                };
                let maybe = doubtful || fault.certainty() == Certainty::Maybe;
                let draft = party.handed_on(draft, variable, &fault).lowered(maybe);
                out.report(if number < given { draft } else { draft.at_most(Severity::Warning) });
            }
        }
    }
    out.compared(Compared { unknown: unknown.len(), ..Compared::default() });
}
