//! Which Compose files are deployed together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::compose_file::Listed;
use crate::config::Settings;
use crate::model::discover::{DEFAULT_NAMES, OVERRIDE_NAMES};
use crate::model::environment::Marker;
use crate::source::vfs::normalize;
use crate::source::{FileId, Text};
use crate::syntax::yaml::Node;

/// A Compose file as trees.
pub(super) struct Parsed {
    pub(super) path: Utf8PathBuf,
    pub(super) file: FileId,
    /// Its documents.
    pub(super) roots: Vec<Arc<Node>>,
}

/// Files that make one project.
#[derive(Default)]
pub(super) struct Stack<'a> {
    /// In the order in which they are merged.
    pub(super) files: Vec<&'a Parsed>,
    /// The environment that the configuration gives it.
    pub(super) environment: Option<String>,
    /// The environment that its files speak of, and how.
    pub(super) marker: Option<(Marker, String)>,
    /// The env files that are passed to it, instead of `.env`.
    pub(super) env_files: Option<Vec<Utf8PathBuf>>,
    /// The directory where it is deployed from, unless that is the one of its first file.
    pub(super) home: Option<Utf8PathBuf>,
    /// Whether its files are named together.
    pub(super) named: bool,
    /// Whether more files are named than could be read.
    pub(super) broken: bool,
}

impl Stack<'_> {
    /// Takes the env files of the command line, if there are any, in place of `.env`. Where no Compose
    /// file speaks of an environment, they may.
    pub(super) fn pass(&mut self, env_files: &[Utf8PathBuf]) {
        if env_files.is_empty() || (self.env_files.is_some() && !self.named) {
            return;
        }
        self.env_files = Some(env_files.to_vec());
        if self.marker.is_none() && self.environment.is_none() {
            let mut names = env_files.iter().rev().filter_map(|path| path.file_name());
            self.marker =
                names.find_map(|name| Some((Marker::of_name(name)?, format!("it is deployed with `{name}`"))));
        }
    }
}

/// Groups files into projects: as the configuration says, as `COMPOSE_FILE` lists them, then the
/// default file of a directory with its override, then every file that lies over the default one,
/// then every other file alone.
pub(super) fn stacks<'a>(
    parsed: &'a [Parsed],
    settings: &Settings,
    config: &Utf8Path,
    root: &Utf8Path,
    listed: &[Listed],
) -> Vec<Stack<'a>> {
    let mut stacks: Vec<Stack<'a>> = configured(parsed, settings, config);
    let taken = paths(&stacks);
    // Where the configuration knows all of them, it decides.
    let news = listed.iter().filter(|listed| listed.files.iter().any(|path| !taken.contains(path.as_path())));
    let listed: Vec<Stack<'a>> = news.filter_map(|listed| together(parsed, listed, root)).collect();
    let in_list = paths(&listed);
    stacks.extend(listed);
    let mut directories: BTreeMap<&Utf8Path, Vec<&'a Parsed>> = BTreeMap::new();
    let included: BTreeSet<Utf8PathBuf> = parsed.iter().flat_map(included).collect();
    let is_free = |file: &&Parsed| !taken.contains(file.path.as_path()) && !included.contains(&file.path);
    for file in parsed.iter().filter(is_free) {
        directories.entry(file.path.parent().unwrap_or(root)).or_default().push(file);
    }
    for files in directories.into_values() {
        beside(&files, &in_list, root, &mut stacks);
    }
    stacks
}

/// The one project of the files that the command line names, in the environment that the
/// configuration gives to a project of just these files.
pub(super) fn stated<'a>(
    parsed: &'a [Parsed],
    settings: &Settings,
    config: &Utf8Path,
    root: &Utf8Path,
    listed: &Listed,
) -> Vec<Stack<'a>> {
    let Some(mut stack) = together(parsed, listed, root) else { return Vec::new() };
    let same = |known: &Stack<'_>| known.files.iter().map(|file| &file.path).eq(&listed.files);
    if let Some(known) = configured(parsed, settings, config).into_iter().find(same) {
        stack.environment = known.environment;
        stack.env_files = known.env_files;
    }
    vec![stack]
}

fn paths<'a>(stacks: &[Stack<'a>]) -> BTreeSet<&'a Utf8Path> {
    stacks.iter().flat_map(|stack| &stack.files).map(|file| file.path.as_path()).collect()
}

/// Files that are named together. The last one that speaks of an environment decides, then the
/// directory where they are deployed from.
fn together<'a>(parsed: &'a [Parsed], listed: &Listed, root: &Utf8Path) -> Option<Stack<'a>> {
    let find = |path: &Utf8PathBuf| parsed.iter().find(|file| file.path == *path);
    let files: Vec<&Parsed> = listed.files.iter().filter_map(find).collect();
    let from = listed.home.iter().map(|home| home.join(".env"));
    let paths: Vec<Utf8PathBuf> = from.chain(files.iter().map(|file| file.path.clone())).collect();
    let marker = paths.iter().rev().find_map(|path| marker(path, root));
    let broken = listed.broken || files.len() < listed.files.len();
    let stack = Stack { files, marker, home: listed.home.clone(), named: true, broken, ..Stack::default() };
    (!stack.files.is_empty()).then_some(stack)
}

/// The projects of one directory. Those of its files that are `listed` are of a project already, but
/// others may lie over them.
fn beside<'a>(files: &[&'a Parsed], listed: &BTreeSet<&Utf8Path>, root: &Utf8Path, stacks: &mut Vec<Stack<'a>>) {
    let is_listed = |file: &&Parsed| listed.contains(file.path.as_path());
    let named = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| files.iter().find(|file| file.path.file_name() == Some(name)));
        found.next().copied()
    };
    let base = named(&DEFAULT_NAMES);
    let free = base.filter(|base| !is_listed(base));
    let over = free.and_then(|_| named(&OVERRIDE_NAMES)).filter(|over| !is_listed(over));
    let is_either = |file: &Parsed| [base, over].into_iter().flatten().any(|either| either.path == file.path);
    let others: Vec<&Parsed> = files.iter().copied().filter(|file| !is_either(file) && !is_listed(file)).collect();
    let defined: BTreeSet<&str> = base.iter().flat_map(|base| services(base)).map(|(name, _)| name).collect();
    let covered = base.is_some() && others.iter().any(|file| is_overlay(file, &defined));
    for file in others {
        // Beside an overlay, a file that defines nothing new is one too, though it could stand alone.
        let lies_over = base.filter(|_| is_overlay(file, &defined) || (covered && adds_nothing(file, &defined)));
        stacks.push(Stack {
            files: lies_over.into_iter().chain([file]).collect(),
            marker: marker(&file.path, root),
            ..Stack::default()
        });
    }
    let Some(base) = free else { return };
    let alone = |file: &'a Parsed| Stack { files: vec![file], marker: marker(&file.path, root), ..Stack::default() };
    match over {
        // One file that holds several environments is deployed as it is; what developers lay over
        // it says nothing of them.
        Some(over) if is_split(base) => stacks.extend([alone(base), alone(over)]),
        Some(over) => {
            let marker = marker(&over.path, root);
            stacks.push(Stack { files: vec![base, over], marker, ..Stack::default() });
        }
        // A base that only serves its overlays is no project of its own.
        None if covered => {}
        None => stacks.push(alone(base)),
    }
}

/// The projects of the configuration, as far as their files were found.
fn configured<'a>(parsed: &'a [Parsed], settings: &Settings, config: &Utf8Path) -> Vec<Stack<'a>> {
    let mut stacks = Vec::new();
    for (name, environment) in &settings.environments {
        for project in &environment.projects {
            let paths = project.files.iter().map(|file| normalize(config, Utf8Path::new(file)));
            let files: Vec<&Parsed> = paths.filter_map(|path| parsed.iter().find(|file| file.path == path)).collect();
            if files.is_empty() {
                continue;
            }
            let env_files = project.env_files.iter().map(|file| normalize(config, Utf8Path::new(file))).collect();
            stacks.push(Stack {
                files,
                environment: Some(name.clone()),
                env_files: (!project.env_files.is_empty()).then_some(env_files),
                ..Stack::default()
            });
        }
    }
    stacks
}

/// The files that `file` includes: parts of its project, not projects of their own.
fn included(file: &Parsed) -> Vec<Utf8PathBuf> {
    let directory = file.path.parent().unwrap_or(&file.path);
    let lists = file.roots.iter().filter_map(|root| root.get("include")?.sequence());
    let paths = lists.flatten().filter_map(|item| item.resolved()).flat_map(|item| match item.get("path") {
        None => item.text().into_iter().collect::<Vec<_>>(),
        Some(path) => path
            .text()
            .into_iter()
            .chain(path.sequence().unwrap_or_default().iter().filter_map(|path| path.text()))
            .collect(),
    });
    paths.map(|path| normalize(directory, Utf8Path::new(path.as_str()))).filter(|path| *path != file.path).collect()
}

/// Whether `file` cannot stand alone but can lie over a base with the services `defined`: it leaves
/// out what a service is run from, or refers to a service that only the base has.
fn is_overlay(file: &Parsed, defined: &BTreeSet<&str>) -> bool {
    let own: BTreeSet<&str> = services(file).map(|(name, _)| name).collect();
    services(file).any(|(name, body)| {
        let runs = ["image", "build", "extends", "provider"].iter().any(|key| body.get(key).is_some());
        let needs = |other: &str| !own.contains(other) && defined.contains(other);
        (!runs && defined.contains(name)) || dependencies(body).any(needs)
    })
}

/// Whether all services of `file` are among those `defined`.
fn adds_nothing(file: &Parsed, defined: &BTreeSet<&str>) -> bool {
    services(file).all(|(name, _)| defined.contains(name))
}

/// Whether services of several environments stand in one file.
fn is_split(file: &Parsed) -> bool {
    services(file).any(|(name, _)| Marker::of_service(name).is_some_and(|(marker, _)| !marker.weak))
}

fn services(file: &Parsed) -> impl Iterator<Item = (&str, &Arc<Node>)> {
    let maps = file.roots.iter().filter_map(|root| root.get("services")?.mapping());
    maps.flat_map(|map| &map.entries).filter_map(|entry| Some((entry.key.text()?.as_str(), entry.value.resolved()?)))
}

fn dependencies(body: &Arc<Node>) -> impl Iterator<Item = &str> {
    let dependencies = body.get("depends_on");
    let listed = dependencies.and_then(|node| node.sequence()).unwrap_or_default().iter();
    let mapped = dependencies.and_then(|node| node.mapping()).into_iter().flat_map(|map| &map.entries);
    listed.chain(mapped.map(|entry| &entry.key)).filter_map(|node| node.text()).map(Text::as_str)
}

/// The environment that a Compose file speaks of: by its name, as an override, or by the nearest
/// directory that speaks of one.
fn marker(path: &Utf8Path, root: &Utf8Path) -> Option<(Marker, String)> {
    let name = path.file_name()?;
    if let Some(marker) = Marker::of_name(name) {
        return Some((marker, format!("the name of `{name}` speaks of {}", marker.name)));
    }
    if OVERRIDE_NAMES.contains(&name) {
        let marker = Marker::of_word("development")?;
        return Some((marker, format!("`{name}` is loaded beside its base on developers' machines")));
    }
    path.ancestors().skip(1).take_while(|directory| directory.starts_with(root) && *directory != root).find_map(
        |directory| {
            let name = directory.file_name()?;
            let marker = Marker::of_word(name)?;
            // A weak word names too many other things, such as a directory of tests.
            (!marker.weak).then(|| (marker, format!("its directory `{name}` speaks of {}", marker.name)))
        },
    )
}
