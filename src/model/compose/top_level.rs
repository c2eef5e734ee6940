//! Top-level volumes, networks, secrets and the like.

use indexmap::{IndexMap, IndexSet};

use super::element::{Content, Element};
use crate::model::value::Value;
use crate::source::Text;

/// What a project declares beside its services.
#[derive(Debug, Default)]
pub struct TopLevel {
    /// Volumes by key.
    pub volumes: IndexMap<String, Volume>,
    /// Networks by key.
    pub networks: IndexMap<String, Network>,
    /// Secrets by key.
    pub secrets: IndexMap<String, FileSource>,
    /// Configs by key.
    pub configs: IndexMap<String, FileSource>,
    /// The keys of models.
    pub models: IndexSet<String>,
}

/// A named volume.
#[derive(Debug)]
pub struct Volume {
    /// Its key.
    pub key: Text,
    /// The name on the host, when it is not made of project name and key.
    pub name: Option<Value>,
    /// Whether somebody else creates it.
    pub external: bool,
    /// `driver_opts.device`: the host path that it really is.
    pub device: Option<Value>,
}

/// A network.
#[derive(Debug)]
pub struct Network {
    /// Its key.
    pub key: Text,
    /// The name on the host, when it is not made of project name and key.
    pub name: Option<Value>,
    /// Whether somebody else creates it.
    pub external: bool,
}

/// Where a secret or a config comes from.
#[derive(Debug)]
pub struct FileSource {
    /// Its key.
    pub key: Text,
    /// The file that holds it.
    pub file: Option<Value>,
    /// The variable that holds it.
    pub environment: Option<Value>,
    /// `content:`: what it holds, written in the Compose file itself.
    pub inline: Option<Value>,
    /// The name on the host.
    pub name: Option<Value>,
    /// Whether somebody else creates it.
    pub external: bool,
    /// The identity of what the file holds, when it was read and holds a secret.
    pub content: Option<[u8; 32]>,
}

/// Reads everything but the services.
pub fn read(document: &Element, into: &mut TopLevel) {
    for (name, key, element) in each(document, "volumes") {
        let (external, real) = external(element);
        let options = element.get("driver_opts");
        let device = options.and_then(|options| options.get("device")).and_then(Element::value).cloned();
        into.volumes.insert(name.clone(), Volume { key: key.clone(), name: real, external, device });
    }
    for (name, key, element) in each(document, "networks") {
        let (external, real) = external(element);
        into.networks.insert(name.clone(), Network { key: key.clone(), name: real, external });
    }
    into.secrets.extend(each(document, "secrets").map(|(name, key, element)| (name.clone(), source(key, element))));
    into.configs.extend(each(document, "configs").map(|(name, key, element)| (name.clone(), source(key, element))));
    into.models.extend(each(document, "models").map(|(name, ..)| name.clone()));
}

fn source(key: &Text, element: &Element) -> FileSource {
    let (external, name) = external(element);
    let text = |field: &str| element.get(field).and_then(Element::string);
    let (file, environment, inline) = (text("file"), text("environment"), text("content"));
    FileSource { key: key.clone(), file, environment, inline, name, external, content: None }
}

fn each<'a>(document: &'a Element, section: &str) -> impl Iterator<Item = (&'a String, &'a Text, &'a Element)> {
    let fields = document.get(section).and_then(Element::map).into_iter().flatten();
    let fields = fields.filter(|(_, field)| matches!(field.element.content, Content::Map(_) | Content::Null));
    fields.map(|(name, field)| (name, &field.key, &field.element))
}

/// Whether the thing is external, and its name: `external` is a flag or, in old files, a mapping
/// that holds the name.
fn external(element: &Element) -> (bool, Option<Value>) {
    let name = element.get("name").and_then(Element::string);
    match element.get("external") {
        None => (false, name),
        Some(external) if external.map().is_some() => {
            (true, name.or(external.get("name").and_then(Element::value).cloned()))
        }
        Some(external) => (external.flag().unwrap_or(false), name),
    }
}
