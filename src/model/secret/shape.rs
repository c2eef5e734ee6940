//! Shapes that only secrets have, and shapes that none has.

use std::sync::LazyLock;

use regex::Regex;

use super::words::Words;

/// Key formats of well-known issuers, each long enough that nothing else reads like it.
static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // ASCII only, and no counted repetitions: both make the pattern slow to compile.
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
        // Whoever knows the address of a webhook writes into the channel.
        r"hooks\.slack\.com/services/T[0-9A-Z]+/B[0-9A-Z]+/[0-9A-Za-z]+|",
        r"discord(?:app)?\.com/api/webhooks/[0-9]+/[0-9A-Za-z_-]+|",
        r"webhook\.office\.com/webhookb2/[0-9A-Za-z@-]+/IncomingWebhook/[0-9A-Za-z/-]+|",
        r"eyJ[0-9A-Za-z_-]+\.eyJ[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+)",
    ))
    .ok()
});

/// How long a key is at least; shorter text with the same beginning is something else.
const SHORTEST: usize = 20;

/// What every key format contains, to look at most values only once and cheaply.
static HINTS: Words = Words::new(&[&[
    "-----BEGIN",
    "AKIA",
    "ASIA",
    "k_live_",
    "k_test_",
    "whsec_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xox",
    "SG.",
    "sk-",
    "npm_",
    "eyJ",
    "hooks.slack.com/",
    "/api/webhooks/",
    "webhook.office.com/",
]]);

/// Whether `text` reads like a key of a well-known issuer.
pub(super) fn is_secret(text: &str) -> bool {
    text.len() >= SHORTEST && HINTS.any_in(text) && !super::is_placeholder(text) && keys(text).next().is_some()
}

/// Words in values that somebody made up to show what a value looks like.
static MADE_UP: Words = Words::new(&[&["example", "sample", "dummy", "insecure", "unsafe", "demo", "fake", "1234567"]]);

/// Of a longer word, in bytes, the beginning says what it is.
const MAX_JUDGED: usize = 4096;

/// How long what a generator writes is at least.
const SHORTEST_GENERATED: usize = 20;

/// Whether `text` reads like what a generator or an issuer of keys wrote, not a person: that is
/// some service's own, wherever it stands.
pub fn is_generated(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    if super::is_placeholder(text) || MADE_UP.any_in(&lower) {
        return false;
    }
    // Issuers write `test` into keys that are real.
    is_secret(text) || (is_random(text.trim()) && !lower.contains("test"))
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
    let distinct = (b' '..=b'~').filter(|byte| text.as_bytes().contains(byte)).count();
    digits >= 2 && distinct >= 8 && changes * 4 >= text.len() && steps * 3 < text.len()
}

/// The keys in `text`.
fn keys(text: &str) -> impl Iterator<Item = regex::Match<'_>> {
    KEYS.iter().flat_map(move |keys| keys.find_iter(text)).filter(|found| found.len() >= SHORTEST)
}

/// Where in `text` keys of well-known issuers stand, PEM blocks to their end.
pub(super) fn find(text: &str) -> Vec<std::ops::Range<usize>> {
    if !HINTS.any_in(text) {
        return Vec::new();
    }
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for found in keys(text) {
        // What a block holds is hidden with it, and not looked at again.
        if ranges.last().is_some_and(|last| found.start() < last.end) {
            continue;
        }
        let rest = text.get(found.start()..).unwrap_or_default();
        let pem = found.as_str().starts_with("-----").then(|| rest.find("-----END").unwrap_or(rest.len()));
        ranges.push(found.start()..pem.map_or(found.end(), |length| found.start() + length));
    }
    ranges
}

/// Where in `text` words stand that a generator wrote. The digests by which images are pinned are
/// nobody's.
pub(super) fn find_generated(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+/_-".contains(&byte);
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.as_bytes().chunk_by(|one, next| is_part(*one) == is_part(*next)) {
        let range = start..start + word.len();
        start = range.end;
        let (before, word) = (text.get(..range.start).unwrap_or_default(), text.get(range.clone()).unwrap_or_default());
        if word.len() < SHORTEST_GENERATED || before.ends_with("sha256:") {
            continue;
        }
        // A slash is part of what base64 writes, and parts the names of a path.
        let is_path = word.split('/').any(is_name);
        let mut at = range.start;
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

/// Whether nobody could mean `text` as a secret: nothing, a flag, a small number, a duration, an
/// algorithm, a path, a list of words that every setting uses.
pub(super) fn is_public(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let digits = lower.trim_end_matches(['s', 'm', 'h', 'd', 'w']);
    lower.is_empty()
        || matches!(
            lower.as_str(),
            "true"
                | "false"
                | "yes"
                | "no"
                | "on"
                | "off"
                | "none"
                | "null"
                | "bearer"
                | "basic"
                | "jwt"
                | "required"
                | "optional"
                | "hs256"
                | "hs384"
                | "hs512"
                | "rs256"
                | "rs512"
                | "es256"
                | "bcrypt"
                | "argon2"
                | "argon2id"
                | "scram-sha-256"
                | "md5"
                | "trust"
        )
        || (digits.len() < 6 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        || (lower.starts_with('/') && lower.contains("secrets/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_of_key_formats_compiles() {
        assert!(KEYS.is_some());
    }

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
