//! Words that name an environment.

use crate::config::Role;
use crate::model::caseless::is_one_of;

/// An environment as a word in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marker {
    /// The environment's usual name.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// Whether the word means other things too, so that it takes more than itself to believe it.
    pub weak: bool,
}

/// Words, the environment they name, its role, and whether they are weak. `canary` and `shadow` are none: each is a
/// part of the traffic of the environment it runs in.
const VOCABULARY: [(&[&str], &str, Role, bool); 19] = [
    (&["production", "prod", "prd"], "production", Role::Production, false),
    (&["live", "pro"], "production", Role::Production, true),
    (&["staging", "stage", "stg"], "staging", Role::Staging, false),
    (&["preprod", "preproduction"], "preprod", Role::Staging, false),
    (&["uat"], "uat", Role::Staging, false),
    (&["qa"], "qa", Role::Staging, false),
    (&["homolog", "homologation"], "homolog", Role::Staging, false),
    (&["preview", "pr"], "preview", Role::Staging, true),
    (&["demo"], "demo", Role::Staging, true),
    (&["beta"], "beta", Role::Staging, true),
    (&["sandbox", "sbx"], "sandbox", Role::Staging, true),
    (&["development", "dev", "develop"], "development", Role::Development, false),
    (&["local", "localhost"], "development", Role::Development, true),
    (&["test", "tests", "testing"], "test", Role::Development, true),
    (&["devcontainer", "ddev"], "development", Role::Development, true),
    (&["e2e", "playwright", "cypress"], "test", Role::Development, true),
    (&["ci"], "test", Role::Development, true),
    (&["perf", "performance", "loadtest"], "test", Role::Development, true),
    (&["rehearsal"], "test", Role::Development, true),
];

/// What stands beside an environment in the name of a directory that holds one.
const PLACES: [&str; 10] =
    ["deploy", "deployment", "env", "environment", "docker", "compose", "infra", "stack", "server", "vps"];

impl Marker {
    /// The environment that exactly this word names, in any case.
    pub fn of_word(word: &str) -> Option<Self> {
        VOCABULARY.iter().find(|(words, ..)| is_one_of(word, words)).map(|&(_, name, role, weak)| Self {
            name,
            role,
            weak,
        })
    }

    /// The environment that the name of a file speaks of. Of several, the one furthest from production:
    /// `prod-staging.yml` is a staging like production, and a rehearsal of production is none.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut found: Option<Self> = None;
        for marker in words(name).filter_map(Self::of_word) {
            if found.is_none_or(|found| marker.distance() > found.distance()) {
                found = Some(marker);
            }
        }
        found
    }

    /// The environment that the name of an env file speaks of. Frameworks read `.env.production.local` on
    /// whatever machine they build on: it speaks of none.
    pub fn of_env_file(name: &str) -> Option<Self> {
        let is_local = words(name).any(|word| word.eq_ignore_ascii_case("local"));
        let is_deployed = |marker: Self| matches!(marker.role, Role::Production | Role::Staging);
        let is_mode = is_local && words(name).filter_map(Self::of_word).any(is_deployed);
        Self::of_name(name).filter(|_| !is_mode)
    }

    /// How far it is from production.
    fn distance(self) -> u8 {
        match self.role {
            Role::Production => 0,
            Role::Staging => 1,
            Role::Development | Role::Other => 2,
        }
    }

    /// The environment that a directory is named for: `staging`, `.production`, `deploy-prod`, `tests`.
    /// A weak word for anything else than development names too many other things, such as a demonstration.
    pub fn of_directory(name: &str) -> Option<Self> {
        let name = name.trim_start_matches('.');
        let compound = || Self::of_service(name).filter(|(_, base)| PLACES.contains(base)).map(|(marker, _)| marker);
        Self::of_word(name).or_else(compound).filter(|marker| !marker.weak || marker.role == Role::Development)
    }

    /// The environment a service name begins or ends with, and the name without it. A `stage` at its beginning may be
    /// one to stand on.
    pub fn of_service(name: &str) -> Option<(Self, &str)> {
        let parts = |byte: &u8| matches!(byte, b'-' | b'_' | b'.');
        let last = name.as_bytes().iter().rposition(parts);
        let last = last.and_then(|at| Some((name.get(..at)?, name.get(at + 1..)?, false)));
        let first = name.as_bytes().iter().position(parts);
        let first = first.and_then(|at| Some((name.get(at + 1..)?, name.get(..at)?, true)));
        [last, first].into_iter().flatten().find_map(|(base, word, begins)| {
            let marker = Self::of_word(word)?;
            let weak = marker.weak || (begins && word.eq_ignore_ascii_case("stage"));
            (!base.is_empty()).then_some((Self { weak, ..marker }, base))
        })
    }
}

/// The words of a name.
pub fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_of_environments() {
        let of_name = |name| Marker::of_name(name).map(|marker| marker.name);
        assert_eq!(of_name("docker-compose.prod.yml"), Some("production"));
        assert_eq!(of_name(".env.STAGING"), Some("staging"));
        assert_eq!(of_name("docker-compose.prod-staging.yml"), Some("staging"));
        assert_eq!(of_name("docker-compose.production-rehearsal.yml"), Some("test"));
        assert_eq!(of_name("prod-like-local.yml"), Some("development"));
        assert_eq!(of_name("compose.staging.test.yaml"), Some("test"));
        assert_eq!(of_name("compose.yaml"), None);
        let of_service = |name| Marker::of_service(name).map(|(marker, base)| (marker.name, base));
        assert_eq!(of_service("backend_staging"), Some(("staging", "backend")));
        assert_eq!(of_service("staging-api"), Some(("staging", "api")));
        assert_eq!(of_service("api.prod"), Some(("production", "api")));
        assert_eq!(of_service("production"), None);
        let is_weak = |name| Marker::of_service(name).is_some_and(|(marker, _)| marker.weak);
        assert!(is_weak("stage-manager") && !is_weak("manager-stage") && !is_weak("staging-manager"));
        assert_eq!(of_service("stagingapi"), None);
    }
}
