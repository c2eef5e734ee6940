//! A few lines of one file and what is said of them.

use std::ops::Range;

use super::page::Page;
use super::window::window;
use crate::report::{Look, Place};
use crate::source::{FileId, Span, harmless};

/// Something to underline.
#[derive(Debug)]
pub(super) struct Mark {
    span: Span,
    link: String,
    pub(super) label: Option<String>,
    pub(super) is_primary: bool,
}

impl Mark {
    pub(super) fn new(place: &Place, label: Option<String>, is_primary: bool) -> Self {
        Self { span: place.span, link: place.link(), label, is_primary }
    }

    pub(super) fn file(&self) -> FileId {
        self.span.file
    }

    /// Says of this place what `other` says of it.
    fn absorb(&mut self, other: Self) {
        match (&mut self.label, other.label) {
            (Some(label), Some(other)) if *label != other => {
                label.push_str("; ");
                label.push_str(&other);
            }
            (label @ None, other) => *label = other,
            _ => {}
        }
        if other.is_primary {
            self.is_primary = true;
            self.link = other.link;
        }
    }
}

/// Lines that follow each other, with marks that do not overlap.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// `path:line:column` of what matters most in it.
    pub(super) link: String,
    /// The zero-based number of the first line.
    pub(super) first_line: usize,
    /// How many lines there are.
    pub(super) line_count: usize,
    /// The lines, each with its end.
    pub(super) text: String,
    /// Bytes of `text`, ascending, with what is said of them.
    pub(super) marks: Vec<(Range<usize>, Mark)>,
}

/// A mark on its line.
struct Found {
    line: usize,
    bytes: Range<usize>,
    mark: Mark,
}

/// Cuts the excerpts of one file that show all `marks`. The one with the primary mark comes first,
/// the others in the order of the file.
pub(super) fn cut(page: &Page, marks: Vec<Mark>, look: Look) -> Vec<Excerpt> {
    let mut found: Vec<Found> = marks
        .into_iter()
        .map(|mark| {
            let (line, bytes) = page.find(mark.span);
            Found { line, bytes, mark }
        })
        .collect();
    found.sort_by_key(|found| (found.line, found.bytes.start, found.bytes.end));
    let mut groups: Vec<Vec<Found>> = Vec::new();
    for next in found {
        match groups.last_mut() {
            // A single line between two others is shown: it is shorter than a second frame.
            Some(group) if group.last().is_some_and(|last| next.line <= last.line + 2) => group.push(next),
            _ => groups.push(vec![next]),
        }
    }
    groups.sort_by_key(|group| !group.iter().any(|found| found.mark.is_primary));
    groups.into_iter().filter_map(|group| Excerpt::new(page, group, look)).collect()
}

impl Excerpt {
    fn new(page: &Page, found: Vec<Found>, look: Look) -> Option<Self> {
        let (first_line, last_line) = (found.first()?.line, found.last()?.line);
        let main = found.iter().find(|found| found.mark.is_primary).or(found.first())?;
        let mut excerpt = Self {
            link: main.mark.link.clone(),
            first_line,
            line_count: last_line - first_line + 1,
            text: String::new(),
            marks: Vec::new(),
        };
        // The number of the line and the frame stand before it.
        let width = look.width.saturating_sub((last_line + 1).to_string().len() + 6).max(20);
        let cut_off = if look.unicode { "…" } else { "..." };
        let mut found = found.into_iter().peekable();
        for line in first_line..=last_line {
            let mut here = Vec::new();
            while let Some(next) = found.next_if(|next| next.line == line) {
                here.push(next);
            }
            excerpt.line(page.line(line), disjoint(here), width, cut_off);
        }
        Some(excerpt)
    }

    fn line(&mut self, line: &str, found: Vec<Found>, width: usize, cut_off: &str) {
        let focus = found.iter().find(|found| found.mark.is_primary).or(found.first());
        let part = window(line, &focus.map_or(0..0, |found| found.bytes.clone()), width);
        if part.start > 0 {
            self.text.push_str(cut_off);
        }
        let start = self.text.len();
        let text = harmless(line.get(part.clone()).unwrap_or_default());
        self.text.push_str(&text);
        let moved = |byte: usize| start + byte.clamp(part.start, part.end) - part.start;
        self.marks
            .extend(found.into_iter().map(|found| (moved(found.bytes.start)..moved(found.bytes.end), found.mark)));
        if part.end < line.len() {
            self.text.push_str(cut_off);
        }
        self.text.push('\n');
    }
}

/// Marks of one line, ascending, made disjoint: where one lies within another (or both within one
/// masked secret), each keeps what is its own, and what is the same is said once.
fn disjoint(found: Vec<Found>) -> Vec<Found> {
    let mut apart: Vec<Found> = Vec::with_capacity(found.len());
    for mut next in found {
        if let Some(last) = apart.last_mut()
            && next.bytes.start < last.bytes.end.max(last.bytes.start + 1)
        {
            if next.bytes == last.bytes {
                last.mark.absorb(next.mark);
                continue;
            }
            if next.bytes.start > last.bytes.start {
                last.bytes.end = next.bytes.start;
            } else {
                next.bytes.start = last.bytes.end;
                next.bytes.end = next.bytes.end.max(next.bytes.start);
            }
        }
        apart.push(next);
    }
    apart
}
