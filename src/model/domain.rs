//! Which environment owns a host.

mod home;
mod host;
mod near;
mod public;

pub use home::at_home;
pub use host::Host;

use std::collections::{BTreeMap, BTreeSet};

use super::environment::{EnvironmentId, Environments, Marker};
use super::holder::Holder;
use super::project::ProjectId;
use super::value::{Part, Value};
use super::workspace::Workspace;
use crate::config::{Role, patterns};
use crate::source::Span;

/// How many claims a pattern is compared with: far more than a server has hosts.
pub const MAX_COMPARED: usize = 256;

/// How many domains above a host are looked at.
const MAX_PARENTS: usize = 8;

/// Domains below which anybody may have a name.
const HOSTING: [&str; 16] = [
    "vercel.app",
    "netlify.app",
    "onrender.com",
    "herokuapp.com",
    "github.io",
    "gitlab.io",
    "pages.dev",
    "workers.dev",
    "web.app",
    "firebaseapp.com",
    "fly.dev",
    "up.railway.app",
    "azurewebsites.net",
    "ngrok.io",
    "ngrok-free.app",
    "surge.sh",
];

/// The labels below which a country gives out names, as in `co.uk`.
const REGISTRIES: [&str; 8] = ["co", "com", "org", "net", "gov", "edu", "ac", "or"];

/// Whether anybody may have a name below `domain`.
pub fn is_anybodys(domain: &str) -> bool {
    let is_country = |(label, country): (&str, &str)| country.len() == 2 && REGISTRIES.contains(&label);
    !domain.contains(['.', super::value::PLACEHOLDER])
        || HOSTING.contains(&domain)
        || domain.split_once('.').is_some_and(is_country)
}

/// What says that a host belongs to an environment. The greater is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A variable that tells a service or a browser its own address.
    Address,
    /// A router that leads there.
    Router,
}

/// A host that something says belongs to an environment.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The environment.
    pub environment: EnvironmentId,
    /// The host.
    pub host: Host,
    /// The project that says so; none for an env file on its own.
    pub project: Option<ProjectId>,
    /// How it says so.
    pub evidence: Evidence,
}

/// The hosts of a workspace and their owners.
#[derive(Debug)]
pub struct Domains<'a> {
    environments: &'a Environments,
    declared: Vec<(EnvironmentId, &'a str, &'a patterns::Domains)>,
    claims: Vec<Claim>,
    by_key: BTreeMap<String, Vec<usize>>,
    /// The claims on hosts below a domain.
    below: BTreeMap<String, Vec<usize>>,
    /// The environments with a host or a declared domain.
    owners: BTreeSet<EnvironmentId>,
}

/// Whose a host is, as one environment sees it.
#[derive(Debug, Clone, Copy)]
pub enum Standing<'a> {
    /// Its own.
    Own,
    /// Another environment's.
    Others(Owner<'a>),
    /// Several have it, on equal grounds.
    Contested,
    /// Nobody's that is known.
    Unknown,
}

/// An owner and what makes it one.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// A pattern of the configuration.
    Declared {
        /// The environment.
        environment: EnvironmentId,
        /// Its name in the configuration.
        name: &'a str,
        /// The index of the pattern in its list.
        index: usize,
    },
    /// Something in the files.
    Claimed(&'a Claim),
}

impl Owner<'_> {
    /// The environment.
    pub fn environment(&self) -> EnvironmentId {
        match self {
            Self::Declared { environment, .. } => *environment,
            Self::Claimed(claim) => claim.environment,
        }
    }
}

impl<'a> Domains<'a> {
    /// Collects what `workspace`, of which these are the `holders`, says of hosts.
    pub fn of(workspace: &'a Workspace, holders: &[Holder<'_>]) -> Self {
        let settings = &workspace.config.settings.environments;
        let declared = workspace.environments.iter().filter_map(|(id, environment)| {
            let (name, settings) = settings.get_key_value(&environment.name)?;
            (!settings.domains.is_empty()).then_some((id, name.as_str(), &settings.domains))
        });
        let mut domains = Self {
            environments: &workspace.environments,
            declared: declared.collect(),
            claims: Vec::new(),
            by_key: BTreeMap::new(),
            below: BTreeMap::new(),
            owners: BTreeSet::new(),
        };
        domains.owners = domains.declared.iter().map(|(environment, ..)| *environment).collect();
        let mut known = BTreeSet::new();
        for claim in public::claims(holders) {
            let key = claim.host.key().to_owned();
            if known.insert((key.clone(), claim.environment, claim.project, claim.evidence)) {
                for parent in claim.host.parents().take(MAX_PARENTS) {
                    domains.below.entry(parent.to_owned()).or_default().push(domains.claims.len());
                }
                domains.by_key.entry(key).or_default().push(domains.claims.len());
                domains.owners.insert(claim.environment);
                domains.claims.push(claim);
            }
        }
        domains
    }

    /// What is said of this very host.
    pub fn claims_of(&self, key: &str) -> impl Iterator<Item = &Claim> {
        self.by_key.get(key).into_iter().flatten().filter_map(|index| self.claims.get(*index))
    }

    /// The hosts of an environment, in the order of the files.
    pub fn hosts_of(&self, environment: EnvironmentId) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |claim| claim.environment == environment)
    }

    /// Whether an environment has a host or a domain.
    pub fn is_owner(&self, environment: EnvironmentId) -> bool {
        self.owners.contains(&environment)
    }

    /// The hosts that environments other than this one have and it has not, as far as they are
    /// looked at.
    pub fn foreign(&self, environment: EnvironmentId) -> impl Iterator<Item = &Claim> {
        let others = self.claims.iter().filter(move |claim| claim.environment != environment).take(MAX_COMPARED);
        others.filter(move |claim| {
            matches!(self.standing(&claim.host, environment), Standing::Others(owner)
                if owner.environment() == claim.environment)
        })
    }

    /// Whose `host` is for `environment`: what the configuration declares decides, then who has the
    /// better evidence for this very host.
    pub fn standing(&self, host: &Host, environment: EnvironmentId) -> Standing<'_> {
        match self.declared(host, environment) {
            Standing::Unknown => self.claimed(host.key(), environment),
            decided => decided,
        }
    }

    /// Whose the closest known host is that `host` lies below.
    pub fn surroundings(&self, host: &Host, environment: EnvironmentId) -> Standing<'_> {
        for parent in host.parents() {
            if self.claims_of(parent).any(|claim| claim.environment == environment) {
                return Standing::Own;
            }
            let standing = self.claimed(parent, environment);
            if !matches!(standing, Standing::Unknown) {
                return standing;
            }
        }
        Standing::Unknown
    }

    /// The known host that `host` only looks like: with further labels behind it, or with letters
    /// glued to its front.
    pub fn imitated(&self, host: &Host) -> Option<&Claim> {
        if host.parents().any(|parent| self.by_key.contains_key(parent)) {
            return self.glued(host);
        }
        let key = host.key();
        let extended = key.match_indices('.').find_map(|(at, _)| {
            let (front, behind) = (key.get(..at)?, key.get(at + 1..)?);
            // `example.com.br` is somebody's own domain.
            let is_country = behind.len() == 2;
            // `staging.shop.example.evil.example` imitates, whether or not that host exists.
            let below = || self.known_above(front);
            if is_country { None } else { self.claims_of(front).next().or_else(below) }
        });
        extended.or_else(|| self.glued(host))
    }

    fn glued(&self, host: &Host) -> Option<&Claim> {
        let key = host.key();
        host.known()?;
        let mut previous = '.';
        for (at, character) in key.char_indices() {
            let is_inside = previous.is_alphanumeric() && character.is_alphanumeric();
            previous = character;
            if !is_inside {
                continue;
            }
            let imitated = key.get(at..).and_then(|tail| self.claims_of(tail).next());
            // `webapp.example.com` beside `app.example.com` is nothing but a neighbour.
            let is_telling = |claim: &&Claim| {
                let speaks = |word: &str| Marker::of_word(word).is_some();
                claim.host.is_registrable() || claim.host.words().next().is_some_and(speaks)
            };
            if let Some(claim) = imitated.filter(is_telling) {
                return Some(claim);
            }
        }
        None
    }

    fn declared(&self, host: &Host, environment: EnvironmentId) -> Standing<'_> {
        let Some(text) = host.known() else { return Standing::Unknown };
        let rated = self.declared.iter().filter_map(|(id, name, domains)| {
            let (closeness, index) = domains.closest(text)?;
            Some((closeness, Owner::Declared { environment: *id, name, index }))
        });
        let rated: Vec<_> = rated.collect();
        let Some(best) = rated.iter().map(|(closeness, _)| *closeness).max() else { return Standing::Unknown };
        let mut owners = rated.iter().filter(|(closeness, _)| *closeness == best).map(|(_, owner)| *owner);
        match (owners.next(), owners.next()) {
            (Some(owner), None) if owner.environment() == environment => Standing::Own,
            (Some(owner), None) => Standing::Others(owner),
            _ => Standing::Contested,
        }
    }

    fn claimed(&self, key: &str, environment: EnvironmentId) -> Standing<'_> {
        let strongest = |own: bool| {
            let of_side = self.claims_of(key).filter(|claim| (claim.environment == environment) == own);
            let believed = of_side.filter(|claim| own || self.is_believed(claim));
            // Of equals the first one counts, so that it does not depend on what else there is.
            believed.max_by_key(|claim| (claim.evidence, std::cmp::Reverse(self.environments.role(claim.environment))))
        };
        match (strongest(true), strongest(false)) {
            (None, None) => Standing::Unknown,
            (Some(_), None) => Standing::Own,
            (None, Some(theirs)) => Standing::Others(Owner::Claimed(theirs)),
            (Some(own), Some(theirs)) if own.evidence > theirs.evidence => Standing::Own,
            (Some(own), Some(theirs)) if own.evidence < theirs.evidence => Standing::Others(Owner::Claimed(theirs)),
            _ => Standing::Contested,
        }
    }

    /// Whether a claim counts against others: what staging takes for its address may be a slip.
    fn is_believed(&self, claim: &Claim) -> bool {
        claim.evidence > Evidence::Address || self.environments.role(claim.environment) == Role::Production
    }
}

/// Whether two values are put together from the same text or variables somewhere, so that both
/// change when that does.
pub fn have_one_source(one: &Value, other: &Value) -> bool {
    let sources = |value: &Value| -> Vec<Span> {
        let texts = value.parts.iter().filter_map(|part| match part {
            Part::Text(piece) => Some(piece.text.span()),
            Part::Unset(_) => None,
        });
        texts.collect()
    };
    let (one, other) = (sources(one), sources(other));
    one.iter().any(|span| other.iter().any(|theirs| span.overlaps(*theirs)))
}

#[cfg(test)]
mod tests;
