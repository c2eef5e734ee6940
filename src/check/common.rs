//! What several checks look at, worked out when the first of them asks.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::OnceLock;

use super::concern::Concerns;
use super::routes::{Names, Route, routes};
use super::secret_slots::{self, Slot};
use super::served::Served;
use crate::model::Workspace;
use crate::model::domain::{self, Domains};
use crate::model::environment::EnvironmentId;
use crate::model::holder::{Holder, holders};
use crate::source::Span;

/// What several checks look at. A trait, since what is worked out later has one lifetime and no shorter one,
/// and a context that names it would have too.
pub(crate) trait Common: Debug + Sync {
    /// Everyone who has variables.
    fn holders(&self) -> &[Holder<'_>];

    /// Who owns which host.
    fn domains(&self) -> &Domains<'_>;

    /// Environments that only whoever runs them can reach, with a place that says so.
    fn at_home(&self) -> &BTreeMap<EnvironmentId, Span>;

    /// How much a mistake matters in what several share.
    fn concerns(&self) -> &Concerns;

    /// The places for secrets.
    fn slots(&self) -> &[Slot<'_>];

    /// Who serves whom.
    fn served(&self) -> &Served<'_>;

    /// Services by name.
    fn names(&self) -> &Names<'_>;

    /// The routers of all proxies.
    fn routes(&self) -> &[Route<'_>];
}

/// What was worked out when the first check asked for it.
#[derive(Debug)]
pub(crate) struct Once<'w> {
    workspace: &'w Workspace,
    holders: OnceLock<Vec<Holder<'w>>>,
    domains: OnceLock<Domains<'w>>,
    at_home: OnceLock<BTreeMap<EnvironmentId, Span>>,
    concerns: OnceLock<Concerns>,
    slots: OnceLock<Vec<Slot<'w>>>,
    served: OnceLock<Served<'w>>,
    names: OnceLock<Names<'w>>,
    routes: OnceLock<Vec<Route<'w>>>,
}

impl<'w> Once<'w> {
    /// Nothing yet.
    pub(crate) fn new(workspace: &'w Workspace) -> Self {
        Self {
            workspace,
            holders: OnceLock::new(),
            domains: OnceLock::new(),
            at_home: OnceLock::new(),
            concerns: OnceLock::new(),
            slots: OnceLock::new(),
            served: OnceLock::new(),
            names: OnceLock::new(),
            routes: OnceLock::new(),
        }
    }

    // As long as the workspace, which the methods of the trait cannot say: others are made of these two.
    fn all_served(&self) -> &Served<'w> {
        self.served.get_or_init(|| Served::of(self.workspace))
    }

    fn all_names(&self) -> &Names<'w> {
        self.names.get_or_init(|| Names::of(self.workspace))
    }
}

impl Common for Once<'_> {
    fn holders(&self) -> &[Holder<'_>] {
        self.holders.get_or_init(|| holders(self.workspace))
    }

    fn domains(&self) -> &Domains<'_> {
        self.domains.get_or_init(|| Domains::of(self.workspace, self.holders()))
    }

    fn at_home(&self) -> &BTreeMap<EnvironmentId, Span> {
        self.at_home.get_or_init(|| domain::at_home(self.workspace, self.holders()))
    }

    fn concerns(&self) -> &Concerns {
        self.concerns.get_or_init(|| Concerns::of(self.workspace, self.at_home()))
    }

    fn slots(&self) -> &[Slot<'_>] {
        self.slots.get_or_init(|| secret_slots::of(self.workspace, self.concerns()))
    }

    fn served(&self) -> &Served<'_> {
        self.all_served()
    }

    fn names(&self) -> &Names<'_> {
        self.all_names()
    }

    fn routes(&self) -> &[Route<'_>] {
        self.routes.get_or_init(|| routes(self.workspace, self.all_served(), self.all_names()))
    }
}
