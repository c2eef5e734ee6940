//! The level of each rule in a run.

use std::collections::BTreeMap;

use super::{Registry, Rule};
use crate::config::{Config, Preset};
use crate::diagnostic::Level;
use crate::syntax::SyntaxError;

/// The level of each rule in a run.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    levels: BTreeMap<String, Level>,
}

impl Levels {
    /// The levels of a preset.
    pub fn of(preset: Preset, registry: &Registry) -> Self {
        let levels = registry.rules().map(|rule| (rule.id.clone(), rule.preset_level(preset)));
        Self { levels: levels.collect() }
    }

    /// The level of a rule; off for one that is unknown.
    pub fn get(&self, id: &str) -> Level {
        self.levels.get(id).copied().unwrap_or(Level::Off)
    }

    /// Overrides the level of a rule.
    pub fn set(&mut self, rule: &Rule, level: Level) {
        self.levels.insert(rule.id.clone(), level);
    }
}

impl Registry {
    /// The levels of the configuration: those of its preset, then those it names itself; and the
    /// ids it names that are no rules.
    pub fn levels(&self, config: &Config) -> (Levels, Vec<SyntaxError>) {
        let mut levels = Levels::of(config.settings.preset, self);
        let mut errors = Vec::new();
        for (id, settings) in &config.settings.rules {
            match (self.get(id), settings.level) {
                (Some(rule), Some(level)) => levels.set(rule, level),
                (Some(_), None) => {}
                (None, _) if self.mentions(id) => {}
                (None, _) => errors.extend(config.key_span(&["rules", id]).map(|span| self.unknown(id, span))),
            }
        }
        (levels, errors)
    }
}
