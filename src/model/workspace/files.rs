//! Reading files, each once, none outside the roots.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use crate::model::gaps::Gaps;
use crate::source::vfs::{Entry, ReadError, Vfs, relative};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{self, Yaml};
use crate::threads::Threads;

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unread {
    /// It lies outside the roots.
    Outside,
    /// The file system said so.
    Failed(ReadError),
}

impl Unread {
    /// Whether something stands there, inside the roots, that may tell more.
    pub(super) fn is_there(&self) -> bool {
        !matches!(self, Self::Outside | Self::Failed(ReadError::Missing))
    }
}

/// A path, and whether the command line names it.
pub(super) type Path<'p> = (&'p Utf8Path, bool);

/// The trees of so many bytes of text are made at once.
const BATCH_BYTES: usize = 2 << 20;

/// So many files take longer to be opened than a thread to begin.
const MANY: usize = 16;

/// The files of a run.
pub(super) struct Files<'a> {
    vfs: &'a dyn Vfs,
    /// Canonical.
    roots: Vec<Utf8PathBuf>,
    working_directory: Utf8PathBuf,
    /// By absolute path; texts are compared faster than paths.
    read: IndexMap<String, Result<FileId, Unread>>,
    /// Those that were taken for YAML.
    trees: BTreeMap<FileId, Arc<Yaml>>,
    threads: Threads,
}

impl<'a> Files<'a> {
    /// Files below `roots`, seen from `working_directory`.
    pub(super) fn new(vfs: &'a dyn Vfs, roots: &[Utf8PathBuf], working_directory: &Utf8Path, threads: Threads) -> Self {
        let roots = roots.iter().filter_map(|root| vfs.canonical(root)).collect();
        Self {
            vfs,
            roots,
            working_directory: working_directory.to_owned(),
            read: IndexMap::new(),
            trees: BTreeMap::new(),
            threads,
        }
    }

    /// Whether a path lies below a root, links followed. What is not there is told as missing only
    /// where it would be inside.
    fn admit(&self, path: &Utf8Path) -> Result<(), Unread> {
        let is_inside = |path: &Utf8Path| self.roots.iter().any(|root| path.starts_with(root));
        match self.vfs.canonical(path) {
            Some(canonical) if is_inside(&canonical) => Ok(()),
            Some(_) => Err(Unread::Outside),
            None => {
                let parent = path.ancestors().skip(1).find_map(|parent| self.vfs.canonical(parent));
                let missing = parent.is_some_and(|parent| is_inside(&parent)) && !self.vfs.exists(path);
                Err(if missing { Unread::Failed(ReadError::Missing) } else { Unread::Outside })
            }
        }
    }

    /// Reads a file below a root, links followed.
    pub(super) fn read(&mut self, sources: &mut SourceMap, path: &Utf8Path) -> Result<FileId, Unread> {
        if let Some(known) = self.read.get(path.as_str()) {
            return known.clone();
        }
        let outcome = self.admit(path).and_then(|()| self.open(path)).map(|file| sources.keep(file));
        self.read.insert(path.to_string(), outcome.clone());
        outcome
    }

    /// Reads a file that the command line named, wherever it lies.
    pub(super) fn read_named(&mut self, sources: &mut SourceMap, path: &Utf8Path) -> Result<FileId, Unread> {
        if let Some(Ok(known)) = self.read.get(path.as_str()) {
            return Ok(*known);
        }
        let outcome = self.open(path).map(|file| sources.keep(file));
        self.read.insert(path.to_string(), outcome.clone());
        outcome
    }

    /// Reads files ahead, at once; those that the command line named, wherever they lie.
    pub(super) fn read_ahead(&mut self, sources: &mut SourceMap, paths: &[Path<'_>]) {
        let unread: Vec<_> = paths.iter().filter(|(path, _)| !self.read.contains_key(path.as_str())).copied().collect();
        let opened = self.threads.only_if(unread.len() >= MANY).map(&unread, |(path, named)| {
            if *named { Ok(()) } else { self.admit(path) }.and_then(|()| self.open(path))
        });
        for ((path, _), opened) in unread.into_iter().zip(opened) {
            self.read.insert(path.to_string(), opened.map(|file| sources.keep(file)));
        }
    }

    /// The files in batches, whose trees take a limited room.
    pub(super) fn batches<'p>(&self, sources: &SourceMap, mut paths: &'p [Path<'p>]) -> Vec<&'p [Path<'p>]> {
        let mut batches = Vec::new();
        while !paths.is_empty() {
            let mut bytes = 0;
            let fits = |(path, _): &&Path<'_>| {
                let fits = bytes < BATCH_BYTES;
                bytes += self.known(path).map_or(0, |file| sources.file(file).text().len());
                fits
            };
            let (batch, rest) = paths.split_at(paths.iter().take_while(fits).count());
            batches.push(batch);
            paths = rest;
        }
        batches
    }

    fn known(&self, path: &Utf8Path) -> Option<FileId> {
        self.read.get(path.as_str())?.as_ref().ok().copied()
    }

    /// Reads the YAML of files ahead, at once.
    pub(super) fn parse_ahead(&mut self, sources: &SourceMap, paths: &[Path<'_>]) {
        let known = paths.iter().filter_map(|(path, _)| self.known(path));
        let unread: Vec<FileId> = known.filter(|file| !self.trees.contains_key(file)).collect();
        let bytes: usize = unread.iter().map(|file| sources.file(*file).text().len()).sum();
        let parsed = self.threads.for_text(bytes).map(&unread, |file| parse(sources, *file));
        self.trees.extend(unread.into_iter().zip(parsed));
    }

    /// A file that was read, as YAML; that it is no UTF-8 is one of its errors.
    pub(super) fn yaml(&mut self, sources: &SourceMap, file: FileId) -> Arc<Yaml> {
        Arc::clone(self.trees.entry(file).or_insert_with(|| parse(sources, file)))
    }

    /// Takes back that a file is YAML of anybody's concern.
    pub(super) fn forget(&mut self, file: FileId) {
        self.trees.remove(&file);
    }

    /// Where files are of which not all is known.
    pub(super) fn gaps(&self) -> Gaps {
        let mut gaps = Gaps::default();
        let is_broken = |file: &FileId| self.trees.get(file).is_some_and(|yaml| !yaml.errors.is_empty());
        for (path, outcome) in &self.read {
            let is_unread = match outcome {
                Ok(file) => is_broken(file),
                // Compose passes over a directory of that name.
                Err(Unread::Failed(ReadError::NotAFile)) if Utf8Path::new(path).file_name() == Some(".env") => false,
                Err(reason) => reason.is_there(),
            };
            if is_unread {
                gaps.add(Utf8Path::new(path));
            }
        }
        gaps
    }

    /// What was read, by its absolute path, and what of it as YAML.
    pub(super) fn into_known(self) -> (IndexMap<String, FileId>, BTreeMap<FileId, Arc<Yaml>>) {
        let read = self.read.into_iter().filter_map(|(path, outcome)| Some((path, outcome.ok()?)));
        (read.collect(), self.trees)
    }

    /// What a file below a root holds; it is kept nowhere.
    pub(super) fn peek(&self, path: &Utf8Path) -> Result<Vec<u8>, Unread> {
        self.admit(path).and_then(|()| self.vfs.read(path).map_err(Unread::Failed))
    }

    /// What a directory below a root holds.
    pub(super) fn list(&self, directory: &Utf8Path) -> Vec<Entry> {
        if self.admit(directory).is_ok() { self.vfs.list(directory) } else { Vec::new() }
    }

    /// Whether something is there, below a root.
    pub(super) fn is_there(&self, path: &Utf8Path) -> bool {
        self.admit(path).is_ok()
    }

    fn open(&self, path: &Utf8Path) -> Result<SourceFile, Unread> {
        let bytes = self.vfs.read(path).map_err(Unread::Failed)?;
        Ok(SourceFile::decode(self.display(path), &bytes))
    }

    /// The path as findings name it: from the working directory, with `/`.
    pub(super) fn display(&self, path: &Utf8Path) -> Utf8PathBuf {
        relative(&self.working_directory, path)
    }
}

/// A file as YAML; of what is not UTF-8 in it the first byte is told.
fn parse(sources: &SourceMap, file: FileId) -> Arc<Yaml> {
    let source = sources.file(file);
    let mut yaml = yaml::parse(file, source.text());
    if let Some(start) = source.invalid_utf8() {
        let error = SyntaxError::new(Span { file, start, end: start + 3 }, "this byte is not UTF-8");
        yaml.errors.insert(0, error.help("save the file as UTF-8"));
    }
    Arc::new(yaml)
}
