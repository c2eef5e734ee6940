//! What a service refers to and cannot run without.

use super::dependency::{Dependency, after};
use super::element::{Content, Element};
use super::mount::{Mount, MountKind};
use crate::model::value::Value;

/// A name that must be defined.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What kind of thing it names.
    pub to: Referred,
    /// The name.
    pub name: Value,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Referred {
    /// A service that must be there first.
    Service,
    /// A service whose image is a context of a build.
    BuiltService,
    /// A named volume.
    Volume,
    /// A network.
    Network,
    /// A secret, also of a build.
    Secret,
    /// A config.
    Config,
    /// A model.
    Model,
}

impl Referred {
    /// The word for messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Service | Self::BuiltService => "service",
            Self::Volume => "volume",
            Self::Network => "network",
            Self::Secret => "secret",
            Self::Config => "config",
            Self::Model => "model",
        }
    }
}

/// What the body of a service refers to, in the order in which Compose looks. `dependencies` and
/// `volumes` are what was read of these.
pub fn read(service: &Element, dependencies: &[Dependency], volumes: &[Mount]) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut refer = |to, names: Vec<Value>| references.extend(names.into_iter().map(|name| Reference { to, name }));
    refer(Referred::Network, names(service.get("networks")));
    refer(Referred::Service, dependencies.iter().map(|asked| Value::literal(asked.name.clone())).collect());
    let named = volumes.iter().filter(|mount| mount.kind == MountKind::Volume);
    refer(Referred::Volume, named.filter_map(|mount| mount.source.clone()).collect());
    refer(Referred::Secret, sources(service.get("secrets")));
    refer(Referred::Config, sources(service.get("configs")));
    refer(Referred::Model, names(service.get("models")));
    if let Some(build) = service.get("build") {
        refer(Referred::Secret, sources(build.get("secrets")));
        let contexts = build.get("additional_contexts").map(Element::dictionary).unwrap_or_default();
        let built = contexts.iter().filter_map(|(_, value)| after(value.as_ref()?, "service:"));
        refer(Referred::BuiltService, built.collect());
    }
    references
}

/// The keys of a mapping or the items of a list.
fn names(element: Option<&Element>) -> Vec<Value> {
    match element.map(|element| &element.content) {
        Some(Content::Map(map)) => map.values().map(|field| Value::literal(field.key.clone())).collect(),
        _ => element.map(Element::strings).unwrap_or_default(),
    }
}

/// The sources of secrets or configs in either syntax.
fn sources(element: Option<&Element>) -> Vec<Value> {
    let items = element.map(Element::items).unwrap_or_default();
    items.iter().filter_map(|item| item.get("source").unwrap_or(item).string()).collect()
}
