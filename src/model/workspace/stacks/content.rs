//! What the trees of Compose files tell before they are read as a project.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::Parsed;
use crate::model::environment::Marker;
use crate::source::Text;
use crate::source::vfs::normalize;
use crate::syntax::interpolation;
use crate::syntax::yaml::{Kind, Node};

/// Whether `file` cannot stand alone but can lie over a base with the services `defined`: it leaves
/// out what a service is run from, or refers to a service that only the base has.
pub(super) fn is_overlay(file: &Parsed, defined: &BTreeSet<&str>) -> bool {
    let own: BTreeSet<&str> = services(file).map(|(name, _)| name).collect();
    services(file).any(|(name, body)| {
        let needs = |other: &str| !own.contains(other) && defined.contains(other);
        (!runs(body) && defined.contains(name)) || dependencies(body).any(needs)
    })
}

/// Whether all services of `file` are among those `defined`.
pub(super) fn adds_nothing(file: &Parsed, defined: &BTreeSet<&str>) -> bool {
    services(file).all(|(name, _)| defined.contains(name))
}

/// Whether every service of `file` says what it is run from.
pub(super) fn is_complete(file: &Parsed) -> bool {
    services(file).all(|(_, body)| runs(body))
}

/// Whether a service of `file` mounts the directory that it is built from: it is worked on.
pub(super) fn mounts_source(file: &Parsed) -> bool {
    let directory = file.path.parent().unwrap_or(&file.path);
    services(file).any(|(_, body)| {
        let build = body.get("build");
        let context = build.and_then(|build| build.text().or_else(|| build.get("context")?.text()));
        let context = build.map(|_| normalize(directory, Utf8Path::new(context.map_or(".", Text::as_str))));
        let mut sources = texts(body.get("volumes")).filter_map(|volume| volume.as_str().split(':').next());
        sources.any(|source| source.starts_with('.') && Some(normalize(directory, source.into())) == context)
    })
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
fn texts(node: Option<&Arc<Node>>) -> impl Iterator<Item = &Text> {
    let items = node.and_then(|node| node.sequence()).unwrap_or_default().iter();
    node.and_then(|node| node.text()).into_iter().chain(items.filter_map(|item| item.resolved()?.text()))
}
