//! Rules of routers, such as ``Host(`a.example`) && PathPrefix(`/api`)``, of Traefik 2 and 3.

use std::ops::Range;

use crate::model::value::Value;

/// A host that a rule names.
#[derive(Debug, Clone)]
pub struct RuleHost {
    /// The text between the quotes.
    pub value: Value,
    /// Whether it is a pattern (`HostRegexp`) instead of a host.
    pub pattern: bool,
}

/// The hosts of a rule, in its order: several arguments (Traefik 2) and several matchers alike.
/// What follows `!` is left out: requests for such a host go elsewhere.
pub fn hosts(rule: &Value) -> Vec<RuleHost> {
    let flat = rule.flat();
    let text = flat.as_str();
    let mut found = Vec::new();
    let mut word = 0..0;
    let mut negated = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            quote @ ('`' | '"') => {
                // A string outside of a matcher is a mistake, and skipped.
                characters.by_ref().find(|&(_, character)| character == quote);
                word = at..at;
            }
            '(' => {
                let name = text.get(word.clone()).unwrap_or_default();
                let pattern = name.eq_ignore_ascii_case("HostRegexp");
                if pattern || name.eq_ignore_ascii_case("Host") {
                    for range in arguments(&mut characters) {
                        if !negated && !range.is_empty() {
                            found.push(RuleHost { value: flat.slice(range), pattern });
                        }
                    }
                }
                negated = false;
                word = at..at;
            }
            _ if character.is_alphanumeric() => {
                let start = if word.end == at { word.start } else { at };
                word = start..at + character.len_utf8();
            }
            '!' => negated = true,
            _ => {}
        }
    }
    found
}

/// The strings up to the parenthesis that closes a matcher.
fn arguments(characters: &mut impl Iterator<Item = (usize, char)>) -> Vec<Range<usize>> {
    let mut strings = Vec::new();
    while let Some((at, character)) = characters.next() {
        match character {
            ')' => break,
            quote @ ('`' | '"') => {
                if let Some((end, _)) = characters.find(|&(_, character)| character == quote) {
                    strings.push(at + 1..end);
                }
            }
            _ => {}
        }
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    fn read(rule: &str) -> Vec<String> {
        let mut map = SourceMap::new();
        let file = map.add("x".into(), rule.as_bytes());
        let value = Value::literal(Text::verbatim(rule, Span::new(file, 0..rule.len())));
        let show = |host: RuleHost| format!("{}{}", if host.pattern { "~" } else { "" }, map.text(host.value.place()));
        hosts(&value).into_iter().map(show).collect()
    }

    #[test]
    fn rules_name_hosts() {
        assert_eq!(read("Host(`a.example`)"), ["a.example"]);
        assert_eq!(read("Host(`a.example`, `b.example`)"), ["a.example", "b.example"]);
        assert_eq!(read("Host(\"a.example\") || (host(`b.example`) && PathPrefix(`/x`))"), ["a.example", "b.example"]);
        assert_eq!(read("PathPrefix(`/Host(x)`) && Host( `é.example` )"), ["é.example"]);
        assert_eq!(read("HostRegexp(`^.+\\.a\\.example$`) || Host(`a`)"), ["~^.+\\.a\\.example$", "a"]);
        assert_eq!(read("!Host(`a.example`) && Host(`b.example`)"), ["b.example"]);
        assert_eq!(read("HostHeader(`a`) && Path(`/`)"), [""; 0]);
        assert_eq!(read("Host(`a"), [""; 0]);
        assert_eq!(read("Host(`"), [""; 0]);
    }
}
