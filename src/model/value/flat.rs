//! A value as one string, so that URLs, lists and pairs in it can be taken apart.

use std::borrow::Cow;
use std::ops::Range;

use super::{Part, Piece, Value};
use crate::source::Span;

/// Stands for an unset variable; of private use, so real text hardly holds it.
pub const PLACEHOLDER: char = '\u{f8ff}';

/// A value written as one string in which [`PLACEHOLDER`] stands for each unset variable.
#[derive(Debug, Clone)]
pub struct Flat<'a> {
    value: &'a Value,
    text: Cow<'a, str>,
}

impl Value {
    /// The value as one string.
    pub fn flat(&self) -> Flat<'_> {
        if let [Part::Text(piece)] = &*self.parts {
            return Flat { value: self, text: piece.text.as_str().into() };
        }
        let mut text = String::new();
        for part in &*self.parts {
            match part {
                Part::Text(piece) => text.push_str(piece.text.as_str()),
                Part::Unset(_) => text.push(PLACEHOLDER),
            }
        }
        Flat { value: self, text: text.into() }
    }

    /// The value as one string that is the same wherever the same text and variables of one scope are
    /// put together. A default stands for its variable; others hold neither `:` nor `/`, so that the
    /// string can be taken apart.
    pub fn spelling(&self) -> String {
        let mut text = String::new();
        for part in &*self.parts {
            match part {
                Part::Text(piece) => text.push_str(piece.text.as_str()),
                Part::Unset(unset) if unset.default().is_some() => {
                    text.extend(unset.default().map(Value::spelling));
                }
                Part::Unset(unset) => {
                    text.push(PLACEHOLDER);
                    text.push_str(unset.variable.as_str());
                    let argument = unset.argument.as_ref().map(|argument| argument.spelling());
                    text.push_str(&argument.unwrap_or_default().replace([':', '/'], "."));
                    text.push(PLACEHOLDER);
                }
            }
        }
        text
    }
}

impl Flat<'_> {
    /// The string.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes `range` of the string as a value of its own, with its own place.
    pub fn slice(&self, range: Range<usize>) -> Value {
        let mut parts = Vec::new();
        let mut at = 0;
        for part in &*self.value.parts {
            let length = match part {
                Part::Text(piece) => piece.text.as_str().len(),
                Part::Unset(_) => PLACEHOLDER.len_utf8(),
            };
            let (start, end) = (range.start.max(at), range.end.min(at + length));
            if start < end {
                parts.push(match part {
                    Part::Text(piece) => {
                        Part::Text(Piece { text: piece.text.slice(start - at..end - at), ..piece.clone() })
                    }
                    Part::Unset(unset) => Part::Unset(unset.clone()),
                });
            }
            at += length;
        }
        let span = place(&parts).unwrap_or(self.value.span);
        Value { parts: parts.into(), span }
    }

    /// The pieces between the characters for which `is_separator` holds, trimmed; empty ones are
    /// left out.
    pub fn split(&self, is_separator: impl Fn(char) -> bool) -> Vec<Value> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for piece in self.text.split(is_separator) {
            let lead = piece.len() - piece.trim_start().len();
            let trimmed = piece.trim().len();
            if trimmed > 0 {
                pieces.push(self.slice(start + lead..start + lead + trimmed));
            }
            let after = self.text.get(start + piece.len()..).unwrap_or_default();
            start += piece.len() + after.chars().next().map_or(0, char::len_utf8);
        }
        pieces
    }
}

/// The narrowest text that puts `parts` together: behind all that passed them on as one.
fn place(parts: &[Part]) -> Option<Span> {
    let (first, last) = (way(parts.first()?), way(parts.last()?));
    let common = steps(first).zip(steps(last)).take_while(|(one, other)| one == other).count();
    let at = |way| steps(way).nth(common).unwrap_or(way.1);
    Some(at(first).to(at(last)))
}

fn steps((via, own): (&[Span], Span)) -> impl Iterator<Item = Span> {
    via.iter().copied().chain([own])
}

/// What passes a part on, and its own place.
fn way(part: &Part) -> (&[Span], Span) {
    match part {
        Part::Text(piece) => (&piece.via, piece.text.span()),
        Part::Unset(unset) => (&unset.via, unset.span),
    }
}
