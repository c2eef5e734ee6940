//! One file, decoded.

use camino::{Utf8Path, Utf8PathBuf};

use super::{LineIndex, Position};

/// A file as text, with its line index.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
    lines: LineIndex,
    invalid_utf8: Option<u32>,
}

impl SourceFile {
    /// Decodes `bytes`: UTF-16 when a byte order mark says so, else UTF-8. The mark is dropped (editors
    /// do not count it); bytes that are not UTF-8 become U+FFFD, and the first of them is remembered.
    pub fn decode(path: Utf8PathBuf, bytes: &[u8]) -> Self {
        if let Some(text) = utf16(bytes) {
            let lines = LineIndex::new(&text);
            return Self { path, text, lines, invalid_utf8: None };
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let invalid_utf8 = std::str::from_utf8(bytes).err().and_then(|error| u32::try_from(error.valid_up_to()).ok());
        let text = String::from_utf8_lossy(bytes).into_owned();
        let lines = LineIndex::new(&text);
        Self { path, text, lines, invalid_utf8 }
    }

    /// The path as findings name it.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text, secrets included: for analysis, never for output.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// The byte of the first U+FFFD that stands for bytes that are not UTF-8.
    pub fn invalid_utf8(&self) -> Option<u32> {
        self.invalid_utf8
    }

    /// Byte `offset` as line and UTF-16 character.
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(&self.text, offset)
    }
}

/// The text of a file that begins with the byte order mark of UTF-16, which Compose reads too.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).skip(1).filter_map(|pair| pair.try_into().ok()).map(unit);
    Some(char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_tells_the_encoding() {
        let decoded = |bytes: &[u8]| SourceFile::decode("x".into(), bytes).text().to_owned();
        assert_eq!(decoded(b"\xef\xbb\xbfa"), "a");
        assert_eq!(decoded(b"\xff\xfea\0\xe9\0"), "a\u{e9}");
        assert_eq!(decoded(b"\xfe\xff\0a\xd8"), "a");
    }
}
