//! All rules of a run.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::{Heading, Pack, Rule};
use crate::config::suggest;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::SyntaxError;

/// The files of the built-in packs in catalogue order: the path their findings would name, and their text.
pub const BUILT_IN: [(&str, &str); 5] = [
    ("rules/isolation.yaml", include_str!("../../rules/isolation.yaml")),
    ("rules/exposure.yaml", include_str!("../../rules/exposure.yaml")),
    ("rules/routing.yaml", include_str!("../../rules/routing.yaml")),
    ("rules/env-files.yaml", include_str!("../../rules/env-files.yaml")),
    ("rules/always-on.yaml", include_str!("../../rules/always-on.yaml")),
];

/// All rules of a run, in catalogue order: that of the packs, then that of their entries.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    packs: Vec<Heading>,
    rules: IndexMap<String, Rule>,
    /// How many of them are built in.
    built_in: usize,
    broken: BTreeSet<String>,
    /// Whether nobody knows what rules a pack has.
    open: bool,
}

impl Registry {
    /// The rules of the built-in packs, read from their files, which join `sources`, and what is wrong with them:
    /// nothing, as a test holds.
    pub fn built_in(sources: &mut SourceMap) -> (Self, Vec<SyntaxError>) {
        let mut registry = Self::default();
        let mut errors = Vec::new();
        for (path, text) in BUILT_IN {
            let file = sources.add(Utf8PathBuf::from(path), text.as_bytes());
            let (pack, found) = Pack::read(file, text);
            errors.extend(found);
            errors.extend(pack.map(|pack| registry.add(pack)).unwrap_or_default());
        }
        registry.built_in = registry.rules.len();
        (registry, errors)
    }

    /// The built-in rules, then those of a repository's own `packs`, and what is wrong with these.
    pub fn with_packs(sources: &SourceMap, packs: &[FileId]) -> (Self, Vec<SyntaxError>) {
        let mut registry = Self::default();
        // The built-in packs are correct, as a test holds: their places are never shown.
        for pack in Pack::built_in() {
            registry.add(pack);
        }
        registry.built_in = registry.rules.len();
        let mut errors = Vec::new();
        for file in packs {
            let (pack, found) = Pack::read(*file, sources.file(*file).text());
            errors.extend(found);
            registry.open |= pack.is_none();
            errors.extend(pack.map(|pack| registry.add(pack)).unwrap_or_default());
        }
        (registry, errors)
    }

    /// Adds the rules of `pack` behind the others. A rule whose id is taken stays out and is told.
    pub fn add(&mut self, pack: Pack) -> Vec<SyntaxError> {
        let mut errors = Vec::new();
        if self.packs.iter().any(|other| other.name == pack.heading.name) {
            let message = format!("there is another pack `{}`", pack.heading.name);
            errors.push(SyntaxError::new(pack.heading.span, message).help("give this pack a name of its own"));
        }
        self.packs.push(pack.heading);
        self.broken.extend(pack.broken);
        for rule in pack.rules {
            if let Some(other) = self.rules.get(&rule.id) {
                let message = format!("the rule `{}` is already in the pack `{}`", rule.id, other.pack);
                let help = "give this rule another id; `rules:` in `envlint.yaml` changes the level of one that exists";
                errors.push(SyntaxError::new(rule.span, message).help(help));
            } else {
                self.rules.insert(rule.id.clone(), rule);
            }
        }
        errors
    }

    /// What the packs are about, in catalogue order.
    pub fn packs(&self) -> &[Heading] {
        &self.packs
    }

    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// Those of a repository's own packs.
    pub fn own_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules().skip(self.built_in)
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// Says that a pack could not be read at all.
    pub fn miss_a_pack(&mut self) {
        self.open = true;
    }

    /// Whether a pack has an entry with this id, though perhaps one that cannot be read.
    pub fn mentions(&self, id: &str) -> bool {
        self.rules.contains_key(id) || self.broken.contains(id)
    }

    /// Whether a pack has such an entry, or may have: it could not be read.
    pub fn may_have(&self, id: &str) -> bool {
        self.open || self.mentions(id)
    }

    /// The place of a rule in the catalogue, counted from zero.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.rules.get_index_of(id)
    }

    /// The id that `id` was probably meant to be.
    pub fn suggestion(&self, id: &str) -> Option<&str> {
        suggest::closest(id, self.rules.keys())
    }

    /// What to say of an id at `span` that is no rule.
    pub fn unknown(&self, id: &str, span: Span) -> SyntaxError {
        let error = SyntaxError::new(span, format!("unknown rule `{id}`"));
        match self.suggestion(id) {
            Some(known) => error.help(format!("did you mean `{known}`?")),
            None => error.help("list the rules with `envlint rules`"),
        }
    }
}

#[cfg(test)]
mod tests;
