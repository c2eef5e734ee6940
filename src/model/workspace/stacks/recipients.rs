//! Which of the Compose files of a directory an env file is for that Compose does not read by itself.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use super::{Parsed, Stack, content};
use crate::model::discover::DEFAULT_NAMES;
use crate::model::env_file::EnvFile;
use crate::source::FileId;

/// What each env file is for: the file, and the Compose files that are deployed with it.
pub(super) struct Recipients(BTreeSet<(FileId, Vec<FileId>)>);

/// A stack that may be deployed with an env file.
struct Candidate<'s> {
    stack: &'s Stack<'s>,
    /// The variables that its files refer to.
    variables: BTreeSet<String>,
}

impl Recipients {
    /// Those among `stacks`, by the directory of their last file.
    pub(super) fn of(stacks: &[&Stack<'_>], env_files: &[EnvFile]) -> Self {
        let mut by_directory: BTreeMap<&Utf8Path, Vec<Candidate<'_>>> = BTreeMap::new();
        for &stack in stacks {
            let variables = stack.files.iter().flat_map(|file| content::variables(file)).collect();
            by_directory.entry(directory(stack)).or_default().push(Candidate { stack, variables });
        }
        let mut found = BTreeSet::new();
        for candidates in by_directory.values() {
            let homes: BTreeSet<&Utf8Path> = candidates.iter().filter_map(|candidate| home(candidate.stack)).collect();
            for file in env_files.iter().filter(|file| homes.iter().any(|home| file.path.starts_with(home))) {
                found.extend(takers(candidates, file).into_iter().map(|stack| (file.file, files(stack))));
            }
        }
        Self(found)
    }

    /// Whether `stack` takes `file`.
    pub(super) fn take(&self, stack: &Stack<'_>, file: &EnvFile) -> bool {
        self.0.contains(&(file.file, files(stack)))
    }
}

/// The stacks that `file` is for: those whose Compose files a comment in it names, and no more of another one. Where
/// none does it is the default file, or the one stack over it that uses more of its variables; else the only one.
fn takers<'s>(candidates: &[Candidate<'s>], file: &EnvFile) -> Vec<&'s Stack<'s>> {
    let told = |stack: &Stack<'_>| stack.files.iter().all(|it| names(file, it)).then_some(stack.files.len());
    if let Some(most) = candidates.iter().filter_map(|candidate| told(candidate.stack)).max() {
        let stacks = candidates.iter().map(|candidate| candidate.stack);
        return stacks.filter(|stack| told(stack) == Some(most)).collect();
    }
    let keys: BTreeSet<&str> = file.syntax.entries.iter().map(|entry| entry.key.as_str()).collect();
    let used = |candidate: &Candidate<'_>| keys.iter().filter(|key| candidate.variables.contains(**key)).count();
    match candidates.iter().find(|candidate| is_default(candidate.stack)) {
        Some(default) => {
            let few = used(default);
            let over = |candidate: &&Candidate<'_>| is_over(candidate.stack, default.stack) && used(candidate) > few;
            let mut over = candidates.iter().filter(over);
            let only = over.next().filter(|_| over.next().is_none());
            vec![only.unwrap_or(default).stack]
        }
        None => candidates.first().filter(|_| candidates.len() == 1).map(|only| only.stack).into_iter().collect(),
    }
}

fn files(stack: &Stack<'_>) -> Vec<FileId> {
    stack.files.iter().map(|file| file.file).collect()
}

fn directory<'s>(stack: &'s Stack<'_>) -> &'s Utf8Path {
    stack.files.last().and_then(|file| file.path.parent()).unwrap_or(Utf8Path::new(""))
}

fn home<'s>(stack: &'s Stack<'_>) -> Option<&'s Utf8Path> {
    stack.files.first()?.path.parent()
}

/// Whether a stack is the default file of its directory and no more.
pub(super) fn is_default(stack: &Stack<'_>) -> bool {
    let mut names = stack.files.iter().map(|file| file.path.file_name());
    names.all(|name| name.is_some_and(|name| DEFAULT_NAMES.contains(&name)))
}

/// Whether a stack lies over the files of `base`.
fn is_over(stack: &Stack<'_>, base: &Stack<'_>) -> bool {
    stack.files.len() > base.files.len() && files(stack).starts_with(&files(base))
}

/// Whether a comment of an env file names a Compose file.
fn names(file: &EnvFile, compose: &Parsed) -> bool {
    let Some(name) = compose.path.file_name() else { return false };
    let is_part = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    let mut words = file.syntax.comments.iter().flat_map(|comment| {
        comment.text.as_str().split(move |character: char| !is_part(character)).map(|word| word.trim_end_matches('.'))
    });
    words.any(|word| word == name)
}
