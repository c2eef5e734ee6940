//! Keys as well-known issuers write them.

use std::ops::Range;

use super::long;
use super::words::Words;

/// How long a key is at least; shorter text with the same beginning is something else.
const SHORTEST: usize = 20;

/// What all keys of a kind have in common, in order: a text, and which bytes follow it, of which there is at
/// least one.
type Format = &'static [(&'static str, fn(u8) -> bool)];

/// The formats, each long enough that nothing else reads like it. No text begins with a byte that may stand
/// before it, so that a format fits in one way only.
const FORMATS: [Format; 28] = [
    &[("AKIA", is_capital)],
    &[("ASIA", is_capital)],
    &[("sk_live_", is_letter)],
    &[("sk_test_", is_letter)],
    &[("rk_live_", is_letter)],
    &[("rk_test_", is_letter)],
    &[("whsec_", is_letter)],
    &[("ghp_", is_letter)],
    &[("gho_", is_letter)],
    &[("ghu_", is_letter)],
    &[("ghs_", is_letter)],
    &[("ghr_", is_letter)],
    &[("github_pat_", |byte| is_letter(byte) || byte == b'_')],
    &[("glpat-", is_base64)],
    &[("xoxa-", is_dashed)],
    &[("xoxb-", is_dashed)],
    &[("xoxp-", is_dashed)],
    &[("xoxr-", is_dashed)],
    &[("xoxs-", is_dashed)],
    &[("SG.", is_base64), (".", is_base64)],
    &[("sk-", is_base64)],
    &[("npm_", is_letter)],
    &[("eyJ", is_base64), (".eyJ", is_base64), (".", is_base64)],
    // Whoever knows the address of a webhook writes into the channel.
    &[("hooks.slack.com/services/T", is_capital), ("/B", is_capital), ("/", is_letter)],
    &[("discord.com/api/webhooks/", is_digit), ("/", is_base64)],
    &[("discordapp.com/api/webhooks/", is_digit), ("/", is_base64)],
    &[("webhook.office.com/webhookb2/", is_named), ("/IncomingWebhook/", |byte| is_dashed(byte) || byte == b'/')],
    // Of a block in PEM the first line; its kind stands before these words.
    &[(PEM, |byte| byte.is_ascii_uppercase() || byte == b' ')],
];

const PEM: &str = "-----BEGIN ";
const PRIVATE_KEY: &str = "PRIVATE KEY";

/// What the formats begin with.
static BEGINNINGS: Words<{ FORMATS.len() }> = Words::new(beginnings());

#[expect(clippy::indexing_slicing, reason = "at compile time there are no iterators, and an error stops the build")]
const fn beginnings() -> [&'static str; FORMATS.len()] {
    let mut beginnings = [""; FORMATS.len()];
    let mut at = 0;
    while at < FORMATS.len() {
        beginnings[at] = FORMATS[at][0].0;
        at += 1;
    }
    beginnings
}

/// Whether `text` holds a key.
pub(super) fn any_in(text: &str) -> bool {
    text.len() >= SHORTEST && keys(text).next().is_some()
}

/// Where in `text` keys stand, blocks in PEM to their end.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for key in keys(text) {
        // What a block holds is hidden with it, and not looked at again.
        if ranges.last().is_some_and(|last| key.start < last.end) {
            continue;
        }
        let rest = text.get(key.start..).unwrap_or_default();
        let block = rest.starts_with(PEM).then(|| rest.find("-----END").unwrap_or(rest.len()));
        ranges.push(key.start..block.map_or(key.end, |length| key.start + length));
    }
    ranges
}

/// The keys in `text`, none of which overlaps another.
fn keys(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Where no block in PEM begins, a key is one long word.
    let is_part = |byte| is_base64(byte) || matches!(byte, b'.' | b'/' | b'@');
    let whole = text.contains(PEM).then_some(0..text.len());
    let words = whole.is_none().then(|| long::runs(text, SHORTEST, is_part));
    let pieces = whole.into_iter().chain(words.into_iter().flatten());
    pieces.flat_map(|piece| {
        let keys = keys_in(text.get(piece.clone()).unwrap_or_default());
        keys.map(move |key| piece.start + key.start..piece.start + key.end)
    })
}

/// The keys in a text that is not part of a longer word.
fn keys_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Up to here all was looked at: by a key, or in vain for one of the format of this number.
    let (mut end, mut vain) = (0, (0, 0));
    BEGINNINGS.places(text).filter_map(move |(at, number)| {
        let is_old = at < end || (number == vain.1 && at < vain.0);
        let is_word = |byte: &u8| is_letter(*byte) || *byte == b'_';
        let is_within_a_word = at > 0 && text.as_bytes().get(at - 1).is_some_and(is_word);
        if is_old || (is_within_a_word && !text.get(at..)?.starts_with(PEM)) {
            return None;
        }
        match length(text.get(at..)?, FORMATS.get(number)?) {
            Ok(length) => {
                end = at + length;
                (length >= SHORTEST).then_some(at..end)
            }
            Err(length) => {
                vain = (at + length, number);
                None
            }
        }
    })
}

/// The bytes of the key that `text` begins with; where it is none, those that were looked at.
fn length(text: &str, format: Format) -> Result<usize, usize> {
    let mut length = 0;
    for (fixed, may_follow) in format {
        let rest = text.as_bytes().get(length..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(fixed.as_bytes()) else { return Err(length) };
        let free = rest.iter().take_while(|byte| may_follow(**byte)).count();
        length += fixed.len() + free;
        if free == 0 {
            return Err(length);
        }
    }
    if text.starts_with(PEM) {
        let line = text.get(..length).unwrap_or_default();
        return line.rfind(PRIVATE_KEY).map(|at| at + PRIVATE_KEY.len()).ok_or(length);
    }
    Ok(length)
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_dashed(byte: u8) -> bool {
    is_letter(byte) || byte == b'-'
}

fn is_named(byte: u8) -> bool {
    is_dashed(byte) || byte == b'@'
}

fn is_base64(byte: u8) -> bool {
    is_dashed(byte) || byte == b'_'
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// The formats once more, as a regular expression, which is slow to compile.
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?-u)-----BEGIN [A-Z ]*PRIVATE KEY|",
            r"\b(?:(?:AKIA|ASIA)[0-9A-Z]+|",
            r"[sr]k_(?:live|test)_[0-9A-Za-z]+|",
            r"whsec_[0-9A-Za-z]+|",
            r"gh[pousr]_[0-9A-Za-z]+|",
            r"github_pat_[0-9A-Za-z_]+|",
            r"glpat-[0-9A-Za-z_-]+|",
            r"xox[abprs]-[0-9A-Za-z-]+|",
            r"SG\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+|",
            r"sk-[0-9A-Za-z_-]+|",
            r"npm_[0-9A-Za-z]+|",
            r"hooks\.slack\.com/services/T[0-9A-Z]+/B[0-9A-Z]+/[0-9A-Za-z]+|",
            r"discord(?:app)?\.com/api/webhooks/[0-9]+/[0-9A-Za-z_-]+|",
            r"webhook\.office\.com/webhookb2/[0-9A-Za-z@-]+/IncomingWebhook/[0-9A-Za-z/-]+|",
            r"eyJ[0-9A-Za-z_-]+\.eyJ[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+)",
        ))
        .unwrap()
    });

    /// Pieces of keys, and what stands around them.
    fn pieces() -> impl Strategy<Value = String> {
        let fixed: Vec<&str> = FORMATS.iter().flat_map(|format| format.iter().map(|(fixed, _)| *fixed)).collect();
        let others =
            ["4eC39HqLyjWDarjt", "0123456789", "AB CD ", PRIVATE_KEY, " ", "-", "_", ".", "/", "@", "\u{e9}", "\n"];
        prop_oneof![proptest::sample::select(fixed), proptest::sample::select(others.to_vec())].prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn the_formats_are_those_of_the_pattern(pieces in proptest::collection::vec(pieces(), 0..12)) {
            let text = pieces.concat();
            let expected = PATTERN.find_iter(&text).map(|found| found.range()).filter(|range| range.len() >= SHORTEST);
            prop_assert_eq!(keys(&text).collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{}", text);
        }
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in ["eyJ-", "eyJ-.eyJ-", "SG.-", "-----BEGIN A", "xoxb-", "AKIA-"] {
            find(&piece.repeat(200_000));
        }
    }
}
