//! What is left of a secret in an output.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

/// So many characters of a secret in a row are a trace of it.
const PIECE: usize = 8;

/// The traces that secrets could leave.
pub struct Traces {
    search: AhoCorasick,
    /// The secret of each pattern.
    names: Vec<String>,
}

impl Traces {
    /// Of secrets, each with its name.
    pub fn of(secrets: &[(String, String)]) -> Self {
        let mut patterns: BTreeMap<String, &String> = BTreeMap::new();
        for (name, secret) in secrets {
            for piece in windows(secret) {
                let hex = spelled(piece, |byte| format!("{byte:02x}"));
                let percent = spelled(piece, |byte| format!("%{byte:02x}"));
                patterns.extend([piece.to_ascii_lowercase(), hex, percent].map(|form| (form, name)));
            }
            // What stands before a secret shifts its bits by two, four or none; the ends depend on it too.
            for before in ["", "a", "ab"] {
                let encoded = base64(format!("{before}{secret}").as_bytes());
                let own = encoded[4..encoded.len() - 4].to_ascii_lowercase();
                patterns.extend(windows(&own).map(|piece| (piece.to_owned(), name)));
            }
        }
        let (patterns, names): (Vec<String>, Vec<&String>) = patterns.into_iter().unzip();
        let search = AhoCorasick::new(patterns).unwrap();
        Self { search, names: names.into_iter().cloned().collect() }
    }

    /// The secrets of which `text` shows a trace, with that trace: upper and lower case are the same
    /// here, and blanks and line ends in between do not hide it.
    pub fn find(&self, text: &str) -> impl Iterator<Item = (&str, String)> {
        let text = text.to_ascii_lowercase();
        let joined: String = text.split_whitespace().collect();
        let mut found = BTreeMap::new();
        for text in [text, joined] {
            for trace in self.search.find_iter(&text) {
                found.entry(self.names[trace.pattern()].as_str()).or_insert_with(|| text[trace.range()].to_owned());
            }
        }
        found.into_iter()
    }
}

/// Each byte of `text` in another writing.
pub fn spelled(text: &str, form: fn(u8) -> String) -> String {
    text.bytes().map(form).collect::<Vec<_>>().concat()
}

fn windows(text: &str) -> impl Iterator<Item = &str> {
    (0..=text.len() - PIECE).map(|at| &text[at..at + PIECE])
}

/// Base64 without padding.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
        let digits = (0..=chunk.len()).map(|digit| DIGITS[bits >> (18 - 6 * digit) & 63]);
        encoded.extend(digits.map(char::from));
    }
    encoded
}
