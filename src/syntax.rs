//! Trees with places, before anything is known of Compose.

pub mod directive;
pub mod dotenv;
pub mod image;
pub mod interpolation;
pub mod yaml;

use crate::source::Span;

/// Why a text could not be read as what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The offending text.
    pub span: Span,
    /// One clause, lower case; quotes no text of the file but keys.
    pub message: String,
    /// What to do, as an order.
    pub help: Option<String>,
}

impl SyntaxError {
    /// `message` at `span`.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
