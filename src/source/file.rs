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
    /// Decodes `bytes`. A leading byte order mark is dropped (editors do not count it); bytes that
    /// are not UTF-8 become U+FFFD, and the first of them is remembered.
    pub fn decode(path: Utf8PathBuf, bytes: &[u8]) -> Self {
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
