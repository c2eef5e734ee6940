//! Many words looked for in one pass.

/// How many ways to begin are told apart: many more than there are words, so that few begin alike.
const BEGINNINGS: usize = 1024;

/// Words of which one may occur in a text, arranged by the compiler: a run that looks at a few values has
/// no time to build an automaton.
pub(super) struct Words<const N: usize> {
    all: [&'static str; N],
    /// By the way to begin, the last word that begins so, counted from one; 0 for none.
    last: [u8; BEGINNINGS],
    /// By word, the one before it that begins so, counted from one; 0 for none.
    before: [u8; N],
}

impl<const N: usize> Words<N> {
    /// At most 255 words of at least three bytes each.
    #[expect(clippy::indexing_slicing, reason = "nothing else can be done at compile time, where it cannot fail later")]
    #[expect(clippy::cast_possible_truncation, reason = "as above: the number of words is asserted")]
    pub(super) const fn new(words: [&'static str; N]) -> Self {
        assert!(N < 256);
        let (mut last, mut before) = ([0; BEGINNINGS], [0; N]);
        let mut at = 0;
        while at < N {
            let word = words[at].as_bytes();
            assert!(word.len() >= 3);
            let beginning = beginning(word[0], word[1], word[2]);
            before[at] = last[beginning];
            at += 1;
            last[beginning] = at as u8;
        }
        Self { all: words, last, before }
    }

    /// Whether `text` holds one of the words.
    pub(super) fn any_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    /// Where in `text` words begin, and the number of the word; of several that begin at one place, that of the last.
    pub(super) fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let text = text.as_bytes();
        let mut next = 0;
        std::iter::from_fn(move || {
            while let Some(&[one, two, three]) = text.get(next..).and_then(|rest| rest.first_chunk()) {
                let at = next;
                next += 1;
                let last = self.last.get(beginning(one, two, three)).copied().unwrap_or_default();
                if last != 0
                    && let Some(number) = self.at(text.get(at..).unwrap_or_default(), last)
                {
                    return Some((at, number));
                }
            }
            None
        })
    }

    /// The number of the word that `text` begins with: of those that begin like the word `last`, counted from one.
    fn at(&self, text: &[u8], last: u8) -> Option<usize> {
        let mut counted = last;
        loop {
            let number = usize::from(counted).checked_sub(1)?;
            if text.starts_with(self.all.get(number)?.as_bytes()) {
                return Some(number);
            }
            counted = *self.before.get(number)?;
        }
    }
}

/// The way to begin with these bytes.
const fn beginning(one: u8, two: u8, three: u8) -> usize {
    (one as usize ^ ((two as usize) << 3) ^ ((three as usize) << 5)) % BEGINNINGS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Words;

    static WORDS: Words<4> = Words::new(["abc", "abcd", "bca", "\u{e9}a"]);

    proptest! {
        #[test]
        fn every_word_is_found_where_it_begins(text in "[abcd\u{e9}]{0,12}") {
            let begins = |at: &usize| text.get(*at..).is_some_and(|rest| ["abc", "bca", "\u{e9}a"].iter().any(|word| rest.starts_with(word)));
            let expected: Vec<usize> = (0..text.len()).filter(begins).collect();
            prop_assert_eq!(WORDS.places(&text).map(|(at, _)| at).collect::<Vec<_>>(), expected);
        }
    }
}
