//! Words compared in capitals or not, without a copy in either.

/// Whether `word` is one of `known`.
pub fn is_one_of(word: &str, known: &[&str]) -> bool {
    // Most are told apart by their lengths, and that is asked of very many.
    known.iter().any(|known| known.len() == word.len() && known.eq_ignore_ascii_case(word))
}

/// Whether `text` ends with `word`.
pub fn ends_with(text: &str, word: &str) -> bool {
    text.len().checked_sub(word.len()).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_tells_nothing() {
        assert!(is_one_of("Staging", &["prod", "STAGING"]) && !is_one_of("stag", &["staging"]));
        assert!(ends_with("Neo4j_auth", "AUTH") && ends_with("auth", "AUTH"));
        assert!(!ends_with("uth", "AUTH") && !ends_with("\u{e4}uth", "AUTH"));
    }
}
