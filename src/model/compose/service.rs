//! Services (Compose specification, "services").

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::element::{Content, Element, Map};
use super::environment::{EnvFileUse, Variable, read_env_files, read_environment};
use super::mount::{self, Mount};
use super::port::{self, Port};
use super::reader::{Reader, through};
use super::schema;
use crate::model::environment::Belonging;
use crate::model::value::Value;
use crate::source::{Span, Text};

/// A service with its effective settings.
#[derive(Debug)]
pub struct Service {
    /// The key below `services:`.
    pub name: Text,
    /// The body.
    pub span: Span,
    /// The image.
    pub image: Option<Value>,
    /// How the image is built.
    pub build: Option<Build>,
    /// `environment:` as written; a bare key has no value.
    pub declared: IndexMap<String, (Text, Option<Value>)>,
    /// What the container gets, env files included.
    pub environment: IndexMap<String, Variable>,
    /// `env_file:`.
    pub env_files: Vec<EnvFileUse>,
    /// What is mounted.
    pub volumes: Vec<Mount>,
    /// Services whose mounts it takes over.
    pub volumes_from: Vec<Value>,
    /// What is published.
    pub ports: Vec<Port>,
    /// Networks with the aliases there; empty for the default one.
    pub networks: IndexMap<String, (Text, Vec<Value>)>,
    /// `network_mode:`.
    pub network_mode: Option<Value>,
    /// `depends_on:` and `links:`.
    pub depends_on: Vec<Dependency>,
    /// `labels:`.
    pub labels: Vec<(Text, Option<Value>)>,
    /// `secrets:`.
    pub secrets: Vec<SecretUse>,
    /// `container_name:`.
    pub container_name: Option<Value>,
    /// `profiles:`.
    pub profiles: Vec<Value>,
    /// Words of `command:` and `entrypoint:`, or the one line they are written on.
    pub command: Vec<Value>,
    /// Whether it takes its definition from another service.
    pub extends: bool,
    /// Whether something outside Compose runs it.
    pub has_provider: bool,
    /// Whether it faces the outside.
    pub edge: bool,
    /// The environment it belongs to.
    pub belongs: Belonging,
    /// What other files, or what this one takes over, set at a place that lost, by the place that
    /// won: the key of an entry, the text of a value, or a whole item.
    pub replaced: BTreeMap<Span, Vec<Span>>,
}

/// `build:`.
#[derive(Debug)]
pub struct Build {
    /// The context; none for the project directory.
    pub context: Option<Value>,
    /// Build arguments.
    pub args: Vec<(Text, Option<Value>)>,
}

/// A service that must be there first.
#[derive(Debug)]
pub struct Dependency {
    /// Its name as written.
    pub name: Text,
    /// Whether it came from `links:`.
    pub link: bool,
}

/// A secret handed to a container.
#[derive(Debug)]
pub struct SecretUse {
    /// The key of the top-level secret.
    pub source: Value,
    /// The entry.
    pub span: Span,
}

/// Reads the service below `services.<name>`.
pub fn read(reader: &mut Reader<'_>, name: &Text, element: &Element) -> Option<Service> {
    let path = format!("services.{}", name.as_str());
    let map = reader.map(element, &path)?;
    reader.known_keys(map, &path, &schema::service());
    let mut service = Service {
        name: name.clone(),
        span: element.span,
        image: None,
        build: None,
        declared: IndexMap::new(),
        environment: IndexMap::new(),
        env_files: Vec::new(),
        volumes: Vec::new(),
        volumes_from: Vec::new(),
        ports: Vec::new(),
        networks: IndexMap::new(),
        network_mode: None,
        depends_on: Vec::new(),
        labels: Vec::new(),
        secrets: Vec::new(),
        container_name: None,
        profiles: Vec::new(),
        command: Vec::new(),
        extends: map.contains_key("extends"),
        has_provider: map.contains_key("provider"),
        edge: false,
        belongs: Belonging { environment: None, reason: String::new(), evidence: None },
        replaced: BTreeMap::new(),
    };
    replaced(element, &mut service.replaced);
    for (key, field) in map {
        attribute(reader, &mut service, key, &field.element, &format!("{path}.{key}"));
    }
    Some(service)
}

fn attribute(reader: &mut Reader<'_>, service: &mut Service, key: &str, element: &Element, path: &str) {
    if !reader.fits(element, path, schema::shape(key)) {
        return;
    }
    match key {
        "image" => service.image = reader.string(element, path).map(|value| through(value, element)),
        "build" => service.build = build(reader, element, path),
        "environment" => service.declared = read_environment(reader, element, path),
        "env_file" => service.env_files = read_env_files(reader, element, path),
        "volumes" => service.volumes = mount::read(reader, element, path),
        "volumes_from" => service.volumes_from = reader.strings(element, path),
        "ports" => service.ports = port::read(reader, element, path),
        "networks" => service.networks = networks(reader, element, path),
        "network_mode" => service.network_mode = reader.string(element, path),
        "depends_on" => service.depends_on.extend(dependencies(reader, element, path)),
        "links" => {
            for link in reader.strings(element, path) {
                let target = link.flat().split(|separator| separator == ':').into_iter().next();
                service
                    .depends_on
                    .extend(target.and_then(|target| target.known()).map(|name| Dependency { name, link: true }));
            }
        }
        "labels" => service.labels = reader.dictionary(element, path),
        "secrets" => service.secrets = secrets(reader, element, path),
        "container_name" => service.container_name = reader.string(element, path),
        "profiles" => service.profiles = reader.strings(element, path),
        "command" | "entrypoint" => match &element.content {
            Content::Null => {}
            _ => service.command.extend(reader.string_or_list(element, path)),
        },
        "healthcheck" => {
            if let Some(map) = reader.map(element, path) {
                reader.known_keys(map, path, &schema::HEALTHCHECK);
            }
        }
        _ => {}
    }
}

/// Notes every place below `element` that won over another. Depth is bounded by that of the parser.
fn replaced(element: &Element, into: &mut BTreeMap<Span, Vec<Span>>) {
    let mut note = |won: Span, lost: &[Span]| {
        if !lost.is_empty() {
            into.entry(won).or_insert_with(|| lost.to_vec());
        }
    };
    note(element.span, &element.lost);
    match &element.content {
        Content::Scalar(value, _) => note(value.span, &element.lost),
        Content::Map(map) => {
            for field in map.values() {
                if !field.element.lost.is_empty() {
                    into.entry(field.key.span()).or_insert_with(|| field.element.lost.clone());
                }
                replaced(&field.element, into);
            }
        }
        Content::List(items) => items.iter().for_each(|item| replaced(item, into)),
        _ => {}
    }
}

fn build(reader: &mut Reader<'_>, element: &Element, path: &str) -> Option<Build> {
    match &element.content {
        Content::Scalar(..) => Some(Build { context: reader.string(element, path), args: Vec::new() }),
        Content::Map(map) => {
            reader.known_keys(map, path, &schema::BUILD);
            let context = element.get("context").and_then(|context| reader.string(context, &format!("{path}.context")));
            let args =
                element.get("args").map(|args| reader.dictionary(args, &format!("{path}.args"))).unwrap_or_default();
            Some(Build { context, args })
        }
        _ => {
            reader.wrong(element, path, "a path or a mapping");
            None
        }
    }
}

fn networks(reader: &mut Reader<'_>, element: &Element, path: &str) -> IndexMap<String, (Text, Vec<Value>)> {
    if let Content::Map(map) = &element.content {
        map.iter()
            .map(|(name, field)| {
                let aliases = field.element.get("aliases");
                let aliases = aliases.map(|aliases| reader.strings(aliases, &format!("{path}.{name}.aliases")));
                (name.clone(), (field.key.clone(), aliases.unwrap_or_default()))
            })
            .collect()
    } else {
        let names = reader.strings(element, path);
        names.iter().filter_map(Value::known).map(|name| (name.as_str().to_owned(), (name, Vec::new()))).collect()
    }
}

fn dependencies(reader: &mut Reader<'_>, element: &Element, path: &str) -> Vec<Dependency> {
    let names: Vec<Text> = match &element.content {
        Content::Map(map) => Map::values(map).map(|field| field.key.clone()).collect(),
        _ => reader.strings(element, path).iter().filter_map(Value::known).collect(),
    };
    names.into_iter().map(|name| Dependency { name, link: false }).collect()
}

fn secrets(reader: &mut Reader<'_>, element: &Element, path: &str) -> Vec<SecretUse> {
    let mut uses = Vec::new();
    for item in reader.list(element, path) {
        let source = match &item.content {
            Content::Map(_) => item.get("source").and_then(|source| reader.string(source, &format!("{path}.source"))),
            _ => reader.string(item, path),
        };
        uses.extend(source.map(|source| SecretUse { span: source.place(), source: through(source, item) }));
    }
    uses
}
