//! Origins (RFC 6454): scheme, host and port, alone and in lists.

use std::ops::Range;

use super::domain::Host;
use super::value::{Flat, PLACEHOLDER, Value};

/// A web origin, or as much of one as is written.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The scheme in lower case.
    pub scheme: Scheme,
    /// The host.
    pub host: Host,
}

/// What stands before `://`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// Nothing.
    Absent,
    /// This, in lower case.
    Known(String),
    /// A variable, or a pattern.
    Unknown,
}

impl Origin {
    /// Reads `scheme://host:port/path`, of which all but the host may be left out. None when there
    /// is no host.
    pub fn parse(value: &Value) -> Option<Self> {
        let flat = value.flat();
        let text = flat.as_str();
        let (scheme, start) = match text.find("://") {
            None => (Scheme::Absent, 0),
            Some(at) => {
                let scheme = text.get(..at)?;
                let is_plain = !scheme.contains([PLACEHOLDER, '*']);
                let scheme = if is_plain { Scheme::Known(scheme.to_ascii_lowercase()) } else { Scheme::Unknown };
                (scheme, at + 3)
            }
        };
        let rest = text.get(start..)?;
        let authority = rest.get(..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()))?;
        let user = authority.rfind('@').map_or(0, |at| at + 1);
        let range = host(authority.get(user..)?);
        let host = Host::new(flat.slice(start + user + range.start..start + user + range.end))?;
        Some(Self { scheme, host })
    }

    /// Whether browsers load pages from it.
    pub fn is_web(&self) -> bool {
        matches!(&self.scheme, Scheme::Known(scheme) if scheme == "https" || scheme == "http")
    }

    /// Whether anybody on the way can read and change what is loaded from it.
    pub fn is_plain_http(&self) -> bool {
        self.scheme == Scheme::Known("http".to_owned())
    }
}

/// The host of `host:port`, also of `[::1]:port`.
fn host(authority: &str) -> Range<usize> {
    let from = if authority.starts_with('[') { authority.find(']').unwrap_or(0) } else { 0 };
    let end = authority.get(from..).and_then(|rest| rest.find(':')).map_or(authority.len(), |at| from + at);
    0..end
}

/// The items of a list: of a JSON list, or separated by commas, semicolons or blanks.
pub fn list(value: &Value) -> Vec<Value> {
    let flat = value.flat();
    match brackets(flat.as_str()) {
        Some(inner) => match strings(&flat, inner.clone()) {
            Some(items) => items,
            None => flat.slice(inner).flat().split(is_separator).into_iter().map(|item| unquoted(&item)).collect(),
        },
        None => flat.split(is_separator).into_iter().map(|item| unquoted(&item)).collect(),
    }
}

/// The items of a list of patterns: in these, blanks and brackets mean something, and so does a
/// comma between brackets.
pub fn patterns(value: &Value) -> Vec<Value> {
    let flat = value.flat();
    if let Some(items) = brackets(flat.as_str()).and_then(|inner| strings(&flat, inner)) {
        return items;
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    let mut start = 0;
    let mut ranges = Vec::new();
    for (at, character) in flat.as_str().char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                ranges.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    ranges.push(start..flat.as_str().len());
    ranges.into_iter().filter_map(|range| trimmed(&flat, range)).map(|item| unquoted(&item)).collect()
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, ',' | ';')
}

/// What stands between the brackets around the whole.
fn brackets(text: &str) -> Option<Range<usize>> {
    let lead = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('[')?.strip_suffix(']')?;
    Some(lead + 1..lead + 1 + inner.len())
}

/// The strings of a JSON list, or of one as Python writes it; none when its first item is no string.
fn strings(flat: &Flat<'_>, inner: Range<usize>) -> Option<Vec<Value>> {
    let text = flat.as_str().get(inner.clone())?;
    if !text.trim_start().starts_with(['"', '\'']) {
        return None;
    }
    let mut items = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match open {
            None if matches!(character, '"' | '\'') => open = Some((character, at + 1)),
            Some(_) if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some((quote, start)) if character == quote => {
                items.extend(trimmed(flat, inner.start + start..inner.start + at));
                open = None;
            }
            _ => {}
        }
    }
    Some(items)
}

fn trimmed(flat: &Flat<'_>, range: Range<usize>) -> Option<Value> {
    let text = flat.as_str().get(range.clone())?;
    let lead = text.len() - text.trim_start().len();
    let length = text.trim().len();
    (length > 0).then(|| flat.slice(range.start + lead..range.start + lead + length))
}

/// Without the quotes around an item, which some readers of lists take off.
fn unquoted(item: &Value) -> Value {
    let flat = item.flat();
    let text = flat.as_str();
    let is_quoted = |quote| text.len() > 2 && text.starts_with(quote) && text.ends_with(quote);
    if is_quoted('"') || is_quoted('\'') { flat.slice(1..text.len() - 1) } else { item.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    fn with<T>(text: &str, read: impl Fn(&Value) -> T) -> (SourceMap, T) {
        let mut map = SourceMap::new();
        let file = map.add("x".into(), text.as_bytes());
        let value = Value::literal(Text::verbatim(text, Span::new(file, 0..text.len())));
        let found = read(&value);
        (map, found)
    }

    #[test]
    fn origins_have_a_scheme_and_a_host() {
        let read = |text| {
            let (_, origin) = with(text, Origin::parse);
            origin.map(|origin| (origin.scheme, origin.host.key().to_owned()))
        };
        let known = |scheme: &str, host: &str| Some((Scheme::Known(scheme.to_owned()), host.to_owned()));
        assert_eq!(read("https://shop.example"), known("https", "shop.example"));
        assert_eq!(read("HTTP://Shop.Example:8080/x@y"), known("http", "shop.example"));
        assert_eq!(read("https://user:pass@shop.example/"), known("https", "shop.example"));
        assert_eq!(read("http://[::1]:3000"), known("http", "[::1]"));
        assert_eq!(read("shop.example:443"), Some((Scheme::Absent, "shop.example".to_owned())));
        assert_eq!(read("*://shop.example"), Some((Scheme::Unknown, "shop.example".to_owned())));
        assert_eq!(read("https://"), None);
        assert_eq!(read("{\"a\": 1}"), None);
    }

    #[test]
    fn lists_come_in_many_forms() {
        let read = |text, split: fn(&Value) -> Vec<Value>| -> Vec<String> {
            let (map, items) = with(text, split);
            items.iter().map(|item| map.text(item.place()).to_owned()).collect()
        };
        for text in [
            "https://a,https://b",
            " https://a ; https://b ",
            "https://a https://b",
            r#"["https://a", "https://b"]"#,
            "['https://a','https://b']",
            "[https://a, https://b]",
            r#""https://a","https://b""#,
        ] {
            assert_eq!(read(text, list), ["https://a", "https://b"], "{text}");
        }
        assert_eq!(read("[\"é\",\"b", list), ["[\"é\"", "\"b"]);
        assert_eq!(read("", list), [""; 0]);
        assert_eq!(read("^a{1,2}$,[x,y]b", patterns), ["^a{1,2}$", "[x,y]b"]);
        assert_eq!(read(r#"["^a\\.b$", "^c$"]"#, patterns), [r"^a\\.b$", "^c$"]);
    }
}
