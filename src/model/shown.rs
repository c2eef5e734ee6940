//! Values as text, for people.

use super::value::{Part, Value};
use super::workspace::Workspace;
use crate::source::{MASK, Span};

/// Whether secrets may be seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Secrecy {
    /// They read `***`.
    #[default]
    Masked,
    /// They read as they are: for the eyes of the one who asked, never for a report.
    Revealed,
}

impl Workspace {
    /// A value as text, variables as `${NAME}`. Of a text with a secret in it, only the secret is
    /// masked, unless it is written otherwise than it reads.
    pub fn show(&self, value: &Value, secrecy: Secrecy) -> String {
        let mut shown = String::new();
        for part in &*value.parts {
            match part {
                Part::Text(piece) => {
                    let (text, span) = (piece.text.as_str(), piece.text.span());
                    if secrecy == Secrecy::Revealed || !self.sources.is_secret(span) {
                        shown.push_str(text);
                    } else if text == self.sources.text(span) {
                        shown.push_str(&self.sources.masked(span));
                    } else {
                        shown.push_str(MASK);
                    }
                }
                Part::Unset(unset) => {
                    shown.push_str("${");
                    shown.push_str(unset.variable.as_str());
                    shown.push('}');
                }
            }
        }
        shown
    }

    /// What is written at `span`.
    pub fn written(&self, span: Span, secrecy: Secrecy) -> String {
        match secrecy {
            Secrecy::Masked => self.sources.masked(span),
            Secrecy::Revealed => self.sources.text(span).to_owned(),
        }
    }
}
