//! Patterns that are a text with at most a `*` at either end, or a path without any, which most are: they need no
//! compiling.

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
    /// `directory/text`, the whole of a path.
    Path(String),
    /// `directory/**`, what lies in it.
    Below(String),
    /// `owner/text`, the last parts of a path.
    Parts(String),
}

/// What is interpreted in a pattern.
const SPECIAL: [char; 7] = ['*', '?', '[', ']', '{', '}', '\\'];

impl Plain {
    /// `pattern`, unless it is more than that.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let open_end = pattern.len() > 1 && pattern.ends_with('*');
        let inner = if open_end { pattern.get(..pattern.len() - 1)? } else { pattern };
        let open_start = inner.starts_with('*');
        let text = if open_start { inner.get(1..)? } else { inner };
        if text.contains(SPECIAL) {
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

    /// `pattern`, if it is a path or all that lies in a directory.
    pub(super) fn path(pattern: &str) -> Option<Self> {
        let (path, kind): (&str, fn(String) -> Self) = match pattern.strip_suffix("/**") {
            Some(directory) => (directory, Self::Below),
            None => (pattern, Self::Path),
        };
        (!path.is_empty() && !path.starts_with("./") && !path.contains(SPECIAL)).then(|| kind(path.to_owned()))
    }

    /// `pattern`, if it is the last parts of a path.
    pub(super) fn parts(pattern: &str) -> Option<Self> {
        (!pattern.contains(SPECIAL)).then(|| Self::Parts(pattern.to_owned()))
    }

    /// Whether it matches the whole of `path`, of which `text` is the part that patterns without `/` are compared
    /// with.
    pub(super) fn is_match(&self, path: &str, text: &str) -> bool {
        match self {
            Self::Whole(whole) => text == whole,
            Self::Start(start) => text.starts_with(start.as_str()),
            Self::End(end) => text.ends_with(end.as_str()),
            Self::Within(part) => text.contains(part.as_str()),
            Self::Path(whole) => path == whole,
            Self::Below(directory) => path.strip_prefix(directory.as_str()).is_some_and(|rest| rest.starts_with('/')),
            Self::Parts(parts) => {
                path.strip_suffix(parts.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('/'))
            }
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
                prop_assert_eq!(plain.is_match("", &text), glob.is_match(&text), "{} {}", pattern, text);
            }
        }

        #[test]
        fn plain_paths_match_as_globs_do(pattern in r"/?[ab.]{1,2}(/[ab.]{1,2}){0,2}(/\*\*)?", path in "/?[ab.]{0,2}(/[ab.]{0,2}){0,3}") {
            let glob = |pattern: &str| GlobBuilder::new(pattern).literal_separator(true).build().unwrap().compile_matcher();
            if let Some(plain) = Plain::path(&pattern) {
                prop_assert_eq!(plain.is_match(&path, ""), glob(&pattern).is_match(&path), "{} {}", pattern, path);
            }
            if let Some(plain) = Plain::parts(&pattern) {
                let glob = glob(&format!("**/{pattern}"));
                prop_assert_eq!(plain.is_match(&path, ""), glob.is_match(&path), "{} {}", pattern, path);
            }
        }
    }
}
