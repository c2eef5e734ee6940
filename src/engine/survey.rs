//! Which environment everything belongs to, and why.

mod hosts;

use std::collections::BTreeSet;

use camino::Utf8PathBuf;

use super::Error;
use crate::config::Role;
use crate::model::domain::{Domains, Standing};
use crate::model::environment::{self, Belonging, EnvironmentId};
use crate::model::holder::holders;
use crate::model::project::Project;
use crate::model::{LoadOptions, Secrecy, Workspace, env_file};
use crate::source::vfs::Vfs;
use crate::source::{FileId, Mask, Position, Span};

pub use hosts::Neighbourhood;

/// Tells which environment everything belongs to, and why.
///
/// # Errors
/// When nothing can be linted.
pub fn survey(vfs: &dyn Vfs, options: &LoadOptions) -> Result<Survey, Error> {
    let workspace = Workspace::load(vfs, options)?;
    Ok(Survey::of(&workspace))
}

/// Which environment everything belongs to, without secrets. Paths are written as findings name them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Where a configuration would stand, absolute.
    pub root: Utf8PathBuf,
    /// The environments that something belongs to, the most trusted first.
    pub environments: Vec<Environment>,
    /// Which of them run on one host, for each two that are compared.
    pub hosts: Vec<Neighbourhood>,
    /// Compose projects.
    pub projects: Vec<Deployment>,
    /// Env files.
    pub env_files: Vec<EnvFile>,
}

/// An environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Its hosts, with `${NAME}` where a variable is part of them.
    pub domains: Vec<String>,
}

/// A Compose project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Its Compose files.
    pub files: Vec<String>,
    /// The env files that are passed to it in place of `.env`.
    pub env_files: Vec<String>,
    /// Whether somebody is only thought to deploy it so.
    pub assumed: bool,
    /// Its name, where a file gives it.
    pub name: Option<String>,
    /// Where its services belong that say nothing of themselves.
    pub basis: Basis,
    /// Its services.
    pub services: Vec<Placed>,
}

/// A service and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its name.
    pub name: String,
    /// Where it belongs, and why.
    pub basis: Basis,
}

/// An env file and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFile {
    /// Its path.
    pub path: String,
    /// Deployed or a template.
    pub kind: env_file::Kind,
    /// Where it belongs, and why.
    pub basis: Basis,
}

/// Where something belongs, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The environment; none when it is shared.
    pub environment: Option<String>,
    /// The kind of the evidence.
    pub kind: environment::Kind,
    /// What it says, as a clause.
    pub reason: String,
    /// Where it says so; none when it is a name of a file or directory.
    pub place: Option<Place>,
    /// What speaks for other environments, the strongest first: the environment, the clause, the place.
    pub against: Vec<(String, environment::Kind, String, Option<Place>)>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The first character.
    pub start: Position,
    /// The one after the last.
    pub end: Position,
}

impl Survey {
    fn of(workspace: &Workspace) -> Self {
        let services = workspace.services().map(|(_, _, service)| &service.belongs);
        let used: BTreeSet<EnvironmentId> =
            services.chain(&workspace.env_file_belongings).filter_map(|belonging| belonging.environment).collect();
        let domains = Domains::of(workspace, &holders(workspace));
        let told = Told { workspace, mask: workspace.sources.mask() };
        let mut used: Vec<EnvironmentId> = used.into_iter().collect();
        used.sort_by_key(|id| (workspace.environments.role(*id), workspace.environments.name(*id)));
        let environments = used.iter().filter_map(|id| {
            let role = workspace.environments.get(*id)?.role;
            Some(Environment { name: told.environment(*id), role, domains: own_hosts(workspace, &domains, *id) })
        });
        let env_files = workspace.env_files().filter_map(|(id, file)| {
            let basis = told.basis(workspace.env_file_belonging(id)?);
            Some(EnvFile { path: workspace.path(file.file).to_string(), kind: file.kind, basis })
        });
        Self {
            root: workspace.root.clone(),
            environments: environments.collect(),
            hosts: hosts::of(&told, &used),
            projects: workspace.projects.iter().map(|project| told.deployment(project)).collect(),
            env_files: env_files.collect(),
        }
    }
}

/// What is told, and how: names too may be secrets that stand in a wrong place.
struct Told<'a> {
    workspace: &'a Workspace,
    mask: &'a Mask,
}

impl Told<'_> {
    fn deployment(&self, project: &Project) -> Deployment {
        let path = |file: &FileId| self.workspace.path(*file).to_string();
        let services = project.services.values();
        let name = project.name.text().filter(|_| !project.name.from_directory());
        Deployment {
            files: project.files.iter().map(path).collect(),
            env_files: project.passed.iter().map(ToString::to_string).collect(),
            assumed: project.assumed,
            name: name.map(|name| self.mask.without_secrets(&name)),
            basis: self.basis(&project.belongs),
            services: services
                .map(|service| Placed {
                    name: self.mask.without_secrets(service.name.as_str()),
                    basis: self.basis(&service.belongs),
                })
                .collect(),
        }
    }

    fn basis(&self, belonging: &Belonging) -> Basis {
        let against = belonging.against.iter().map(|(environment, evidence)| {
            let reason = self.mask.without_secrets(&evidence.reason);
            (self.environment(*environment), evidence.kind, reason, evidence.place.map(|span| self.place(span)))
        });
        Basis {
            environment: belonging.environment.map(|id| self.environment(id)),
            kind: belonging.evidence.kind,
            reason: self.mask.without_secrets(&belonging.evidence.reason),
            place: belonging.evidence.place.map(|span| self.place(span)),
            against: against.collect(),
        }
    }

    fn environment(&self, id: EnvironmentId) -> String {
        self.mask.without_secrets(self.workspace.environments.name(id))
    }

    fn place(&self, span: Span) -> Place {
        let (start, end) = self.workspace.sources.positions(span);
        Place { path: self.workspace.path(span.file).to_string(), start, end }
    }
}

/// The hosts that are the environment's own, each once, in the order of the files.
fn own_hosts(workspace: &Workspace, domains: &Domains<'_>, environment: EnvironmentId) -> Vec<String> {
    let own = domains
        .hosts_of(environment)
        .filter(|claim| matches!(domains.standing(&claim.host, environment), Standing::Own));
    // What a variable may read as is a claim of its own, and says more.
    let own = own.filter(|claim| claim.host.value.is_known() || claim.host.value.readings().is_empty());
    let mut seen = BTreeSet::new();
    let shown = own.map(|claim| workspace.show(&claim.host.value, Secrecy::Masked));
    shown.filter(|host| seen.insert(host.clone())).collect()
}
