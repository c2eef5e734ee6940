//! Shapes that only secrets have, and shapes that none has.

use std::ops::Range;

use super::words::Words;
use super::{issued, long};

/// Whether `text` reads like a key of a well-known issuer.
pub(super) fn is_secret(text: &str) -> bool {
    issued::any_in(text) && !super::is_placeholder(text)
}

/// Words in values that somebody made up to show what a value looks like.
static MADE_UP: Words<8> = Words::new(["example", "sample", "dummy", "insecure", "unsafe", "demo", "fake", "1234567"]);

/// Of a longer word, in bytes, the beginning says what it is.
const MAX_JUDGED: usize = 4096;

/// How long what a generator writes is at least.
const SHORTEST_GENERATED: usize = 20;

/// Whether `text` reads like what a generator or an issuer of keys wrote, not a person: that is
/// some service's own, wherever it stands.
pub fn is_generated(text: &str) -> bool {
    let is_made_up = |lower: &str| MADE_UP.any_in(lower) || super::is_placeholder(text);
    // Issuers write `test` into keys that are real.
    let is_issued = issued::any_in(text);
    (is_issued || is_random(text.trim())) && {
        let lower = text.trim().to_ascii_lowercase();
        (is_issued || !lower.contains("test")) && !is_made_up(&lower)
    }
}

/// Whether letters and digits change so often that no words are written there.
fn is_random(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-.:!@#%^&*".contains(&byte);
    if text.len() < SHORTEST_GENERATED || !text.bytes().all(is_plain) || text.contains("://") {
        return false;
    }
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let pairs = || text.bytes().zip(text.bytes().skip(1));
    // A capital that begins a word says nothing.
    let changes = pairs().filter(|(one, next)| matches!((kind(*one), kind(*next)), (0, 1 | 2) | (1 | 2, 0) | (1, 2)));
    let changes = changes.count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let steps = pairs().filter(|(one, next)| one.abs_diff(*next) <= 1).count();
    let distinct = text.bytes().fold(0_u128, |seen, byte| seen | 1 << (byte & 0x7f));
    digits >= 2 && distinct.count_ones() >= 8 && changes * 4 >= text.len() && steps * 3 < text.len()
}

/// Where in `text` words stand that a generator wrote. The digests by which images are pinned are
/// nobody's.
pub(super) fn find_generated(text: &str) -> Vec<Range<usize>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-');
    let mut found = Vec::new();
    for run in long::runs(text, SHORTEST_GENERATED, is_part) {
        let start = run.start;
        let (before, word) = (text.get(..start).unwrap_or_default(), text.get(run).unwrap_or_default());
        if before.ends_with("sha256:") {
            continue;
        }
        // A slash is part of what base64 writes, and parts the names of a path.
        let is_path = word.split('/').any(is_name);
        let mut at = start;
        for piece in word.split(|letter| letter == '/' && is_path) {
            // The `-` of `${KEY:-secret}` is none of it.
            let own = piece.trim_start_matches(['-', '+']);
            if is_generated(own.get(..MAX_JUDGED).unwrap_or(own)) {
                found.push(at + piece.len() - own.len()..at + piece.len());
            }
            at += piece.len() + 1;
        }
    }
    found
}

/// Whether a directory could be called so, or a user: `data`, `v2`, `neo4j`.
fn is_name(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits < 2 && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Words that settings hold which are called like a secret.
#[rustfmt::skip]
const PUBLIC: [&str; 25] = [
    "true", "false", "yes", "no", "on", "off", "none", "null", "bearer", "basic", "jwt", "required", "optional",
    "hs256", "hs384", "hs512", "rs256", "rs512", "es256", "bcrypt", "argon2", "argon2id", "scram-sha-256", "md5",
    "trust",
];

/// Whether nobody could mean `text` as a secret: nothing, a flag, a small number, a duration, an
/// algorithm, a path, a list of words that every setting uses.
pub(super) fn is_public(text: &str) -> bool {
    let text = text.trim();
    let number = text.trim_end_matches(|unit: char| matches!(unit.to_ascii_lowercase(), 's' | 'm' | 'h' | 'd' | 'w'));
    text.is_empty()
        || PUBLIC.iter().any(|word| text.eq_ignore_ascii_case(word))
        || (number.len() < 6 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        || (text.starts_with('/') && text.to_ascii_lowercase().contains("secrets/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_write_otherwise_than_people() {
        for text in [
            "9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c",
            "f3b1c9a2-7d4e-4f5a-9b8c-1d2e3f4a5b6c",
            "prodJwt3d1f9a8b7c6e5d4f3a2b1c0d",
            "Zk3vQ9xT1LmN8pRw2YsH",
        ] {
            assert!(is_generated(text), "{text}");
        }
        for text in [
            "your-super-secret-jwt-token-with-at-least-32-characters",
            "mySuperSecretPassword1",
            "0123456789abcdef0123456789abcdef",
            "00000000-0000-0000-0000-000000000000",
            "django-insecure-9x8v7c6b5n4m3a2s1d",
            "postgres",
            "supersecretkeysupersecretkey",
        ] {
            assert!(!is_generated(text), "{text}");
        }
    }

    #[test]
    fn shapes() {
        assert!(is_secret(&format!("sk_live_{}", "4eC39HqLyjWD".repeat(2))));
        assert!(!is_secret("sk_live_XXXXXXXXXXXXXXXXXXXX"));
        let slack = format!("https://hooks.slack.com/services/T{}/B{}/", "04AB12CD3", "05EF34GH5");
        assert!(is_secret(&format!("{slack}{}", "q7Rt9wYz".repeat(3))));
        assert!(!is_secret("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"));
        assert!(!is_secret("https://hooks.slack.com/services/your/webhook/url"));
        assert!(!is_secret("https://example.com/a/long/path"));
        assert!(is_public("true") && is_public("15m") && is_public("3600") && is_public("/run/secrets/db"));
        assert!(!is_public("123456") && !is_public("postgres"));
    }
}
