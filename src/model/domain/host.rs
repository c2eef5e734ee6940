//! Names of hosts, also where a variable is part of them.

use std::fmt::Write as _;
use std::net::IpAddr;

use crate::model::environment::words;
use crate::model::value::{PLACEHOLDER, Part, Value};

/// The longest host name that is looked at closely, in bytes: DNS knows no longer one, variables
/// take some more.
const MAX_LEN: usize = 512;

/// A host name. Equal names have equal [keys](Self::key): upper and lower case are the same, and an
/// unset variable is itself only within its scope.
#[derive(Debug, Clone)]
pub struct Host {
    /// The name with its place.
    pub value: Value,
    key: String,
}

impl Host {
    /// Reads `value`; none when it is empty, too long, or holds what no name of a host does. `*`
    /// may stand in it.
    pub fn new(value: Value) -> Option<Self> {
        let mut key = String::new();
        for part in &*value.parts {
            match part {
                Part::Text(piece) => {
                    let text = piece.text.as_str();
                    key.reserve(text.len());
                    if text.is_ascii() {
                        key.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
                    } else {
                        key.extend(text.chars().flat_map(char::to_lowercase));
                    }
                }
                Part::Unset(unset) => {
                    let (scope, name) = (unset.scope.0, unset.variable.as_str());
                    let _ = write!(key, "{PLACEHOLDER}{scope}:{name}{PLACEHOLDER}");
                }
            }
        }
        if key.ends_with('.') {
            key.pop();
        }
        let is_part = |character: char| {
            character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '*' | ':' | '[' | ']' | PLACEHOLDER)
        };
        (!key.is_empty() && key.len() <= MAX_LEN && key.chars().all(is_part)).then_some(Self { value, key })
    }

    /// The same text for the same host.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The name in lower case, when all of it is known.
    pub fn known(&self) -> Option<&str> {
        self.value.is_known().then_some(self.key.as_str())
    }

    /// Whether it is the visitor's own machine.
    pub fn is_local(&self) -> bool {
        let name = self.key.as_str();
        let address = self.address();
        matches!(name, "localhost" | "host.docker.internal")
            || name.ends_with(".localhost")
            || address.is_some_and(|address| address.is_loopback() || address.is_unspecified())
    }

    /// Whether it means something on a local network only: a name of one label such as that of a
    /// service, or a private address.
    pub fn is_internal(&self) -> bool {
        let is_private = match self.address() {
            Some(IpAddr::V4(address)) => address.is_private() || address.is_link_local(),
            Some(IpAddr::V6(address)) => address.is_unique_local(),
            None => matches!(self.key.rsplit('.').next(), Some("internal" | "local" | "lan")),
        };
        is_private || (self.address().is_none() && !self.key.contains(['.', PLACEHOLDER]))
    }

    fn address(&self) -> Option<IpAddr> {
        self.key.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }

    /// The keys of the domains it lies below, the closest first.
    pub fn parents(&self) -> impl Iterator<Item = &str> {
        self.key.match_indices('.').filter_map(|(at, _)| self.key.get(at + 1..))
    }

    /// Whether it is a domain such as `example.com`, below which only its owner can name hosts, and
    /// beside which anybody can.
    pub fn is_registrable(&self) -> bool {
        self.key.matches('.').count() == 1 && !self.key.contains(PLACEHOLDER)
    }

    /// The words of the name that may speak of an environment. The ending (`.dev`, `.live`) says
    /// nothing, nor does a whole second label (`test.com`); a variable stands for a whole domain.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let labels: Vec<&str> = self.key.split('.').collect();
        let is_symbolic = labels.last().is_some_and(|last| last.contains(PLACEHOLDER));
        let telling = if is_symbolic { labels.len() } else { labels.len().saturating_sub(1) };
        let second = if is_symbolic { usize::MAX } else { telling.saturating_sub(1) };
        labels
            .into_iter()
            .take(telling)
            .enumerate()
            .filter(move |(at, label)| *at != second || label.contains('-'))
            // Every second piece is a variable, whose name is not part of the host's.
            .flat_map(|(_, label)| label.split(PLACEHOLDER).step_by(2).flat_map(words))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    /// A host as written.
    pub(crate) fn host(text: &str) -> Host {
        let span = Span::start_of(SourceMap::new().add("x".into(), b""));
        Host::new(Value::literal(Text::opaque(text, span))).unwrap()
    }

    #[test]
    fn hosts_have_no_case_and_no_last_dot() {
        assert_eq!(host("Staging.Shop.Example.").key(), "staging.shop.example");
        let span = Span::start_of(SourceMap::new().add("x".into(), b""));
        for none in ["", "a b", "a/b", "<host>"] {
            assert!(Host::new(Value::literal(Text::opaque(none, span))).is_none(), "{none}");
        }
    }

    #[test]
    fn some_hosts_are_near() {
        for local in ["localhost", "app.localhost", "127.0.0.1", "[::1]", "0.0.0.0"] {
            assert!(host(local).is_local(), "{local}");
        }
        for internal in ["backend", "10.1.2.3", "nas.local", "[fd00::1]"] {
            assert!(host(internal).is_internal() && !host(internal).is_local(), "{internal}");
        }
        for public in ["shop.example", "8.8.8.8", "localhost.shop.example"] {
            assert!(!host(public).is_internal() && !host(public).is_local(), "{public}");
        }
    }

    #[test]
    fn endings_do_not_speak_of_environments() {
        let words = |text| host(text).words().map(ToOwned::to_owned).collect::<Vec<_>>();
        assert_eq!(words("api-staging.shop.dev"), ["api", "staging"]);
        assert_eq!(words("test.com"), [""; 0]);
        assert_eq!(words("shop-staging.example"), ["shop", "staging"]);
    }
}
