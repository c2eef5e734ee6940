//! Reading files, each once, none outside the root.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::source::vfs::{ReadError, Vfs};
use crate::source::{FileId, SourceMap};

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unread {
    /// It lies outside the root.
    Outside,
    /// The file system said so.
    Failed(ReadError),
}

/// The files of a run.
pub(super) struct Files<'a> {
    vfs: &'a dyn Vfs,
    root: Utf8PathBuf,
    working_directory: Utf8PathBuf,
    read: BTreeMap<Utf8PathBuf, Result<FileId, Unread>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(vfs: &'a dyn Vfs, root: &Utf8Path, working_directory: &Utf8Path) -> Self {
        Self { vfs, root: vfs.canonical(root), working_directory: working_directory.to_owned(), read: BTreeMap::new() }
    }

    /// Reads a file below the root, links followed.
    pub(super) fn read(&mut self, sources: &mut SourceMap, path: &Utf8Path) -> Result<FileId, Unread> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let outcome = if self.vfs.canonical(path).starts_with(&self.root) {
            self.open(sources, path)
        } else {
            Err(Unread::Outside)
        };
        self.read.insert(path.to_owned(), outcome.clone());
        outcome
    }

    /// Reads a file that the command line named, wherever it lies.
    pub(super) fn read_named(&mut self, sources: &mut SourceMap, path: &Utf8Path) -> Result<FileId, Unread> {
        if let Some(Ok(known)) = self.read.get(path) {
            return Ok(*known);
        }
        let outcome = self.open(sources, path);
        self.read.insert(path.to_owned(), outcome.clone());
        outcome
    }

    /// What a file below the root holds; it is kept nowhere.
    pub(super) fn peek(&self, path: &Utf8Path) -> Option<Vec<u8>> {
        self.vfs.canonical(path).starts_with(&self.root).then(|| self.vfs.read(path).ok()).flatten()
    }

    fn open(&self, sources: &mut SourceMap, path: &Utf8Path) -> Result<FileId, Unread> {
        let bytes = self.vfs.read(path).map_err(Unread::Failed)?;
        Ok(sources.add(self.display(path), &bytes))
    }

    /// The path as findings name it: from the working directory, with `/`.
    pub(super) fn display(&self, path: &Utf8Path) -> Utf8PathBuf {
        relative(&self.working_directory, path)
    }
}

/// `path` as seen from `base`, both absolute and clean.
pub(super) fn relative(base: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    if let Ok(below) = path.strip_prefix(base) {
        return if below.as_str().is_empty() { Utf8PathBuf::from(".") } else { slashes(below) };
    }
    let common = base.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    if common <= 1 {
        return slashes(path);
    }
    let up = base.components().count() - common;
    let mut shown = Utf8PathBuf::new();
    (0..up).for_each(|_| shown.push(".."));
    path.components().skip(common).for_each(|component| shown.push(component));
    slashes(&shown)
}

fn slashes(path: &Utf8Path) -> Utf8PathBuf {
    if cfg!(windows) { Utf8PathBuf::from(path.as_str().replace('\\', "/")) } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_working_directory() {
        let shown = |path: &str| relative("/home/me/shop".into(), path.into()).into_string();
        assert_eq!(shown("/home/me/shop/infra/.env"), "infra/.env");
        assert_eq!(shown("/home/me/other/.env"), "../other/.env");
        assert_eq!(shown("/etc/x"), "/etc/x");
    }
}
