//! From the decoded text of a scalar back to its bytes (YAML 1.2.2 §7.3, §8.1).

use std::iter::Peekable;
use std::str::CharIndices;
use std::sync::Arc;

use super::Style;
use crate::source::{Span, Text};

/// The decoded `value` of the scalar at `span` of `source`, with the place of each byte of it.
pub(super) fn locate(source: &Arc<str>, span: Span, style: Style, value: &str) -> Text {
    let inner = match style {
        Style::SingleQuoted | Style::DoubleQuoted if span.len() >= 2 => {
            Span { file: span.file, start: span.start + 1, end: span.end - 1 }
        }
        Style::Literal | Style::Folded => Span { end: span.start + trimmed(source, span), ..span },
        _ => span,
    };
    let Some(raw) = source.get(inner.range()) else { return Text::opaque(value, span) };
    if raw == value {
        return Text::of(source, inner);
    }
    let indent = match style {
        Style::Literal | Style::Folded => Some(column(source, inner)),
        _ => None,
    };
    match align(raw, value, style, indent) {
        Some(breaks) => {
            let breaks = breaks.into_iter().map(|(decoded, at)| (decoded, inner.start + at)).collect();
            Text::mapped(value, inner, breaks)
        }
        None => Text::opaque(value, inner),
    }
}

/// Length of a block scalar without the line ends after its last line.
fn trimmed(source: &str, span: Span) -> u32 {
    let raw = source.get(span.range()).unwrap_or_default();
    narrow(raw.trim_end_matches(['\n', '\r', ' ']).len())
}

/// How many blanks stand before the first character of a block scalar on its line.
fn column(source: &str, span: Span) -> usize {
    let before = source.get(..span.start as usize).unwrap_or_default();
    before.chars().rev().take_while(|&character| character == ' ').count()
}

/// Walks both texts at once and notes where they stop running in step.
fn align(raw: &str, value: &str, style: Style, indent: Option<usize>) -> Option<Vec<(u32, u32)>> {
    let mut walk = Walk { raw, chars: raw.char_indices().peekable(), indent, blanks_end: 0 };
    let mut breaks = Vec::new();
    let mut decoded = value.char_indices().peekable();
    // In step as long as `at - offset` stays the same.
    let mut shift = None;
    while let Some((offset, character)) = decoded.next() {
        walk.skip_escaped_line_ends(style);
        let Some(at) = walk.at() else {
            // Only line ends that the raw text was stripped of may be left.
            return (character == '\n').then_some(breaks);
        };
        let current = narrow(at).wrapping_sub(narrow(offset));
        if shift != Some(current) {
            breaks.push((narrow(offset), narrow(at)));
            shift = Some(current);
        }
        let folded = matches!(character, '\n' | ' ') && walk.at_line_end();
        if folded {
            let mut feeds = 1;
            while character == '\n' && decoded.next_if(|&(_, next)| next == '\n').is_some() {
                feeds += 1;
            }
            walk.line_ends(feeds)?;
        } else {
            walk.character(character, style)?;
        }
    }
    Some(breaks)
}

struct Walk<'a> {
    raw: &'a str,
    chars: Peekable<CharIndices<'a>>,
    /// Blanks to skip at the start of a line of a block scalar; none where all are skipped.
    indent: Option<usize>,
    /// Where the run of blanks ends that was looked at last.
    blanks_end: usize,
}

impl Walk<'_> {
    fn at(&mut self) -> Option<usize> {
        self.chars.peek().map(|&(at, _)| at)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|&(_, character)| character)
    }

    /// Whether only blanks are left on this line.
    fn at_line_end(&mut self) -> bool {
        let Some(at) = self.at() else { return false };
        // A run of blanks is looked over once, however often it is asked about.
        if at >= self.blanks_end {
            let rest = self.raw.get(at..).unwrap_or_default();
            self.blanks_end = at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        }
        self.raw.get(self.blanks_end..).is_some_and(|rest| rest.starts_with(['\n', '\r']))
    }

    /// Passes the line ends, with the blanks around them, that `feeds` decoded ones stand for.
    fn line_ends(&mut self, feeds: usize) -> Option<()> {
        let mut passed = 0;
        loop {
            if self.indent.is_none() || passed == 0 {
                while self.chars.next_if(|&(_, character)| matches!(character, ' ' | '\t')).is_some() {}
            }
            let _ = self.chars.next_if(|&(_, character)| character == '\r');
            if self.chars.next_if(|&(_, character)| character == '\n').is_none() {
                break;
            }
            passed += 1;
            let mut blanks = 0;
            while self.indent.is_none_or(|indent| blanks < indent)
                && self.chars.next_if(|&(_, character)| matches!(character, ' ' | '\t')).is_some()
            {
                blanks += 1;
            }
        }
        // Folding eats one line end of a run; a literal block keeps them all.
        (passed >= feeds.min(1)).then_some(())
    }

    /// Passes `\` at line ends of a double-quoted scalar: they stand for nothing.
    fn skip_escaped_line_ends(&mut self, style: Style) {
        while style == Style::DoubleQuoted && self.peek() == Some('\\') {
            let rest = self.at().and_then(|at| self.raw.get(at + 1..)).unwrap_or_default();
            if !rest.starts_with(['\n', '\r']) {
                break;
            }
            self.chars.next();
            let _ = self.line_ends(1);
        }
    }

    fn character(&mut self, decoded: char, style: Style) -> Option<()> {
        let (_, raw) = self.chars.next()?;
        match (style, raw) {
            (Style::SingleQuoted, '\'') => {
                self.chars.next_if(|&(_, next)| next == '\'')?;
                (decoded == '\'').then_some(())
            }
            (Style::DoubleQuoted, '\\') => {
                let (_, kind) = self.chars.next()?;
                let digits = match kind {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                (0..digits).try_for_each(|_| self.chars.next().map(drop))
            }
            (_, raw) => (raw == decoded).then_some(()),
        }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each decoded character with the source text it is placed on.
    fn places(raw: &str, value: &str, style: Style, indent: Option<usize>) -> Option<Vec<(char, String)>> {
        let breaks = align(raw, value, style, indent)?;
        let mut map = crate::source::SourceMap::new();
        let file = map.add("x".into(), raw.as_bytes());
        let text = Text::mapped(value, Span::new(file, 0..raw.len()), breaks);
        let one = |(at, character): (usize, char)| {
            let span = text.slice(at..at + character.len_utf8()).span();
            (character, map.text(span).to_owned())
        };
        Some(value.char_indices().map(one).collect())
    }

    fn check(raw: &str, value: &str, style: Style, indent: Option<usize>) {
        for (character, source) in places(raw, value, style, indent).expect("aligned") {
            assert!(
                source.is_empty() || source.contains(character) || source.starts_with('\\') || source.contains('\n'),
                "{character:?} is placed on {source:?} of {raw:?}"
            );
        }
    }

    #[test]
    fn escapes_folds_and_blocks_align() {
        check(r#"a\"b\u00e9c\n"#, "a\"bé\u{63}\n", Style::DoubleQuoted, None);
        check("a\n  b\\\n   c", "a bc", Style::DoubleQuoted, None);
        check("it''s", "it's", Style::SingleQuoted, None);
        check("plain\n  multi\n\n  x", "plain multi\nx", Style::Plain, None);
        check("one\r\n   two\r\n  three", "one\n two\nthree\n", Style::Literal, Some(2));
        check("a\n\n  b\n  c", "a\nb c", Style::Folded, Some(2));
        check("a\n\n\n  b", "a\n\n\nb", Style::Literal, Some(2));
    }
}
