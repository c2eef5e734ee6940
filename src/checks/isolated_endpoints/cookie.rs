//! The domain of cookies: browsers send them to it and to every host below it (RFC 6265, 5.1.3).

use super::bare;
use crate::checks::hosts::{Fault, Judge, Verdict};
use crate::config::Role;
use crate::diagnostic::Severity;
use crate::model::domain::{Claim, Host, Standing};
use crate::model::environment::Marker;
use crate::model::origin::Origin;
use crate::model::value::Value;

/// What to do with a domain that reaches too far.
pub(super) const MEND: &str = "leave the domain out, so that cookies stay on the host that sets them";

/// Judges a domain of cookies.
pub(super) fn judge(judge: &Judge<'_>, item: &Value) -> Verdict {
    let Some(host) = Origin::parse(&bare(item)).map(|origin| origin.host) else { return Verdict::Unknown };
    // Browsers keep cookies for the machine itself whatever the domain says.
    if host.is_local() || host.is_internal() || host.key().contains('*') {
        return Verdict::Unknown;
    }
    if let Some(fault) = reaching(judge, item, &host) {
        return fault.into();
    }
    if judge.has_own_marker(&host) || judge.is_proven(&host) {
        return Verdict::Fine;
    }
    if let Some(fault) = judge.marked(item, &host) {
        return fault.into();
    }
    match judge.listed(item, &host) {
        Some(listed) => judge.shared(item, listed).into(),
        None => beyond(judge, item, &host).map_or(Verdict::Unknown, Into::into),
    }
}

/// The fault of a domain that covers a host of another environment.
fn reaching(judge: &Judge<'_>, item: &Value, host: &Host) -> Option<Fault> {
    let claim = judge.domains.within(host).find(|claim| {
        claim.environment != judge.environment
            && judge.is_compared(claim.environment)
            && matches!(judge.domains.standing(&claim.host, judge.environment), Standing::Others(_))
    });
    let claim = claim.or_else(|| marked(judge, host))?;
    let name = judge.cx.name(claim.environment);
    let what =
        format!("`{}`, so that its cookies are sent to {name}'s `{}`", judge.show(item), judge.show(&claim.host.value));
    let fault = Fault::new(item, what, format!("covers {name}'s host"), MEND).because(judge, claim);
    // What production gives away, staging is trusted with: it is the other way round that hurts.
    Some(if judge.role() == Role::Production { fault.at_most(Severity::Warning) } else { fault })
}

/// A host of staging that no router proves, and whose name says enough.
fn marked<'a>(judge: &'a Judge<'_>, host: &Host) -> Option<&'a Claim> {
    if judge.role() != Role::Production {
        return None;
    }
    judge.domains.within(host).find(|claim| {
        let speaks = claim.host.words().filter_map(Marker::of_word).any(|marker| marker.role == Role::Staging);
        claim.environment != judge.environment && judge.is_compared(claim.environment) && speaks
    })
}

/// The fault of a domain above an environment that is named below it: who else is there?
fn beyond(judge: &Judge<'_>, item: &Value, host: &Host) -> Option<Fault> {
    if judge.role() == Role::Production {
        return None;
    }
    let own = judge.domains.within(host).find(|claim| {
        claim.environment == judge.environment && claim.host.key() != host.key() && judge.has_own_marker(&claim.host)
    })?;
    let what = format!(
        "`{}`, so that its cookies are sent to more hosts than `{}`",
        judge.show(item),
        judge.show(&own.host.value)
    );
    Some(Fault::new(item, what, "covers its neighbours", MEND).because(judge, own).at_most(Severity::Warning))
}
