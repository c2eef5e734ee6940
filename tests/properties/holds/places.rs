//! Spans lie in their text, on characters.

use envlint::source::{FileId, SourceFile, SourceMap, Span, Text};
use envlint::syntax::SyntaxError;

/// How many slices of one text are looked at.
const SLICES: usize = 64;

/// One file that was read.
pub struct Read {
    /// The file and nothing else.
    pub sources: SourceMap,
    /// Its number.
    pub id: FileId,
}

impl Read {
    /// Decodes `bytes`, and looks at the index of lines.
    pub fn new(path: &str, bytes: &[u8]) -> Self {
        let mut sources = SourceMap::new();
        let id = sources.add(path.into(), bytes);
        let read = Self { sources, id };
        lines(read.file());
        read
    }

    /// The file.
    pub fn file(&self) -> &SourceFile {
        self.sources.file(self.id)
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        self.file().text()
    }

    /// The whole file.
    pub fn whole(&self) -> Span {
        Span::new(self.id, 0..self.text().len())
    }
}

/// Every character has a position, and every position that character.
fn lines(file: &SourceFile) {
    for (at, character) in file.text().char_indices().take(SLICES) {
        // Between the two there is no place of its own, and none behind the end of a line.
        if !matches!(character, '\r' | '\n') {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            assert_eq!(file.lines().offset(file.text(), file.position(at)), at, "byte {at} has a position of its own");
        }
    }
}

/// `span` lies in its file and on characters.
pub fn lies(sources: &SourceMap, span: Span, what: &str) {
    assert!(span.file.index() < sources.len(), "{what} lies in no file");
    let text = sources.file(span.file).text();
    assert!(text.get(span.range()).is_some(), "{what} at {:?} lies in no text of {} bytes", span.range(), text.len());
}

/// `inner` lies in its file, on characters, and within `outer`.
pub fn within(sources: &SourceMap, inner: Span, outer: Span, what: &str) {
    lies(sources, inner, what);
    let (inner_range, outer_range) = (inner.range(), outer.range());
    assert!(outer.contains(inner), "{what} at {inner_range:?} leaves {outer_range:?}");
}

/// `text` and what it is sliced into lie within `outer`, in the order in which they read.
pub fn reads(sources: &SourceMap, text: &Text, outer: Span, what: &str) {
    within(sources, text.span(), outer, what);
    let length = text.as_str().len();
    assert_eq!(text.slice(0..length).span(), text.span(), "{what} is not all of itself");
    let bounds = text.as_str().char_indices().map(|(at, _)| at).take(SLICES).chain([length]);
    let mut last = text.span().start;
    for at in bounds {
        let (before, after) = (text.slice(0..at).span(), text.slice(at..length).span());
        within(sources, before, text.span(), what);
        within(sources, after, text.span(), what);
        assert!(last <= after.start, "{what} at {at} reads backwards");
        last = after.start;
    }
}

/// An error says something at a place.
pub fn error(sources: &SourceMap, error: &SyntaxError) {
    lies(sources, error.span, &error.message);
    assert!(!error.message.is_empty(), "an error says nothing");
}
