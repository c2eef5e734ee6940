//! Many texts looked for at once.

use std::ops::Range;

use indexmap::IndexSet;

/// How many bytes tell whether it is worth it to look closer. No shorter text can be looked for.
pub(super) const HEAD: usize = 6;

/// How many words hold a bit for each pair of bytes.
const PAIRS: usize = 1 << (16 - 6);

/// Texts in their order, so that halving finds the one that stands at a place: whatever their number, they
/// cost no more than the room that they take.
#[derive(Debug)]
pub(super) struct Search {
    /// Ascending, each with the number of the longest other one that it begins with.
    texts: Vec<(Box<[u8]>, Option<usize>)>,
    /// How they begin.
    heads: IndexSet<[u8; HEAD]>,
    /// Their first two bytes, a bit for each pair: most places of a text are passed over for what stands there.
    pairs: Vec<u64>,
}

impl Search {
    /// Looks for `texts`, which ascend; those that are too short are left out.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Self {
        let mut search = Self { texts: Vec::new(), heads: IndexSet::new(), pairs: vec![0; PAIRS] };
        // The texts that the next one may begin with, each of them with the one before it.
        let mut around: Vec<(usize, &[u8])> = Vec::new();
        for text in texts {
            let Some(head) = text.first_chunk::<HEAD>() else { continue };
            while around.pop_if(|(_, outer)| !text.starts_with(outer)).is_some() {}
            if around.last().is_some_and(|(_, outer)| *outer == text) {
                continue;
            }
            search.heads.insert(*head);
            let (word, bit) = pair(*head);
            search.pairs.get_mut(word).into_iter().for_each(|pairs| *pairs |= bit);
            search.texts.push((text.into(), around.last().map(|(number, _)| *number)));
            around.push((search.texts.len() - 1, text));
        }
        search
    }

    /// Where in `text` one of them stands: at the first place the longest, then on behind it.
    pub(super) fn places(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let text = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let rest = text.get(at..)?;
                let head = rest.first_chunk::<HEAD>()?;
                let (word, bit) = pair(*head);
                let is_head = self.pairs.get(word).is_some_and(|pairs| pairs & bit != 0) && self.heads.contains(head);
                match is_head.then(|| self.longest(rest)).flatten() {
                    Some(length) => {
                        at += length;
                        return Some(at - length..at);
                    }
                    None => at += 1,
                }
            }
        })
    }

    /// The length of the longest text that `rest` begins with. All that it begins with come before it, and the
    /// last one that does begins with them too.
    fn longest(&self, rest: &[u8]) -> Option<usize> {
        let mut number = self.texts.partition_point(|(text, _)| **text <= *rest).checked_sub(1)?;
        loop {
            let (text, within) = self.texts.get(number)?;
            if rest.starts_with(text) {
                return Some(text.len());
            }
            number = (*within)?;
        }
    }
}

/// Where the bit of the first two bytes is, and that bit.
fn pair([one, two, ..]: [u8; HEAD]) -> (usize, u64) {
    let pair = u16::from_be_bytes([one, two]);
    (usize::from(pair / 64), 1 << (pair % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aho_corasick::{AhoCorasick, MatchKind};
    use proptest::prelude::*;

    use super::Search;

    proptest! {
        #[test]
        fn it_finds_what_an_automaton_does(
            texts in prop::collection::btree_set("abcabc[abc]{0,6}|[ab]{6,8}", 0..12),
            text in "[abc\u{e9}]{0,60}",
        ) {
            let texts: BTreeSet<String> = texts;
            let found: Vec<_> = Search::new(texts.iter().map(String::as_bytes)).places(&text).collect();
            let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).unwrap();
            let expected: Vec<_> = automaton.find_iter(&text).map(|found| found.range()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
