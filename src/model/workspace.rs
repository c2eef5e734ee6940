//! Everything that was read, and what it means together.

mod absent;
mod assemble;
mod belong;
mod compose_file;
mod conflict;
mod env;
mod extends;
mod files;
mod include;
mod kin;
mod label_files;
mod load;
mod named;
mod own;
mod proxies;
mod remarks;
mod stacks;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

pub use absent::Absent;
pub use load::{LoadError, LoadOptions};
pub use own::{CONFIG_NAMES, OwnFiles};

use camino::{Utf8Path, Utf8PathBuf};

use super::compose::Service;
use super::endpoint::Endpoints;
use super::env_file::{Assignment, EnvFile, EnvFileId, Kind};
use super::environment::{Belonging, EnvironmentId, Environments};
use super::gaps::Gaps;
use super::git::Tracking;
use super::host::Hosts;
use super::problem::{Problem, ProblemKind};
use super::project::{Project, ProjectId};
use super::scope::Scopes;
use super::secret::{Classifier, Credential};
use super::traefik::Proxy;
use crate::config::Config;
use crate::source::vfs::normalize;
use crate::source::{FileId, SourceMap};
use crate::syntax::directive::Directive;
use crate::syntax::yaml::Node;

/// A repository as the checks see it.
#[derive(Debug)]
pub struct Workspace {
    /// Nothing outside this directory was read, but for what the command line named.
    pub root: Utf8PathBuf,
    /// What the repository says of itself.
    pub config: Config,
    /// The packs of rules that it names.
    pub packs: Vec<FileId>,
    /// Every file that was read.
    pub sources: SourceMap,
    /// Compose projects.
    pub projects: Vec<Project>,
    /// Every Traefik, with what it is told.
    pub proxies: Vec<Proxy>,
    /// Env files by path.
    pub env_files: Vec<EnvFile>,
    /// Where each env file belongs, by its number.
    pub env_file_belongings: Vec<Belonging>,
    /// Environments.
    pub environments: Environments,
    /// Who feeds variables.
    pub scopes: Scopes,
    /// What is a secret.
    pub classifier: Classifier,
    /// What services connect to.
    pub endpoints: Endpoints,
    /// The directory that paths of the configuration start from.
    pub base: Utf8PathBuf,
    /// The documents of every YAML file that was understood.
    pub trees: BTreeMap<FileId, Vec<Arc<Node>>>,
    /// Comments that ignore findings.
    pub directives: Vec<Directive>,
    /// Env files that services name, that are not there, and of which nothing tells why.
    pub absent: Vec<Absent>,
    /// What git does with each env file, by its number.
    tracking: Vec<Option<Tracking>>,
    /// The files that were read, by their absolute paths.
    paths: IndexMap<String, FileId>,
    /// Where something was not read that may say more.
    pub gaps: Gaps,
    /// Which projects run on one host.
    pub hosts: Hosts,
    /// What is wrong with the files themselves.
    pub problems: Vec<Problem>,
}

impl Workspace {
    /// All projects with their ids.
    pub fn projects(&self) -> impl Iterator<Item = (ProjectId, &Project)> {
        (0..).map(ProjectId).zip(&self.projects)
    }

    /// Every service with its project.
    pub fn services(&self) -> impl Iterator<Item = (ProjectId, &Project, &Service)> {
        self.projects().flat_map(|(id, project)| project.services.values().map(move |service| (id, project, service)))
    }

    /// All env files with their ids.
    pub fn env_files(&self) -> impl Iterator<Item = (EnvFileId, &EnvFile)> {
        (0..).map(EnvFileId).zip(&self.env_files)
    }

    /// The env file with this id.
    pub fn env_file(&self, id: EnvFileId) -> Option<&EnvFile> {
        self.env_files.get(id.0 as usize)
    }

    /// Where the env file with this id belongs.
    pub fn env_file_belonging(&self, id: EnvFileId) -> Option<&Belonging> {
        self.env_file_belongings.get(id.0 as usize)
    }

    /// What git does with the env file; none where no git is in sight.
    pub fn tracking(&self, id: EnvFileId) -> Option<Tracking> {
        self.tracking.get(id.0 as usize).copied().flatten()
    }

    /// The file that was read at `path`, as seen from the configuration.
    pub fn file_at(&self, path: &str) -> Option<FileId> {
        self.paths.get(normalize(&self.base, Utf8Path::new(path)).as_str()).copied()
    }

    /// A path as the configuration would write it.
    pub fn told<'p>(&self, path: &'p Utf8Path) -> &'p Utf8Path {
        path.strip_prefix(&self.base).unwrap_or(path)
    }

    /// Whether something that was not read could change what is found: a file is absent or broken, or a
    /// variable may be set in one that is.
    pub fn is_open(&self) -> bool {
        let is_open = |project: &Project| {
            !project.missing.is_empty() && self.scopes.get(project.scope).is_none_or(super::scope::Scope::is_open)
        };
        self.problems.iter().any(|problem| problem.kind == ProblemKind::Coverage)
            || !self.gaps.is_empty()
            || self.env_files.iter().any(|file| !file.is_whole())
            || self.projects.iter().any(is_open)
    }

    /// What a deployed env file sets, seen by itself.
    pub fn assignments<'f>(&self, file: &'f EnvFile) -> &'f IndexMap<String, Assignment> {
        file.own_assignments()
    }

    /// The places for secrets in a deployed env file or a template, each with the variable that it is the value
    /// of or a part.
    pub fn slots<'f>(&self, file: &'f EnvFile) -> &'f [(String, Credential)] {
        file.slots(&self.classifier)
    }

    /// The deployed env files of an environment.
    pub fn env_files_of(&self, environment: EnvironmentId) -> impl Iterator<Item = (EnvFileId, &EnvFile)> {
        self.env_files().filter(move |(id, file)| {
            file.kind == Kind::Deployed
                && self.env_file_belonging(*id).is_some_and(|belonging| belonging.environment == Some(environment))
        })
    }

    /// The path of an env file as findings name it.
    pub fn path(&self, file: FileId) -> &Utf8Path {
        self.sources.file(file).path()
    }
}
