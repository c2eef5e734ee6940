//! All files of a run, and which of their bytes are secret.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use camino::Utf8PathBuf;

use super::marks::Marks;
use super::shown::MASK;
use super::{FileId, Mask, Position, Shown, SourceFile, Span};

/// Every file that was read. Renderers get text out of it only as [`Shown`]: masked and cleaned.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    secrets: Vec<Marks>,
    /// Secrets as they read, which is not always as they are written.
    secret_texts: BTreeSet<String>,
    /// Words that are no secret wherever they occur in a composed text.
    ordinary: BTreeSet<String>,
    /// What hides the secrets, made when it is first asked for: most runs have little to show.
    mask: OnceLock<Mask>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes and keeps a file; `path` is how findings will name it.
    pub fn add(&mut self, path: Utf8PathBuf, bytes: &[u8]) -> FileId {
        self.keep(SourceFile::decode(path, bytes))
    }

    /// Keeps a file that is decoded.
    pub fn keep(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        self.secrets.push(Marks::default());
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

    /// How much text the files hold, in bytes.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text().len()).sum()
    }

    /// How many files were read.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Hides the bytes of `span` from every output from now on, and what they read from every text
    /// that is composed.
    pub fn mark_secret(&mut self, span: Span) {
        self.mask.take();
        if !span.is_empty()
            && let Some(marks) = self.secrets.get_mut(span.file.index())
        {
            marks.add(span);
            let text = self.text(span).to_owned();
            self.secret_texts.insert(text);
        }
    }

    /// Hides `text` from every text that is composed: a secret as it reads behind escapes, percent
    /// signs and folded lines.
    pub fn note_secret_text(&mut self, text: String) {
        self.mask.take();
        self.secret_texts.insert(text);
    }

    /// Whether a secret reads so.
    pub fn is_secret_text(&self, text: &str) -> bool {
        self.secret_texts.contains(text)
    }

    /// Lets composed texts say `word` although a secret reads so: it names something else too, or
    /// everybody knows it. The bytes of the secret stay hidden.
    pub fn allow_word(&mut self, word: &str) {
        self.mask.take();
        self.ordinary.insert(word.to_owned());
    }

    /// Whether a byte of `span` is marked secret.
    pub fn is_secret(&self, span: Span) -> bool {
        self.secrets.get(span.file.index()).is_some_and(|marks| marks.touch(span))
    }

    /// The text of a file as it may be shown, without the bytes `also` either.
    pub fn shown(&self, id: FileId, also: impl IntoIterator<Item = Range<usize>>) -> Shown {
        let mut marks = self.secrets.get(id.index()).cloned().unwrap_or_default();
        also.into_iter().for_each(|range| marks.add(Span::new(id, range)));
        Shown::new(self.file(id).text(), marks.ranges())
    }

    /// The raw text of `span`, for analysis; empty when the span does not lie on characters.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text().get(span.range()).unwrap_or_default()
    }

    /// The raw text of `span`, its secrets masked.
    pub fn masked(&self, span: Span) -> String {
        let text = self.text(span);
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for secret in self.secrets.get(span.file.index()).into_iter().flat_map(|marks| marks.within(span)) {
            shown.push_str(text.get(at..secret.start).unwrap_or_default());
            shown.push_str(MASK);
            at = secret.end;
        }
        shown.push_str(text.get(at..).unwrap_or_default());
        shown
    }

    /// Start and end of `span` as the Language Server Protocol counts them.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let file = self.file(span.file);
        (file.position(span.start), file.position(span.end))
    }

    /// What hides the secrets of all files.
    pub fn mask(&self) -> &Mask {
        self.mask.get_or_init(|| Mask::new(self))
    }

    /// The texts of all secrets, each once and in their order, for the last look over composed messages. Without
    /// [ordinary words](Self::allow_word), or names would be hidden that a message is about.
    pub(super) fn secret_texts(&self) -> impl Iterator<Item = &str> {
        self.secret_texts.difference(&self.ordinary).map(String::as_str)
    }
}
