//! Escapes between quotes.

use std::sync::Arc;

use super::Quotes;
use crate::source::{Span, Text};

/// What stands at `span` of `source` between quotes means. Every byte keeps its place.
pub(super) fn decode(source: &Arc<str>, quotes: Quotes, span: Span) -> Text {
    let raw = source.get(span.range()).unwrap_or_default();
    if !raw.contains('\\') {
        return Text::of(source, span);
    }
    let mut decoder = Decoder { text: String::with_capacity(raw.len()), breaks: Vec::new(), source: span.start };
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        decoder.copy(before);
        let escape = if quotes == Quotes::Single { single_escape(after) } else { double_escape(after) };
        // A backslash that escapes nothing stays, and the character behind it begins no escape.
        let length = escape.map_or_else(|| after.chars().next().map_or(0, char::len_utf8), |(length, _)| length);
        let (behind, left) = after.split_at_checked(length).unwrap_or((after, ""));
        if let Some((_, meaning)) = escape {
            decoder.replace(1 + length, meaning);
        } else {
            decoder.copy("\\");
            decoder.copy(behind);
        }
        rest = left;
    }
    decoder.copy(rest);
    Text::mapped(&decoder.text, span, decoder.breaks)
}

/// How many bytes behind a backslash belong to its escape, and what the escape means.
fn single_escape(after: &str) -> Option<(usize, char)> {
    after.starts_with('\'').then_some((1, '\''))
}

/// The same between double quotes.
fn double_escape(after: &str) -> Option<(usize, char)> {
    let meaning = match after.chars().next()? {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        '"' => '"',
        // The backslash itself becomes the dollar that escapes the one behind it.
        '$' => return Some((0, '$')),
        // An octal number that is no byte loses its zero: so the engine has it.
        '0' => return Some(octal(after).map_or((1, '\\'), |byte| (4, char::from(byte)))),
        _ => return None,
    };
    Some((1, meaning))
}

/// The byte that three octal digits behind the `0` give.
fn octal(after: &str) -> Option<u8> {
    let digits = after.get(1..4)?;
    // `from_str_radix` would take a sign.
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| u8::from_str_radix(digits, 8).ok())?
}

/// Text that is written piece by piece, with its way back to the file.
struct Decoder {
    text: String,
    breaks: Vec<(u32, u32)>,
    /// The byte of the file that comes next.
    source: u32,
}

impl Decoder {
    fn copy(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.source += narrow(piece.len());
        if self.breaks.is_empty() {
            self.breaks.push((0, self.source - narrow(piece.len())));
        }
    }

    fn replace(&mut self, length: usize, meaning: char) {
        self.mark();
        self.text.push(meaning);
        self.source += narrow(length);
        self.mark();
    }

    fn mark(&mut self) {
        let here = (narrow(self.text.len()), self.source);
        if self.breaks.last() != Some(&here) {
            self.breaks.push(here);
        }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
