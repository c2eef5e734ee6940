//! Files as they may be shown, each prepared once.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::report::Presented;
use crate::source::{FileId, LineIndex, Shown, Span};

/// The shown text of one file, with its lines.
#[derive(Debug)]
pub(super) struct Page {
    shown: Shown,
    lines: LineIndex,
}

/// All files that were asked for.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    presented: &'a Presented<'a>,
    pages: BTreeMap<FileId, Page>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(presented: &'a Presented<'a>) -> Self {
        Self { presented, pages: BTreeMap::new() }
    }

    pub(super) fn page(&mut self, file: FileId) -> &Page {
        self.pages.entry(file).or_insert_with(|| {
            let shown = self.presented.shown(file);
            let lines = LineIndex::new(shown.as_str());
            Page { shown, lines }
        })
    }
}

impl Page {
    /// The zero-based line on which `span` starts and the bytes of that line it covers. Of a span
    /// over several lines that is the first: it is enough to recognise the place.
    pub(super) fn find(&self, span: Span) -> (usize, Range<usize>) {
        let range = self.shown.range(span);
        let line = self.lines.line(u32::try_from(range.start).unwrap_or(u32::MAX));
        let start = self.lines.start(line);
        let length = self.line(line).len();
        let within = |offset: usize| offset.saturating_sub(start).min(length);
        (line, within(range.start)..within(range.end))
    }

    /// A line without its end.
    pub(super) fn line(&self, line: usize) -> &str {
        let start = self.lines.start(line);
        let end = if line + 1 < self.lines.count() { self.lines.start(line + 1) } else { self.shown.as_str().len() };
        self.shown.as_str().get(start..end).unwrap_or_default().trim_end_matches('\n')
    }
}
