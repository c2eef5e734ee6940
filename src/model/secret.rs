//! What is a secret: by its name, by its shape, and where it hides in a value.

mod command;
mod content;
mod extract;
mod given;
mod issued;
mod long;
mod mark;
mod name;
mod placeholder;
mod shape;
mod well_known;
mod words;

pub use content::slots as slots_of_content;
pub use extract::{Credential, credentials, slots};
pub use given::{Given, Way};
pub use mark::{mark, mark_own};
pub use placeholder::{is_placeholder, is_unfinished};
pub use shape::is_generated;
pub use well_known::is_well_known;

use super::value::Value;
use crate::config::Settings;
use crate::config::patterns::Names;

/// Tells secrets from public values, with what a configuration adds to the built-in knowledge.
#[derive(Debug, Clone, Default)]
pub struct Classifier {
    /// Names that are secrets too.
    pub names: Names,
    /// Names that are not, whatever they look like.
    pub public: Names,
}

impl Classifier {
    /// With what a configuration says.
    pub fn of(settings: &Settings) -> Self {
        Self { names: settings.secrets.names.clone(), public: settings.secrets.public.clone() }
    }

    /// Whether a key of this name holds a secret.
    pub fn is_secret_name(&self, name: &str) -> bool {
        !self.public.is_match(name) && (self.names.is_match(name) || name::is_secret(name))
    }

    /// Whether `value` under `name` is a secret as a whole. Values that nobody could mean as one
    /// (empty, a flag, a small number, a path) are not, nor are placeholders.
    pub fn is_secret(&self, name: &str, value: &Value) -> bool {
        self.is_for_secret(name, value) && !value.text().is_some_and(|text| is_placeholder(&text))
    }

    /// Whether `value` under `name` is a secret as a whole, or a placeholder for one.
    pub fn is_for_secret(&self, name: &str, value: &Value) -> bool {
        if self.public.is_match(name) {
            return false;
        }
        match value.text() {
            Some(text) => (self.is_secret_name(name) && !shape::is_public(&text)) || shape::is_secret(&text),
            None => self.is_secret_name(name),
        }
    }
}

/// The identity of the secret that the file of a Compose secret holds, to compare it with values;
/// none when it holds nothing, a placeholder, or something that nobody could mean as a secret.
pub(super) fn identity_of_file(bytes: &[u8]) -> Option<[u8; 32]> {
    let text = String::from_utf8_lossy(bytes);
    // Most programs read such a file without its last line end.
    let text = text.trim();
    (!shape::is_public(text) && !is_placeholder(text)).then(|| Value::identity_of(text))
}
