//! envlint's own files of a repository: the configuration, and the packs of rules it names.

use camino::{Utf8Path, Utf8PathBuf};

use super::files::Unread;
use super::load::{LoadError, LoadOptions, Loader, unread};
use super::named::Named;
use crate::config::Config;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::secret;
use crate::source::vfs::{ReadError, Vfs, normalize};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::SyntaxError;

/// The names a configuration may have; the first one is written.
pub const CONFIG_NAMES: [&str; 2] = ["envlint.yaml", "envlint.yml"];

/// What a repository says of itself and of its rules, without the files that are linted.
#[derive(Debug)]
pub struct OwnFiles {
    /// The files that were read.
    pub sources: SourceMap,
    /// The configuration.
    pub config: Config,
    /// The packs it names, in its order, as far as they could be read.
    pub packs: Vec<FileId>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
}

impl OwnFiles {
    /// Reads the configuration that `options` lead to, and its packs.
    ///
    /// # Errors
    /// When a named path cannot be read.
    pub fn load(vfs: &dyn Vfs, options: &LoadOptions) -> Result<Self, LoadError> {
        let named = Named::of(vfs, options)?;
        let (mut loader, root) = Loader::new(vfs, options, &named);
        let (config, base) = loader.config(vfs, options, &named.anchors(), &root)?;
        let packs = loader.packs(&config, &base);
        let mut own = Self { sources: loader.sources, config, packs, problems: loader.problems };
        secret::mark_own(&mut own);
        Ok(own)
    }
}

impl Loader<'_> {
    /// The configuration, and the directory its paths start from.
    pub(super) fn config(
        &mut self,
        vfs: &dyn Vfs,
        options: &LoadOptions,
        paths: &[Utf8PathBuf],
        root: &Utf8Path,
    ) -> Result<(Config, Utf8PathBuf), LoadError> {
        let named = options.config.as_ref().map(|path| normalize(&options.working_directory, path));
        let path = match &named {
            Some(path) => Some(path.clone()),
            None => self.find_config(vfs, paths)?,
        };
        let Some(path) = path else { return Ok((Config::default(), root.to_owned())) };
        let base = path.parent().unwrap_or(root).to_owned();
        // One that was found may be a link that leads out of the root; one that was named may lie anywhere.
        let read = match named {
            Some(_) => self.files.read_named(&mut self.sources, &path),
            None => self.files.read(&mut self.sources, &path),
        };
        match read {
            Ok(file) => {
                let (config, errors) = Config::read(file, self.sources.file(file).text());
                self.problems.extend(errors.into_iter().map(|error| Problem::new(ProblemKind::Config, error)));
                Ok((config, base))
            }
            Err(Unread::Failed(reason)) => {
                Err(LoadError::Path { path: options.config.clone().unwrap_or(path), reason })
            }
            Err(Unread::Outside) => {
                self.problems.push(unread(&mut self.sources, &self.files, &path, &Unread::Outside));
                Ok((Config::default(), base))
            }
        }
    }

    /// The configuration nearest to every path, not above its root. It has a say in all that is read, so
    /// it must be that of all.
    fn find_config(&self, vfs: &dyn Vfs, paths: &[Utf8PathBuf]) -> Result<Option<Utf8PathBuf>, LoadError> {
        let nearest = |(path, root): (&Utf8PathBuf, &Utf8PathBuf)| {
            let directories = path.ancestors().take_while(|directory| directory.starts_with(root));
            let mut candidates = directories.flat_map(|directory| CONFIG_NAMES.map(|name| directory.join(name)));
            (path.clone(), candidates.find(|candidate| vfs.exists(candidate)))
        };
        let mut found = paths.iter().zip(self.roots()).map(nearest);
        let Some((first, config)) = found.next() else { return Ok(None) };
        match found.find(|(_, other)| *other != config) {
            None => Ok(config),
            Some((second, other)) => {
                let shown = |path: Utf8PathBuf| self.files.display(&path);
                let halves = [(first, config), (second, other)];
                Err(LoadError::Configurations(halves.map(|(path, config)| (shown(path), config.map(shown)))))
            }
        }
    }

    /// The packs that the configuration names.
    pub(super) fn packs(&mut self, config: &Config, base: &Utf8Path) -> Vec<FileId> {
        let mut packs = Vec::new();
        for (index, written) in config.settings.packs.iter().enumerate() {
            let Some(span) = config.value_span(&["packs", &index.to_string()]) else { continue };
            match self.files.read(&mut self.sources, &normalize(base, Utf8Path::new(written))) {
                Ok(file) if packs.contains(&file) => {
                    let error = SyntaxError::new(span, "this pack is named twice");
                    self.problems.push(Problem::new(ProblemKind::Config, error.help("remove one of the two")));
                }
                Ok(file) => packs.push(file),
                Err(reason) => self.problems.push(Problem::new(ProblemKind::Config, missing(span, &reason))),
            }
        }
        packs
    }
}

/// What to say at `span` of a pack that was not read.
fn missing(span: Span, reason: &Unread) -> SyntaxError {
    let (message, help) = match reason {
        Unread::Outside => ("this pack lies outside the repository", "copy it into the repository"),
        Unread::Failed(ReadError::Missing) => {
            ("there is no such pack", "correct the path; it starts at the directory of this file")
        }
        Unread::Failed(ReadError::NotAFile) => ("this pack is no file", "name the file itself"),
        Unread::Failed(ReadError::TooLarge) => ("this pack is too large to be read", "split it"),
        Unread::Failed(ReadError::Unreadable(_)) => ("this pack cannot be read", "make it readable"),
    };
    SyntaxError::new(span, message).help(help)
}
