//! One Compose file and an env file for each environment: `--env-file .env.staging`.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::recipients::{self, Recipients};
use super::{Gathering, Stack, content, stores, told};
use crate::config::Role;
use crate::model::env_file::{EnvFile, EnvFileName};
use crate::model::environment::{Evidence, Kind, Marker, Told};

/// Directories that hold env files, beside those that are named for an environment.
const HOLDERS: [&str; 10] =
    ["env", "envs", ".envs", ".env.d", "envfiles", "environment", "environments", "config", "deploy", "deployments"];

/// The deployments of each stack. One that speaks of no environment is thought to be deployed once with
/// each env file beside it that is named for one and sets variables of it.
pub(in crate::model::workspace) fn deployments<'a>(
    stacks: Vec<Stack<'a>>,
    env_files: &[EnvFile],
    root: &Utf8Path,
) -> Vec<Stack<'a>> {
    let directories: BTreeSet<Utf8PathBuf> =
        stacks.iter().flat_map(|stack| &stack.files).filter_map(|file| Some(file.path.parent()?.to_owned())).collect();
    // Where other files are named for environments, env files are theirs.
    let is_named = |stack: &Stack<'_>| {
        let mut markers = stack.told.iter().map(|told| told.marker.role);
        stack.environment.is_some() || markers.any(|role| matches!(role, Role::Production | Role::Staging))
    };
    let named: BTreeSet<Utf8PathBuf> = stacks.iter().filter(|stack| is_named(stack)).filter_map(directory).collect();
    let is_alone = |stack: &Stack<'_>| directory(stack).is_some_and(|directory| !named.contains(&directory));
    let open: Vec<&Stack<'a>> = stacks.iter().filter(|stack| is_alone(stack) && is_open(stack)).collect();
    let recipients = Recipients::of(&open, env_files);
    let by_path: BTreeMap<&Utf8Path, &EnvFile> = env_files.iter().map(|file| (file.path.as_path(), file)).collect();
    let sets: Vec<Sets> = stacks.iter().map(|stack| sets(stack, &recipients, &by_path, &directories, root)).collect();
    let staging = staging(&stacks, &sets);
    let split = |(mut stack, sets): (Stack<'a>, &Sets)| {
        let beside = directory(&stack).and_then(|directory| staging.get(&directory));
        if let Some(name) = beside.filter(|_| stack.kind == Gathering::Bare && stack.told.is_empty()) {
            stack.told.extend(told::of_neighbour(name));
            stack.assumed = true;
        }
        if sets.keys().any(is_deployed) { of_sets(&stack, sets, env_files) } else { vec![stack] }
    };
    stacks.into_iter().zip(&sets).flat_map(split).collect()
}

/// The env files of each environment for a stack, as they are called once deployed.
type Sets = BTreeMap<Marker, BTreeSet<Utf8PathBuf>>;

fn is_deployed(marker: &Marker) -> bool {
    matches!(marker.role, Role::Production | Role::Staging)
}

/// Directories with env files of staging and none of production, each with the name of one.
fn staging(stacks: &[Stack<'_>], sets: &[Sets]) -> BTreeMap<Utf8PathBuf, String> {
    let mut found: BTreeMap<Utf8PathBuf, String> = BTreeMap::new();
    let mut production: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    for (stack, sets) in stacks.iter().zip(sets) {
        let Some(directory) = directory(stack) else { continue };
        for (marker, paths) in sets {
            match marker.role {
                Role::Staging => {
                    let name = paths.first().map(|path| path.strip_prefix(&directory).unwrap_or(path).to_string());
                    found.entry(directory.clone()).or_insert(name.unwrap_or_default());
                }
                Role::Production => _ = production.insert(directory.clone()),
                _ => {}
            }
        }
    }
    found.retain(|directory, _| !production.contains(directory));
    found
}

fn directory(stack: &Stack<'_>) -> Option<Utf8PathBuf> {
    Some(stack.files.last()?.path.parent()?.to_owned())
}

/// Whether nothing says how the stack is deployed.
fn is_open(stack: &Stack<'_>) -> bool {
    stack.told.iter().all(|told| told.evidence.kind >= Kind::Content)
        && stack.environment.is_none()
        && stack.env_files.is_none()
        && stack.kind != Gathering::Named
        && !stack.files.iter().any(|file| content::is_split(file))
}

/// The env files of each environment that set variables of the stack, or may, as they are called once deployed.
fn sets(
    stack: &Stack<'_>,
    recipients: &Recipients,
    env_files: &BTreeMap<&Utf8Path, &EnvFile>,
    directories: &BTreeSet<Utf8PathBuf>,
    root: &Utf8Path,
) -> Sets {
    let mut sets = Sets::new();
    let Some(home) = stack.files.first().and_then(|file| file.path.parent()) else { return sets };
    // In the order of paths, what lies below a directory follows it.
    let below = env_files.range(home..).map_while(|(path, file)| path.starts_with(home).then_some(*file));
    let below = below.filter(|file| recipients.take(stack, file));
    let below: Vec<&EnvFile> = below.filter(|file| is_for_stack(file, home, directories)).collect();
    if below.is_empty() {
        return sets;
    }
    let variables: BTreeSet<String> = stack.files.iter().flat_map(|file| content::variables(file)).collect();
    let loaded: BTreeSet<Utf8PathBuf> = stack.files.iter().flat_map(|file| content::loaded(file)).collect();
    // What is passed does not stand for a `.env` that the services load themselves.
    let loads_plain = loaded.contains(&home.join(".env"));
    for file in below {
        if loads_plain && stores::lead_elsewhere(file, stack) {
            continue;
        }
        let marker = file.marker.or_else(|| told::of_directory(&file.path, root).map(|told| told.marker));
        let Some(marker) = marker.filter(|marker| !(marker.weak && marker.role == Role::Development)) else { continue };
        let feeds = !file.is_whole() || file.syntax.entries.iter().any(|entry| variables.contains(entry.key.as_str()));
        if let Some(path) = deployed(&file.path).filter(|path| feeds && !loaded.contains(path)) {
            sets.entry(marker).or_default().insert(path);
        }
    }
    sets
}

/// Whether the file lies where env files of a stack at `home` do, and not with another stack.
fn is_for_stack(file: &EnvFile, home: &Utf8Path, directories: &BTreeSet<Utf8PathBuf>) -> bool {
    let Some(directory) = file.path.parent() else { return false };
    let Ok(between) = directory.strip_prefix(home) else { return false };
    let holds = |part: &str| HOLDERS.contains(&part) || Marker::of_directory(part).is_some();
    directory == home || (!directories.contains(directory) && between.components().all(|part| holds(part.as_str())))
}

/// The path of the file that is deployed: for a template, of the file that it is copied to.
fn deployed(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let name = EnvFileName::parse(path.file_name()?);
    Some(name.map_or_else(|| path.to_owned(), |name| path.with_file_name(name.deployed)))
}

fn of_sets<'a>(stack: &Stack<'a>, sets: &Sets, env_files: &[EnvFile]) -> Vec<Stack<'a>> {
    let home = stack.files.first().and_then(|file| file.path.parent()).map(Utf8Path::to_owned);
    let plain = home.as_ref().map(|home| home.join(".env"));
    let is_plain = |file: &EnvFile| deployed(&file.path) == plain;
    let is_there = env_files.iter().any(|file| Some(&file.path) == plain.as_ref());
    let mut stacks = Vec::new();
    // A template for `.env` beside files of two environments is a template for both of them, and what lies over the
    // default file because it uses a file's variables is not deployed without it.
    let lies_over = !recipients::is_default(stack) && stack.files.len() > 1;
    if is_there || (sets.len() == 1 && !lies_over && env_files.iter().any(is_plain)) {
        stacks.push(stack.clone());
    }
    for (marker, paths) in sets {
        let seen = |path: &'_ Utf8PathBuf| Some(path.strip_prefix(home.as_deref()?).unwrap_or(path).to_owned());
        let name = paths.first().and_then(seen).unwrap_or_default();
        let reason = format!("`--env-file {name}` is assumed");
        let mut own = stack.clone();
        // What is passed to it counts, not what it holds or stands beside.
        own.told = vec![Told::new(*marker, Evidence::new(Kind::EnvFile, reason))];
        own.env_files = Some(paths.iter().cloned().collect());
        own.assumed = true;
        stacks.push(own);
    }
    stacks
}
