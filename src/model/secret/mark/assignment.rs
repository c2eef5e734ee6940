//! Where a text sets something, in whatever language it is written.

use std::ops::Range;

/// What sets something, up to the value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// All of it, with a quote that opens the value.
    pub(super) whole: Range<usize>,
    /// The name of what is set.
    pub(super) key: Range<usize>,
    /// How it is written.
    pub(super) way: Way,
    /// The quote that opens the value.
    pub(super) quote: Option<char>,
}

/// How something is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// `KEY=value`, `KEY: value`, `"key": "value"`
    Entry,
    /// `--key value`, `"--key", "value"`
    Flag,
    /// `${KEY:-value}`, `${KEY+value}`
    Default,
}

/// The assignments in `text`, none of which overlaps another.
pub(super) fn assignments(text: &str) -> impl Iterator<Item = Assignment> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += bytes.get(at..)?.iter().position(|byte| may_begin(*byte))?;
            match beginning(bytes, at, *bytes.get(at)?) {
                Ok(found) => {
                    at = found.whole.end;
                    return Some(found);
                }
                Err(next) => at = next,
            }
        }
    })
}

/// Whether an assignment may begin with this byte.
fn may_begin(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'$')
}

/// The assignment that begins at `start`, or the place behind which the next one may begin.
fn beginning(bytes: &[u8], start: usize, first: u8) -> Result<Assignment, usize> {
    match first {
        b'$' => default(bytes, start).ok_or(start + 1),
        b'-' if is_flag(bytes, start) => {
            let end = behind(bytes, start + 2, is_part);
            flag(bytes, start, end).or_else(|| entry(bytes, start + 2, end)).ok_or(end)
        }
        b'-' => Err(start + 1),
        _ => {
            let end = behind(bytes, start, is_part);
            let within = || flag(bytes, (start..end).find(|at| is_flag(bytes, *at))?, end);
            // What follows the word decides for whatever begins in it.
            entry(bytes, start, end).or_else(within).ok_or(end)
        }
    }
}

fn entry(bytes: &[u8], start: usize, end: usize) -> Option<Assignment> {
    let sign = behind(bytes, one(bytes, end, is_quote), is_blank);
    is(bytes, sign, |byte| matches!(byte, b'=' | b':'))
        .then(|| up_to_value(bytes, start, start..end, sign + 1, Way::Entry))
}

fn flag(bytes: &[u8], start: usize, end: usize) -> Option<Assignment> {
    let blank = one(bytes, one(bytes, end, is_quote), |byte| byte == b',');
    is(bytes, blank, is_blank).then(|| up_to_value(bytes, start, start + 2..end, blank, Way::Flag))
}

fn default(bytes: &[u8], start: usize) -> Option<Assignment> {
    let key = start + 2;
    let begins = is(bytes, start + 1, |byte| byte == b'{') && !is(bytes, key, |byte| byte.is_ascii_digit());
    let end = behind(bytes, key, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let sign = one(bytes, end, |byte| byte == b':');
    let is_default = begins && end > key && is(bytes, sign, |byte| matches!(byte, b'+' | b'-'));
    is_default.then(|| Assignment { whole: start..sign + 1, key: key..end, way: Way::Default, quote: None })
}

/// With the blanks and the quote before the value.
fn up_to_value(bytes: &[u8], start: usize, key: Range<usize>, end: usize, way: Way) -> Assignment {
    let end = behind(bytes, end, is_blank);
    let quote = bytes.get(end).copied().filter(|byte| is_quote(*byte)).map(char::from);
    Assignment { whole: start..end + usize::from(quote.is_some()), key, way, quote }
}

/// Whether `--name` begins here.
fn is_flag(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(b"--")) && is(bytes, at + 2, |byte| byte.is_ascii_alphabetic())
}

fn is(bytes: &[u8], at: usize, kind: impl Fn(u8) -> bool) -> bool {
    bytes.get(at).is_some_and(|byte| kind(*byte))
}

/// The place behind one byte of a kind, if it is there.
fn one(bytes: &[u8], at: usize, kind: impl Fn(u8) -> bool) -> usize {
    at + usize::from(is(bytes, at, kind))
}

/// The place behind all bytes of a kind.
fn behind(bytes: &[u8], at: usize, kind: impl Fn(u8) -> bool) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| kind(**byte)).count()
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// The same as a regular expression, which is slow to compile.
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        let words = r#"([A-Za-z_][A-Za-z0-9_.-]*)["']?[ \t]*[=:]|--([A-Za-z][A-Za-z0-9_.-]*)["']?,?[ \t]"#;
        Regex::new(&format!(r#"(?:{words})[ \t]*(["']?)|\$\{{([A-Za-z_][A-Za-z0-9_]*):?[+-]"#)).unwrap()
    });

    fn expected(text: &str) -> Vec<Assignment> {
        let ways = [(1, Way::Entry), (2, Way::Flag), (4, Way::Default)];
        let assignment = |found: regex::Captures<'_>| {
            let (key, way) = ways.iter().find_map(|(group, way)| Some((found.get(*group)?.range(), *way))).unwrap();
            let quote = found.get(3).and_then(|quote| quote.as_str().chars().next());
            Assignment { whole: found.get(0).unwrap().range(), key, way, quote }
        };
        PATTERN.captures_iter(text).map(assignment).collect()
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_pattern(text in "(a|B|7|_|\\.|-|--|=|:|\"|'|,| |\t|\n|\\$|\\$\\{|\\}|\\+|\u{e9}){0,16}") {
            prop_assert_eq!(assignments(&text).collect::<Vec<_>>(), expected(&text));
        }
    }
}
