//! `.env` files in Compose's own dialect, which no dotenv library shares, and in its
//! `format: raw` (Compose specification, "`env_file`").

mod parser;
mod quoted;
mod raw;
#[cfg(test)]
mod tests;

use super::SyntaxError;
use super::interpolation::Template;
use super::yaml::Comment;
use crate::source::{Span, Text};

pub use parser::parse;
pub use raw::parse as parse_raw;

/// An env file. Whatever could be read of it is here, also when there are errors.
#[derive(Debug, Clone, Default)]
pub struct EnvFile {
    /// In the order of the file, a key set twice included.
    pub entries: Vec<Entry>,
    /// In the order of the file.
    pub comments: Vec<Comment>,
    /// Why Compose refuses the file, in the order of the file.
    pub errors: Vec<SyntaxError>,
    /// What was skipped behind an error, whole lines or the rest of one. It may hold secrets.
    pub skipped: Vec<Span>,
}

/// `KEY=value`, or a bare `KEY` that takes the value of the caller.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key. Compose allows an empty one before a separator.
    pub key: Text,
    /// The word `export`.
    pub export: Option<Span>,
    /// `=` or `:`; none behind a bare key.
    pub separator: Option<Span>,
    /// The value; none behind a bare key. Such a key at the very end of a file, without a line
    /// end, is taken by Compose for the value of a key without name.
    pub value: Option<EnvValue>,
    /// From `export` or the key to the end of the value.
    pub span: Span,
}

/// What stands behind a separator, without blanks and comment.
#[derive(Debug, Clone)]
pub struct EnvValue {
    /// How it is written.
    pub quotes: Quotes,
    /// The value with its quotes. When the closing one is missing, up to the line before the next
    /// that sets a key.
    pub span: Span,
    /// The value before interpolation, quotes gone and escapes resolved, but for `\$`: it reads
    /// `$$`, which interpolation turns into `$`.
    pub text: Text,
    /// The value with its variables. Plain text between single quotes, in the raw format, and where
    /// an error says that the variables are malformed or the quote is not closed.
    pub template: Template,
}

/// How a value is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quotes {
    /// Not at all: variables, but no escapes.
    None,
    /// By `'`: neither variables nor escapes but `\'`.
    Single,
    /// By `"`: escapes, then variables.
    Double,
}
