//! Patterns that are a text with at most a `*` at either end, which most are: they need no compiling.

/// A pattern without anything else to be interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain {
    /// `text`
    Whole(String),
    /// `text*`
    Start(String),
    /// `*text`
    End(String),
    /// `*text*`
    Within(String),
}

impl Plain {
    /// `pattern`, unless it is more than that.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let open_end = pattern.len() > 1 && pattern.ends_with('*');
        let inner = if open_end { pattern.get(..pattern.len() - 1)? } else { pattern };
        let open_start = inner.starts_with('*');
        let text = if open_start { inner.get(1..)? } else { inner };
        if text.contains(['*', '?', '[', ']', '{', '}', '\\']) {
            return None;
        }
        let kind = match (open_start, open_end) {
            (false, false) => Self::Whole,
            (false, true) => Self::Start,
            (true, false) => Self::End,
            (true, true) => Self::Within,
        };
        Some(kind(text.to_owned()))
    }

    /// Whether it matches the whole of `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Whole(whole) => text == whole,
            Self::Start(start) => text.starts_with(start.as_str()),
            Self::End(end) => text.ends_with(end.as_str()),
            Self::Within(part) => text.contains(part.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use globset::GlobBuilder;
    use proptest::prelude::*;

    use super::Plain;

    proptest! {
        #[test]
        fn plain_patterns_match_as_globs_do(pattern in r"\*?[ab_.-]{0,3}\*{0,2}", text in "[ab_.-]{0,6}") {
            prop_assume!(!pattern.is_empty());
            if let Some(plain) = Plain::parse(&pattern) {
                let glob = GlobBuilder::new(&pattern).build().unwrap().compile_matcher();
                prop_assert_eq!(plain.is_match(&text), glob.is_match(&text), "{} {}", pattern, text);
            }
        }
    }
}
