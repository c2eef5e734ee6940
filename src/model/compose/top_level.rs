//! Top-level volumes, networks and secrets.

use indexmap::IndexMap;

use super::element::{Content, Element};
use super::reader::Reader;
use super::schema;
use crate::model::value::Value;
use crate::source::Text;

/// What a project declares beside its services.
#[derive(Debug, Default)]
pub struct TopLevel {
    /// `name:`.
    pub name: Option<Value>,
    /// Volumes by key.
    pub volumes: IndexMap<String, Volume>,
    /// Networks by key.
    pub networks: IndexMap<String, Network>,
    /// Secrets by key.
    pub secrets: IndexMap<String, SecretSource>,
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

/// Where a secret comes from.
#[derive(Debug)]
pub struct SecretSource {
    /// Its key.
    pub key: Text,
    /// The file that holds it.
    pub file: Option<Value>,
    /// The variable that holds it.
    pub environment: Option<Value>,
    /// The name on the host.
    pub name: Option<Value>,
    /// Whether somebody else creates it.
    pub external: bool,
    /// The identity of what the file holds, when it was read and holds a secret.
    pub content: Option<[u8; 32]>,
}

/// Reads everything but the services.
pub fn read(reader: &mut Reader<'_>, document: &Element, into: &mut TopLevel) {
    if let Some(name) = document.get("name") {
        into.name = reader.string(name, "name").or(into.name.take());
    }
    each(reader, document, "volumes", &schema::VOLUME, |reader, key, element, path| {
        let (external, name) = external(reader, element, path);
        let device =
            element.get("driver_opts").and_then(|options| options.get("device")).and_then(Element::value).cloned();
        into.volumes.insert(key.as_str().to_owned(), Volume { key: key.clone(), name, external, device });
    });
    each(reader, document, "networks", &schema::NETWORK, |reader, key, element, path| {
        let (external, name) = external(reader, element, path);
        into.networks.insert(key.as_str().to_owned(), Network { key: key.clone(), name, external });
    });
    each(reader, document, "secrets", &schema::SECRET, |reader, key, element, path| {
        let (external, name) = external(reader, element, path);
        let mut text =
            |field: &str| element.get(field).and_then(|value| reader.string(value, &format!("{path}.{field}")));
        let (file, environment) = (text("file"), text("environment"));
        let source = SecretSource { key: key.clone(), file, environment, name, external, content: None };
        into.secrets.insert(key.as_str().to_owned(), source);
    });
}

fn each(
    reader: &mut Reader<'_>,
    document: &Element,
    section: &str,
    known: &[&str],
    mut read: impl FnMut(&mut Reader<'_>, &Text, &Element, &str),
) {
    let Some(element) = document.get(section) else { return };
    let Some(map) = reader.map(element, section) else { return };
    for (name, field) in map {
        let path = format!("{section}.{name}");
        match &field.element.content {
            Content::Map(fields) => reader.known_keys(fields, &path, known),
            Content::Null if section != "secrets" => {}
            _ => {
                reader.wrong(&field.element, &path, "a mapping");
                continue;
            }
        }
        read(reader, &field.key, &field.element, &path);
    }
}

/// Whether the thing is external, and its name: `external` is a flag or, in old files, a mapping
/// that holds the name.
fn external(reader: &mut Reader<'_>, element: &Element, path: &str) -> (bool, Option<Value>) {
    let name = element.get("name").and_then(|name| reader.string(name, &format!("{path}.name")));
    match element.get("external") {
        None => (false, name),
        Some(external) if external.map().is_some() => {
            (true, name.or(external.get("name").and_then(Element::value).cloned()))
        }
        Some(external) => (reader.flag(external, &format!("{path}.external")).unwrap_or(false), name),
    }
}
