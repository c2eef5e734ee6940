//! Services (Compose specification, "services").

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::consistency;
use super::dependency::{self, Dependency};
use super::element::{Content, Element, Field, Map};
use super::environment::{EnvFileUse, Variable, read_env_files, read_environment};
use super::mount::{self, Mount};
use super::port::{self, Port};
use super::reader::through;
use super::reference::{self, Reference};
use crate::config::patterns::Images;
use crate::model::environment::Belonging;
use crate::model::problem::Problem;
use crate::model::profile::Profiles;
use crate::model::secret::Given;
use crate::model::value::Value;
use crate::source::{Span, Text};

/// A service with its effective settings.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
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
    /// The secrets it is given, whatever way they take, and the placeholders that stand in for them.
    pub given: Vec<Given>,
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
    /// What must be there first: `depends_on:`, and what other attributes ask for.
    pub depends_on: Vec<Dependency>,
    /// `label_file:`.
    pub label_files: Vec<Value>,
    /// Labels of the container: `labels:` over those of label files.
    pub labels: Vec<(Text, Option<Value>)>,
    /// `secrets:`.
    pub secrets: Vec<FileUse>,
    /// `configs:`.
    pub configs: Vec<FileUse>,
    /// `container_name:`.
    pub container_name: Option<Value>,
    /// `profiles:`.
    pub profiles: Vec<Value>,
    enabled: bool,
    /// Words of `command:` and `entrypoint:`, or the one line they are written on.
    pub command: Vec<Value>,
    /// Containers that it links to or shares a namespace with, by their names.
    pub containers: Vec<Value>,
    /// What it refers to and cannot run without.
    pub references: Vec<Reference>,
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
    /// The attributes that none of these fields holds, such as `deploy` and `healthcheck`.
    pub other: Map,
}

/// The attributes that fields of a [`Service`] hold.
const TYPED: [&str; 21] = [
    "build",
    "command",
    "configs",
    "container_name",
    "depends_on",
    "entrypoint",
    "env_file",
    "environment",
    "extends",
    "image",
    "label_file",
    "labels",
    "links",
    "network_mode",
    "networks",
    "ports",
    "profiles",
    "provider",
    "secrets",
    "volumes",
    "volumes_from",
];

impl Service {
    /// Whether its image, as far as that is known, is one of `images`.
    pub fn runs_one_of(&self, images: &Images) -> bool {
        let image = self.image.as_ref().and_then(Value::likely_text);
        image.is_some_and(|image| images.is_match(&image))
    }

    /// Whether an env file may set more than is known.
    pub fn has_open_env_files(&self) -> bool {
        self.env_files.iter().any(|used| !used.whole)
    }

    /// Gives back what was set aside while it was read: there may be ten thousand of it, and they stay.
    fn shrink(&mut self) {
        self.declared.shrink_to_fit();
        self.volumes.shrink_to_fit();
        self.ports.shrink_to_fit();
        self.networks.shrink_to_fit();
        self.depends_on.shrink_to_fit();
        self.labels.shrink_to_fit();
        self.command.shrink_to_fit();
        self.references.shrink_to_fit();
        self.other.shrink_to_fit();
    }

    /// Whether Compose starts it without being asked to: it is in no profile, or in an active one.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }
}

/// `build:`.
#[derive(Debug)]
pub struct Build {
    /// The context; none for the project directory.
    pub context: Option<Value>,
    /// The Dockerfile, when that is said.
    pub dockerfile: Option<Value>,
    /// The stage that is built, when it is not the last one.
    pub target: Option<Value>,
    /// Build arguments.
    pub args: Vec<(Text, Option<Value>)>,
}

impl Build {
    /// Whether both make one image: from one context and Dockerfile to one stage.
    pub fn is_same(&self, other: &Self) -> bool {
        fn written(build: &Build) -> [Option<Cow<'_, str>>; 3] {
            [&build.context, &build.dockerfile, &build.target].map(|value| value.as_ref().and_then(Value::text))
        }
        written(self) == written(other)
    }
}

/// A secret or config that is handed to a container as a file.
#[derive(Debug)]
pub struct FileUse {
    /// The key of the top-level secret or config.
    pub source: Value,
    /// Where it stands in the container, when that is said.
    pub target: Option<Value>,
    /// The entry.
    pub span: Span,
}

/// Reads the service below `services.<name>`.
pub fn read(name: &Text, body: Element, active: &Profiles, problems: &mut Vec<Problem>) -> Option<Service> {
    let path = format!("services.{}", name.as_str());
    let element = &body;
    element.map()?;
    let field = |key: &str| element.get(key);
    let text = |key: &str| field(key).and_then(Element::string);
    let texts = |key: &str| field(key).map(Element::strings).unwrap_or_default();
    let volumes =
        field("volumes").map(|volumes| mount::read(volumes, &format!("{path}.volumes"), problems)).unwrap_or_default();
    let ports = field("ports").map(|ports| port::read(ports, &format!("{path}.ports"), problems)).unwrap_or_default();
    let depends_on = dependency::read(element);
    let mut service = Service {
        name: name.clone(),
        span: element.span,
        image: field("image").and_then(|image| Some(through(image.string()?, image))),
        build: field("build").and_then(build),
        declared: field("environment").map(read_environment).unwrap_or_default(),
        environment: IndexMap::new(),
        given: Vec::new(),
        env_files: field("env_file").map(read_env_files).unwrap_or_default(),
        containers: dependency::containers(element),
        references: reference::read(element, &depends_on, &volumes),
        volumes,
        volumes_from: texts("volumes_from"),
        ports,
        networks: field("networks").map(networks).unwrap_or_default(),
        network_mode: text("network_mode").filter(|mode| !mode.is_empty()),
        depends_on,
        label_files: field("label_file").map(Element::string_or_list).unwrap_or_default(),
        labels: field("labels").map(Element::dictionary).unwrap_or_default(),
        secrets: field("secrets").map(files).unwrap_or_default(),
        configs: field("configs").map(files).unwrap_or_default(),
        container_name: text("container_name"),
        enabled: active.activate(&texts("profiles")),
        profiles: texts("profiles"),
        command: ["entrypoint", "command"]
            .iter()
            .filter_map(|key| field(key))
            .flat_map(Element::string_or_list)
            .collect(),
        extends: field("extends").is_some(),
        has_provider: field("provider").is_some(),
        edge: false,
        belongs: Belonging::unknown(),
        replaced: BTreeMap::new(),
        other: Map::new(),
    };
    replaced(element, &mut service.replaced);
    if service.is_enabled() {
        consistency::service(name.as_str(), element, problems);
    }
    if let Content::Map(mut attributes) = body.content {
        attributes.retain(|name, _| !TYPED.contains(&name.as_str()) && !name.starts_with("x-"));
        service.other = attributes;
    }
    service.shrink();
    Some(service)
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

fn build(element: &Element) -> Option<Build> {
    match &element.content {
        Content::Map(_) => {
            let text = |key: &str| element.get(key).and_then(Element::string);
            let (context, dockerfile, target) = (text("context"), text("dockerfile"), text("target"));
            let args = element.get("args").map(Element::dictionary).unwrap_or_default();
            Some(Build { context, dockerfile, target, args })
        }
        _ => Some(Build { context: Some(element.string()?), dockerfile: None, target: None, args: Vec::new() }),
    }
}

fn networks(element: &Element) -> IndexMap<String, (Text, Vec<Value>)> {
    if let Content::Map(map) = &element.content {
        let aliases = |field: &Field| field.element.get("aliases").map(Element::strings).unwrap_or_default();
        map.iter().map(|(name, field)| (name.clone(), (field.key.clone(), aliases(field)))).collect()
    } else {
        let names = element.strings();
        names.iter().filter_map(Value::known).map(|name| (name.as_str().to_owned(), (name, Vec::new()))).collect()
    }
}

fn files(element: &Element) -> Vec<FileUse> {
    let file = |item: &Element| {
        let source = item.get("source").unwrap_or(item).string()?;
        let target = item.get("target").and_then(Element::string);
        Some(FileUse { span: source.place(), source: through(source, item), target })
    };
    element.items().iter().filter_map(file).collect()
}
