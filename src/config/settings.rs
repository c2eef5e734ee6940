//! The keys of `envlint.yaml`.

use std::str::FromStr;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::Exception;
use super::patterns::{Domains, Names, Paths};
use super::typed::one_of;
use crate::diagnostic::Level;

/// The whole file; every key may be left out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Which levels the rules start with.
    #[serde(deserialize_with = "or_default")]
    pub preset: Preset,
    /// Environments by name, in the order of the file.
    pub environments: IndexMap<String, EnvironmentSettings>,
    /// What belongs to no single environment.
    pub shared: Shared,
    /// The services that face the outside.
    pub edge: Names,
    /// What is a secret, and what only looks like one.
    pub secrets: Secrets,
    /// Packs with rules of the repository's own. Paths as written, from the directory of the file.
    pub packs: Vec<String>,
    /// Changes to single rules, by rule id.
    pub rules: IndexMap<String, RuleSettings>,
    /// Findings that the repository has decided to live with.
    pub exceptions: Vec<Exception>,
}

/// A set of levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Preset {
    /// Levels that fit a repository which has never been checked.
    #[default]
    Recommended,
    /// Levels that also refuse what is merely unwise.
    Strict,
}

/// What an environment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Role {
    /// Serves customers.
    Production,
    /// Looks like production and must not touch it.
    Staging,
    /// Runs where it is worked on, tests included.
    Development,
    /// None of these.
    Other,
}

impl Preset {
    /// The words for them.
    pub const NAMES: [&str; 2] = ["recommended", "strict"];
}

impl FromStr for Preset {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "recommended" => Ok(Self::Recommended),
            "strict" => Ok(Self::Strict),
            _ => Err(()),
        }
    }
}

impl<'de> Deserialize<'de> for Preset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(one_of(deserializer, &Self::NAMES)?.parse().unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match one_of(deserializer, &["production", "staging", "development", "other"])? {
            "production" => Self::Production,
            "staging" => Self::Staging,
            "development" => Self::Development,
            _ => Self::Other,
        })
    }
}

impl Role {
    /// The word for it in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
            Self::Other => "other",
        }
    }
}

/// One environment. What is left out is inferred.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EnvironmentSettings {
    /// What it is for; none: its name tells.
    pub role: Option<Role>,
    /// The Compose projects it consists of.
    pub projects: Vec<ProjectSettings>,
    /// Its services.
    pub services: Names,
    /// Its env files.
    pub env_files: Paths,
    /// Its domains; of several environments the closest pattern owns a host.
    pub domains: Domains,
    /// Where it runs: environments with the same word here share a machine.
    pub host: Option<String>,
}

/// What `docker compose` is called with. Paths as written, from the directory of the configuration.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectSettings {
    /// The files after `-f`, in their order.
    pub files: Vec<String>,
    /// The files after `--env-file`, in their order.
    #[serde(default)]
    pub env_files: Vec<String>,
}

/// What belongs to no single environment.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shared {
    /// Services that environments share on purpose.
    pub services: Names,
    /// Env files that belong to no single environment.
    pub env_files: Paths,
}

/// Corrections to what is taken for a secret.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// Variables that are secret though nothing shows it.
    pub names: Names,
    /// Variables that are public though they look secret.
    pub public: Names,
}

/// A change to one rule.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RuleSettings {
    /// How serious its findings are; none: what the preset says.
    #[serde(deserialize_with = "optional_level")]
    #[schemars(with = "Option<LevelName>")]
    pub level: Option<Level>,
    /// How serious they are in single environments, by name.
    #[schemars(with = "IndexMap<String, LevelName>")]
    pub environments: IndexMap<String, SetLevel>,
}

/// A level that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetLevel(pub Level);

impl<'de> Deserialize<'de> for SetLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        level(deserializer).map(Self)
    }
}

/// How serious findings are, as it is written.
#[derive(Debug, JsonSchema)]
#[schemars(rename = "Level", rename_all = "lowercase")]
pub enum LevelName {
    /// The rule does not speak.
    Off,
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Proven wrong.
    Error,
}

/// Reads a level by its name.
///
/// # Errors
/// When it is none of [`Level::NAMES`].
pub fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Level, D::Error> {
    Ok(LevelWord::deserialize(deserializer)?.0)
}

/// Reads a level, or none where nothing is written.
///
/// # Errors
/// As [`level`].
pub fn optional_level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Level>, D::Error> {
    Ok(Option::<LevelWord>::deserialize(deserializer)?.map(|word| word.0))
}

struct LevelWord(Level);

impl<'de> Deserialize<'de> for LevelWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = one_of(deserializer, &Level::NAMES)?;
        word.parse().map(Self).map_err(|()| D::Error::unknown_variant(word, &Level::NAMES))
    }
}

/// Reads nothing as the default, as lists and mappings do of themselves.
fn or_default<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
