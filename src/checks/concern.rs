//! How much a mistake inside one environment matters: as the rule says in production and staging, a
//! warning where nothing names the environment, not at all where developers work.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::check::{Context, Subject};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::project::{Project, ProjectId};
use crate::model::value::Value;
use crate::source::Span;

/// What is known of shared services and files, worked out once a run.
pub(super) struct Concerns {
    /// Of the services that load a file, or whose project reads it, the one that matters most.
    files: BTreeMap<EnvFileId, Option<Severity>>,
    /// Projects that run production or staging, so that what they share serves these.
    deployed: BTreeSet<ProjectId>,
}

impl Concerns {
    pub(super) fn new(cx: &Context<'_>) -> Self {
        let mut deployed = BTreeSet::new();
        for subject in cx.subjects() {
            if subject.environment.is_some_and(|id| of_environment(cx, id) == Some(Severity::Error)) {
                deployed.insert(subject.project_id);
            }
        }
        let mut concerns = Self { files: BTreeMap::new(), deployed };
        let own = cx.workspace.env_files().filter(|(_, file)| file.path.file_name() == Some(".env"));
        let own: BTreeMap<&Utf8Path, EnvFileId> =
            own.filter_map(|(id, file)| Some((file.path.parent()?, id))).collect();
        for subject in cx.subjects() {
            let severity = concerns.of_service(cx, &subject);
            let loaded = subject.service.env_files.iter().filter_map(|used| used.file);
            let read = subject.project.env_directories.iter().filter_map(|path| own.get(path.as_path()).copied());
            for file in loaded.chain(read) {
                let known = concerns.files.entry(file).or_insert(severity);
                *known = severity.max(*known);
            }
        }
        concerns
    }

    /// The most serious that a mistake of the service can be; none where it is no mistake.
    pub(super) fn of_service(&self, cx: &Context<'_>, subject: &Subject<'_>) -> Option<Severity> {
        match subject.environment {
            Some(id) => of_environment(cx, id),
            None => self.of_project(cx, subject.project_id, subject.project),
        }
    }

    /// The most serious that a mistake can be in what the services of a project have in common.
    pub(super) fn of_project(&self, cx: &Context<'_>, id: ProjectId, project: &Project) -> Option<Severity> {
        if self.deployed.contains(&id) {
            return Some(Severity::Error);
        }
        match project.belongs.environment {
            Some(home) => of_environment(cx, home),
            None => Some(Severity::Warning),
        }
    }

    /// The most serious that a mistake of the env file can be; none where it is no mistake.
    pub(super) fn of_file(&self, cx: &Context<'_>, id: EnvFileId) -> Option<Severity> {
        match environment_of(cx, id) {
            Some(id) => of_environment(cx, id),
            None => self.files.get(&id).copied().unwrap_or(Some(Severity::Warning)),
        }
    }
}

fn of_environment(cx: &Context<'_>, id: EnvironmentId) -> Option<Severity> {
    match cx.role(id) {
        Role::Staging if is_guess(cx, id) || cx.home(Some(id)).is_some() => Some(Severity::Warning),
        Role::Production | Role::Staging => Some(Severity::Error),
        Role::Other => Some(Severity::Warning),
        Role::Development => None,
    }
}

/// Says why a finding is no error, where it would be one in an environment that others can reach: what this one gives
/// away, nobody from outside takes.
pub(super) fn at_home(draft: Draft, home: Option<Span>) -> Draft {
    match home.filter(|_| draft.at_most == Severity::Error) {
        Some(home) => draft.also(home, "every public URL is local").at_most(Severity::Warning),
        None => draft,
    }
}

/// Whether an environment is one because of a word that means other things, too: `demo`, `preview`
/// and their like prove nothing, unless the configuration names them.
pub(super) fn is_guess(cx: &Context<'_>, id: EnvironmentId) -> bool {
    let name = cx.name(id);
    Marker::of_word(name).is_some_and(|marker| marker.weak)
        && !cx.workspace.config.settings.environments.contains_key(name)
}

/// The environment that an env file belongs to.
pub(super) fn environment_of(cx: &Context<'_>, id: EnvFileId) -> Option<EnvironmentId> {
    cx.workspace.env_file_belonging(id).and_then(|belonging| belonging.environment)
}

/// The file for a message: `staging env file`, `template`, with the environment only where
/// something names it.
pub(super) fn file_words(cx: &Context<'_>, id: EnvFileId, file: &EnvFile) -> String {
    match (cx.named(environment_of(cx, id)), file.kind) {
        (Some(environment), Kind::Deployed) => format!("{environment} env file"),
        (None, Kind::Deployed) => "env file".to_owned(),
        (_, Kind::Template) => "template".to_owned(),
    }
}

/// A finding at `span` about `key` of an env file.
pub(super) fn file_draft(cx: &Context<'_>, id: EnvFileId, key: &str, span: Span, message: impl Into<String>) -> Draft {
    cx.draft(environment_of(cx, id), span, message).subject(format!("#{key}"))
}

/// What was told already: a text once for each environment, and for none beside those.
#[derive(Default)]
pub(super) struct Told {
    named: BTreeSet<(Span, EnvironmentId)>,
    places: BTreeSet<Span>,
}

impl Told {
    /// Whether `place` is news for this environment; it is none the next time.
    pub(super) fn is_news(&mut self, cx: &Context<'_>, environment: Option<EnvironmentId>, place: Span) -> bool {
        let first = self.places.insert(place);
        match cx.marked(environment) {
            Some(id) => self.named.insert((place, id)),
            None => first,
        }
    }
}

/// Every service, those of named environments first, the most trusted at the beginning.
pub(super) fn subjects<'a>(cx: &Context<'a>) -> Vec<Subject<'a>> {
    let mut subjects: Vec<Subject<'a>> = cx.subjects().collect();
    subjects.sort_by_key(|subject| subject.environment.map_or(Role::Other, |id| cx.role(id)));
    subjects
}

/// Adds the places that hand `value` on. A default stands in the `${…}` that passes it on, and an item
/// of a list in the list: those say nothing new.
pub(super) fn passed_on(draft: Draft, value: &Value) -> Draft {
    let known = [draft.span, value.place()];
    let is_news = |via: &Span| known.iter().all(|place| !via.contains(*place) && !place.contains(*via));
    value.via().into_iter().filter(is_news).fold(draft, |draft, via| draft.also(via, "passed on here"))
}
