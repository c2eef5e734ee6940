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
pub(super) struct Reading<'r, 'a> {
    /// The variable, argument, label or flag that has it.
    pub(super) name: &'r str,
    /// The value.
    value: &'r Value,
    /// Its text.
    pub(super) text: &'r str,
    /// Whose it is.
    pub(super) owner: Owner<'a>,
}

impl Reading<'_, '_> {
    /// Whether it says what somebody is to write.
    pub(super) fn is_placeholder(&self) -> bool {
        is_placeholder(self.text)
    }

    /// A finding at the value.
    pub(super) fn draft(&self, cx: &Context<'_>, message: String) -> Draft {
        let draft = self.owner.draft(cx, self.value.place(), self.name, message);
        let draft = concern::passed_on(draft, self.value);
        // It may read otherwise.
        if self.value.certainty() == Certainty::Maybe { draft.at_most(Severity::Warning) } else { draft }
    }
}

/// Has `look` look at every value of every env file and service, at each text once for each environment. Placeholders
/// are among them.
pub(super) fn each<'a>(cx: &Context<'a>, mut look: impl FnMut(&Reading<'_, 'a>)) {
    let env_files: BTreeSet<FileId> = cx.workspace.env_files.iter().map(|file| file.file).collect();
    let mut told = Told::default();
    let mut add = |name: &str, value: &Value, owner: Owner<'a>| {
        for value in &*value.readings() {
            let (place, Some(text)) = (value.place(), value.text()) else { continue };
            let is_others = matches!(owner, Owner::Service(_)) && env_files.contains(&place.file);
            if !is_others && !place.is_empty() && told.is_news(cx.workspace, owner.environment(cx.workspace), place) {
                look(&Reading { name, value, text: &text, owner });
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
}

/// What a service gives a name to.
pub(super) fn named(service: &Service) -> impl Iterator<Item = (&str, &Value)> {
    let variables = service.environment.iter().map(|(name, variable)| (name.as_str(), variable.value.as_ref()));
    let arguments = service.build.iter().flat_map(|build| &build.args);
    let written = arguments.chain(&service.labels).map(|(name, value)| (name.as_str(), value.as_ref()));
    variables.chain(written).filter_map(|(name, value)| Some((name, value?)))
}
