//! Which environment everything belongs to, and why.

use super::Error;
use crate::model::{LoadOptions, Workspace, env_file};
use crate::source::vfs::Vfs;

/// Tells which environment everything belongs to, and why.
///
/// # Errors
/// When nothing can be linted.
pub fn survey(vfs: &dyn Vfs, options: &LoadOptions) -> Result<Survey, Error> {
    let workspace = Workspace::load(vfs, options)?;
    Ok(Survey::of(&workspace))
}

/// Which environment everything belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Compose projects.
    pub projects: Vec<SurveyProject>,
    /// Services.
    pub services: Vec<SurveyService>,
    /// Env files.
    pub env_files: Vec<SurveyEnvFile>,
}

/// A Compose project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyProject {
    /// Its files, as findings name them.
    pub files: Vec<String>,
    /// Its name, where a file gives it.
    pub name: Option<String>,
}

/// A service and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyService {
    /// Its name.
    pub service: String,
    /// The files of its project, as findings name them, joined by ` + `.
    pub project_file: String,
    /// Its environment, `shared` when it is of none.
    pub environment: String,
    /// The role of the environment, `shared` when it is of none.
    pub role: String,
    /// Why, as a clause.
    pub reason: String,
}

/// An env file and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyEnvFile {
    /// As findings name it.
    pub path: String,
    /// Its environment, `shared` when it is of none.
    pub environment: String,
    /// Deployed or a template.
    pub kind: env_file::Kind,
    /// Why, as a clause.
    pub reason: String,
}

impl Survey {
    fn of(workspace: &Workspace) -> Self {
        let name = |id: Option<_>| id.map_or("shared", |id| workspace.environments.name(id)).to_owned();
        let role = |id: Option<_>| id.map_or("shared", |id| workspace.environments.role(id).name()).to_owned();
        let path = |file| workspace.path(file).to_string();
        let projects = workspace.projects.iter().map(|project| SurveyProject {
            files: project.files.iter().map(|file| path(*file)).collect(),
            name: project.name.text().filter(|_| !project.name.from_directory()),
        });
        let services = workspace.services().map(|(_, project, service)| SurveyService {
            service: service.name.as_str().to_owned(),
            project_file: project.files.iter().map(|file| path(*file)).collect::<Vec<_>>().join(" + "),
            environment: name(service.belongs.environment),
            role: role(service.belongs.environment),
            reason: service.belongs.evidence.reason.clone(),
        });
        let env_files = workspace.env_files().map(|(id, file)| {
            let belongs = workspace.env_file_belonging(id);
            SurveyEnvFile {
                path: path(file.file),
                environment: name(belongs.and_then(|belongs| belongs.environment)),
                kind: file.kind,
                reason: belongs.map(|belongs| belongs.evidence.reason.clone()).unwrap_or_default(),
            }
        });
        Self { projects: projects.collect(), services: services.collect(), env_files: env_files.collect() }
    }
}
