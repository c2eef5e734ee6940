//! Where in a tree a place of the text is.

use super::{Kind, Node};

/// How long a path is, in bytes, before it ends early.
const MAX_LEN: usize = 512;

/// How much of a key is told, in characters.
const MAX_KEY: usize = 64;

impl Node {
    /// The keys that lead to byte `at`, joined by dots: `services.api.ports`. Items of sequences have none,
    /// and what lies behind an alias is not of its place. Values are not looked at.
    pub fn path_to(&self, at: u32) -> String {
        let mut path = String::new();
        let mut node = self;
        while path.len() < MAX_LEN {
            // Both lie in the order of the file.
            node = match &node.kind {
                Kind::Mapping(mapping) => {
                    let before = mapping.entries.partition_point(|entry| entry.key.span.start <= at);
                    let Some(entry) = before.checked_sub(1).and_then(|last| mapping.entries.get(last)) else { break };
                    let Some(key) = entry.key.text() else { break };
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.extend(key.as_str().chars().take(MAX_KEY));
                    if at < entry.value.span.start {
                        break;
                    }
                    &entry.value
                }
                Kind::Sequence(items) => {
                    let before = items.partition_point(|item| item.span.start <= at);
                    let Some(item) = before.checked_sub(1).and_then(|last| items.get(last)) else { break };
                    item
                }
                Kind::Scalar(_) | Kind::Alias(_) => break,
            };
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceMap;
    use crate::syntax::yaml;

    #[test]
    fn keys_lead_to_every_place() {
        let text = "services:\n  api:\n    ports:\n      - target: 80\n      - oops\n    environment:\n      - KEY=value\n  db: {}\n";
        let file = SourceMap::new().add("x".into(), text.as_bytes());
        let yaml = yaml::parse(file, text);
        let path = |part: &str| yaml.documents[0].root.path_to(u32::try_from(text.find(part).unwrap()).unwrap());
        assert_eq!(path("services"), "services");
        assert_eq!(path("ports"), "services.api.ports");
        assert_eq!(path("80"), "services.api.ports.target");
        assert_eq!(path("oops"), "services.api.ports");
        assert_eq!(path("value"), "services.api.environment");
        assert_eq!(path("db"), "services.db");
    }
}
