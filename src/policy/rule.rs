//! One rule.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};

use super::parameters::{self, Parameters};
use crate::config::typed::refusal;
use crate::config::{LevelName, Preset, level, optional_level, typed};
use crate::diagnostic::Level;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::Node;

/// An entry of a pack: it picks a check and gives it an id, a level, words and parameters.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The policy in the user's words: `no-host-ports`.
    pub id: String,
    /// The pack it stands in.
    pub pack: String,
    /// The check that does the work.
    pub check: String,
    /// The level of the recommended preset.
    pub level: Level,
    /// The level of the strict preset, where it differs.
    pub strict: Option<Level>,
    /// Whether it runs however few rules were selected.
    pub always: bool,
    /// What holds where nothing is found: one sentence.
    pub title: String,
    /// Why it matters: a paragraph.
    pub why: String,
    /// How to mend a finding: a paragraph.
    pub fix: String,
    /// The parameters.
    pub(super) with: Option<Parameters>,
    /// The id in its pack; of one that is built in, in sources of its own.
    pub span: Span,
    /// The name of the check in its pack, likewise.
    pub check_span: Span,
}

impl Rule {
    /// The parameters as a tree, for whoever shows them.
    pub fn parameters(&self) -> Option<Arc<Node>> {
        self.with.as_ref().map(Parameters::node)
    }

    /// The parameters as the type of the check that takes them.
    ///
    /// # Errors
    /// When they are not what the check takes: each mistake at its place in the pack.
    pub fn read<C: DeserializeOwned>(&self) -> Result<C, Vec<SyntaxError>> {
        match &self.with {
            Some(Parameters::Written(node)) => typed::read_part(node, "with").complete(),
            Some(Parameters::BuiltIn(text)) => parameters::built_in(text, self.check_span),
            None => typed::nothing(self.check_span, &self.check, "with"),
        }
    }

    /// The level of a preset.
    pub fn preset_level(&self, preset: Preset) -> Level {
        match preset {
            Preset::Recommended => self.level,
            Preset::Strict => self.strict.unwrap_or(self.level),
        }
    }
}

/// A rule: it picks a check, and gives it an id, a level, words and parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub(super) struct Entry {
    /// The policy in a few words joined by `-`: `payments-sandbox`.
    #[serde(deserialize_with = "id")]
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]{0,63}$"))]
    pub(super) id: String,
    /// The check that does the work.
    pub(super) check: String,
    /// How serious findings are in the preset `recommended`.
    #[serde(deserialize_with = "level")]
    #[schemars(with = "LevelName")]
    pub(super) level: Level,
    /// How serious they are in the preset `strict`, where that differs.
    #[serde(default, deserialize_with = "optional_level")]
    #[schemars(with = "Option<LevelName>")]
    pub(super) strict: Option<Level>,
    /// Whether the rule runs however few rules were selected: for what could not be read.
    #[serde(default)]
    pub(super) always: bool,
    /// What holds when nothing is found, in one sentence.
    pub(super) title: String,
    /// Why it matters, to someone who has never thought of it.
    pub(super) why: String,
    /// What to do about a finding, as an order.
    pub(super) fix: String,
    /// The parameters of the check.
    #[expect(dead_code, reason = "the check reads them from where they stand: it alone knows their type")]
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub(super) with: Option<IgnoredAny>,
}

impl Entry {
    /// The rule that it is in `pack`, at `place`.
    pub(super) fn rule(self, pack: &str, place: Span) -> Rule {
        Rule {
            id: self.id,
            pack: pack.to_owned(),
            check: self.check,
            level: self.level,
            strict: self.strict,
            always: self.always,
            title: self.title,
            why: self.why,
            fix: self.fix,
            with: None,
            span: place,
            check_span: place,
        }
    }
}

/// Reads an id: ids are written in comments, flags and links, so they are plain words.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.starts_with(|first: char| first.is_ascii_lowercase()) && id.chars().all(is_plain) && id.len() <= 64 {
        Ok(id)
    } else {
        Err(refusal("is no id", "write lower-case words joined by `-`, as in `no-host-ports`"))
    }
}
