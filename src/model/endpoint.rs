//! What a service connects to: the hosts in its settings, and the services they lead to.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::compose::Service;
use super::project::Project;
use super::value::{PLACEHOLDER, Value};

/// The host in an address: of a URL with whatever scheme, of `host:port`, or the whole when it is
/// nothing but a name. None when there is nothing to connect to.
pub fn host(value: &Value) -> Option<Value> {
    let flat = value.flat();
    let text = flat.as_str();
    let start = match text.find("://") {
        Some(at) => at + 3,
        None => 0,
    };
    let rest = text.get(start..)?;
    let authority = rest.get(..rest.find(['/', '?', '#', ',', ' ']).unwrap_or(rest.len()))?;
    let user = authority.rfind('@').map_or(0, |at| at + 1);
    let host = authority.get(user..)?;
    let length = host.find(':').unwrap_or(host.len());
    let is_host = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | PLACEHOLDER);
    let host = host.get(..length)?;
    let is_name = !host.is_empty() && host.chars().all(is_host);
    is_name.then(|| flat.slice(start + user..start + user + length))
}

/// The services of a project by every name that reaches them: service name, container name, aliases
/// (Compose specification, "networks").
pub fn names(project: &Project) -> IndexMap<String, usize> {
    let mut names = IndexMap::new();
    for (index, (name, service)) in project.services.iter().enumerate() {
        names.entry(name.clone()).or_insert(index);
        let aliases = service.networks.values().flat_map(|(_, aliases)| aliases);
        for name in service.container_name.iter().chain(aliases).filter_map(Value::text) {
            names.entry(name).or_insert(index);
        }
    }
    names
}

/// The services that the settings of `service` name as a host: in URLs, in `host:port` lists, or
/// alone where the key says that it is a host.
pub fn targets(service: &Service, names: &IndexMap<String, usize>) -> BTreeSet<usize> {
    let mut targets = BTreeSet::new();
    for variable in service.environment.values() {
        let Some(value) = &variable.value else { continue };
        let flat = value.flat();
        let text = flat.as_str();
        let named = ["HOST", "SERVER", "ADDR", "NODE", "BROKER", "ENDPOINT"];
        let key = variable.key.as_str().to_ascii_uppercase();
        if text.contains(':') || named.iter().any(|word| key.contains(word)) {
            let is_name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
            targets.extend(text.split(|character| !is_name(character)).filter_map(|name| names.get(name)));
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    #[test]
    fn hosts_are_found_in_addresses() {
        let mut map = SourceMap::new();
        let mut read = |text: &str| {
            let file = map.add("x".into(), text.as_bytes());
            host(&Value::literal(Text::verbatim(text, Span::new(file, 0..text.len())))).and_then(|host| host.text())
        };
        assert_eq!(read("http://elasticsearch:9200/x").as_deref(), Some("elasticsearch"));
        assert_eq!(read("postgresql+asyncpg://u:p@ss@db/x").as_deref(), Some("db"));
        assert_eq!(read("redis:6379").as_deref(), Some("redis"));
        assert_eq!(read("es.example.com").as_deref(), Some("es.example.com"));
        assert_eq!(read("two words").as_deref(), Some("two"));
        assert_eq!(read(""), None);
        assert_eq!(read("[\"x\"]"), None);
    }
}
