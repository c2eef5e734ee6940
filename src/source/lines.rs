//! Bytes, lines and UTF-16 columns.

/// A place as the Language Server Protocol counts it: zero-based line, UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// UTF-16 code units from the start of the line.
    pub character: u32,
}

/// Where the lines of a text begin. Lines end at `\n`, `\r\n` or a lone `\r`, as in the Language
/// Server Protocol.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// Byte offset of the first byte of each line.
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// The zero-based line that holds byte `offset`.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The byte at which the zero-based `line` begins, or the start of the last line beyond it.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).or(self.starts.last()).map_or(0, |&start| start as usize)
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Byte `offset` of `text` as line and UTF-16 character. An offset beyond the text counts as
    /// its end, one inside a character as the start of that character.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.start(line);
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text.get(start..end).unwrap_or_default();
        let character = before.encode_utf16().count();
        Position { line: narrow(line), character: narrow(character) }
    }

    /// The byte of `text` at `position`. A character beyond the line counts as its end.
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let line = position.line as usize;
        let start = self.start(line);
        let end = self.starts.get(line + 1).map_or(text.len(), |&next| next as usize);
        let content = text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let mut units = position.character as usize;
        let mut at = start;
        for character in content.chars() {
            if units < character.len_utf16() {
                break;
            }
            units -= character.len_utf16();
            at += character.len_utf8();
        }
        narrow(at)
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_utf16_units() {
        let text = "a: é😀x\r\nb";
        let index = LineIndex::new(text);
        let x = u32::try_from(text.find('x').unwrap()).unwrap();
        assert_eq!(index.position(text, x), Position { line: 0, character: 6 });
        assert_eq!(index.offset(text, Position { line: 0, character: 6 }), x);
        assert_eq!(index.position(text, x + 3), Position { line: 1, character: 0 });
    }

    #[test]
    fn every_line_end_counts_once() {
        assert_eq!(LineIndex::new("a\nb\r\nc\rd").count(), 4);
        assert_eq!(LineIndex::new("").count(), 1);
    }
}
