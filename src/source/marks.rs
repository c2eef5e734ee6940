//! Which bytes of a file are secret.

use std::ops::Range;

use super::Span;

/// Ranges of bytes, apart from each other and ascending, so that a look-up halves them.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    ranges: Vec<Range<u32>>,
}

impl Marks {
    /// Adds the bytes of `span`, in no time when spans come in order.
    pub(super) fn add(&mut self, span: Span) {
        let mut merged = span.start..span.end;
        let first = self.ranges.partition_point(|range| range.end < merged.start);
        let last = self.ranges.partition_point(|range| range.start <= merged.end);
        for range in self.ranges.get(first..last).unwrap_or_default() {
            merged = merged.start.min(range.start)..merged.end.max(range.end);
        }
        self.ranges.splice(first..last.max(first), [merged]);
    }

    /// Whether a byte of `span` is marked.
    pub(super) fn touch(&self, span: Span) -> bool {
        let next = self.ranges.partition_point(|range| range.end <= span.start);
        self.ranges.get(next).is_some_and(|range| range.start < span.end)
    }

    /// The marked bytes of `span`, counted from its start.
    pub(super) fn within(&self, span: Span) -> impl Iterator<Item = Range<usize>> {
        let first = self.ranges.partition_point(|range| range.end <= span.start);
        let ranges = self.ranges.get(first..).unwrap_or_default().iter();
        ranges
            .take_while(move |range| range.start < span.end)
            .map(move |range| range.start.max(span.start) - span.start..range.end.min(span.end) - span.start)
            .map(|range| range.start as usize..range.end as usize)
    }

    /// The ranges.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.ranges.iter().map(|range| range.start as usize..range.end as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::super::FileId;
    use super::*;

    fn span(range: Range<usize>) -> Span {
        Span::new(FileId(0), range)
    }

    #[test]
    fn marks_stay_apart_and_in_order() {
        let mut marks = Marks::default();
        for range in [10..12, 2..4, 20..25, 3..6, 6..8, 11..21] {
            marks.add(span(range));
        }
        assert_eq!(marks.ranges().collect::<Vec<_>>(), [2..8, 10..25]);
    }

    #[test]
    fn a_shared_byte_is_a_touch() {
        let mut marks = Marks::default();
        marks.add(span(2..8));
        marks.add(span(10..12));
        for (range, touched) in
            [(0..2, false), (0..3, true), (4..5, true), (8..10, false), (9..11, true), (12..20, false)]
        {
            assert_eq!(marks.touch(span(range.clone())), touched, "{range:?}");
        }
    }
}
