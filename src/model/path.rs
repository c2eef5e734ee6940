//! Paths through a Compose file: `services.api.environment.API_KEY`.

use std::sync::Arc;

use crate::source::Span;
use crate::syntax::yaml::{Kind, Node};

/// Where `path` leads in the documents `roots`: each entry with its key and everything below it. A
/// name with dots, such as that of a label, is one step; so is the name before `=` of an item.
/// Aliases are not followed: what stands behind them is somebody else's too.
pub fn find(roots: &[Arc<Node>], path: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for root in roots {
        walk(root, path, &mut found);
    }
    found
}

/// Each step takes some of `path`, and the tree is not deep.
fn walk(node: &Node, path: &str, found: &mut Vec<Span>) {
    match &node.kind {
        Kind::Mapping(mapping) => {
            for entry in &mapping.entries {
                match entry.key.text().and_then(|key| path.strip_prefix(key.as_str())) {
                    Some("") => found.push(entry.key.span.to(entry.value.span)),
                    Some(rest) => rest.strip_prefix('.').into_iter().for_each(|rest| walk(&entry.value, rest, found)),
                    None => {}
                }
            }
        }
        Kind::Sequence(items) => {
            let is_it = |text: &str| text == path || text.split_once('=').is_some_and(|(name, _)| name == path);
            let items = items.iter().filter(|item| item.text().is_some_and(|text| is_it(text.as_str())));
            found.extend(items.map(|item| item.span));
        }
        Kind::Scalar(_) | Kind::Alias(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::syntax::yaml;

    #[test]
    fn a_name_with_dots_is_one_step() {
        let text = "services:\n  api.v1:\n    labels: { traefik.http.routers.a.rule: Host(`x`) }\n    environment:\n      - A=1\n      - B\n    ports: [*x]\n";
        let mut sources = SourceMap::new();
        let file = sources.add("compose.yaml".into(), text.as_bytes());
        let documents = yaml::parse(file, text).documents;
        let roots: Vec<Arc<Node>> = documents.into_iter().map(|document| document.root).collect();
        let at = |path: &str| find(&roots, path).into_iter().map(|span| sources.text(span)).collect::<Vec<_>>();
        assert_eq!(
            at("services.api.v1.labels.traefik.http.routers.a.rule"),
            ["traefik.http.routers.a.rule: Host(`x`)"]
        );
        assert_eq!(at("services.api.v1.environment.A"), ["A=1"]);
        assert_eq!(at("services.api.v1.environment.B"), ["B"]);
        assert!(at("services.api.v1").concat().ends_with("ports: [*x]"));
        assert!(at("services.api").is_empty() && at("services.api.v1.ports.0").is_empty());
    }
}
