//! What the trees of Compose files tell before they are read as a project.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::Parsed;
use crate::model::environment::Marker;
use crate::source::Text;
use crate::source::vfs::normalize;
use crate::syntax::interpolation;
use crate::syntax::yaml::{Kind, Node};

/// Parts of a Compose file that its services refer to by name.
const RESOURCES: [&str; 4] = ["volumes", "networks", "secrets", "configs"];

/// Tags that change what a file below says.
const CHANGES: [&str; 2] = ["!reset", "!override"];

/// What only says how a service is built.
const BUILDS: [&str; 3] = ["build", "pull_policy", "platform"];

/// What a default file has that others may lie over.
pub(super) struct Base<'a> {
    services: BTreeMap<&'a str, &'a Arc<Node>>,
    resources: [BTreeSet<&'a str>; RESOURCES.len()],
}

impl<'a> Base<'a> {
    /// That of `file`.
    pub(super) fn of(file: &'a Parsed) -> Self {
        Self { services: services(file).collect(), resources: RESOURCES.map(|section| declared(file, section)) }
    }

    /// Whether `file` cannot stand alone but can lie over it: it leaves out what a service is run from, refers to
    /// what only the base has, takes something away from it, or says no more than how its services are built.
    pub(super) fn is_below(&self, file: &Parsed) -> bool {
        let own: BTreeSet<&str> = services(file).map(|(name, _)| name).collect();
        let lacks = |other: &str| !own.contains(other) && self.services.contains_key(other);
        let needs = |(name, body): (&str, &Arc<Node>)| {
            let below = self.services.get(name);
            below.is_some_and(|below| runs(body) != runs(below)) || dependencies(body).any(lacks)
        };
        services(file).any(needs) || self.lends(file) || changes(file) || self.is_only_built(file)
    }

    /// Whether all that `file` says is how services are built that have an image here.
    fn is_only_built(&self, file: &Parsed) -> bool {
        let is_built = |(name, body): (&str, &Arc<Node>)| {
            let mut keys = body.mapping().into_iter().flat_map(|map| &map.entries).filter_map(|entry| entry.key.text());
            let has_image = self.services.get(name).is_some_and(|below| below.get("image").is_some());
            has_image && body.get("build").is_some() && keys.all(|key| BUILDS.contains(&key.as_str()))
        };
        services(file).next().is_some() && services(file).all(is_built)
    }

    /// Whether a service of `file` refers to a volume, network, secret or configuration that only this declares.
    fn lends(&self, file: &Parsed) -> bool {
        RESOURCES.iter().zip(&self.resources).filter(|(_, names)| !names.is_empty()).any(|(section, names)| {
            let own = declared(file, section);
            let lacks = |name: &str| !own.contains(name) && names.contains(name);
            services(file).any(|(_, body)| references(body, section).any(lacks))
        })
    }

    /// Whether all services of `file` have a namesake here.
    pub(super) fn has_all(&self, file: &Parsed) -> bool {
        services(file).all(|(name, _)| self.services.contains_key(name))
    }

    /// Whether a service of `file` has a namesake here.
    pub(super) fn has_one(&self, file: &Parsed) -> bool {
        services(file).any(|(name, _)| self.services.contains_key(name))
    }
}

/// Whether a service of `file` removes or replaces what a file below it says.
fn changes(file: &Parsed) -> bool {
    let is_change = |node: &Arc<Node>| node.tag().is_some_and(|tag| CHANGES.contains(&tag.name.as_str()));
    let bodies = services(file).filter_map(|(_, body)| body.mapping());
    bodies.flat_map(|body| &body.entries).any(|entry| is_change(&entry.value))
}

/// What the top-level `section` of a file declares.
fn declared<'a>(file: &'a Parsed, section: &str) -> BTreeSet<&'a str> {
    let maps = file.roots.iter().filter_map(|root| root.get(section)?.mapping());
    maps.flat_map(|map| &map.entries).filter_map(|entry| Some(entry.key.text()?.as_str())).collect()
}

/// What a service takes of `section`, by name: `name`, `name:/path`, `source: name` or a key.
fn references<'a>(body: &'a Arc<Node>, section: &str) -> impl Iterator<Item = &'a str> {
    let node = body.get(section);
    let keys = node.and_then(|node| node.mapping()).into_iter().flat_map(|map| &map.entries);
    let items = node.and_then(|node| node.sequence()).unwrap_or_default().iter();
    let sources = items.filter_map(|item| item.resolved()?.get("source")?.text());
    let short = texts(node).chain(sources).map(|text| text.as_str().split(':').next().unwrap_or_default());
    short.chain(keys.filter_map(|entry| Some(entry.key.text()?.as_str())))
}

/// Whether a service of `file` can be reached from outside: it publishes a port, or a proxy may read its labels.
pub(super) fn is_reached(file: &Parsed) -> bool {
    services(file).any(|(_, body)| body.get("ports").is_some() || body.get("labels").is_some())
}

/// Whether every service of `file` says what it is run from.
pub(super) fn is_complete(file: &Parsed) -> bool {
    services(file).all(|(_, body)| runs(body))
}

/// Whether services of several environments stand in one file.
pub(super) fn is_split(file: &Parsed) -> bool {
    let is_strong = |marker: Marker| !marker.weak;
    services(file).any(|(name, body)| {
        let mut profiles = texts(body.get("profiles")).filter_map(|profile| Marker::of_name(profile.as_str()));
        Marker::of_service(name).is_some_and(|(marker, _)| is_strong(marker)) || profiles.any(is_strong)
    })
}

/// The services of a file, with their bodies.
pub(super) fn services(file: &Parsed) -> impl Iterator<Item = (&str, &Arc<Node>)> {
    let maps = file.roots.iter().filter_map(|root| root.get("services")?.mapping());
    maps.flat_map(|map| &map.entries).filter_map(|entry| Some((entry.key.text()?.as_str(), entry.value.resolved()?)))
}

/// The env files that services of a file load, as far as their paths are written out.
pub(super) fn loaded(file: &Parsed) -> impl Iterator<Item = Utf8PathBuf> {
    let directory = file.path.parent().unwrap_or(&file.path);
    services(file).flat_map(|(_, body)| {
        let own = body.get("env_file");
        let long = own.and_then(|node| node.sequence()).unwrap_or_default().iter();
        let long = long.filter_map(|item| item.resolved()?.get("path")?.text());
        texts(own).chain(long).map(|path| normalize(directory, Utf8Path::new(path.as_str())))
    })
}

/// The variables that a file refers to. An anchored text counts where it stands.
pub(super) fn variables(file: &Parsed) -> BTreeSet<String> {
    let mut variables = BTreeSet::new();
    let mut open: Vec<&Arc<Node>> = file.roots.iter().collect();
    while let Some(node) = open.pop() {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.text.as_str().contains('$') => {
                let template = interpolation::parse(&scalar.text).unwrap_or_default();
                variables.extend(template.variables().map(|variable| variable.name.as_str().to_owned()));
            }
            Kind::Scalar(_) | Kind::Alias(_) => {}
            Kind::Mapping(map) => open.extend(map.entries.iter().map(|entry| &entry.value)),
            Kind::Sequence(items) => open.extend(items),
        }
    }
    variables
}

fn runs(body: &Arc<Node>) -> bool {
    ["image", "build", "extends", "provider"].iter().any(|key| body.get(key).is_some())
}

fn dependencies(body: &Arc<Node>) -> impl Iterator<Item = &str> {
    let dependencies = body.get("depends_on");
    let mapped = dependencies.and_then(|node| node.mapping()).into_iter().flat_map(|map| &map.entries);
    texts(dependencies).map(Text::as_str).chain(mapped.filter_map(|entry| Some(entry.key.text()?.as_str())))
}

/// The text of a scalar, or those of a list.
pub(super) fn texts(node: Option<&Arc<Node>>) -> impl Iterator<Item = &Text> {
    let items = node.and_then(|node| node.sequence()).unwrap_or_default().iter();
    node.and_then(|node| node.text()).into_iter().chain(items.filter_map(|item| item.resolved()?.text()))
}
