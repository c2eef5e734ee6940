//! Which of many ranges of text hold a place.

use std::collections::BTreeMap;

use crate::diagnostic::Label;
use crate::source::{FileId, SourceMap, Span};

/// Ranges of the files, each for one rule and with the number of whatever covers it.
#[derive(Debug, Default)]
pub(super) struct Regions<'a> {
    regions: BTreeMap<FileId, BTreeMap<&'a str, Vec<Region>>>,
}

#[derive(Debug, Clone, Copy)]
struct Region {
    span: Span,
    number: usize,
    /// Whether it lies within one line.
    narrow: bool,
    /// The furthest end of this and all earlier regions: a search backwards is over where it is not
    /// reached.
    furthest: u32,
}

impl<'a> Regions<'a> {
    /// Adds a range for `rule`.
    pub(super) fn add(&mut self, rule: &'a str, span: Span, number: usize, sources: &SourceMap) {
        let narrow = !sources.text(span).trim().contains(['\n', '\r']);
        let region = Region { span, number, narrow, furthest: span.end };
        self.regions.entry(span.file).or_default().entry(rule).or_default().push(region);
    }

    /// Makes the regions ready to be searched.
    pub(super) fn finish(&mut self) {
        for regions in self.regions.values_mut().flat_map(BTreeMap::values_mut) {
            regions.sort_by_key(|region| (region.span.start, std::cmp::Reverse(region.span.end)));
            let mut furthest = 0;
            for region in regions {
                furthest = furthest.max(region.span.end);
                region.furthest = furthest;
            }
        }
    }

    /// What covers a finding of `rule` at `place`, the narrowest first, then what covers its `others`.
    pub(super) fn of(&self, rule: &str, place: Span, others: &[Label]) -> Vec<usize> {
        let mut numbers: Vec<usize> = self.at(rule, place).map(|region| region.number).collect();
        for label in others {
            numbers.extend(self.at(rule, label.span).filter(|region| region.narrow).map(|region| region.number));
        }
        numbers
    }

    fn at(&self, rule: &str, place: Span) -> impl Iterator<Item = &Region> {
        let regions = self.regions.get(&place.file).and_then(|rules| rules.get(rule)).map_or(&[][..], Vec::as_slice);
        let behind = regions.partition_point(|region| region.span.start <= place.start);
        let before = regions.get(..behind).unwrap_or_default().iter().rev();
        before
            .take_while(move |region| region.furthest >= place.start)
            .filter(move |region| place.start <= region.span.end)
    }
}
