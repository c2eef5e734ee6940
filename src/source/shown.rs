//! What a person may see of a file: secrets masked, control characters made harmless.

use std::ops::Range;

use super::Span;

/// What stands in place of a secret.
pub(crate) const MASK: &str = "***";

/// The text of a file, masked and cleaned, with the way from the original bytes to its own. Lines
/// stay lines: a secret over several lines becomes one mask a line.
#[derive(Debug, Clone)]
pub struct Shown {
    text: String,
    /// Original ranges that read differently, ascending, with their place in `text`.
    edits: Vec<(Range<usize>, Range<usize>)>,
}

impl Shown {
    /// Hides `secrets`, which are apart from each other and ascending.
    pub(super) fn new(original: &str, secrets: impl Iterator<Item = Range<usize>>) -> Self {
        let mut shown = Self { text: String::with_capacity(original.len()), edits: Vec::new() };
        let mut at = 0;
        for secret in secrets {
            shown.copy(original, at..secret.start);
            shown.mask(original, secret.clone());
            at = secret.end;
        }
        shown.copy(original, at..original.len());
        shown
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the shown text that stand for `span` of the original. A span that touches a
    /// secret covers its whole mask.
    pub fn range(&self, span: Span) -> Range<usize> {
        let start = self.place(span.start as usize, false);
        let end = self.place(span.end as usize, true);
        start..end.max(start)
    }

    fn place(&self, offset: usize, is_end: bool) -> usize {
        let next = self
            .edits
            .partition_point(|(original, _)| original.start < offset || (!is_end && original.start == offset));
        let Some((original, shown)) = next.checked_sub(1).and_then(|last| self.edits.get(last)) else {
            return offset.min(self.text.len());
        };
        if offset < original.end {
            if is_end { shown.end } else { shown.start }
        } else {
            (shown.end + (offset - original.end)).min(self.text.len())
        }
    }

    fn copy(&mut self, original: &str, range: Range<usize>) {
        let mut at = range.start;
        while let Some(rest) = original.get(at..range.end) {
            // Most of a text is shown as it is.
            let plain = rest.bytes().take_while(|byte| matches!(byte, b' '..=b'~' | b'\n')).count();
            self.text.push_str(rest.get(..plain).unwrap_or_default());
            let Some(character) = rest.get(plain..).and_then(|rest| rest.chars().next()) else { return };
            let from = at + plain;
            let to = from + character.len_utf8();
            at = to;
            match harmless(character) {
                // Alone it ends a line, here as in the line index of the original.
                Some(_) if character == '\r' && original.as_bytes().get(to) != Some(&b'\n') => {
                    self.replace(from..to, "\n");
                }
                Some(replacement) => self.replace(from..to, replacement),
                None => self.text.push(character),
            }
        }
    }

    fn mask(&mut self, original: &str, range: Range<usize>) {
        let Some(piece) = original.get(range.clone()) else { return };
        let mut start = range.start;
        for line in piece.split_inclusive(['\n', '\r']) {
            let end = start + line.len();
            let content = start + line.trim_end_matches(['\n', '\r']).len();
            if content > start {
                self.replace(start..content, MASK);
            }
            self.copy(original, content..end);
            start = end;
        }
    }

    fn replace(&mut self, original: Range<usize>, replacement: &str) {
        let start = self.text.len();
        self.text.push_str(replacement);
        self.edits.push((original, start..self.text.len()));
    }
}

/// `text` with control and bidirectional characters replaced, as every output shows it. Line ends
/// become blanks, so that no input text begins a line of output.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars() {
        match harmless(character) {
            Some(replacement) => cleaned.push_str(replacement),
            None if character == '\n' || character == '\t' => cleaned.push(' '),
            None => cleaned.push(character),
        }
    }
    cleaned
}

/// What stands for a character that could move the cursor, recolour the terminal or reorder text.
fn harmless(character: char) -> Option<&'static str> {
    match character {
        '\n' | '\t' => None,
        '\r' => Some(""),
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => Some("\u{fffd}"),
        character if character.is_control() => Some("\u{fffd}"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::FileId;
    use super::*;

    fn span(range: Range<usize>) -> Span {
        Span::new(FileId(0), range)
    }

    #[test]
    fn a_span_on_a_secret_covers_the_mask() {
        let shown = Shown::new("A=hunter2\nB=x\n", std::iter::once(2..9));
        assert_eq!(shown.as_str(), "A=***\nB=x\n");
        assert_eq!(shown.range(span(2..9)), 2..5);
        assert_eq!(shown.range(span(4..6)), 2..5);
        assert_eq!(shown.range(span(0..1)), 0..1);
        assert_eq!(shown.range(span(12..13)), 8..9);
    }

    #[test]
    fn a_secret_over_lines_keeps_the_lines() {
        let shown = Shown::new("K=\"one\r\ntwo\"\nL=1\n", std::iter::once(3..11));
        assert_eq!(shown.as_str(), "K=\"***\n***\"\nL=1\n");
        assert_eq!(shown.range(span(13..14)), 12..13);
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let shown = Shown::new("A=1\rK=\"one\rtwo\"\r\nB=2", std::iter::once(7..14));
        assert_eq!(shown.as_str(), "A=1\nK=\"***\n***\"\nB=2");
    }

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        let shown = Shown::new("a\x1b[31mb\u{202e}c", std::iter::empty());
        assert_eq!(shown.as_str(), "a\u{fffd}[31mb\u{fffd}c");
        assert_eq!(clean("x\n::error::\r"), "x ::error::");
    }
}
