//! Shapes that only secrets have, and shapes that none has.

use std::sync::LazyLock;

use regex::Regex;

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
        r"eyJ[0-9A-Za-z_-]+\.eyJ[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+)",
    ))
    .ok()
});

/// How long a key is at least; shorter text with the same beginning is something else.
const SHORTEST: usize = 20;

/// What every key format contains, to look at most values only once and cheaply.
const HINTS: [&str; 17] = [
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
];

fn has_hint(text: &str) -> bool {
    HINTS.iter().any(|hint| text.contains(hint)) || text.contains("eyJ")
}

/// Whether `text` reads like a key of a well-known issuer.
pub(super) fn is_secret(text: &str) -> bool {
    text.len() >= SHORTEST && has_hint(text) && !super::is_placeholder(text) && keys(text).next().is_some()
}

/// The keys in `text`.
fn keys(text: &str) -> impl Iterator<Item = regex::Match<'_>> {
    KEYS.iter().flat_map(move |keys| keys.find_iter(text)).filter(|found| found.len() >= SHORTEST)
}

/// Where in `text` keys of well-known issuers stand, PEM blocks to their end.
pub(super) fn find(text: &str) -> Vec<std::ops::Range<usize>> {
    if !has_hint(text) {
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
    fn shapes() {
        assert!(is_secret(&format!("sk_live_{}", "4eC39HqLyjWD".repeat(2))));
        assert!(!is_secret("sk_live_XXXXXXXXXXXXXXXXXXXX"));
        assert!(!is_secret("https://example.com/a/long/path"));
        assert!(is_public("true") && is_public("15m") && is_public("3600") && is_public("/run/secrets/db"));
        assert!(!is_public("123456") && !is_public("postgres"));
    }
}
