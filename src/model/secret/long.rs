//! Long words, found without a look at most of a text.

use std::ops::Range;

/// Where in `text` at least `shortest` bytes in a row are all of a kind, each time as many as there are. So many
/// bytes hold every `shortest`-th byte of the text: where that one is of another kind, what lies between is passed over.
pub(super) fn runs(text: &str, shortest: usize, is_part: impl Fn(u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    // Here one may begin: what stands before is of another kind.
    let mut start = 0;
    std::iter::from_fn(move || {
        while let Some(first) = bytes.get(start..start + shortest) {
            if let Some(other) = first.iter().rposition(|byte| !is_part(*byte)) {
                start += other + 1;
                continue;
            }
            let more = bytes.get(start + shortest..).unwrap_or_default().iter().take_while(|byte| is_part(**byte));
            let run = start..start + shortest + more.count();
            start = run.end + 1;
            return Some(run);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::runs;

    proptest! {
        #[test]
        fn they_are_the_long_ones_of_all(text in "[ab ]{0,40}") {
            let mut at = 0;
            let mut expected = Vec::new();
            for word in text.split(' ') {
                if word.len() >= 3 {
                    expected.push(at..at + word.len());
                }
                at += word.len() + 1;
            }
            prop_assert_eq!(runs(&text, 3, |byte| byte != b' ').collect::<Vec<_>>(), expected);
        }
    }
}
