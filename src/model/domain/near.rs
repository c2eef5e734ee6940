//! Hosts of one domain: what lies below it, and what stands beside a host.

use super::{Claim, Domains, Evidence, Host, MAX_COMPARED, MAX_PARENTS, is_anybodys};
use crate::model::environment::EnvironmentId;

impl Domains<'_> {
    /// The hosts that are `domain` or lie below it, as far as they are looked at.
    pub fn within<'a>(&'a self, domain: &Host) -> impl Iterator<Item = &'a Claim> + use<'a> {
        let below = self.below.get(domain.key()).into_iter().flatten();
        let itself = self.by_key.get(domain.key()).into_iter().flatten();
        itself.chain(below).take(MAX_COMPARED).filter_map(|index| self.claims.get(*index))
    }

    /// The known domain that `key` lies below, if one can be had for itself.
    pub(super) fn known_above(&self, key: &str) -> Option<&Claim> {
        let parents = key.match_indices('.').take(MAX_PARENTS).filter_map(|(at, _)| key.get(at + 1..));
        parents.flat_map(|parent| self.claims_of(parent)).find(|claim| claim.host.is_registrable())
    }

    /// Whether the configuration says whose `host` is.
    pub fn is_declared(&self, host: &Host) -> bool {
        host.known().is_some_and(|text| self.declared.iter().any(|(.., domains)| domains.closest(text).is_some()))
    }

    /// Whether a router of `environment` leads to this very host.
    pub fn is_routed(&self, host: &Host, environment: EnvironmentId) -> bool {
        self.claims_of(host.key()).any(|claim| claim.environment == environment && claim.evidence == Evidence::Router)
    }

    /// A host of `environment` that shares a domain with `host`, and is another one: of what
    /// stands alone, nothing tells whether it is its own or a third party's.
    pub fn relative(&self, host: &Host, environment: EnvironmentId) -> Option<&Claim> {
        let is_other = |claim: &&Claim| claim.environment == environment && claim.host.key() != host.key();
        let above = host.parents().take(MAX_PARENTS).filter(|parent| !is_anybodys(parent));
        let beside = above.flat_map(|parent| {
            let below = self.below.get(parent).into_iter().flatten().take(MAX_COMPARED);
            self.claims_of(parent).chain(below.filter_map(|index| self.claims.get(*index)))
        });
        beside.chain(self.within(host)).find(is_other)
    }
}
