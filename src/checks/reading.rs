//! Every value that is known, where it is written: in deployed env files and Compose files.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::check::concern::{self, Told};
use crate::check::secret_slots::Owner;
use crate::diagnostic::{Draft, Severity};
use crate::model::compose::Service;
use crate::model::env_file::Kind;
use crate::model::secret::is_placeholder;
use crate::model::value::{Certainty, Value};
use crate::source::FileId;

/// A value as it reads.
pub(super) struct Reading<'a> {
    /// The variable, argument, label or flag that has it.
    pub(super) name: String,
    /// The value.
    pub(super) value: Value,
    /// Its text.
    pub(super) text: String,
    /// Whose it is.
    pub(super) owner: Owner<'a>,
    /// Whether it may read otherwise.
    pub(super) doubtful: bool,
}

impl Reading<'_> {
    /// A finding at the value.
    pub(super) fn draft(&self, cx: &Context<'_>, message: String) -> Draft {
        let draft = self.owner.draft(cx, self.value.place(), &self.name, message);
        let draft = concern::passed_on(draft, &self.value);
        if self.doubtful { draft.at_most(Severity::Warning) } else { draft }
    }
}

/// Every value of every env file and service, each text once for each environment. Placeholders are
/// left out: they say what somebody is to write.
pub(super) fn of_workspace<'a>(cx: &Context<'a>) -> Vec<Reading<'a>> {
    let env_files: BTreeSet<FileId> = cx.workspace.env_files.iter().map(|file| file.file).collect();
    let mut told = Told::default();
    let mut found = Vec::new();
    let mut add = |name: &str, value: &Value, owner: Owner<'a>| {
        for value in &*value.readings() {
            let (place, Some(text)) = (value.place(), value.text()) else { continue };
            let is_others = matches!(owner, Owner::Service(_)) && env_files.contains(&place.file);
            let is_news =
                !is_others && !place.is_empty() && told.is_news(cx.workspace, owner.environment(cx.workspace), place);
            if is_news && !is_placeholder(&text) {
                let doubtful = value.certainty() == Certainty::Maybe;
                found.push(Reading {
                    name: name.to_owned(),
                    value: value.clone(),
                    text: text.into_owned(),
                    owner,
                    doubtful,
                });
            }
        }
    };
    for (id, file) in cx.workspace.env_files().filter(|(_, file)| file.kind == Kind::Deployed) {
        for (name, assignment) in cx.workspace.assignments(file) {
            assignment.value.iter().for_each(|value| add(name, value, Owner::File(id, file)));
        }
    }
    for subject in concern::subjects(cx.workspace) {
        for (name, value) in named(subject.service) {
            add(name, value, Owner::Service(subject));
        }
        for word in &subject.service.command {
            let flat = word.flat();
            match flat.as_str().split_once('=').filter(|(flag, _)| flag.starts_with('-')) {
                Some((flag, value)) => {
                    let whole = flat.as_str().len();
                    add(flag, &flat.slice(whole - value.len()..whole), Owner::Service(subject));
                }
                None => add("the command", word, Owner::Service(subject)),
            }
        }
    }
    found
}

/// What a service gives a name to.
pub(super) fn named(service: &Service) -> impl Iterator<Item = (&str, &Value)> {
    let variables = service.environment.iter().map(|(name, variable)| (name.as_str(), variable.value.as_ref()));
    let arguments = service.build.iter().flat_map(|build| &build.args);
    let written = arguments.chain(&service.labels).map(|(name, value)| (name.as_str(), value.as_ref()));
    variables.chain(written).filter_map(|(name, value)| Some((name, value?)))
}
