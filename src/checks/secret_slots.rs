//! The places for secrets in deployed env files and in Compose files, where a mistake matters.

use std::collections::BTreeSet;

use super::concern::{self, Concerns, Told};
use crate::check::{Context, Subject};
use crate::diagnostic::{Draft, Severity};
use crate::model::env_file::{EnvFile, EnvFileId, Kind};
use crate::model::environment::EnvironmentId;
use crate::model::secret::{Credential, Way, slots};
use crate::model::value::Value;
use crate::source::{FileId, Span};

/// A place for a secret, with a text that is known.
pub(super) struct Slot<'a> {
    /// The variable, argument, flag or label that holds it.
    pub(super) name: String,
    /// What stands there.
    pub(super) credential: Credential,
    /// The text that stands there.
    pub(super) text: String,
    /// The way it takes to a service.
    pub(super) way: Option<Way>,
    /// Whose it is.
    pub(super) owner: Owner<'a>,
    /// The most serious that a mistake can be.
    pub(super) at_most: Severity,
    /// The `${…}` whose default it is.
    pub(super) default_of: Option<Span>,
}

/// Where something is written.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    /// In a deployed env file.
    File(EnvFileId, &'a EnvFile),
    /// In the Compose file of a service.
    Service(Subject<'a>),
}

impl Owner<'_> {
    /// Whose it is, for a message.
    pub(super) fn words(&self, cx: &Context<'_>) -> String {
        match self {
            Self::File(id, file) => concern::file_words(cx, *id, file),
            Self::Service(subject) => subject.words(cx),
        }
    }

    pub(super) fn environment(&self, cx: &Context<'_>) -> Option<EnvironmentId> {
        match self {
            Self::File(id, _) => concern::environment_of(cx, *id),
            Self::Service(subject) => subject.environment,
        }
    }

    /// A finding at `span` about `name`.
    pub(super) fn draft(&self, cx: &Context<'_>, span: Span, name: &str, message: String) -> Draft {
        match self {
            Self::File(id, _) => concern::file_draft(cx, *id, name, span, message),
            Self::Service(subject) => subject.draft(cx, &format!("environment.{name}"), span, message),
        }
    }
}

impl Slot<'_> {
    /// A finding at the text of the slot.
    pub(super) fn draft(&self, cx: &Context<'_>, message: String) -> Draft {
        self.owner.draft(cx, self.credential.value.place(), &self.name, message).at_most(self.at_most)
    }
}

/// Every slot with a known text, each text once for each environment.
pub(super) fn of_workspace<'a>(cx: &Context<'a>) -> Vec<Slot<'a>> {
    let concerns = Concerns::new(cx);
    let mut found = Vec::new();
    let mut seen = Told::default();
    let env_files: BTreeSet<FileId> = cx.workspace.env_files.iter().map(|file| file.file).collect();
    for (id, file) in cx.workspace.env_files().filter(|(_, file)| file.kind == Kind::Deployed) {
        let Some(at_most) = concerns.of_file(cx, id) else { continue };
        for (name, assignment) in cx.workspace.assignments(file).iter() {
            let Some(value) = &assignment.value else { continue };
            let credentials = slots(&cx.workspace.classifier, name, value);
            add(&mut found, cx, &mut seen, (name, credentials, None, Owner::File(id, file), at_most), |_| true);
        }
    }
    for subject in concern::subjects(cx) {
        let Some(at_most) = concerns.of_service(cx, &subject) else { continue };
        for given in &subject.service.given {
            let owner = Owner::Service(subject);
            let slot = (given.name.as_str(), vec![given.credential.clone()], Some(given.way), owner, at_most);
            add(&mut found, cx, &mut seen, slot, |place| !env_files.contains(&place.file));
        }
    }
    found
}

fn add<'a>(
    found: &mut Vec<Slot<'a>>,
    cx: &Context<'a>,
    seen: &mut Told,
    (name, credentials, way, owner, at_most): (&str, Vec<Credential>, Option<Way>, Owner<'a>, Severity),
    is_own: impl Fn(Span) -> bool,
) {
    for credential in credentials {
        for value in credential.value.readings() {
            let (place, Some(text)) = (value.place(), value.text()) else { continue };
            if text.trim().is_empty()
                || place.is_empty()
                || !is_own(place)
                || !seen.is_news(cx, owner.environment(cx), place)
            {
                continue;
            }
            let default_of = default_of(&value);
            let credential = credential.reading(value);
            found.push(Slot { name: name.to_owned(), credential, text, way, owner, at_most, default_of });
        }
    }
}

/// The `${…}` whose default `value` is.
pub(super) fn default_of(value: &Value) -> Option<Span> {
    let place = value.place();
    value.via().into_iter().find(|via| via.contains(place))
}

/// How to write a variable that must be set: the one at `reference`, else one of the name of what it
/// is for, if that is a variable's, else `PASSWORD`.
pub(super) fn required(cx: &Context<'_>, reference: Option<Span>, name: &str) -> String {
    let is_name = |next: char| next.is_ascii_alphanumeric() || next == '_';
    let written = reference.map(|span| cx.workspace.sources.text(span).trim_start_matches(['$', '{']));
    let written = written.and_then(|text| text.split(|next| !is_name(next)).next());
    let variable = written.unwrap_or(name);
    let variable = if !variable.is_empty() && variable.chars().all(is_name) { variable } else { "PASSWORD" };
    format!("`${{{variable}:?set {variable}}}`")
}
