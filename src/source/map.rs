//! All files of a run, and which of their bytes are secret.

use camino::Utf8PathBuf;

use super::{FileId, Position, Shown, SourceFile, Span};

/// Every file that was read. Renderers get text out of it only as [`Shown`]: masked and cleaned.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    secrets: Vec<Vec<Span>>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes and keeps a file; `path` is how findings will name it.
    pub fn add(&mut self, path: Utf8PathBuf, bytes: &[u8]) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::decode(path, bytes));
        self.secrets.push(Vec::new());
        id
    }

    /// The file with this id.
    ///
    /// # Panics
    /// When the id is of another map, which is a bug.
    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this map only")]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// All files with their ids, in the order they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// How many files were read.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Hides the bytes of `span` from every output from now on.
    pub fn mark_secret(&mut self, span: Span) {
        if let Some(spans) = self.secrets.get_mut(span.file.index())
            && !span.is_empty()
        {
            spans.push(span);
        }
    }

    /// Whether a byte of `span` is marked secret.
    pub fn is_secret(&self, span: Span) -> bool {
        self.secrets.get(span.file.index()).is_some_and(|spans| spans.iter().any(|secret| secret.overlaps(span)))
    }

    /// The text of a file as it may be shown.
    pub fn shown(&self, id: FileId) -> Shown {
        let secrets = self.secrets.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        Shown::new(self.file(id).text(), secrets)
    }

    /// The raw text of `span`, for analysis; empty when the span does not lie on characters.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text().get(span.range()).unwrap_or_default()
    }

    /// Start and end of `span` as the Language Server Protocol counts them.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let file = self.file(span.file);
        (file.position(span.start), file.position(span.end))
    }

    /// The decoded texts of all secrets, each once, for the last look over composed messages.
    pub(crate) fn secret_texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.secrets.iter().flatten().map(|span| self.text(*span)).collect();
        texts.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        texts.dedup();
        texts
    }
}
