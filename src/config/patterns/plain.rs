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

/// Whether something in `text` is interpreted in a pattern.
fn is_special(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'[' | b']' | b'{' | b'}' | b'\\'))
}

impl Plain {
    /// `pattern`, unless it is more than that.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let open_end = pattern.len() > 1 && pattern.ends_with('*');
        let inner = if open_end { pattern.get(..pattern.len() - 1)? } else { pattern };
        let open_start = inner.starts_with('*');
        let text = if open_start { inner.get(1..)? } else { inner };
        if is_special(text) {
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
        (!path.is_empty() && !path.starts_with("./") && !is_special(path)).then(|| kind(path.to_owned()))
    }

    /// `pattern`, if it is the last parts of a path.
    pub(super) fn parts(pattern: &str) -> Option<Self> {
        (!is_special(pattern)).then(|| Self::Parts(pattern.to_owned()))
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

/// Several plain patterns, each with a number. Most texts match none: two letters tell that of most patterns at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Plains {
    /// Those that say how a text ends.
    ends: Edge,
    /// Those that say how it begins.
    starts: Edge,
    others: Vec<(usize, Plain)>,
}

/// Patterns that begin alike, or end alike, for a quick look.
#[derive(Debug, Clone, Default)]
struct Edge {
    /// The two letters that stand there, a bit for each pair.
    pairs: u128,
    patterns: Vec<(usize, Plain)>,
}

impl Plains {
    pub(super) fn push(&mut self, number: usize, plain: Plain) {
        match &plain {
            Plain::Whole(text) | Plain::End(text) | Plain::Path(text) | Plain::Parts(text) => {
                self.ends.pairs |= bit(text.as_bytes().last_chunk());
                self.ends.patterns.push((number, plain));
            }
            Plain::Start(text) => {
                self.starts.pairs |= bit(text.as_bytes().first_chunk());
                self.starts.patterns.push((number, plain));
            }
            Plain::Within(_) | Plain::Below(_) => self.others.push((number, plain)),
        }
    }

    /// Whether one matches the whole of `path`, which ends with `text`: see [`Plain::is_match`].
    pub(super) fn any(&self, path: &str, text: &str) -> bool {
        let [ends, starts, others] = self.candidates(path, text);
        let any = |some: &[(usize, Plain)]| some.iter().any(|(_, plain)| plain.is_match(path, text));
        any(ends) || any(starts) || any(others)
    }

    /// The numbers of those that match.
    pub(super) fn matches(&self, path: &str, text: &str) -> impl Iterator<Item = usize> {
        let candidates = self.candidates(path, text).into_iter().flatten();
        candidates.filter(move |(_, plain)| plain.is_match(path, text)).map(|(number, _)| *number)
    }

    fn candidates(&self, path: &str, text: &str) -> [&[(usize, Plain)]; 3] {
        let ends = self.ends.candidates(path.as_bytes().last_chunk());
        let starts = self.starts.candidates(text.as_bytes().first_chunk());
        [ends, starts, &self.others]
    }
}

impl Edge {
    /// The patterns, unless none has these letters there.
    fn candidates(&self, pair: Option<&[u8; 2]>) -> &[(usize, Plain)] {
        if self.pairs & bit(pair) == 0 { &[] } else { &self.patterns }
    }
}

/// The bit of a pair, which few other pairs have; all bits for a text that is too short.
fn bit(pair: Option<&[u8; 2]>) -> u128 {
    pair.map_or(u128::MAX, |&[one, two]| 1 << ((one ^ two.rotate_left(3)) & 0x7f))
}

#[cfg(test)]
mod tests {
    use globset::GlobBuilder;
    use proptest::prelude::*;

    use super::{Plain, Plains};

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

        #[test]
        fn many_match_as_each_alone(
            patterns in proptest::collection::vec(r"\*?[abc/.]{1,4}\*?|[ab]/\*\*", 0..6),
            path in "[abc.]{0,2}(/?[abc]{0,3}){0,2}",
        ) {
            let kinds = [Plain::parse, Plain::path, Plain::parts];
            let all: Vec<Plain> = patterns.iter().flat_map(|text| kinds.iter().filter_map(move |kind| kind(text))).collect();
            let mut plains = Plains::default();
            all.iter().enumerate().for_each(|(number, plain)| plains.push(number, plain.clone()));
            let text = path.rsplit('/').next().unwrap();
            let alone = all.iter().enumerate().filter(|(_, plain)| plain.is_match(&path, text)).map(|(number, _)| number);
            let mut matches: Vec<usize> = plains.matches(&path, text).collect();
            prop_assert_eq!(plains.any(&path, text), !matches.is_empty());
            matches.sort_unstable();
            prop_assert_eq!(matches, alone.collect::<Vec<_>>());
        }
    }
}
