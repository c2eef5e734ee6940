//! Which of the Compose files of a directory an env file is for that Compose does not read by itself.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::{Parsed, Stack};
use crate::model::discover::DEFAULT_NAMES;
use crate::model::env_file::EnvFile;

/// Stacks that may be deployed with env files, by the directory of their last file.
pub(super) struct Recipients<'s> {
    by_directory: BTreeMap<&'s Utf8Path, Vec<&'s Stack<'s>>>,
}

impl<'s> Recipients<'s> {
    /// Those among `stacks`.
    pub(super) fn of(stacks: &[&'s Stack<'s>]) -> Self {
        let mut by_directory: BTreeMap<&Utf8Path, Vec<&Stack<'_>>> = BTreeMap::new();
        for stack in stacks {
            by_directory.entry(directory(stack)).or_default().push(stack);
        }
        Self { by_directory }
    }

    /// Whether `stack` takes `file`: a comment in the file names its Compose files and no more of another one;
    /// where none does it is the default file, or the only one.
    pub(super) fn take(&self, stack: &Stack<'_>, file: &EnvFile) -> bool {
        let others = self.by_directory.get(directory(stack)).map(Vec::as_slice).unwrap_or_default();
        if !others.iter().any(|other| is(other, stack)) {
            return false;
        }
        let told =
            |stack: &Stack<'_>| stack.files.iter().all(|compose| names(file, compose)).then_some(stack.files.len());
        match others.iter().filter_map(|other| told(other)).max() {
            Some(most) => told(stack) == Some(most),
            None => is_default(stack) || (others.len() == 1),
        }
    }
}

fn directory<'s>(stack: &'s Stack<'_>) -> &'s Utf8Path {
    stack.files.last().and_then(|file| file.path.parent()).unwrap_or(Utf8Path::new(""))
}

fn is(one: &Stack<'_>, other: &Stack<'_>) -> bool {
    one.files.iter().map(|file| file.file).eq(other.files.iter().map(|file| file.file))
}

fn is_default(stack: &Stack<'_>) -> bool {
    let mut names = stack.files.iter().map(|file| file.path.file_name());
    names.all(|name| name.is_some_and(|name| DEFAULT_NAMES.contains(&name)))
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
