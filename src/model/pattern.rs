//! Regular expressions that stand in the linted files: they are as hostile as the rest of them.

use regex::{Regex, RegexBuilder};

/// The longest expression that is compiled, in bytes.
const MAX_LEN: usize = 2048;

/// The memory that one may take, in bytes.
const MAX_SIZE: usize = 1 << 18;

/// How many of one kind are tried in a run: they are dear to compile.
pub const MAX_TRIED: usize = 200;

/// `text` as an expression for host names and origins, whose case does not matter. None for what
/// cannot be told: too large, or of another dialect.
pub fn of_hosts(text: &str) -> Option<Regex> {
    build(text, true)
}

/// `text` as an expression for other texts.
pub fn of_texts(text: &str) -> Option<Regex> {
    build(text, false)
}

fn build(text: &str, case_insensitive: bool) -> Option<Regex> {
    if text.len() > MAX_LEN {
        return None;
    }
    let mut builder = RegexBuilder::new(text);
    builder.size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE).nest_limit(64).case_insensitive(case_insensitive);
    builder.build().ok()
}
