//! How much a mistake inside one environment matters: as the rule says in production and staging, a
//! warning where nothing names the environment, not at all where developers work.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Subject};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::Workspace;
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::project::{Project, ProjectId};
use crate::model::value::Value;
use crate::source::Span;

/// What is known of shared services and files, worked out once a run.
#[derive(Debug)]
pub(crate) struct Concerns {
    /// The most serious that a mistake in an environment can be; none where it is no mistake.
    environments: BTreeMap<EnvironmentId, Option<Severity>>,
    /// The same for an env file: its environment's, or that of the services that load it, or whose project
    /// reads it, where it matters most.
    files: BTreeMap<EnvFileId, Option<Severity>>,
    /// Projects that run production or staging, so that what they share serves these.
    deployed: BTreeSet<ProjectId>,
}

impl Concerns {
    /// Those of `workspace`; only whoever runs them can reach the environments `at_home`.
    pub(super) fn of(workspace: &Workspace, at_home: &BTreeMap<EnvironmentId, Span>) -> Self {
        let environments = workspace.environments.iter();
        let mut concerns = Self {
            environments: environments.map(|(id, _)| (id, of_environment(workspace, id, at_home))).collect(),
            files: BTreeMap::new(),
            deployed: BTreeSet::new(),
        };
        let own = workspace.env_files().filter(|(_, file)| file.path.file_name() == Some(".env"));
        let own: BTreeMap<&str, EnvFileId> =
            own.filter_map(|(id, file)| Some((file.path.parent()?.as_str(), id))).collect();
        let is_deployed = |subject: &Subject<'_>| {
            subject.environment.is_some_and(|id| concerns.of_environment(id) == Some(Severity::Error))
        };
        concerns.deployed = Subject::all(workspace).filter(is_deployed).map(|subject| subject.project_id).collect();
        for (id, project) in workspace.projects() {
            let read = project.env_directories.iter().filter_map(|path| own.get(path.as_str()).copied());
            let read: Vec<EnvFileId> = read.collect();
            for subject in Subject::of_project(id, project) {
                let severity = concerns.of_service(&subject);
                let loaded = subject.service.env_files.iter().filter_map(|used| used.file);
                for file in loaded.chain(read.iter().copied()) {
                    let known = concerns.files.entry(file).or_insert(severity);
                    *known = severity.max(*known);
                }
            }
        }
        for (id, _) in workspace.env_files() {
            if let Some(environment) = environment_of(workspace, id) {
                concerns.files.insert(id, concerns.of_environment(environment));
            }
        }
        concerns
    }

    fn of_environment(&self, id: EnvironmentId) -> Option<Severity> {
        self.environments.get(&id).copied().flatten()
    }

    /// The most serious that a mistake of the service can be; none where it is no mistake.
    pub(crate) fn of_service(&self, subject: &Subject<'_>) -> Option<Severity> {
        match subject.environment {
            Some(id) => self.of_environment(id),
            None => self.of_project(subject.project_id, subject.project),
        }
    }

    /// The most serious that a mistake can be in what the services of a project have in common.
    pub(crate) fn of_project(&self, id: ProjectId, project: &Project) -> Option<Severity> {
        if self.deployed.contains(&id) {
            return Some(Severity::Error);
        }
        match project.belongs.environment {
            Some(home) => self.of_environment(home),
            None => Some(Severity::Warning),
        }
    }

    /// The most serious that a mistake of the env file can be; none where it is no mistake.
    pub(crate) fn of_file(&self, id: EnvFileId) -> Option<Severity> {
        self.files.get(&id).copied().unwrap_or(Some(Severity::Warning))
    }
}

fn of_environment(
    workspace: &Workspace,
    id: EnvironmentId,
    at_home: &BTreeMap<EnvironmentId, Span>,
) -> Option<Severity> {
    match workspace.environments.role(id) {
        Role::Staging if is_guess(workspace, id) || at_home.contains_key(&id) => Some(Severity::Warning),
        Role::Production | Role::Staging => Some(Severity::Error),
        Role::Other => Some(Severity::Warning),
        Role::Development => None,
    }
}

/// Says why a finding is no error, where it would be one in an environment that others can reach: what this one gives
/// away, nobody from outside takes.
pub(crate) fn at_home(draft: Draft, home: Option<Span>) -> Draft {
    match home.filter(|_| draft.at_most == Severity::Error) {
        Some(home) => draft.also(home, "every public URL is local").at_most(Severity::Warning),
        None => draft,
    }
}

/// Whether an environment is one because of a word that means other things, too: `demo`, `preview`
/// and their like prove nothing, unless the configuration names them.
pub(crate) fn is_guess(workspace: &Workspace, id: EnvironmentId) -> bool {
    let name = workspace.environments.name(id);
    Marker::of_word(name).is_some_and(|marker| marker.weak)
        && !workspace.config.settings.environments.contains_key(name)
}

/// The environment that an env file belongs to.
pub(crate) fn environment_of(workspace: &Workspace, id: EnvFileId) -> Option<EnvironmentId> {
    workspace.env_file_belonging(id).and_then(|belonging| belonging.environment)
}

/// The file for a message: `staging env file`, `template`, with the environment only where
/// something names it.
pub(crate) fn file_words(cx: &Context<'_>, id: EnvFileId, file: &EnvFile) -> String {
    match (cx.named(environment_of(cx.workspace, id)), file.kind) {
        (Some(environment), Kind::Deployed) => format!("{environment} env file"),
        (None, Kind::Deployed) => "env file".to_owned(),
        (_, Kind::Template) => "template".to_owned(),
    }
}

/// A finding at `span` about `key` of an env file.
pub(crate) fn file_draft(cx: &Context<'_>, id: EnvFileId, key: &str, span: Span, message: impl Into<String>) -> Draft {
    cx.draft(environment_of(cx.workspace, id), span, message).subject(format!("#{key}"))
}

/// What was told already: a text once for each environment, and for none beside those.
#[derive(Default)]
pub(crate) struct Told {
    named: BTreeSet<(Span, EnvironmentId)>,
    places: BTreeSet<Span>,
}

impl Told {
    /// Whether `place` is news for this environment; it is none the next time.
    pub(crate) fn is_news(&mut self, workspace: &Workspace, environment: Option<EnvironmentId>, place: Span) -> bool {
        let first = self.places.insert(place);
        match workspace.environments.marked(environment) {
            Some(id) => self.named.insert((place, id)),
            None => first,
        }
    }
}

/// Every service, those of named environments first, the most trusted at the beginning.
pub(crate) fn subjects(workspace: &Workspace) -> Vec<Subject<'_>> {
    let mut subjects: Vec<Subject<'_>> = Subject::all(workspace).collect();
    subjects.sort_by_key(|subject| subject.environment.map_or(Role::Other, |id| workspace.environments.role(id)));
    subjects
}

/// Adds the places that hand `value` on. A default stands in the `${…}` that passes it on, and an item
/// of a list in the list: those say nothing new.
pub(crate) fn passed_on(draft: Draft, value: &Value) -> Draft {
    let known = [draft.span, value.place()];
    let is_news = |via: &Span| known.iter().all(|place| !via.contains(*place) && !place.contains(*via));
    value.via().into_iter().filter(is_news).fold(draft, |draft, via| draft.also(via, "passed on here"))
}
