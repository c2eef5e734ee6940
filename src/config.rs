//! envlint.yaml: typed, with the place of every key and value.

mod date;
mod exception;
mod expression;
pub mod patterns;
mod ports;
mod settings;
pub mod suggest;
pub mod typed;

pub use date::Date;
pub use exception::{At, Exception, TOP_LEVEL};
pub use expression::Expression;
pub use ports::Ports;
pub use settings::{
    EnvironmentSettings, LevelName, Preset, ProjectSettings, Role, RuleSettings, Secrets, SetLevel, Settings, Shared,
    level, optional_level,
};

use crate::source::{FileId, Span};
use crate::syntax::{SyntaxError, yaml};

/// What a repository says of itself.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The settings; defaults where the file says nothing, or nothing that can be read.
    pub settings: Settings,
    /// The file, when there is one.
    pub file: Option<FileId>,
    tree: Option<typed::Tree>,
}

impl Config {
    /// Reads `text`, the content of `file`, and says what is wrong with it. A broken key falls back
    /// to its default; the rest counts.
    pub fn read(file: FileId, text: &str) -> (Self, Vec<SyntaxError>) {
        let (root, mut errors) = typed::document(yaml::parse(file, text));
        let Some(root) = root else { return (Self { file: Some(file), ..Self::default() }, errors) };
        let read = typed::read::<Settings>(&root);
        errors.extend(read.errors);
        (Self { settings: read.value.unwrap_or_default(), file: Some(file), tree: Some(read.tree) }, errors)
    }

    /// The place of the last key of `path`, such as `["rules", "no-host-ports"]`. Indices of items
    /// are those of the settings, as text.
    pub fn key_span(&self, path: &[&str]) -> Option<Span> {
        self.tree.as_ref()?.key_span(path)
    }

    /// The keys that lead to a place of the file.
    pub fn path_to(&self, span: Span) -> Option<String> {
        let tree = self.tree.as_ref().filter(|_| self.file == Some(span.file))?;
        Some(tree.root().path_to(span.start))
    }

    /// The place of the value at `path`, such as `["environments", "staging", "services", "0"]`.
    pub fn value_span(&self, path: &[&str]) -> Option<Span> {
        self.tree.as_ref()?.value_span(path)
    }
}

#[cfg(test)]
mod tests;
