//! Which profiles are active (Compose specification, "profiles").

use super::scope::{Lookup, Scope};
use super::value::{Certainty, Value};

/// The variable that activates profiles.
const VARIABLE: &str = "COMPOSE_PROFILES";

/// The profile that stands for all of them.
const ALL: &str = "*";

/// The profiles that a deployment activates without being asked to.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    /// Their names; none when a variable decides.
    active: Option<Vec<String>>,
}

impl Profiles {
    /// What `COMPOSE_PROFILES` activates for files that speak of `environment`.
    pub(super) fn of(scope: &Scope, environment: Option<&str>) -> Self {
        let set = scope.lookup(VARIABLE, environment);
        let list = match &set {
            Lookup::Set(value) if value.certainty() == Certainty::Certain => value.text(),
            Lookup::Set(_) | Lookup::Unset { open: true, listed: true, .. } => None,
            Lookup::Unset { .. } => Some("".into()),
        };
        // No name at all is a name too: that of a service with `profiles: [""]`.
        Self { active: list.map(|list| list.split(',').map(|name| name.trim().to_owned()).collect()) }
    }

    /// Whether a service of the profiles `own` runs: it is in none, or in an active one.
    pub fn activate(&self, own: &[Value]) -> bool {
        if own.is_empty() {
            return true;
        }
        let Some(active) = &self.active else { return false };
        let is_active =
            |profile: &Value| profile.text().is_some_and(|name| active.iter().any(|active| *active == name));
        active.iter().any(|name| name == ALL) || own.iter().any(is_active)
    }
}
