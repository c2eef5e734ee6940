//! Lines and columns of many places, each file read once.

use std::collections::BTreeMap;

use crate::source::{FileId, Position, SourceMap, Span};

/// A byte as editors and as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// Zero-based line and UTF-16 character.
    pub(super) position: Position,
    /// Zero-based characters from the start of the line.
    pub(super) column: u32,
    /// Zero-based bytes from the start of the line.
    pub(super) byte: u32,
}

impl Spot {
    const FIRST: Self = Self { position: Position { line: 0, character: 0 }, column: 0, byte: 0 };

    fn next_line(self) -> Self {
        Self { position: Position { line: self.position.line + 1, character: 0 }, column: 0, byte: 0 }
    }

    fn after(self, character: char) -> Self {
        let units = if character.len_utf16() == 2 { 2 } else { 1 };
        let position = Position { character: self.position.character + units, ..self.position };
        let bytes = if character.is_ascii() { 1 } else { u32::try_from(character.len_utf8()).unwrap_or(1) };
        Self { position, column: self.column + 1, byte: self.byte + bytes }
    }
}

/// Starts and ends of spans, looked up after one pass. To count every place from the start of its
/// line would be quadratic where a file is one long line.
#[derive(Debug)]
pub(super) struct Places(BTreeMap<(FileId, u32), Spot>);

impl Places {
    /// Finds the places of all `spans`.
    pub(super) fn new(sources: &SourceMap, spans: impl Iterator<Item = Span>) -> Self {
        let mut offsets: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
        for span in spans {
            offsets.entry(span.file).or_default().extend([span.start, span.end]);
        }
        let mut spots = BTreeMap::new();
        for (file, mut offsets) in offsets {
            offsets.sort_unstable();
            offsets.dedup();
            walk(sources.file(file).text(), &offsets, |offset, spot| {
                spots.insert((file, offset), spot);
            });
        }
        Self(spots)
    }

    /// Where `offset` of `file` is.
    pub(super) fn spot(&self, file: FileId, offset: u32) -> Spot {
        self.0.get(&(file, offset)).copied().unwrap_or(Spot::FIRST)
    }
}

/// Calls `found` for each of the ascending `offsets`. One inside a character counts as its start,
/// one beyond the text as its end.
fn walk(text: &str, offsets: &[u32], mut found: impl FnMut(u32, Spot)) {
    let mut offsets = offsets.iter().copied().peekable();
    let mut spot = Spot::FIRST;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        while let Some(offset) = offsets.next_if(|&offset| (offset as usize) < end) {
            found(offset, spot);
        }
        if offsets.peek().is_none() {
            return;
        }
        let ends_line = match character {
            '\n' => true,
            '\r' => characters.peek().is_none_or(|&(_, next)| next != '\n'),
            _ => false,
        };
        spot = if ends_line { spot.next_line() } else { spot.after(character) };
    }
    offsets.for_each(|offset| found(offset, spot));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_line_index() {
        let text = "a: é😀x\r\nb\rc\n\nd\u{301}";
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml".into(), text.as_bytes());
        let end = u32::try_from(text.len()).unwrap() + 3;
        let places = Places::new(&sources, (0..end).map(|start| Span { file, start, end: start }));
        for offset in 0..end {
            assert_eq!(places.spot(file, offset).position, sources.file(file).position(offset), "byte {offset}");
        }
        let x = u32::try_from(text.find('x').unwrap()).unwrap();
        assert_eq!((places.spot(file, x).column, places.spot(file, x).byte), (5, 9));
    }
}
