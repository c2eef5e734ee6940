//! The level of each rule in a run.

use std::collections::BTreeMap;

use super::{Registry, Rule};
use crate::config::{Config, Preset};
use crate::diagnostic::Level;
use crate::syntax::SyntaxError;

/// The level of each rule in a run.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    rules: BTreeMap<String, Levelled>,
}

/// The level of a rule.
#[derive(Debug, Clone)]
struct Levelled {
    level: Level,
    /// Where it differs, by the names of environments.
    environments: BTreeMap<String, Level>,
}

impl From<Level> for Levelled {
    fn from(level: Level) -> Self {
        Self { level, environments: BTreeMap::new() }
    }
}

impl Levels {
    /// The levels of a preset.
    pub fn of(preset: Preset, registry: &Registry) -> Self {
        let rules = registry.rules().map(|rule| (rule.id.clone(), rule.preset_level(preset).into()));
        Self { rules: rules.collect() }
    }

    /// The level of a rule where no environment has one of its own; off for one that is unknown.
    pub fn get(&self, id: &str) -> Level {
        self.rules.get(id).map_or(Level::Off, |rule| rule.level)
    }

    /// The level of a rule for a finding in these environments: that of the one it is most serious
    /// in.
    pub fn among<'a>(&self, id: &str, environments: impl Iterator<Item = &'a String>) -> Level {
        let Some(rule) = self.rules.get(id) else { return Level::Off };
        let levels = environments.map(|name| rule.environments.get(name).copied().unwrap_or(rule.level));
        levels.max().unwrap_or(rule.level)
    }

    /// Whether a rule is on in any environment.
    pub fn is_on(&self, id: &str) -> bool {
        let levels = self.rules.get(id).into_iter().flat_map(|rule| rule.environments.values().chain([&rule.level]));
        levels.copied().max().is_some_and(|level| level != Level::Off)
    }

    /// Overrides the level of a rule, in every environment.
    pub fn set(&mut self, rule: &Rule, level: Level) {
        self.rules.insert(rule.id.clone(), level.into());
    }
}

impl Registry {
    /// The levels of the configuration: those of its preset, then those it names itself; and the
    /// ids it names that are no rules.
    pub fn levels(&self, config: &Config) -> (Levels, Vec<SyntaxError>) {
        let mut levels = Levels::of(config.settings.preset, self);
        let mut errors = Vec::new();
        for (id, settings) in &config.settings.rules {
            let Some(rule) = levels.rules.get_mut(id) else {
                if self.may_have(id) {
                    continue;
                }
                errors.extend(config.key_span(&["rules", id]).map(|span| self.unknown(id, span)));
                continue;
            };
            rule.level = settings.level.unwrap_or(rule.level);
            rule.environments.extend(settings.environments.iter().map(|(name, level)| (name.clone(), level.0)));
        }
        (levels, errors)
    }
}
