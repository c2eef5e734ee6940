//! Where libyaml takes no tab: before whatever may be a key or an item.

use std::ops::Range;

/// What stands in a file, as far as tabs are concerned.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    /// Scalars, comments and collections in brackets: what has rules of its own, or none.
    taken: Vec<Range<usize>>,
    /// Plain scalars, with the column of the block collection around them.
    plain: Vec<(Range<usize>, Option<usize>)>,
}

impl Tabs {
    /// Notes what may hold tabs.
    pub(super) fn take(&mut self, range: Range<usize>) {
        self.taken.push(range);
    }

    /// Notes a plain scalar in a block collection at `column`, if in any.
    pub(super) fn plain(&mut self, range: Range<usize>, column: Option<usize>) {
        self.taken.push(range.clone());
        self.plain.push((range, column));
    }

    /// Where the first tab stands in `text` that Compose refuses.
    pub(super) fn refused(mut self, text: &str) -> Option<usize> {
        self.taken.sort_by_key(|range| range.start);
        let behind = self.plain.iter().filter_map(|(range, column)| behind_plain(text, range, *column)).min();
        // The blanks behind a plain scalar are read with it.
        for (range, _) in &self.plain {
            let rest = text.get(range.end..).unwrap_or_default();
            let end = range.end + rest.len() - rest.trim_start().len();
            if end > range.end {
                self.taken.push(range.end..end);
            }
        }
        self.taken.sort_by_key(|range| range.start);
        behind.into_iter().chain(self.indentation(text)).min()
    }

    /// The first tab outside of everything at the start of a line, or between it and a dash.
    fn indentation(&self, text: &str) -> Option<usize> {
        let mut taken = self.taken.iter().peekable();
        // Where the line begins, unless something stands on it that takes tabs behind it.
        let (mut end, mut line) = (0, Some(0));
        for (at, found) in text.match_indices(['\t', '\n']) {
            if found == "\n" {
                line = Some(at + 1);
                continue;
            }
            while let Some(range) = taken.next_if(|range| range.start <= at) {
                end = end.max(range.end);
            }
            let Some(start) = line.filter(|_| at >= end) else { continue };
            let mut words = text.get(start..at).unwrap_or_default().split([' ', '\r']).filter(|word| !word.is_empty());
            if words.all(|word| matches!(word, "-" | "?" | ":")) {
                return Some(at);
            }
            line = None;
        }
        None
    }
}

/// The first tab at the start of a line of a plain scalar, or of an empty one below it, not deeper
/// than the collection.
fn behind_plain(text: &str, range: &Range<usize>, column: Option<usize>) -> Option<usize> {
    let column = column?;
    let rest = text.get(range.end..)?;
    let end = range.end + rest.len() - rest.trim_start().len();
    let mut at = range.start;
    for (number, line) in text.get(range.start..end)?.split_inclusive('\n').enumerate() {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line.get(..blanks).and_then(|blanks| blanks.find('\t'));
        if let Some(tab) = tab.filter(|&tab| number > 0 && tab <= column) {
            return Some(at + tab);
        }
        at += line.len();
    }
    None
}
