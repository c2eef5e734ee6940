//! Findings that may be none, because something that could not be read may say otherwise: they stay, and make no
//! noise beside the `coverage` of the file that has to be mended first.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::diagnostic::{Absence, Draft, Severity};
use crate::model::Workspace;
use crate::model::value::Value;
use crate::source::vfs::normalize;
use crate::source::{FileId, Span};

/// So many variables may stand in the defaults of others.
const MOST_NESTED: usize = 8;

/// What may be otherwise.
pub(super) struct Doubts<'a> {
    workspace: &'a Workspace,
    working_directory: &'a Utf8Path,
    /// Env files that a service loads before one that was not read, and may set the same: environment, service, file.
    overridden: BTreeSet<(Option<&'a str>, &'a str, FileId)>,
    /// Variables with a default that a file which was not read may set, in the order of their places.
    defaults: Vec<Span>,
}

impl<'a> Doubts<'a> {
    /// Those of `workspace`, whose files are seen from `working_directory`.
    pub(super) fn of(workspace: &'a Workspace, working_directory: &'a Utf8Path) -> Self {
        let (mut overridden, mut defaults) = (BTreeSet::new(), Vec::new());
        for (_, project, service) in workspace.services() {
            let environment = service.belongs.environment.map(|id| workspace.environments.name(id));
            if workspace.scopes.get(project.scope).is_some_and(|scope| scope.is_partial(environment)) {
                let values = service.environment.values().filter_map(|variable| variable.value.as_ref());
                let labels = service.labels.iter().filter_map(|(_, value)| value.as_ref());
                let unset = values.chain(labels).flat_map(Value::unset);
                defaults.extend(unset.filter(|unset| unset.default().is_some()).map(|unset| unset.span));
            }
            let Some(last) = service.env_files.iter().rposition(|used| used.unread) else { continue };
            let earlier = service.env_files.iter().take(last).filter_map(|used| workspace.env_file(used.file?));
            overridden.extend(earlier.map(|file| (environment, service.name.as_str(), file.file)));
        }
        defaults.sort_unstable();
        Self { workspace, working_directory, overridden, defaults }
    }

    /// `draft`, for information only where it is in doubt.
    pub(super) fn cap(&self, draft: Draft) -> Draft {
        if self.may_stand_elsewhere(&draft) || self.may_be_overridden(&draft) || self.is_default(draft.span) {
            draft.at_most(Severity::Info)
        } else {
            draft
        }
    }

    /// Whether what the finding misses may stand in a file that was not read.
    fn may_stand_elsewhere(&self, draft: &Draft) -> bool {
        let gaps = &self.workspace.gaps;
        match draft.absence {
            None => false,
            Some(Absence::Anywhere) => !gaps.is_empty(),
            Some(Absence::Near) => {
                let path = normalize(self.working_directory, self.workspace.path(draft.span.file));
                path.parent().is_some_and(|directory| gaps.is_near(directory))
            }
        }
    }

    /// Whether a default is blamed that nobody may get.
    fn is_default(&self, place: Span) -> bool {
        let behind = self.defaults.partition_point(|span| *span <= place);
        // Those that begin before it, one within the other.
        let before = self.defaults.get(..behind).unwrap_or_default().iter().rev();
        before.take(MOST_NESTED).any(|span| span.contains(place) && *span != place)
    }

    /// Whether a service is blamed for what an env file sets that it may not get from there.
    fn may_be_overridden(&self, draft: &Draft) -> bool {
        let Some(service) = draft.service.as_deref().filter(|_| !self.overridden.is_empty()) else { return false };
        let is_doubtful = |span: Span| self.overridden.contains(&(draft.environment.as_deref(), service, span.file));
        is_doubtful(draft.span) || draft.related.iter().any(|label| is_doubtful(label.span))
    }
}
