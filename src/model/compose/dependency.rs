//! Services that must be there first (Compose specification, "`depends_on`").

use super::element::Element;
use crate::model::value::Value;
use crate::source::Text;

/// A service that must be there first.
#[derive(Debug)]
pub struct Dependency {
    /// Its name as written.
    pub name: Text,
    /// The attribute that asks for it.
    pub asked: Asked,
    /// What it must have come to: `service_started`, `service_healthy` and so on.
    pub condition: Option<Value>,
    /// Whether the service is restarted with it.
    pub restart: bool,
    /// Whether Compose refuses to go on without it.
    pub required: bool,
}

/// The attribute that asks for a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// `depends_on:`.
    DependsOn,
    /// `links:`.
    Links,
    /// `network_mode:`, `ipc:`, `pid:` or `uts:`, which share a namespace of it.
    Namespace(&'static str),
    /// `volumes_from:`.
    VolumesFrom,
}

impl Asked {
    /// The attribute as it is written.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::DependsOn => "depends_on",
            Self::Links => "links",
            Self::Namespace(attribute) => attribute,
            Self::VolumesFrom => "volumes_from",
        }
    }
}

/// Attributes that may name a service as `service:name`.
pub const NAMESPACES: [&str; 4] = ["network_mode", "ipc", "pid", "uts"];

/// The dependencies of the service below `element`, in the order in which Compose looks at what asks for
/// them. A service may be asked for twice; the first says on what terms.
pub fn read(element: &Element) -> Vec<Dependency> {
    let strings = |key: &str| element.get(key).map(Element::strings).unwrap_or_default();
    let stated = element.get("depends_on").and_then(Element::map).into_iter().flatten();
    let mut dependencies: Vec<Dependency> = stated.map(|(_, field)| stated_as(&field.key, &field.element)).collect();
    let mut ask = |asked, restart, names: Vec<Value>| {
        let known = names.iter().filter_map(Value::known);
        dependencies.extend(known.map(|name| Dependency { name, asked, condition: None, restart, required: true }));
    };
    ask(Asked::DependsOn, false, strings("depends_on"));
    ask(Asked::Links, true, strings("links").iter().map(link_target).collect());
    for attribute in NAMESPACES {
        let shared = element.get(attribute).and_then(|mode| after(&mode.string()?, "service:"));
        ask(Asked::Namespace(attribute), true, shared.into_iter().collect());
    }
    ask(Asked::VolumesFrom, false, strings("volumes_from").iter().filter_map(mounted_service).collect());
    dependencies
}

/// The containers that the service below `element` names: it lives in a namespace of theirs, or links to
/// them, whatever project they are of.
pub fn containers(element: &Element) -> Vec<Value> {
    let shared = |attribute: &&str| after(&element.get(attribute)?.string()?, "container:");
    let links = element.get("external_links").map(Element::strings).unwrap_or_default();
    NAMESPACES.iter().filter_map(shared).chain(links.iter().map(link_target)).collect()
}

fn stated_as(name: &Text, element: &Element) -> Dependency {
    Dependency {
        name: name.clone(),
        asked: Asked::DependsOn,
        condition: element.get("condition").and_then(Element::string),
        restart: element.get("restart").and_then(Element::flag).unwrap_or(false),
        required: element.get("required").and_then(Element::flag).unwrap_or(true),
    }
}

/// The service in `service` or `service:alias`.
pub fn link_target(link: &Value) -> Value {
    match link.flat().split(|at| at == ':').as_slice() {
        [target, _] => target.clone(),
        _ => link.clone(),
    }
}

/// The service in `service` or `service:ro`, unless it is a container.
pub fn mounted_service(entry: &Value) -> Option<Value> {
    let flat = entry.flat();
    let is_service = !flat.as_str().starts_with("container:");
    flat.split(|at| at == ':').into_iter().next().filter(|_| is_service)
}

/// What follows `prefix`.
pub fn after(value: &Value, prefix: &str) -> Option<Value> {
    let flat = value.flat();
    flat.as_str().strip_prefix(prefix)?;
    Some(flat.slice(prefix.len()..flat.as_str().len()))
}
