//! Public addresses, and hosts that an application answers to.

use super::bare;
use crate::check::secret_slots::default_of;
use crate::checks::hosts::{Fault, Judge, Verdict};
use crate::config::Role;
use crate::diagnostic::Severity;
use crate::model::domain::{Host, Standing};
use crate::model::holder::is_general_template;
use crate::model::origin::{self, Origin, Scheme};
use crate::model::value::{Certainty, Value};

/// Judges an address; one that `may_be_others` is a third party's unless something else of its
/// domain is known.
pub(super) fn judge(judge: &Judge<'_>, item: &Value, may_be_others: bool) -> Verdict {
    let Some(origin) = Origin::parse(item) else { return Verdict::Unknown };
    // Databases and applications have schemes of their own.
    if matches!(&origin.scheme, Scheme::Known(scheme) if !matches!(scheme.as_str(), "http" | "https" | "ws" | "wss")) {
        return Verdict::Fine;
    }
    let host = &origin.host;
    if host.is_local() {
        // A service may well call another process of its own container.
        let what = format!("`{}`, which is no address on the internet", judge.show(item));
        return if may_be_others { Verdict::Unknown } else { local(judge, item, what) };
    }
    if host.is_internal() || host.key().contains('*') {
        return Verdict::Unknown;
    }
    public(judge, item, host, may_be_others)
}

/// Judges one of the hosts that an application answers to; `all` are the whole list.
pub(super) fn allowed(judge: &Judge<'_>, item: &Value, all: Option<&Value>) -> Verdict {
    // Patterns tell of no one host.
    if item.flat().as_str().starts_with('^') {
        return Verdict::Unknown;
    }
    let flat = item.flat();
    let text = flat.as_str();
    if text == "*" {
        let fault = Fault::new(item, "`*`, so that it answers to every host".to_owned(), "every host", mend(judge));
        return fault.at_most(Severity::Warning).into();
    }
    let Some(host) = Origin::parse(&bare(item)).map(|origin| origin.host) else { return Verdict::Unknown };
    if host.is_local() {
        let is_local = |item: &Value| Origin::parse(item).is_some_and(|origin| origin.host.is_local());
        // Health checks ask the machine itself: only where nobody else can ask, something is wrong.
        let all = all.map(origin::list).unwrap_or_default();
        let is_first = all.first().is_some_and(|first| first.place() == item.place());
        let is_alone = is_first && all.iter().all(is_local);
        let what = "nothing but the machine itself".to_owned();
        return if is_alone { local(judge, item, what) } else { Verdict::Fine };
    }
    if host.is_internal() {
        return Verdict::Fine;
    }
    let verdict = public(judge, item, &host, false);
    match verdict {
        Verdict::Fault(_) => verdict,
        verdict if !text.starts_with(['.', '*']) => verdict,
        verdict => reaching(judge, item, &host).map_or(verdict, Into::into),
    }
}

fn public(judge: &Judge<'_>, item: &Value, host: &Host, may_be_others: bool) -> Verdict {
    match judge.domains.standing(host, judge.environment) {
        Standing::Own if judge.is_proven(host) => return Verdict::Fine,
        Standing::Others(owner) if judge.is_compared(owner.environment()) => {
            // Production names third parties under such names, too.
            let is_known = !may_be_others || judge.is_theirs(host, owner.environment());
            return if is_known { judge.foreign(item, &owner).into() } else { Verdict::Unknown };
        }
        _ => {}
    }
    if judge.has_own_marker(host) {
        return Verdict::Fine;
    }
    let is_related = |judge: &Judge<'_>| judge.domains.relative(host, judge.environment).is_some();
    if let Some(fault) = judge.marked(item, host) {
        return if !may_be_others || is_related(judge) { fault.into() } else { Verdict::Unknown };
    }
    match judge.listed(item, host) {
        Some(listed) if !may_be_others || judge.is_theirs(host, listed.environment) => {
            judge.shared(item, listed).into()
        }
        _ if judge.role() == Role::Production => Verdict::Fine,
        _ => Verdict::Unknown,
    }
}

/// A domain with all that lies below it: does another environment live there?
fn reaching(judge: &Judge<'_>, item: &Value, host: &Host) -> Option<Fault> {
    if judge.role() == Role::Production {
        return None;
    }
    let is_others = |environment| environment != judge.environment && judge.is_compared(environment);
    let claim = judge.domains.within(host).find(|claim| {
        is_others(claim.environment)
            && matches!(judge.domains.standing(&claim.host, judge.environment), Standing::Others(_))
    })?;
    let name = judge.cx.name(claim.environment);
    let what = format!("`{}`, which covers {name}'s `{}`", judge.show(item), judge.show(&claim.host.value));
    let fault = Fault::new(item, what, format!("covers {name}'s host"), mend(judge));
    Some(fault.because(judge, claim).at_most(Severity::Warning))
}

/// The visitor's own machine, as an address of production.
fn local(judge: &Judge<'_>, item: &Value, what: String) -> Verdict {
    let is_example = item.certainty() == Certainty::Maybe && is_general_template(judge.cx.workspace, item.place());
    if judge.role() != Role::Production || is_example {
        return Verdict::Unknown;
    }
    let fault = Fault::new(item, what, "the machine itself", format!("write the public host of {}", judge.name()));
    // Whoever deploys may set the variable.
    if default_of(item).is_some() { fault.at_most(Severity::Warning) } else { fault }.into()
}

fn mend(judge: &Judge<'_>) -> String {
    format!("list the exact hosts of {}", judge.name())
}
