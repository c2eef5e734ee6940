//! Shapes that only secrets have, and shapes that none has.

use std::sync::LazyLock;

use regex::Regex;

/// Key formats of well-known issuers, each long enough that nothing else reads like it.
static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|",
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|",
        r"\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}|",
        r"\bwhsec_[0-9A-Za-z]{16,}|",
        r"\b(?:ghp|gho|ghu|ghs|ghr)_[0-9A-Za-z]{30,}|",
        r"\bgithub_pat_[0-9A-Za-z_]{30,}|",
        r"\bglpat-[0-9A-Za-z_-]{20,}|",
        r"\bxox[abprs]-[0-9A-Za-z-]{10,}|",
        r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|",
        r"\bsk-[0-9A-Za-z_-]{20,}|",
        r"\bnpm_[0-9A-Za-z]{30,}|",
        r"\bey[A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    ))
    .ok()
});

/// What every key format contains, to look at most values only once and cheaply.
const HINTS: [&str; 12] =
    ["-----BEGIN", "AKIA", "ASIA", "k_live_", "k_test_", "whsec_", "gh", "glpat-", "xox", "SG.", "sk-", "npm_"];

/// Whether `text` reads like a key of a well-known issuer.
pub(super) fn is_secret(text: &str) -> bool {
    text.len() >= 16
        && (HINTS.iter().any(|hint| text.contains(hint)) || text.contains("ey"))
        && !super::is_placeholder(text)
        && KEYS.as_ref().is_some_and(|keys| keys.is_match(text))
}

/// Where in `text` keys of well-known issuers stand, PEM blocks to their end.
pub(super) fn find(text: &str) -> Vec<std::ops::Range<usize>> {
    if !HINTS.iter().any(|hint| text.contains(hint)) && !text.contains("ey") {
        return Vec::new();
    }
    let Some(keys) = KEYS.as_ref() else { return Vec::new() };
    keys.find_iter(text)
        .map(|found| {
            let rest = text.get(found.start()..).unwrap_or_default();
            let pem = found.as_str().starts_with("-----").then(|| rest.find("-----END").unwrap_or(rest.len()));
            found.start()..pem.map_or(found.end(), |length| found.start() + length)
        })
        .collect()
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
