//! From paths to a workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

use super::env::EnvStore;
use super::files::{Files, Path, Unread};
use super::named::Named;
use super::own::CONFIG_NAMES;
use super::stacks::{self, Parsed};
use super::{Absent, Workspace, absent, assemble, compose_file, kin, remarks};
use crate::config::{Config, Role, Settings};
use crate::diagnostic::Severity;
use crate::model::discover::{DEFAULT_NAMES, Discovery, OVERRIDE_NAMES};
use crate::model::endpoint::Endpoints;
use crate::model::env_file::{EnvFile, EnvFileId};
use crate::model::environment::{Environments, Marker};
use crate::model::git::{self, Tracking};
use crate::model::host::Hosts;
use crate::model::ignores::Ignores;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::secret::{self, Classifier};
use crate::model::validity;
use crate::source::vfs::{ReadError, Vfs};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::SyntaxError;
use crate::syntax::directive::Directives;
use crate::syntax::yaml::Node;
use crate::threads::Threads;

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Paths are relative to this absolute path, and findings name files from it.
    pub working_directory: Utf8PathBuf,
    /// Files and directories to look at.
    pub paths: Vec<Utf8PathBuf>,
    /// Compose files that make one project, in this order, in place of what lies below the paths (`-f`).
    pub files: Vec<Utf8PathBuf>,
    /// Env files that feed variables in place of `.env`, a later one over an earlier one (`--env-file`).
    pub env_files: Vec<Utf8PathBuf>,
    /// The configuration; none to look for it.
    pub config: Option<Utf8PathBuf>,
    /// How many threads work.
    pub threads: Threads,
}

/// Why nothing can be linted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LoadError {
    /// A path of the command line is not there, or is no file to read.
    #[error("cannot read `{path}`: {reason}")]
    Path {
        /// As given.
        path: Utf8PathBuf,
        /// What the file system said.
        reason: ReadError,
    },
    /// Nothing to lint below the paths.
    #[error("no Compose or env file found in {}", .0.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", "))]
    Nothing(Vec<Utf8PathBuf>),
    /// Two paths of the command line, each with its configuration, of which only one could count.
    #[error("{} and {}", configured(&.0[0]), configured(&.0[1]))]
    Configurations([(Utf8PathBuf, Option<Utf8PathBuf>); 2]),
}

impl LoadError {
    /// What to do, as an order.
    pub fn help(&self) -> Option<&'static str> {
        matches!(self, Self::Configurations(_))
            .then_some("lint them one by one, or name the configuration of all with `--config`")
    }
}

/// What a path is configured by.
fn configured((path, config): &(Utf8PathBuf, Option<Utf8PathBuf>)) -> String {
    match config {
        Some(config) => format!("`{path}` has the configuration `{config}`"),
        None => format!("`{path}` has no configuration"),
    }
}

impl Workspace {
    /// Reads what `options` name from `vfs`. What is wrong with single files is in
    /// [`Workspace::problems`].
    ///
    /// # Errors
    /// When a named path cannot be read, or there is nothing to lint.
    pub fn load(vfs: &dyn Vfs, options: &LoadOptions) -> Result<Self, LoadError> {
        let named = Named::of(vfs, options)?;
        let (mut loader, root) = Loader::new(vfs, options, &named);
        let (config, base) = loader.config(vfs, options, &named.anchors(), &root)?;
        let packs = loader.packs(&config, &base);
        let settings = config.settings.clone();
        let mut environments = environments(&settings);
        let mut store = EnvStore::new(Classifier::of(&settings));
        let mut compose = Vec::new();
        let stated = named.project(&mut loader, &mut store, &options.working_directory, &mut compose);
        let found = match &stated {
            Some(project) => Discovery::of(vfs, &project.files),
            None => loader.discover(vfs, &named.paths, &config),
        };
        loader.read(&found, &named, &mut store, &mut compose);
        if compose.is_empty() && found.env.is_empty() && loader.problems.is_empty() {
            return Err(LoadError::Nothing(options.paths.clone()));
        }
        // Where other files stand for `.env`, none of them is read.
        let own = if stated.is_none() && named.env_files.is_empty() { store.files.as_slice() } else { &[] };
        let listed = compose_file::of_directories(&mut loader, own, &mut compose);
        let stacks = stacks::of(&compose, &settings, (&base, &root), stated.as_ref(), &listed);
        let stacks = named.passed(stacks, stated.is_some(), &store.files, &root);
        let assemble = |stack| assemble::project(&mut loader, stack, &mut store, &mut environments, &settings);
        let mut projects: Vec<Project> = stacks.iter().filter_map(assemble).collect();
        kin::follow(&mut projects, &mut environments);
        let proxies = super::proxies::read(&mut loader, &projects);
        let EnvStore { files: env_files, scopes, classifier, referenced, wanted, .. } = store;
        let (tracking, absent) = loader.tracked(vfs, &env_files, wanted);
        let gaps = loader.files.gaps();
        let (paths, trees) = loader.files.into_known();
        let mut problems = loader.problems;
        let directives = remarks::read(&loader.sources, &trees, &env_files, loader.directives, &mut problems);
        let mut workspace = Self {
            root,
            config,
            packs,
            sources: loader.sources,
            projects,
            proxies,
            env_files,
            env_file_belongings: Vec::new(),
            environments,
            scopes,
            classifier,
            endpoints: Endpoints::default(),
            hosts: Hosts::default(),
            gaps,
            base,
            paths,
            trees: trees.into_iter().map(|(file, yaml)| (file, remarks::roots(&yaml))).collect(),
            tracking,
            absent,
            directives,
            problems,
        };
        let threads = options.threads.for_text(workspace.sources.bytes());
        workspace.conclude(&referenced, threads);
        Ok(workspace)
    }

    /// Works out what takes the whole of what was read, each step from those before it. Compose reads the
    /// env files `referenced`.
    fn conclude(&mut self, referenced: &BTreeSet<EnvFileId>, threads: Threads) {
        for file in &self.env_files {
            let is_own = file.path.file_name() == Some(".env");
            // `.env` may name other Compose files and the project.
            if self.sources.file(file.file).invalid_utf8().is_some() || (is_own && !file.is_whole()) {
                self.gaps.add(&file.path);
            }
        }
        self.env_file_belongings = super::belong::belongings(self);
        validity::projects(&self.projects, &self.gaps, &mut self.problems);
        validity::env_files(self, referenced);
        secret::mark(self, threads);
        self.endpoints = Endpoints::of(self, threads);
        self.hosts = Hosts::of(self);
    }
}

/// What reading builds up.
pub(super) struct Loader<'a> {
    pub(super) files: Files<'a>,
    pub(super) sources: SourceMap,
    pub(super) problems: Vec<Problem>,
    /// Comments for us in files that are kept nowhere else.
    pub(super) directives: BTreeMap<FileId, Directives>,
    ignores: Ignores<'a>,
    roots: Vec<Utf8PathBuf>,
}

impl<'a> Loader<'a> {
    /// Nothing read yet, and the directory that everything lies in.
    pub(super) fn new(vfs: &'a dyn Vfs, options: &LoadOptions, named: &Named) -> (Self, Utf8PathBuf) {
        let roots: Vec<Utf8PathBuf> = named.anchors().iter().map(|path| root(vfs, path)).collect();
        let root = common(&roots).unwrap_or_else(|| options.working_directory.clone());
        let files = Files::new(vfs, &roots, &options.working_directory, options.threads);
        let loader = Self {
            files,
            sources: SourceMap::new(),
            problems: Vec::new(),
            directives: BTreeMap::new(),
            ignores: Ignores::new(vfs),
            roots,
        };
        (loader, root)
    }

    /// The root of each path that the command line names.
    pub(super) fn roots(&self) -> &[Utf8PathBuf] {
        &self.roots
    }

    /// What git does with each of `env_files`, and which of the `wanted` ones nothing explains the absence of.
    fn tracked(
        &mut self,
        vfs: &dyn Vfs,
        env_files: &[EnvFile],
        wanted: Vec<Absent>,
    ) -> (Vec<Option<Tracking>>, Vec<Absent>) {
        let present = env_files.iter().map(|file| file.path.as_path());
        let paths: Vec<&Utf8Path> = present.chain(wanted.iter().map(|file| file.path.as_path())).collect();
        let mut tracking = git::tracking(vfs, &mut self.ignores, &self.roots, &paths);
        for (path, reason) in self.ignores.unread().clone() {
            let problem = unread(&mut self.sources, &self.files, &path, &Unread::Failed(reason));
            self.problems.push(problem);
        }
        let of_wanted = tracking.split_off(env_files.len());
        let absent = absent::unexplained(wanted, of_wanted, &mut self.problems);
        (tracking, absent)
    }

    /// Whether a directory is a root, or lies in none.
    pub(super) fn is_root(&self, directory: &Utf8Path) -> bool {
        !self.roots.iter().any(|root| directory.starts_with(root) && directory != root)
    }

    /// What lies below the paths.
    fn discover(&mut self, vfs: &dyn Vfs, paths: &[Utf8PathBuf], config: &Config) -> Discovery {
        let mut found = Discovery::default();
        let mut truncated = None;
        for (path, root) in paths.iter().zip(&self.roots) {
            found.add(vfs, &mut self.ignores, root, path);
            truncated = truncated.or_else(|| found.truncated.then_some(path));
        }
        found.finish();
        if let Some(path) = truncated {
            // A directory has no text: the configuration stands for it, where there is one.
            let file = config.file.unwrap_or_else(|| self.sources.add(self.files.display(path), b""));
            let at = Span::start_of(file);
            let error = SyntaxError::new(at, "there are more, or deeper, directories here than are looked at");
            self.problems.push(Problem::new(ProblemKind::Coverage, error.help("name the directories to lint")));
        }
        found
    }

    /// Reads what was found.
    fn read(&mut self, found: &Discovery, named: &Named, store: &mut EnvStore, compose: &mut Vec<Parsed>) {
        for entry in &found.unnameable {
            let at = Span::start_of(self.sources.add(self.files.display(&entry.path), b""));
            let (message, severity) = if entry.is_dir {
                ("this directory was not looked into: its name is not UTF-8", Severity::Info)
            } else {
                ("this file was not read: its name is not UTF-8", Severity::Error)
            };
            let error = SyntaxError::new(at, message).help("rename it");
            self.problems.push(Problem::new(ProblemKind::Coverage, error).at_most(severity));
        }
        let mut known: BTreeSet<String> = compose.iter().map(|file| file.path.to_string()).collect();
        let unknown = found.compose.iter().filter(|path| known.insert(path.to_string()));
        let paths: Vec<Path<'_>> = unknown.map(|path| (path.as_path(), named.contains(path))).collect();
        self.files.read_ahead(&mut self.sources, &paths);
        // What is no Compose file is forgotten before the next ones are looked into.
        for batch in self.files.batches(&self.sources, &paths) {
            self.files.parse_ahead(&self.sources, batch);
            for (path, named) in batch {
                compose.extend(self.compose(path, *named));
            }
        }
        let paths: Vec<_> = found.env.iter().map(|path| (path.as_path(), named.contains(path))).collect();
        self.files.read_ahead(&mut self.sources, &paths);
        for path in &found.env {
            store.read(&mut self.files, &mut self.sources, &mut self.problems, path, named.contains(path));
        }
    }

    /// Reads a file that may be a Compose file; none when it is not.
    fn compose(&mut self, path: &Utf8Path, named: bool) -> Option<Parsed> {
        let read = if named {
            self.files.read_named(&mut self.sources, path)
        } else {
            self.files.read(&mut self.sources, path)
        };
        let file = match read {
            Ok(file) => file,
            Err(reason) => {
                let problem = unread(&mut self.sources, &self.files, path, &reason);
                let file = problem.error.span.file;
                self.problems.push(problem);
                // Its name still tells what it belongs to.
                let path = path.to_owned();
                return says_so(&path).then(|| Parsed { path, file, roots: Vec::new(), title: None, broken: true });
            }
        };
        self.parsed(path, file, named)
    }

    /// A file as a Compose file; none when it is not and was not `named` as one.
    pub(super) fn parsed(&mut self, path: &Utf8Path, file: FileId, named: bool) -> Option<Parsed> {
        let yaml = self.files.yaml(&self.sources, file);
        let source = self.sources.file(file);
        let (mut roots, errors): (Vec<Arc<Node>>, _) = (remarks::roots(&yaml), &yaml.errors);
        let is_default = is_default(path);
        let says_so = named || says_so(path);
        let looks_so = roots.iter().any(|root| validity::looks_like_compose(root, says_so));
        let is_text = source.invalid_utf8().is_none();
        if !is_text && !looks_so {
            // What it reads as is nothing that somebody wrote.
            roots.clear();
        }
        let broken = roots.is_empty() && !errors.is_empty();
        if !(looks_so || is_default || named || (says_so && broken)) {
            self.problems.extend(broken.then(|| unknown(file)));
            self.files.forget(file);
            return None;
        }
        if roots.is_empty() && !broken && is_default {
            let error = SyntaxError::new(Span::start_of(file), "this Compose file is empty");
            self.problems.push(Problem::new(ProblemKind::Yaml, error.help("begin with `services:`")));
        }
        self.problems.extend(errors.iter().cloned().map(|error| Problem::new(ProblemKind::Yaml, error)));
        Some(Parsed { path: path.to_owned(), file, roots, title: stacks::title::read(&yaml), broken })
    }
}

/// The problem of a file whose name may be that of a Compose file, and whose content does not tell.
fn unknown(file: FileId) -> Problem {
    let message = "this file was not checked: it is no YAML, so nothing tells whether it is a Compose file";
    Problem::new(ProblemKind::Coverage, SyntaxError::new(Span::start_of(file), message)).at_most(Severity::Info)
}

/// Whether Docker Compose finds a file by its name.
fn is_default(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| DEFAULT_NAMES.contains(&name) || OVERRIDE_NAMES.contains(&name))
}

/// Whether the name of a file says that it is a Compose file.
fn says_so(path: &Utf8Path) -> bool {
    is_default(path) || path.file_name().is_some_and(|name| name.contains("compose"))
}

/// The environments of the configuration.
fn environments(settings: &Settings) -> Environments {
    let mut environments = Environments::default();
    for (name, declared) in &settings.environments {
        let role = declared.role.or_else(|| Marker::of_word(name).map(|marker| marker.role));
        environments.intern(name, role.unwrap_or(Role::Other));
    }
    environments
}

/// The root of a path: its nearest ancestor with `.git` or a configuration, else the path, or the
/// directory it lies in.
fn root(vfs: &dyn Vfs, path: &Utf8Path) -> Utf8PathBuf {
    let start = if vfs.is_dir(path) { path } else { path.parent().unwrap_or(path) };
    let is_root = |directory: &&Utf8Path| {
        vfs.exists(&directory.join(".git")) || CONFIG_NAMES.iter().any(|name| vfs.exists(&directory.join(name)))
    };
    start.ancestors().find(is_root).unwrap_or(start).to_owned()
}

/// What all roots lie in. Only names are told from it; nothing is read because of it.
fn common(roots: &[Utf8PathBuf]) -> Option<Utf8PathBuf> {
    let first = roots.first()?;
    let around = |ancestor: &&Utf8Path| roots.iter().all(|root| root.starts_with(ancestor));
    first.ancestors().find(around).map(Utf8Path::to_owned)
}

/// The problem of a file that could not be read: it has no text, so it gets an empty one.
pub(super) fn unread(sources: &mut SourceMap, files: &Files<'_>, path: &Utf8Path, reason: &Unread) -> Problem {
    unread_at(Span::start_of(sources.add(files.display(path), b"")), reason)
}

/// The problem of a file that could not be read and is named at `at`.
pub(super) fn unread_at(at: Span, reason: &Unread) -> Problem {
    let (message, severity) = match reason {
        Unread::Outside => ("this file leads out of the root and was not read".to_owned(), Severity::Warning),
        Unread::Failed(error) => (format!("this file could not be read: {error}"), Severity::Error),
    };
    Problem::new(ProblemKind::Coverage, SyntaxError::new(at, message)).at_most(severity)
}
