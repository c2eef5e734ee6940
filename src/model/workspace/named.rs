//! What the command line names.

use camino::{Utf8Path, Utf8PathBuf};

use super::compose_file::{self, Listed};
use super::env::EnvStore;
use super::load::{LoadError, LoadOptions, Loader};
use super::stacks::{self, Parsed, Stack};
use crate::model::env_file::{EnvFile, Kind};
use crate::source::vfs::{ReadError, Vfs, normalize};

/// The paths of the command line, absolute and clean.
pub(super) struct Named {
    /// Files and directories to look at.
    pub(super) paths: Vec<Utf8PathBuf>,
    /// Compose files that make one project.
    pub(super) files: Vec<Utf8PathBuf>,
    /// Env files that stand for `.env`.
    pub(super) env_files: Vec<Utf8PathBuf>,
}

impl Named {
    /// The paths of `options`.
    ///
    /// # Errors
    /// When one is not there, or is a directory where a file is wanted.
    pub(super) fn of(vfs: &dyn Vfs, options: &LoadOptions) -> Result<Self, LoadError> {
        let absolute = |path: &Utf8PathBuf| normalize(&options.working_directory, path);
        let there = |given: &Utf8PathBuf| {
            let path = absolute(given);
            let refused = |reason| LoadError::Path { path: given.clone(), reason };
            if vfs.exists(&path) { Ok(path) } else { Err(refused(ReadError::Missing)) }
        };
        let file = |given: &Utf8PathBuf| {
            let path = there(given)?;
            let refused = |reason| LoadError::Path { path: given.clone(), reason };
            if vfs.is_dir(&path) { Err(refused(ReadError::NotAFile)) } else { Ok(path) }
        };
        Ok(Self {
            paths: options.paths.iter().map(there).collect::<Result<_, _>>()?,
            files: options.files.iter().map(file).collect::<Result<_, _>>()?,
            env_files: options.env_files.iter().map(file).collect::<Result<_, _>>()?,
        })
    }

    /// Where the roots and the configuration are looked for.
    pub(super) fn anchors(&self) -> Vec<Utf8PathBuf> {
        self.files.iter().chain(&self.paths).cloned().collect()
    }

    /// The stacks with the env files that are named for them: all there are, where any is named.
    pub(super) fn passed<'c>(
        &self,
        mut stacks: Vec<Stack<'c>>,
        stated: bool,
        env_files: &[EnvFile],
        root: &Utf8Path,
    ) -> Vec<Stack<'c>> {
        if !stated && self.env_files.is_empty() {
            stacks = stacks::deployments(stacks, env_files, root);
        }
        for stack in &mut stacks {
            stack.pass(&self.env_files);
        }
        stacks
    }

    /// Whether the command line names `path` itself.
    pub(super) fn contains(&self, path: &Utf8PathBuf) -> bool {
        self.files.contains(path) || self.paths.contains(path)
    }

    /// The one project of the files that are named, or that `COMPOSE_FILE` of the env files names. The
    /// env files are read.
    pub(super) fn project(
        &self,
        loader: &mut Loader<'_>,
        store: &mut EnvStore,
        directory: &Utf8Path,
        compose: &mut Vec<Parsed>,
    ) -> Option<Listed> {
        for path in &self.env_files {
            store.read(&mut loader.files, &mut loader.sources, &mut loader.problems, path, true);
        }
        // Whatever its name, a file that is passed is deployed.
        store.files.iter_mut().for_each(|file| file.kind = Kind::Deployed);
        if !self.files.is_empty() {
            return Some(Listed { files: self.files.clone(), ..Listed::default() });
        }
        compose_file::listed(loader, &store.files.iter().collect::<Vec<_>>(), directory, compose)
    }
}
