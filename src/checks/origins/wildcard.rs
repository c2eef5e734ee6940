//! Origins with `*` in them.

use crate::checks::hosts::{Fault, Judge, Verdict};
use crate::config::Role;
use crate::diagnostic::Severity;
use crate::model::domain::{Host, Standing, is_anybodys};
use crate::model::value::Value;

impl Judge<'_> {
    /// Judges an origin whose host holds `*`.
    pub(super) fn wildcard(&self, item: &Value, host: &Host) -> Verdict {
        let key = host.key();
        let (front, back) = (key.split('*').next().unwrap_or_default(), key.rsplit('*').next().unwrap_or_default());
        if key.chars().all(|character| matches!(character, '*' | '.' | ':')) {
            return self.everything(item).into();
        }
        // `*-staging.example.com` reaches no further than `example.com`.
        let domain = back.split_once('.').map(|(_, domain)| domain);
        let reaches_strangers = match domain {
            None => true,
            Some(domain) => is_anybodys(domain) && (back.starts_with('.') || !domain.contains('.')),
        };
        if reaches_strangers {
            let what = format!("`{}`, which matches hosts of strangers", self.show(item));
            return Fault::new(item, what, "anybody's hosts", self.listing()).into();
        }
        let matches =
            |other: &str| other.len() >= front.len() + back.len() && other.starts_with(front) && other.ends_with(back);
        let foreign = self.domains.foreign(self.environment).filter(|claim| self.is_compared(claim.environment));
        if let Some(claim) = foreign.into_iter().find(|claim| matches(claim.host.key())) {
            let name = self.cx.name(claim.environment);
            let what = format!("`{}`, which matches {name}'s `{}`", self.show(item), self.show(&claim.host.value));
            let fault = Fault::new(item, what, format!("matches {name}'s host"), self.listing());
            return fault.because(self, claim).into();
        }
        self.reach(item, host)
    }

    /// Nobody else's host is matched so far: what else lies below the domain?
    fn reach(&self, item: &Value, host: &Host) -> Verdict {
        let flat = host.value.flat();
        let behind = flat.as_str().rfind('*').map_or(0, |at| at + 1);
        let dot = flat.as_str().get(behind..).and_then(|back| back.find('.')).map_or(0, |at| at + 1);
        let Some(domain) = Host::new(flat.slice(behind + dot..flat.as_str().len())) else { return Verdict::Unknown };
        if self.has_own_marker(host) {
            return Verdict::Fine;
        }
        let beyond = |whose: &str| {
            let what = format!("`{}`, which reaches beyond {whose}", self.show(item));
            Fault::new(item, what, "matches more hosts", self.listing())
        };
        match self.domains.standing(&domain, self.environment) {
            Standing::Own => return Verdict::Fine,
            Standing::Others(owner) if self.is_compared(owner.environment()) => {
                let name = self.cx.name(owner.environment());
                let what = format!("`{}`, which matches every host below {name}'s domain", self.show(item));
                let fault = Fault::new(item, what, format!("below {name}'s domain"), self.listing());
                return self.owned(fault, &owner).into();
            }
            _ => {}
        }
        if matches!(self.domains.surroundings(&domain, self.environment), Standing::Own) {
            return Verdict::Fine;
        }
        let is_inside = |claim: &Host| claim.parents().any(|parent| parent == domain.key());
        let own = self.domains.hosts_of(self.environment).find(|claim| is_inside(&claim.host));
        match own {
            // All of a domain may well be production's.
            Some(_) if self.role() == Role::Production => Verdict::Fine,
            Some(_) => beyond(&format!("{}'s own hosts", self.name())).at_most(Severity::Warning).into(),
            None => Verdict::Unknown,
        }
    }

    /// The fault of allowing whoever asks.
    pub(super) fn everything(&self, item: &Value) -> Fault {
        Fault::new(item, "every origin".to_owned(), "any website", self.listing())
    }

    /// What to write instead of a wildcard.
    pub(super) fn listing(&self) -> String {
        format!("list the exact origins of {}", self.name())
    }
}
