//! What serde says of a failure, in words for the person who wrote the file.
//!
//! serde hands its failures over as sentences; their form is part of its documented behaviour
//! (`serde::de::Error`) and held by tests. They quote values, so none of them is passed on.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

use super::tree::{Found, clipped};
use crate::config::suggest;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Kind, Plain};

/// Separates what is wrong from what to do in a refusal; it occurs in no sentence of serde's.
const SEPARATOR: char = '\n';

/// What is wrong with a part of the file.
pub(super) enum Problem {
    /// A key that means nothing there.
    UnknownKey { known: Vec<String> },
    /// A word that is none of a few.
    UnknownWord { known: Vec<String> },
    /// A key that must be there.
    Missing { field: String },
    /// A value of the wrong kind.
    Kind { expected: String },
    /// A value that its type refuses.
    Refused { message: String, help: Option<String> },
}

/// A refusal by a type's own `Deserialize`: `message` continues the name of the key
/// (`is no pattern`), `help` is an order. Neither quotes the value.
pub fn refusal<E: serde::de::Error>(message: impl fmt::Display, help: &str) -> E {
    E::custom(told(message, help))
}

/// A [`refusal`] for `TryFrom`.
pub fn told(message: impl fmt::Display, help: &str) -> String {
    format!("{message}{SEPARATOR}{help}")
}

/// Reads one of the words `known`.
///
/// # Errors
/// When it is none of them, or no word at all.
pub fn one_of<'de, D: Deserializer<'de>>(
    deserializer: D,
    known: &'static [&'static str],
) -> Result<&'static str, D::Error> {
    deserializer.deserialize_any(Word { known })
}

struct Word {
    known: &'static [&'static str],
}

impl Visitor<'_> for Word {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&suggest::listed(self.known))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Self::Value, E> {
        let known = self.known.iter().find(|known| **known == word);
        known.copied().ok_or_else(|| E::unknown_variant(word, self.known))
    }
}

/// Sorts a sentence of serde's.
pub(super) fn problem(failure: &str) -> Problem {
    if let Some((message, help)) = failure.split_once(SEPARATOR) {
        return Problem::Refused { message: message.to_owned(), help: Some(help.to_owned()) };
    }
    // The value comes before what was expected, so only the last `expected` is serde's own.
    let expected = failure.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
    if failure.starts_with("unknown field ") {
        Problem::UnknownKey { known: quoted(expected) }
    } else if failure.starts_with("unknown variant ") {
        Problem::UnknownWord { known: quoted(expected) }
    } else if let Some(field) = failure.strip_prefix("missing field ") {
        Problem::Missing { field: field.trim_matches('`').to_owned() }
    } else if failure.starts_with("invalid ") && !expected.is_empty() {
        Problem::Kind { expected: kind(expected) }
    } else {
        Problem::Refused { message: "cannot be read".to_owned(), help: None }
    }
}

/// The sentence for a problem with what was found at `span`.
pub(super) fn error(span: Span, problem: Problem, found: &Found<'_>) -> SyntaxError {
    let name = if found.name.is_empty() { "this".to_owned() } else { format!("`{}`", found.name) };
    match problem {
        Problem::UnknownKey { known } => {
            let key = found.key.and_then(|key| key.text()).map_or("", |text| text.as_str());
            let error = SyntaxError::new(span, format!("unknown key `{}`", clipped(key)));
            if known.is_empty() { error.help("remove it") } else { error.help(suggest::help(key, &known)) }
        }
        Problem::UnknownWord { known } => {
            let word = found.value.text().map_or("", |text| text.as_str());
            SyntaxError::new(span, format!("unknown word for {name}")).help(suggest::help(word, &known))
        }
        Problem::Missing { field } => {
            SyntaxError::new(span, format!("{name} has no `{field}`")).help(format!("add `{field}:`"))
        }
        Problem::Kind { expected } => {
            let error = SyntaxError::new(span, format!("{name} must be {expected}, not {}", seen(&found.value.kind)));
            match expected.as_str() {
                "text" if matches!(found.value.kind, Kind::Scalar(_)) => error.help("put it in quotes"),
                "a list" => error.help("write `[one, two]`, or one item a line after `- `"),
                "a mapping" if found.name.starts_with("rules.") => error.help("write `{ level: error }`"),
                "a mapping" => error.help("write `key: value` below it"),
                _ => error,
            }
        }
        Problem::Refused { message, help } => {
            let error = SyntaxError::new(span, format!("{name} {message}"));
            SyntaxError { help, ..error }
        }
    }
}

/// The words between backticks.
fn quoted(list: &str) -> Vec<String> {
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What serde expected, in the words of YAML's users.
fn kind(expected: &str) -> String {
    let words = match expected {
        "a sequence" => "a list",
        "a map" => "a mapping",
        "a string" => "text",
        "a boolean" => "`true` or `false`",
        "u8" => "a number from 0 to 255",
        "u16" => "a number from 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number",
        other if other.starts_with("struct ") => "a mapping",
        other => other,
    };
    words.to_owned()
}

fn seen(kind: &Kind) -> &'static str {
    match kind {
        Kind::Mapping(_) => "a mapping",
        Kind::Sequence(_) => "a list",
        Kind::Alias(_) => "an alias",
        Kind::Scalar(scalar) => match scalar.plain() {
            Plain::Null => "nothing",
            Plain::Bool(_) => "true or false",
            Plain::Int(_) => "this number",
            _ => "text",
        },
    }
}
