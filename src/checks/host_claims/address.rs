//! Addresses of the host that ports are bound to.

use std::net::IpAddr;

use crate::model::value::{Same, Value};

/// What a port is bound to.
#[derive(Clone, Copy, PartialEq)]
enum Bound {
    /// Every address of the host.
    All,
    /// One address, or all of one family.
    One(IpAddr),
    /// A variable decides.
    Open,
}

/// Whether a port that is bound to the one address is taken for the other.
pub(super) fn conflict(one: Option<&Value>, other: Option<&Value>) -> Same {
    match (bound(one), bound(other)) {
        (Bound::All, _) | (_, Bound::All) => Same::Yes,
        (Bound::Open, _) | (_, Bound::Open) => Same::Unknown,
        (Bound::One(a), Bound::One(b)) if a.is_ipv4() != b.is_ipv4() => Same::No,
        (Bound::One(a), Bound::One(b)) if a == b || a.is_unspecified() || b.is_unspecified() => Same::Yes,
        _ => Same::No,
    }
}

fn bound(ip: Option<&Value>) -> Bound {
    let Some(ip) = ip else { return Bound::All };
    let text = ip.likely_text();
    let Some(text) = text else { return Bound::Open };
    let text = text.trim_matches(['[', ']']);
    if text.is_empty() { Bound::All } else { text.parse().map_or(Bound::Open, Bound::One) }
}

#[cfg(test)]
mod tests {
    use super::conflict;
    use crate::model::value::{Same, Value};
    use crate::source::{SourceMap, Span, Text};

    #[test]
    fn addresses() {
        let span = Span::start_of(SourceMap::new().add("x".into(), b""));
        let same = |one: &str, other: &str| {
            let value = |text: &str| (!text.is_empty()).then(|| Value::literal(Text::opaque(text, span)));
            conflict(value(one).as_ref(), value(other).as_ref())
        };
        assert_eq!(same("", "127.0.0.1"), Same::Yes);
        assert_eq!(same("0.0.0.0", "127.0.0.1"), Same::Yes);
        assert_eq!(same("127.0.0.1", "127.0.0.1"), Same::Yes);
        assert_eq!(same("127.0.0.1", "127.0.0.2"), Same::No);
        assert_eq!(same("127.0.0.1", "10.0.0.5"), Same::No);
        assert_eq!(same("[::]", "0.0.0.0"), Same::No);
        assert_eq!(same("", "::1"), Same::Yes);
        assert_eq!(same("banana", "::1"), Same::Unknown);
    }
}
