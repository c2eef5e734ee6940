//! `COMPOSE_FILE`: an env file that names the Compose files of its project (Docker Compose,
//! "Environment variables").

use camino::{Utf8Path, Utf8PathBuf};

use super::files::Unread;
use super::load::Loader;
use super::stacks::Parsed;
use crate::diagnostic::Severity;
use crate::model::env_file::{Assignment, Assignments, EnvFile};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::scope::Lookup;
use crate::model::value::Value;
use crate::source::Span;
use crate::source::vfs::{ReadError, normalize};
use crate::syntax::SyntaxError;

/// What parts the names, unless `COMPOSE_PATH_SEPARATOR` says otherwise.
const SEPARATOR: &str = ":";

/// A project whose files are named one by one.
#[derive(Default)]
pub(super) struct Listed {
    /// In the order in which they are merged.
    pub(super) files: Vec<Utf8PathBuf>,
    /// The directory whose `.env` names them, where `docker compose` is run.
    pub(super) home: Option<Utf8PathBuf>,
    /// Whether more of them are named than could be read.
    pub(super) broken: bool,
}

/// The projects that the `.env` of a directory lists.
pub(super) fn of_directories(loader: &mut Loader<'_>, env_files: &[EnvFile], compose: &mut Vec<Parsed>) -> Vec<Listed> {
    let own = env_files.iter().filter(|file| file.path.file_name() == Some(".env"));
    let listed = own.filter_map(|file| {
        let home = file.path.parent()?;
        Some(Listed { home: Some(home.to_owned()), ..listed(loader, &[file], home, compose)? })
    });
    listed.collect()
}

/// The files that `env_files` name, a later one over an earlier one, seen from `directory`; none when
/// they name none, or it cannot be told. They are added to `compose`.
pub(super) fn listed(
    loader: &mut Loader<'_>,
    env_files: &[&EnvFile],
    directory: &Utf8Path,
    compose: &mut Vec<Parsed>,
) -> Option<Listed> {
    let settings = settings(env_files);
    let setting = |name: &str| last(&settings, name);
    let Assignment { key, value: Some(value) } = setting("COMPOSE_FILE")? else { return None };
    if value.text().is_none() {
        let error = SyntaxError::new(value.place(), "a variable that no file sets decides which files are deployed");
        loader.problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
        return None;
    }
    if value.is_empty() {
        let error = SyntaxError::new(key.span(), "`COMPOSE_FILE` names no file");
        loader.refuse(error.help("name the Compose files, or remove the line"));
        return None;
    }
    let separator = setting("COMPOSE_PATH_SEPARATOR").and_then(|separator| separator.value.as_ref()?.text());
    let separator = separator.filter(|separator| !separator.is_empty()).unwrap_or(SEPARATOR.into());
    let mut listed = Listed::default();
    for entry in entries(value, &separator) {
        match loader.entry(&entry, directory, compose) {
            Some(path) => listed.files.push(path),
            None => listed.broken = true,
        }
    }
    (!listed.files.is_empty()).then_some(listed)
}

/// The setting that counts.
fn last<'s>(settings: &'s [Assignments], name: &str) -> Option<&'s Assignment> {
    settings.iter().rev().find_map(|file| file.get(name))
}

/// What the files set, each seeing those before it.
fn settings(env_files: &[&EnvFile]) -> Vec<Assignments> {
    let mut settings: Vec<Assignments> = Vec::new();
    for file in env_files {
        let earlier = |name: &str| match last(&settings, name).and_then(|set| set.value.clone()) {
            Some(value) => Lookup::Set(value),
            None => Lookup::Unset { open: false, listed: false, template: None },
        };
        let set = file.assignments(file.scope, &earlier);
        settings.push(set);
    }
    settings
}

/// The pieces between the separators, empty ones included.
fn entries(value: &Value, separator: &str) -> Vec<Value> {
    let flat = value.flat();
    let text = flat.as_str();
    let ends = text.match_indices(separator).map(|(at, _)| (at, at + separator.len()));
    let mut start = 0;
    let mut entries = Vec::new();
    for (end, next) in ends.chain([(text.len(), text.len())]) {
        entries.push(flat.slice(start..end));
        start = next;
    }
    entries
}

impl Loader<'_> {
    /// The file that one entry names, read into `compose`; none when that cannot be done, as is then
    /// said.
    fn entry(&mut self, entry: &Value, directory: &Utf8Path, compose: &mut Vec<Parsed>) -> Option<Utf8PathBuf> {
        let text = entry.text()?;
        let place: Span = entry.place();
        if text.is_empty() {
            let error = SyntaxError::new(place, "an entry of `COMPOSE_FILE` is empty");
            self.refuse(error.help("remove the separator before or after it"));
            return None;
        }
        if text == "-" {
            let error = SyntaxError::new(place, "the standard input is not read");
            self.problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
            return None;
        }
        let path = normalize(directory, Utf8Path::new(&text));
        if compose.iter().any(|file| file.path == path) {
            return Some(path);
        }
        match self.files.read(&mut self.sources, &path) {
            Ok(file) => compose.extend(self.parsed(&path, file, true)),
            Err(Unread::Failed(reason @ (ReadError::Missing | ReadError::NotAFile))) => {
                let what = if reason == ReadError::Missing { "is not there" } else { "is no file" };
                let error = SyntaxError::new(place, format!("this entry of `COMPOSE_FILE` {what}"));
                self.refuse(error.help("correct the path"));
                return None;
            }
            Err(reason) => {
                let problem = super::load::unread(&mut self.sources, &self.files, &path, &reason);
                self.problems.push(problem);
                return None;
            }
        }
        Some(path)
    }

    fn refuse(&mut self, error: SyntaxError) {
        self.problems.push(Problem::new(ProblemKind::Compose, error));
    }
}
