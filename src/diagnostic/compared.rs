//! The proof that something was looked at.

use std::ops::AddAssign;

/// How many things were compared between environments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Whether a rule looked for things to compare.
    pub looked: bool,
    /// Secrets.
    pub secrets: usize,
    /// Volumes, databases, caches, queues and indexes.
    pub stores: usize,
    /// Routers.
    pub routers: usize,
    /// Of all these, those whose value or place could not be told.
    pub unknown: usize,
}

impl AddAssign for Compared {
    fn add_assign(&mut self, other: Self) {
        self.looked |= other.looked;
        self.secrets += other.secrets;
        self.stores += other.stores;
        self.routers += other.routers;
        self.unknown += other.unknown;
    }
}
