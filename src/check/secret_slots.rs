//! The places for secrets in deployed env files and in Compose files, where a mistake matters.

use std::collections::{BTreeMap, BTreeSet};

use super::concern::{self, Concerns, Told};
use super::{Context, Subject};
use crate::diagnostic::{Draft, Severity};
use crate::model::Workspace;
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::model::environment::EnvironmentId;
use crate::model::project::{Project, ProjectId};
use crate::model::secret::{Credential, Way, slots_of_content};
use crate::model::value::Value;
use crate::source::{FileId, Span};

/// A place for a secret, with a text that is known.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    /// The variable, argument, flag or label that holds it.
    pub(crate) name: String,
    /// What stands there.
    pub(crate) credential: Credential,
    /// The text that stands there.
    pub(crate) text: String,
    /// The way it takes to a service.
    pub(crate) way: Option<Way>,
    /// Whose it is.
    pub(crate) owner: Owner<'a>,
    /// The most serious that a mistake can be.
    pub(crate) at_most: Severity,
    /// The `${…}` whose default it is.
    pub(crate) default_of: Option<Span>,
}

/// Where something is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner<'a> {
    /// In a deployed env file.
    File(EnvFileId, &'a EnvFile),
    /// In the Compose file of a service.
    Service(Subject<'a>),
    /// In the `content:` of a config with this key, which only services of this environment use.
    Config(&'a str, Option<EnvironmentId>),
}

impl Owner<'_> {
    /// Whose it is, for a message.
    pub(crate) fn words(&self, cx: &Context<'_>) -> String {
        match self {
            Self::File(id, file) => concern::file_words(cx, *id, file),
            Self::Service(subject) => subject.words(cx),
            Self::Config(key, environment) => match cx.named(*environment) {
                Some(environment) => format!("{environment} config `{key}`"),
                None => format!("config `{key}`"),
            },
        }
    }

    /// The environment that has it; none when it is shared.
    pub(crate) fn environment(&self, workspace: &Workspace) -> Option<EnvironmentId> {
        match self {
            Self::File(id, _) => concern::environment_of(workspace, *id),
            Self::Service(subject) => subject.environment,
            Self::Config(_, environment) => *environment,
        }
    }

    /// A finding at `span` about `name`.
    pub(crate) fn draft(&self, cx: &Context<'_>, span: Span, name: &str, message: String) -> Draft {
        match self {
            Self::File(id, _) => concern::file_draft(cx, *id, name, span, message),
            Self::Service(subject) => subject.draft(cx, &format!("environment.{name}"), span, message),
            Self::Config(key, environment) => {
                cx.draft(*environment, span, message).subject(format!("configs.{key}.content.{name}"))
            }
        }
    }
}

impl Slot<'_> {
    /// A finding at the text of the slot.
    pub(crate) fn draft(&self, cx: &Context<'_>, message: String) -> Draft {
        let draft = self.owner.draft(cx, self.credential.value.place(), &self.name, message);
        concern::at_home(draft, cx.home(self.owner.environment(cx.workspace))).at_most(self.at_most)
    }
}

/// Every slot with a known text, each text once for each environment.
pub(super) fn of<'w>(workspace: &'w Workspace, concerns: &Concerns) -> Vec<Slot<'w>> {
    let mut found = Vec::new();
    let mut seen = Told::default();
    let env_files: BTreeSet<FileId> = workspace.env_files.iter().map(|file| file.file).collect();
    for (id, file) in workspace.env_files().filter(|(_, file)| file.kind == Kind::Deployed) {
        let Some(at_most) = concerns.of_file(id) else { continue };
        for (name, credential) in workspace.slots(file) {
            add(&mut found, workspace, &mut seen, (name, credential, None, Owner::File(id, file), at_most), |_| true);
        }
    }
    for subject in concern::subjects(workspace) {
        let Some(at_most) = concerns.of_service(&subject) else { continue };
        for given in subject.service.given.iter().filter(|given| given.way != Way::Config) {
            let owner = Owner::Service(subject);
            let slot = (given.name.as_str(), &given.credential, Some(given.way), owner, at_most);
            add(&mut found, workspace, &mut seen, slot, |place| !env_files.contains(&place.file));
        }
    }
    for (id, project) in workspace.projects() {
        of_configs(workspace, concerns, (id, project), &mut found, &mut seen);
    }
    found
}

/// What the configs of a project hold that are written in its files, whether or not a service uses them.
fn of_configs<'a>(
    workspace: &'a Workspace,
    concerns: &Concerns,
    (id, project): (ProjectId, &'a Project),
    found: &mut Vec<Slot<'a>>,
    seen: &mut Told,
) {
    let written = project.top_level.configs.iter().filter_map(|(key, config)| Some((key, config.inline.as_ref()?)));
    let written: BTreeMap<&str, &Value> = written.map(|(key, content)| (key.as_str(), content)).collect();
    if written.is_empty() {
        return;
    }
    let mut users: BTreeMap<String, Vec<Subject<'a>>> = BTreeMap::new();
    for subject in Subject::of_project(id, project) {
        for key in subject.service.configs.iter().filter_map(|used| used.source.text()) {
            users.entry(key.into_owned()).or_default().push(subject);
        }
    }
    for (key, content) in written {
        let users = users.get(key).map_or(&[][..], Vec::as_slice);
        let at_most = match users {
            [] => concerns.of_project(id, project),
            users => users.iter().filter_map(|subject| concerns.of_service(subject)).max(),
        };
        let Some(at_most) = at_most else { continue };
        let environment = match users {
            [] => project.belongs.environment,
            [first, rest @ ..] => first.environment.filter(|id| rest.iter().all(|user| user.environment == Some(*id))),
        };
        for (name, credential) in slots_of_content(&workspace.classifier, content) {
            let owner = Owner::Config(key, environment);
            let slot = (name.as_str(), &credential, Some(Way::Config), owner, at_most);
            let is_config = |place: Span| place.file == content.span.file;
            add(found, workspace, seen, slot, is_config);
        }
    }
}

fn add<'a>(
    found: &mut Vec<Slot<'a>>,
    workspace: &'a Workspace,
    seen: &mut Told,
    (name, credential, way, owner, at_most): (&str, &Credential, Option<Way>, Owner<'a>, Severity),
    is_own: impl Fn(Span) -> bool,
) {
    for value in &*credential.value.readings() {
        let (place, Some(text)) = (value.place(), value.text()) else { continue };
        if text.trim().is_empty()
            || place.is_empty()
            || !is_own(place)
            || !seen.is_news(workspace, owner.environment(workspace), place)
        {
            continue;
        }
        let default_of = default_of(value);
        let credential = credential.reading(value.clone());
        found.push(Slot {
            name: name.to_owned(),
            credential,
            text: text.into_owned(),
            way,
            owner,
            at_most,
            default_of,
        });
    }
}

/// The `${…}` whose default `value` is.
pub(crate) fn default_of(value: &Value) -> Option<Span> {
    let place = value.place();
    value.via().into_iter().find(|via| via.contains(place))
}

/// How to write a variable that must be set: the one at `reference`, else one of the name of what it
/// is for, if that is a variable's, else `PASSWORD`.
pub(crate) fn required(cx: &Context<'_>, reference: Option<Span>, name: &str) -> String {
    let is_name = |next: char| next.is_ascii_alphanumeric() || next == '_';
    let written = reference.map(|span| cx.workspace.sources.text(span).trim_start_matches(['$', '{']));
    let written = written.and_then(|text| text.split(|next| !is_name(next)).next());
    let variable = written.unwrap_or(name);
    let variable = if !variable.is_empty() && variable.chars().all(is_name) { variable } else { "PASSWORD" };
    format!("`${{{variable}:?set {variable}}}`")
}
