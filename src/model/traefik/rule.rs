//! Rules of routers, such as ``Host(`a.example`) && PathPrefix(`/api`)``, of Traefik 1, 2 and 3.

use std::ops::Range;

use super::expression::{self, Expression};
use crate::model::value::{Flat, PLACEHOLDER, Value};
use crate::syntax::SyntaxError;

/// The matchers of Traefik 2 and 3, for HTTP and TCP. They have no case.
const MATCHERS: [&str; 18] = [
    "ALPN",
    "ClientIP",
    "Header",
    "HeaderRegexp",
    "Headers",
    "HeadersRegexp",
    "Host",
    "HostHeader",
    "HostRegexp",
    "HostSNI",
    "HostSNIRegexp",
    "Method",
    "Path",
    "PathPrefix",
    "PathRegexp",
    "Query",
    "QueryRegexp",
    "Webtransport",
];

/// The matchers of Traefik 1 that name hosts: what follows stands before `;`, without quotes.
const OLD: [(&str, bool); 2] = [("Host:", false), ("HostRegexp:", true)];

/// A host that a rule names.
#[derive(Debug, Clone)]
pub struct RuleHost {
    /// The text between the quotes.
    pub value: Value,
    /// Whether it is a pattern (`HostRegexp`, `*.example`) instead of a host.
    pub pattern: bool,
}

/// A rule as far as it speaks of hosts.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The whole rule.
    pub value: Value,
    /// The hosts, in its order. What follows `!` is left out: requests for such a host go elsewhere.
    pub hosts: Vec<RuleHost>,
    /// The first call of `Host` with several arguments, which Traefik 3 refuses.
    pub several: Option<Value>,
    /// What no version of Traefik takes.
    pub fault: Option<SyntaxError>,
    /// Whether it asks for anything beside hosts.
    pub narrowed: bool,
    /// The first alternative that names no host, so that it takes requests for all of them.
    pub everywhere: Option<Value>,
}

impl Rule {
    /// Reads a rule.
    pub fn read(value: &Value) -> Self {
        let flat = value.flat();
        let text = flat.as_str();
        let mut rule = Self {
            value: value.clone(),
            hosts: Vec::new(),
            several: None,
            fault: None,
            narrowed: false,
            everywhere: None,
        };
        if is_old(text) {
            rule.old(&flat);
            return rule;
        }
        match expression::parse(text) {
            Ok(expression) => {
                rule.add(&expression, &flat, false);
                rule.everywhere = hostless(&expression, text).map(|range| flat.slice(range));
            }
            // What a variable adds to a rule may be right.
            Err(fault) if text.get(fault.range.clone()).is_some_and(|at| at.contains(PLACEHOLDER)) => {
                rule.narrowed = true;
            }
            Err(fault) => {
                let place = flat.slice(fault.range).place();
                let place = if place.is_empty() { value.place() } else { place };
                rule.fault = Some(SyntaxError::new(place, fault.message).help(fault.help));
            }
        }
        rule
    }

    // As deep as the parser goes.
    fn add(&mut self, expression: &Expression, flat: &Flat<'_>, negated: bool) {
        match expression {
            Expression::Open => self.narrowed = true,
            Expression::Not(inner) => self.add(inner, flat, !negated),
            Expression::And(items) | Expression::Or(items) => {
                for item in items {
                    self.add(item, flat, negated);
                }
            }
            Expression::Call { name, arguments } => {
                let word = flat.as_str().get(name.clone()).unwrap_or_default();
                if !MATCHERS.iter().any(|matcher| matcher.eq_ignore_ascii_case(word)) {
                    let place = flat.slice(name.clone()).place();
                    let error = SyntaxError::new(place, format!("Traefik has no matcher `{word}`"));
                    self.fault.get_or_insert(error.help("use one such as Host, PathPrefix or Header"));
                }
                let pattern = ["HostRegexp", "HostSNIRegexp"].iter().any(|known| known.eq_ignore_ascii_case(word));
                let plain = ["Host", "HostHeader", "HostSNI"].iter().any(|known| known.eq_ignore_ascii_case(word));
                if negated || !(pattern || plain) {
                    self.narrowed = true;
                    return;
                }
                if let [_, second, ..] = arguments.as_slice() {
                    self.several.get_or_insert_with(|| flat.slice(second.clone()));
                }
                for range in arguments.iter().filter(|range| !range.is_empty()) {
                    let value = flat.slice(range.clone());
                    let wild = value.flat().as_str().starts_with('*');
                    self.hosts.push(RuleHost { value, pattern: pattern || wild });
                }
            }
        }
    }

    /// `Host:a,b;PathPrefix:/x` of Traefik 1.
    fn old(&mut self, flat: &Flat<'_>) {
        for condition in flat.split(|letter| letter == ';') {
            let flat = condition.flat();
            let text = flat.as_str();
            let host = OLD
                .iter()
                .find(|(word, _)| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
            let Some((word, pattern)) = host else {
                self.narrowed = true;
                continue;
            };
            let hosts = flat.slice(word.len()..text.len());
            let hosts = hosts.flat().split(|letter| letter == ',');
            self.hosts.extend(hosts.into_iter().map(|value| RuleHost { value, pattern: *pattern }));
        }
    }
}

/// The first alternative of a rule that is fulfilled whatever the host. What is negated, or left to a
/// variable, may name one.
// As deep as the parser goes.
fn hostless(expression: &Expression, text: &str) -> Option<Range<usize>> {
    match expression {
        Expression::Open | Expression::Not(_) => None,
        Expression::Call { name, arguments } => {
            let word = text.get(name.clone())?.to_ascii_lowercase();
            let close = arguments.last().map_or(name.end, |last| last.end);
            let end = close + text.get(close..)?.find(')').map_or(0, |at| at + 1);
            (!word.starts_with("host")).then_some(name.start..end)
        }
        Expression::And(items) => {
            let each: Option<Vec<Range<usize>>> = items.iter().map(|item| hostless(item, text)).collect();
            let each = each?;
            Some(each.first()?.start..each.last()?.end)
        }
        Expression::Or(items) => items.iter().find_map(|item| hostless(item, text)),
    }
}

/// Whether a rule is written as Traefik 1 wants it: a word and a colon, no parentheses.
fn is_old(text: &str) -> bool {
    let word = text.trim_start().split_once(':').map(|(word, _)| word);
    word.is_some_and(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    fn with<T>(rule: &str, show: impl Fn(&SourceMap, Rule) -> T) -> T {
        let mut map = SourceMap::new();
        let file = map.add("x".into(), rule.as_bytes());
        let value = Value::literal(Text::verbatim(rule, Span::new(file, 0..rule.len())));
        show(&map, Rule::read(&value))
    }

    fn read(rule: &str) -> Vec<String> {
        with(rule, |map, rule| {
            let show =
                |host: &RuleHost| format!("{}{}", if host.pattern { "~" } else { "" }, map.text(host.value.place()));
            rule.hosts.iter().map(show).collect()
        })
    }

    #[test]
    fn rules_name_hosts() {
        assert_eq!(read("Host(`a.example`)"), ["a.example"]);
        assert_eq!(read("Host(`a.example`, `b.example`)"), ["a.example", "b.example"]);
        assert_eq!(read("Host(\"a.example\") || (host(`b.example`) && PathPrefix(`/x`))"), ["a.example", "b.example"]);
        assert_eq!(read("PathPrefix(`/Host(x)`) && Host( `é.example` )"), ["é.example"]);
        assert_eq!(read("HostRegexp(`^.+\\.a\\.example$`) || Host(`a`)"), ["~^.+\\.a\\.example$", "a"]);
        assert_eq!(read("!Host(`a.example`) && Host(`b.example`)"), ["b.example"]);
        assert_eq!(read("!(Host(`a`) || !Host(`b`))"), ["b"]);
        assert_eq!(read("HostHeader(`a`) && Path(`/`)"), ["a"]);
        assert_eq!(read("HostSNI(`*`)"), ["~*"]);
        assert_eq!(read("Host(`*.a.example`)"), ["~*.a.example"]);
        assert_eq!(read("Host:a.example, b.example;PathPrefix:/x"), ["a.example", "b.example"]);
        assert_eq!(read("HostRegexp:{sub:.+}.example"), ["~{sub:.+}.example"]);
        assert_eq!(read("Host(`a"), [""; 0]);
        assert_eq!(read("Host(`"), [""; 0]);
    }

    #[test]
    fn alternatives_without_a_host_take_all() {
        let everywhere = |rule| with(rule, |map, rule| rule.everywhere.map(|value| map.text(value.place()).to_owned()));
        assert_eq!(everywhere("PathPrefix(`/a`)").as_deref(), Some("PathPrefix(`/a`)"));
        assert_eq!(
            everywhere("Host(`a`) || (Method(`GET`) && Path(`/a`))").as_deref(),
            Some("Method(`GET`) && Path(`/a`)")
        );
        assert_eq!(everywhere("Host(`a`) && PathPrefix(`/a`)"), None);
        assert_eq!(everywhere("(Host(`a`) || Host(`b`)) && Path(`/`)"), None);
        assert_eq!(everywhere("!Host(`a`) && PathPrefix(`/a`)"), None);
        assert_eq!(everywhere("HostRegexp(`.+`)"), None);
        assert_eq!(everywhere("Host:a"), None);
    }

    #[test]
    fn malformed_rules_are_told_at_their_place() {
        let fault = |rule| with(rule, |map, rule| rule.fault.map(|fault| map.text(fault.span).to_owned()));
        assert_eq!(fault("Host(a.example)").as_deref(), Some("a.example"));
        assert_eq!(fault("Hots(`a.example`)").as_deref(), Some("Hots"));
        assert_eq!(fault("Host(`a`) and Path(`/`)").as_deref(), Some("a"));
        assert_eq!(fault("Host(`a`) && Path(`/`)"), None);
        assert_eq!(fault("Host:a"), None);
        assert_eq!(fault("Host('a')").as_deref(), Some("'"));
    }
}
