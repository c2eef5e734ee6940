//! Decoded text that still knows where each of its bytes stands.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{FileId, Span};

/// A piece of decoded text (escapes resolved, quotes gone) with the place of every byte of it.
///
/// A slice of it, such as the password of a URL or one origin of a list, has an exact span too,
/// also behind escapes, folded lines and doubled quotes.
#[derive(Clone)]
pub struct Text {
    span: Span,
    content: Content,
}

#[derive(Clone)]
enum Content {
    /// What stands at the span in this, the text of the whole file.
    Verbatim(Arc<str>),
    /// This, which stands nowhere in the file.
    Fixed(&'static str),
    /// A part of what was decoded.
    Decoded { whole: Arc<Decoded>, start: u32, end: u32 },
}

struct Decoded {
    text: Box<str>,
    /// `(decoded, source)` pairs, ascending; between two of them text runs byte for byte. None where only
    /// the whole is known.
    breaks: Box<[(u32, u32)]>,
}

impl Text {
    /// What stands at `span` in the file of which `source` is the whole text.
    pub fn of(source: &Arc<str>, span: Span) -> Self {
        Self { span, content: Content::Verbatim(Arc::clone(source)) }
    }

    /// Text that stands in the file exactly as it reads; `span` must be as long as `value`, else
    /// slices of it point at the whole.
    pub fn verbatim(value: &str, span: Span) -> Self {
        let breaks = if value.len() == span.len() { vec![(0, span.start)] } else { Vec::new() };
        Self::mapped(value, span, breaks)
    }

    /// Text whose bytes moved in decoding: `breaks` lists `(decoded, source)` byte offsets,
    /// ascending in both, from each of which the text runs byte for byte. The source offsets count
    /// from the start of the file. Both end together: what the file holds no byte for, such as line
    /// ends that a block scalar adds, stands at the end of `span`. Without breaks, slices point at the
    /// whole.
    pub fn mapped(value: &str, span: Span, mut breaks: Vec<(u32, u32)>) -> Self {
        let end = narrow(value.len());
        if !breaks.is_empty() {
            breaks.push((end, span.end));
        }
        let whole = Arc::new(Decoded { text: value.into(), breaks: breaks.into() });
        Self { span, content: Content::Decoded { whole, start: 0, end } }
    }

    /// Text that stands nowhere in this form; slices of it point at `span`.
    pub fn opaque(value: &str, span: Span) -> Self {
        Self::mapped(value, span, Vec::new())
    }

    /// Such text that is the same whatever the file holds.
    pub fn fixed(value: &'static str, span: Span) -> Self {
        Self { span, content: Content::Fixed(value) }
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        let (text, range) = match &self.content {
            Content::Verbatim(source) => (&**source, self.span.range()),
            Content::Fixed(text) => return text,
            Content::Decoded { whole, start, end } => (&*whole.text, *start as usize..*end as usize),
        };
        text.get(range).unwrap_or_default()
    }

    /// Where it stands, without quotes.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The file it stands in.
    pub fn file(&self) -> FileId {
        self.span.file
    }

    /// The bytes `range` of the decoded text. A range that is out of bounds or splits a character
    /// gives the whole.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        if self.as_str().get(range.clone()).is_none() {
            return self.clone();
        }
        let (from, to) = (narrow(range.start), narrow(range.end));
        match &self.content {
            Content::Verbatim(_) => {
                let span = Span { start: self.span.start + from, end: self.span.start + to, ..self.span };
                Self { span, content: self.content.clone() }
            }
            Content::Fixed(text) => Self { content: Content::Fixed(text.get(range).unwrap_or(text)), ..*self },
            Content::Decoded { whole, start, .. } => {
                let (start, end) = (start + from, start + to);
                let span = match (whole.source_of(start), whole.source_of(end)) {
                    (Some(from), Some(to)) if from <= to => Span { start: from, end: to, ..self.span },
                    _ => self.span,
                };
                Self { span, content: Content::Decoded { whole: Arc::clone(whole), start, end } }
            }
        }
    }

    /// Without white space at either end.
    #[must_use]
    pub fn trim(&self) -> Self {
        let text = self.as_str();
        let lead = text.len() - text.trim_start().len();
        self.slice(lead..lead + text.trim().len())
    }

    /// The pieces between the characters for which `is_separator` holds, in order, empty ones
    /// included.
    pub fn split(&self, is_separator: impl Fn(char) -> bool) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, found) in self.as_str().match_indices(is_separator) {
            pieces.push(self.slice(start..at));
            start = at + found.len();
        }
        pieces.push(self.slice(start..self.as_str().len()));
        pieces
    }

    /// What stands before and after the first `separator`.
    pub fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.as_str().find(separator)?;
        let end = self.as_str().len();
        Some((self.slice(0..at), self.slice(at + separator.len_utf8()..end)))
    }
}

impl Decoded {
    fn source_of(&self, decoded: u32) -> Option<u32> {
        let next = self.breaks.partition_point(|&(from, _)| from <= decoded);
        let &(from, source) = self.breaks.get(next.checked_sub(1)?)?;
        // A run may be longer than what the file holds of it (an escape at its end).
        let limit = self.breaks.get(next).map_or(source, |&(_, source)| source);
        Some((source + (decoded - from)).min(limit))
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{}..{}", self.as_str(), self.span.start, self.span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { file: FileId(0), start, end }
    }

    #[test]
    fn a_slice_of_verbatim_text_has_its_own_place() {
        let text = Text::verbatim("postgres://u:pw@db", span(10, 28));
        assert_eq!(text.slice(13..15).span(), span(23, 25));
        assert_eq!(text.slice(13..15).slice(1..2).span(), span(24, 25));
    }

    #[test]
    fn a_slice_behind_an_escape_has_its_own_place() {
        // The source reads `a\"b`: four bytes for three.
        let text = Text::mapped("a\"b", span(0, 4), vec![(0, 0), (1, 1), (2, 3)]);
        assert_eq!(text.slice(1..2).span(), span(1, 3));
        assert_eq!(text.slice(2..3).span(), span(3, 4));
        assert_eq!(text.slice(0..3).span(), span(0, 4));
    }

    #[test]
    fn text_that_the_file_does_not_hold_stands_at_the_end() {
        // `|+` keeps line ends that are not counted as its own.
        let text = Text::mapped("a\n\n", span(4, 5), vec![(0, 4)]);
        assert_eq!(text.slice(0..3).span(), span(4, 5));
        assert_eq!(text.slice(1..2).span(), span(5, 5));
    }

    #[test]
    fn a_range_inside_a_character_gives_the_whole() {
        let text = Text::verbatim("é", span(0, 2));
        assert_eq!(text.slice(0..1).span(), span(0, 2));
    }
}
