//! The tokens of `Authorization: Bearer token`, wherever one is written.

use std::ops::Range;

/// The name of the header behind its first letter, which is a capital or not.
const NAME: &str = "uthorization";

/// Where in `text` tokens stand, behind the name of the header and their scheme.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    text.match_indices(NAME).filter_map(move |(at, _)| {
        let begins = at > end && text.as_bytes().get(at - 1).is_some_and(|first| b"Aa".contains(first));
        let token = begins.then(|| token(text, at + NAME.len()))??;
        end = token.end;
        Some(token)
    })
}

/// The token behind the name that ends at `at`.
fn token(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let sign = one_quote(rest).trim_start_matches(is_blank);
    let scheme = one_quote(sign.strip_prefix([':', '='])?.trim_start_matches(is_blank));
    let behind = scheme.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let token = behind.trim_start_matches(is_blank);
    // Asked first: the end may be far, and there may be many headers.
    if behind.len() == scheme.len() || token.len() == behind.len() {
        return None;
    }
    let length = token.find(|end| is_blank(end) || "\r\n\"',$<".contains(end)).unwrap_or(token.len());
    let start = text.len() - token.len();
    (length > 0).then_some(start..start + length)
}

/// What follows a quote that may be there.
fn one_quote(text: &str) -> &str {
    text.strip_prefix(['"', '\'']).unwrap_or(text)
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t')
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// The same as a regular expression, which is slow to compile.
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        let name = r#"[Aa]uthorization["']?[ \t]*[:=][ \t]*["']?[A-Za-z]+[ \t]+"#;
        Regex::new(&format!(r#"{name}([^ \t\r\n"',$<]+)"#)).unwrap()
    });

    proptest! {
        #[test]
        fn they_are_those_of_the_pattern(
            text in "(Authorization|authorization|uthorization|:|=|Basic|a|7|\"|'|,| |\t|\n|\\$|<|\u{e9}){0,14}",
        ) {
            let expected = PATTERN.captures_iter(&text).map(|found| found.get(1).unwrap().range());
            prop_assert_eq!(tokens(&text).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn hostile_lines_take_linear_time() {
        for piece in ["authorization", "authorization:", "authorization:a", "authorization: a ", "authorization: a $"] {
            tokens(&piece.repeat(200_000)).for_each(drop);
        }
    }
}
