//! What Traefik is told by the labels of a container (Traefik's Docker provider).

mod rule;

pub use rule::{RuleHost, hosts};

use super::value::Value;
use crate::source::Text;

/// A router that a container declares.
#[derive(Debug)]
pub struct Router {
    /// Its name as written; upper and lower case differ.
    pub name: String,
    /// The label that gives its rule.
    pub label: Text,
    /// The hosts it takes requests for.
    pub hosts: Vec<RuleHost>,
}

/// The routers for HTTP that `labels` declare with a rule of their own. Names of properties have no
/// case, the first word does.
pub fn routers(labels: &[(Text, Option<Value>)]) -> Vec<Router> {
    labels
        .iter()
        .filter_map(|(label, rule)| {
            let name = router_of_rule(label.as_str())?;
            let hosts = rule.as_ref().map(rule::hosts).unwrap_or_default();
            Some(Router { name: name.to_owned(), label: label.clone(), hosts })
        })
        .collect()
}

/// The router whose rule the label `traefik.http.routers.<name>.rule` gives.
fn router_of_rule(label: &str) -> Option<&str> {
    let (path, property) = label.strip_prefix("traefik.")?.rsplit_once('.')?;
    let (protocol, rest) = path.split_once('.')?;
    let (kind, name) = rest.split_once('.')?;
    let is = |word: &str, expected: &str| word.eq_ignore_ascii_case(expected);
    (is(protocol, "http") && is(kind, "routers") && is(property, "rule") && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::router_of_rule;

    #[test]
    fn labels_name_routers() {
        assert_eq!(router_of_rule("traefik.http.routers.api.rule"), Some("api"));
        assert_eq!(router_of_rule("traefik.HTTP.Routers.API-2.Rule"), Some("API-2"));
        for other in [
            "Traefik.http.routers.api.rule",
            "traefik.http.routers.api.tls.certresolver",
            "traefik.http.routers.rule",
            "traefik.tcp.routers.db.rule",
            "traefik.http.services.api.rule",
            "traefik.enable",
        ] {
            assert_eq!(router_of_rule(other), None, "{other}");
        }
    }
}
