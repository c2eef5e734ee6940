//! Which environment a service or an env file belongs to, and why.

mod detect;
mod evidence;
mod flag;
mod marker;
mod own;
mod resources;
mod users;

pub use detect::{Hints, assign};
pub use evidence::{Belonging, Evidence, Kind, Told};
pub use flag::told as flag;
pub use marker::{Marker, words};

use crate::config::Role;

/// The number of an environment in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvironmentId(u32);

/// An environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Role,
}

/// The environments of a workspace.
#[derive(Debug, Default)]
pub struct Environments {
    environments: Vec<Environment>,
    /// The one of what nothing names an environment for.
    unmarked: Option<EnvironmentId>,
}

/// How serious a finding between two environments is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {
    /// As the rule says: one of them is production.
    Full,
    /// One level lower: neither is production.
    Lowered,
    /// They are not compared.
    Ignored,
}

impl Environments {
    /// The environment of this name, added when it is new.
    pub fn intern(&mut self, name: &str, role: Role) -> EnvironmentId {
        let at = self.environments.iter().position(|environment| environment.name == name).unwrap_or_else(|| {
            self.environments.push(Environment { name: name.to_owned(), role });
            self.environments.len() - 1
        });
        EnvironmentId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The environment of what nothing names one for.
    pub fn unmarked(&mut self) -> EnvironmentId {
        let known = self.environments.len();
        let id = self.intern("default", Role::Other);
        // One that the configuration calls so is an environment like any other.
        if self.environments.len() > known {
            self.unmarked = Some(id);
        }
        id
    }

    /// The environment, if something names it.
    pub fn marked(&self, environment: Option<EnvironmentId>) -> Option<EnvironmentId> {
        environment.filter(|id| !self.is_unmarked(*id))
    }

    /// Whether nothing names the environment: what stands there may well serve others.
    pub fn is_unmarked(&self, id: EnvironmentId) -> bool {
        self.unmarked == Some(id)
    }

    /// The environment that a word in a name speaks of.
    pub fn of_marker(&mut self, marker: Marker) -> EnvironmentId {
        // A configured environment has the name its owner gave it.
        let configured = self.environments.iter().position(|environment| {
            Marker::of_word(&environment.name).is_some_and(|word| word.name == marker.name)
                || environment.name == marker.name
        });
        match configured {
            Some(at) => EnvironmentId(u32::try_from(at).unwrap_or(u32::MAX)),
            None => self.intern(marker.name, marker.role),
        }
    }

    /// The environments that `told` speak of, each with what does.
    pub fn of_told<'t>(&mut self, told: impl IntoIterator<Item = &'t Told>) -> Vec<(EnvironmentId, Evidence)> {
        told.into_iter().map(|told| (self.of_marker(told.marker), told.evidence.clone())).collect()
    }

    /// The environment with this id.
    pub fn get(&self, id: EnvironmentId) -> Option<&Environment> {
        self.environments.get(id.0 as usize)
    }

    /// Its name; empty for the id of another workspace.
    pub fn name(&self, id: EnvironmentId) -> &str {
        self.get(id).map_or("", |environment| environment.name.as_str())
    }

    /// Its role.
    pub fn role(&self, id: EnvironmentId) -> Role {
        self.get(id).map_or(Role::Other, |environment| environment.role)
    }

    /// All environments with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EnvironmentId, &Environment)> {
        (0..).map(EnvironmentId).zip(&self.environments)
    }

    /// How serious it is that the two have something in common.
    pub fn pair(&self, one: EnvironmentId, other: EnvironmentId) -> Pair {
        match (self.role(one), self.role(other)) {
            _ if one == other || self.is_unmarked(one) || self.is_unmarked(other) => Pair::Ignored,
            (Role::Production, _) | (_, Role::Production) => Pair::Full,
            (Role::Development, Role::Development) => Pair::Ignored,
            _ => Pair::Lowered,
        }
    }
}
