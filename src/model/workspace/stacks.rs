//! Which Compose files are deployed together.

mod content;
mod deployments;
mod recipients;
mod shadow;
mod stores;
pub(super) mod title;
mod told;
mod work;

pub(super) use deployments::deployments;
pub(super) use told::of_directory as directory;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::compose_file::Listed;
use crate::config::{Role, Settings};
use crate::model::discover::{DEFAULT_NAMES, OVERRIDE_NAMES};
use crate::model::environment::{Evidence, Kind, Marker, Told};
use crate::source::vfs::normalize;
use crate::source::{FileId, Text};
use crate::syntax::yaml::Node;

/// A Compose file as trees.
pub(super) struct Parsed {
    pub(super) path: Utf8PathBuf,
    pub(super) file: FileId,
    /// Its documents.
    pub(super) roots: Vec<Arc<Node>>,
    /// What a comment above them says first.
    pub(super) title: Option<Text>,
    /// Whether none of them could be read.
    pub(super) broken: bool,
}

/// Files that make one project.
#[derive(Clone, Default)]
pub(super) struct Stack<'a> {
    /// In the order in which they are merged.
    pub(super) files: Vec<&'a Parsed>,
    /// The environment that the configuration gives it.
    pub(super) environment: Option<String>,
    /// The environments that its files speak of; the first one is believed.
    pub(super) told: Vec<Told>,
    /// The env files that are passed to it, instead of `.env`.
    pub(super) env_files: Option<Vec<Utf8PathBuf>>,
    /// The directory where it is deployed from, unless that is the one of its first file.
    pub(super) home: Option<Utf8PathBuf>,
    /// Why what stands beside it is not believed.
    pub(super) doubt: Option<Evidence>,
    /// Whether nothing but what stands beside it says that there is such a deployment.
    pub(super) assumed: bool,
    /// What put its files together.
    pub(super) kind: Gathering,
    /// Whether more files are named than could be read.
    pub(super) broken: bool,
}

/// What put the files of a stack together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Gathering {
    /// Their names and what they hold.
    #[default]
    Found,
    /// It is the default file of its directory alone, nobody seems to work on it, and nothing beside it speaks of
    /// production: production, if anything is staging.
    Bare,
    /// They are named together.
    Named,
}

impl Stack<'_> {
    /// Takes what its content says, where no name says anything. Services of several environments say so
    /// themselves.
    fn look_inside(&mut self) {
        let is_open = self.told.is_empty() && self.environment.is_none();
        if is_open && !self.files.iter().any(|file| content::is_split(file)) {
            self.told.extend(work::of_stack(self).or_else(|| shadow::of_stack(self)));
        }
    }

    /// Takes the env files of the command line, if there are any, in place of `.env`. Where no Compose
    /// file speaks of an environment, they may.
    pub(super) fn pass(&mut self, env_files: &[Utf8PathBuf]) {
        if env_files.is_empty() || (self.env_files.is_some() && self.kind != Gathering::Named) {
            return;
        }
        self.env_files = Some(env_files.to_vec());
        let names = env_files.iter().rev().filter_map(|path| path.file_name());
        self.told.extend(names.filter_map(|name| {
            let evidence = Evidence::new(Kind::EnvFile, format!("it is deployed with `{name}`"));
            Some(Told::new(Marker::of_env_file(name)?, evidence))
        }));
    }
}

/// What is deployed together, of files that were found or that the command line states. Paths of the configuration
/// start at `config`.
pub(super) fn of<'a>(
    parsed: &'a [Parsed],
    settings: &Settings,
    (config, root): (&Utf8Path, &Utf8Path),
    stated: Option<&Listed>,
    listed: &[Listed],
) -> Vec<Stack<'a>> {
    match stated {
        Some(project) => self::stated(parsed, settings, config, root, project),
        None => stacks(parsed, settings, config, root, listed),
    }
}

/// Groups files into projects: as the configuration says, as `COMPOSE_FILE` lists them, then the
/// default file of a directory with its override, then every file that lies over the default one,
/// then every other file alone.
fn stacks<'a>(
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
    let in_list: BTreeSet<&Utf8Path> = taken.into_iter().chain(in_list).collect();
    let mut directories: BTreeMap<&Utf8Path, Vec<&'a Parsed>> = BTreeMap::new();
    let included: BTreeSet<Utf8PathBuf> = parsed.iter().flat_map(included).collect();
    for file in parsed.iter().filter(|file| !included.contains(&file.path)) {
        directories.entry(file.path.parent().unwrap_or(root)).or_default().push(file);
    }
    for files in directories.into_values() {
        beside(&files, &in_list, root, &mut stacks);
    }
    for stack in &mut stacks {
        stack.look_inside();
    }
    stacks
}

/// The one project of the files that the command line names, in the environment that the
/// configuration gives to a project of just these files.
fn stated<'a>(
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
    stack.look_inside();
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
    let told = paths.iter().rev().flat_map(|path| told::of_file(path, root)).collect();
    let broken = listed.broken || files.len() < listed.files.len();
    let stack = Stack { files, told, home: listed.home.clone(), kind: Gathering::Named, broken, ..Stack::default() };
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
    let parts = base.map(content::Base::of);
    let is_overlay = |file: &Parsed| parts.as_ref().is_some_and(|base| base.is_below(file));
    let adds_nothing = |file: &Parsed| parts.as_ref().is_some_and(|base| base.has_all(file));
    let covered = others.iter().any(|file| is_overlay(file));
    let mut markers = Vec::new();
    for file in others {
        // Beside an overlay, a file that defines nothing new is one too, though it could stand alone.
        let lies_over =
            |base: &&Parsed| base.path != file.path && (is_overlay(file) || (covered && adds_nothing(file)));
        let told = told::of_file(&file.path, root);
        markers.extend(told.first().map(|told| (told.marker, file)));
        stacks.push(Stack {
            files: base.filter(lies_over).into_iter().chain([file]).collect(),
            told,
            ..Stack::default()
        });
    }
    let Some(base) = free else { return };
    let alone =
        |file: &'a Parsed| Stack { files: vec![file], told: told::of_file(&file.path, root), ..Stack::default() };
    let has_production = markers.iter().any(|(marker, _)| marker.role == Role::Production);
    match over {
        // One file that holds several environments is deployed as it is; what developers lay over
        // it says nothing of them.
        Some(over) if content::is_split(base) => stacks.extend([alone(base), alone(over)]),
        Some(over) => {
            let told = told::of_file(&over.path, root);
            stacks.push(Stack { files: vec![base, over], told, ..Stack::default() });
        }
        // A base that only serves its overlays is no project of its own.
        None if covered && (has_production || !content::is_complete(base)) => {}
        None => {
            let mut stack = alone(base);
            if let Some(parts) = parts.as_ref().filter(|_| stack.told.is_empty()) {
                look_beside(&mut stack, base, parts, &markers, covered);
            }
            stacks.push(stack);
        }
    }
}

/// What the files beside an unmarked default file say of it, unless somebody seems to work on it. Some of them may
/// lie over it: then it is `covered`.
fn look_beside(
    stack: &mut Stack<'_>,
    base: &Parsed,
    parts: &content::Base<'_>,
    markers: &[(Marker, &Parsed)],
    covered: bool,
) {
    let named = |role: Role| markers.iter().filter(move |(marker, _)| marker.role == role);
    let strong = |role: Role| named(role).filter(|(marker, _)| !marker.weak).map(|(_, file)| *file);
    let name = |file: &Parsed| file.path.file_name().unwrap_or_default().to_owned();
    if let Some((reason, place)) = work::trace(base) {
        let staging = strong(Role::Staging).next().filter(|_| named(Role::Production).next().is_none());
        let doubt = |file| Evidence::new(Kind::Nothing, format!("`{}` stands beside it, but {reason}", name(file)));
        stack.doubt = staging.map(|file| doubt(file).at(place));
        return;
    }
    if named(Role::Production).next().is_some() {
        let counterpart = strong(Role::Production).find(|file| parts.has_one(file));
        let counterpart = counterpart.filter(|_| !content::is_split(base));
        stack.told.extend(counterpart.and_then(|file| told::of_counterpart(&name(file))));
        stack.assumed = !stack.told.is_empty();
    } else if !covered || strong(Role::Development).next().is_some() {
        // The base of overlays is deployed with them, unless they are for developers.
        stack.kind = Gathering::Bare;
        // One that nobody can reach is opened by what lies over it.
        // One that could not be read may lie over it, too.
        let mut staging = strong(Role::Staging).filter(|file| !file.broken);
        let staging = staging.find(|file| !parts.is_below(file) || content::is_reached(base));
        stack.told.extend(staging.and_then(|file| told::of_neighbour(&name(file))));
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

/// The files that `file` includes: parts of its project, not projects of their own. Unless it is named for an
/// environment, the default file beside it is one all the same: that is what `docker compose up` starts there.
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
    let is_named = file.path.file_name().and_then(Marker::of_name).is_some();
    let is_started = |path: &Utf8Path| {
        !is_named
            && path.parent() == Some(directory)
            && path.file_name().is_some_and(|name| DEFAULT_NAMES.contains(&name))
    };
    let paths = paths.map(|path| normalize(directory, Utf8Path::new(path.as_str())));
    paths.filter(|path| *path != file.path && !is_started(path)).collect()
}
