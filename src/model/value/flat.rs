//! A value as one string, so that URLs, lists and pairs in it can be taken apart.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{Part, Piece, Value};
use crate::source::{Span, Text};

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
        let mut at = 0;
        let mut next = |part| {
            let start = at;
            at += length(part);
            cut(part, range.start.max(start).saturating_sub(start)..range.end.min(at).saturating_sub(start))
        };
        let parts: Arc<[Part]> = match &*self.value.parts {
            // Nearly every value, and often all of it.
            [only] if is_all(only, &range) => Arc::clone(&self.value.parts),
            [only] => next(only).into_iter().collect(),
            parts => parts.iter().filter_map(next).collect(),
        };
        let span = place(&parts).unwrap_or(self.value.span);
        Value { parts, span }
    }

    /// The bytes `range` as a text with its own place, in which [`PLACEHOLDER`] stays where a variable is.
    pub fn text(&self, range: Range<usize>) -> Text {
        if let ([Part::Text(piece)], false) = (&*self.value.parts, range.is_empty()) {
            return piece.text.slice(range);
        }
        let value = self.slice(range);
        match &*value.parts {
            [Part::Text(piece)] => piece.text.clone(),
            _ => Text::opaque(value.flat().as_str(), value.span),
        }
    }

    /// The pieces between the characters for which `is_separator` holds, trimmed; empty ones are
    /// left out.
    pub fn split(&self, is_separator: impl Fn(char) -> bool) -> Vec<Value> {
        self.pieces(is_separator).map(|piece| self.slice(piece)).collect()
    }

    /// Where the pieces of such a [split](Self::split) stand in the string.
    pub fn pieces(&self, is_separator: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        let pieces = self.text.split(is_separator).map(move |piece| {
            let from = start + piece.len() - piece.trim_start().len();
            let after = self.text.get(start + piece.len()..).unwrap_or_default();
            start += piece.len() + after.chars().next().map_or(0, char::len_utf8);
            from..from + piece.trim().len()
        });
        pieces.filter(|piece| !piece.is_empty())
    }
}

/// Whether the bytes `range` of a part are the whole of it, in text and in place: what an escaped line end leaves out
/// belongs to the text, and not to a piece of it.
fn is_all(part: &Part, range: &Range<usize>) -> bool {
    let is_all = !range.is_empty() && *range == (0..length(part));
    is_all
        && match part {
            Part::Text(piece) => piece.text.slice(range.clone()).span() == piece.text.span(),
            Part::Unset(_) => true,
        }
}

/// How long a part is as a piece of the string, in bytes.
fn length(part: &Part) -> usize {
    match part {
        Part::Text(piece) => piece.text.as_str().len(),
        Part::Unset(_) => PLACEHOLDER.len_utf8(),
    }
}

/// The bytes `range` of a part, of a variable all of it; none of no bytes.
fn cut(part: &Part, range: Range<usize>) -> Option<Part> {
    if range.is_empty() {
        return None;
    }
    Some(match part {
        Part::Text(Piece { text, via, certainty }) => {
            Part::Text(Piece { text: text.slice(range), via: via.clone(), certainty: *certainty })
        }
        Part::Unset(unset) => Part::Unset(unset.clone()),
    })
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
