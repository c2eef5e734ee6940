//! Deployments that are only thought to be: they make no error.

use std::collections::BTreeMap;

use crate::diagnostic::{Draft, Severity};
use crate::model::Workspace;
use crate::source::FileId;

/// What stands in such deployments alone.
pub(super) struct Assumed {
    /// Environments, and services of environments, each with whether all of it is only assumed.
    only: BTreeMap<(String, Option<String>), bool>,
    /// Compose files, each with whether all of its projects are only assumed.
    files: BTreeMap<FileId, bool>,
    /// What a file says that is named for an environment, it says without any assumption.
    env_files: Vec<FileId>,
}

impl Assumed {
    pub(super) fn of(workspace: &Workspace) -> Self {
        let mut only = BTreeMap::new();
        for (_, project, service) in workspace.services() {
            let Some(environment) = service.belongs.environment else { continue };
            let environment = workspace.environments.name(environment);
            for service in [None, Some(service.name.as_str().to_owned())] {
                *only.entry((environment.to_owned(), service)).or_insert(true) &= project.assumed;
            }
        }
        let mut files = BTreeMap::new();
        for (_, project) in workspace.projects() {
            for file in &project.files {
                *files.entry(*file).or_insert(true) &= project.assumed;
            }
        }
        Self { only, files, env_files: workspace.env_files.iter().map(|file| file.file).collect() }
    }

    /// `draft`, a warning at most where it rests on such a deployment.
    pub(super) fn cap(&self, draft: Draft) -> Draft {
        let Some(environment) = &draft.environment else { return draft };
        let of_service = self.only.get(&(environment.clone(), draft.service.clone())).copied();
        let rests = of_service.unwrap_or(false) || self.files.get(&draft.span.file).copied().unwrap_or(false);
        if rests && !self.env_files.contains(&draft.span.file) { draft.at_most(Severity::Warning) } else { draft }
    }
}
