//! A Compose project: files that are deployed together under one name.

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::compose::{Service, TopLevel};
use super::environment::{Belonging, Marker};
use super::value::{ScopeId, Value};
use crate::source::FileId;

/// The number of a project in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(pub(super) u32);

impl ProjectId {
    /// Counted from zero, in the order of the files.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A Compose project.
#[derive(Debug)]
pub struct Project {
    /// Its Compose files, in the order in which they are merged.
    pub files: Vec<FileId>,
    /// The directory that relative paths start from.
    pub directory: Utf8PathBuf,
    /// Who feeds its variables.
    pub scope: ScopeId,
    /// The environment that its files speak of, and how, as a clause.
    pub marker: Option<(Marker, String)>,
    /// The environment that the configuration gives it.
    pub environment: Option<String>,
    /// Where its services belong that say nothing of themselves.
    pub belongs: Belonging,
    /// Whether everything that belongs to it was read: nothing is included from elsewhere.
    pub whole: bool,
    /// Whether Docker Compose looks for files of these names by itself.
    pub default_name: bool,
    /// Volumes, networks and secrets.
    pub top_level: TopLevel,
    /// Services by name, in the order of the files.
    pub services: IndexMap<String, Service>,
}

impl Project {
    /// The name of the project as far as the files give it.
    pub fn name(&self) -> Option<&Value> {
        self.top_level.name.as_ref()
    }
}
