//! What was compared.

use std::collections::BTreeSet;

use crate::check::{Context, Findings};
use crate::config::Role;
use crate::diagnostic::Compared;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::project::ProjectId;
use crate::model::storage::Storage;

use super::{Use, Uses};

/// Every storage of environments that are compared with another one of their project counts.
pub(super) fn count(cx: &Context<'_>, uses: &Uses<'_>, out: &mut Findings) {
    let there: BTreeSet<(ProjectId, EnvironmentId)> =
        cx.subjects().filter_map(|subject| Some((subject.project_id, subject.environment?))).collect();
    let has_partner = |used: &Use<'_>| {
        let project = used.subject.project_id;
        let mut others = cx.workspace.environments.iter().map(|(id, _)| id);
        others.any(|other| cx.pair(used.environment, other) != Pair::Ignored && there.contains(&(project, other)))
    };
    let is_compared =
        |uses: &&Vec<Use<'_>>| uses.iter().any(|used| cx.role(used.environment) != Role::Other && has_partner(used));
    let is_open = |uses: &Vec<Use<'_>>| uses.iter().any(|used| matches!(used.located.storage, Storage::Open(_)));
    let (mut total, mut open) = (0, 0);
    for uses in uses.values().filter(is_compared) {
        total += 1;
        open += usize::from(is_open(uses));
    }
    out.compared(Compared { looked: true, stores: total, unknown: open, ..Compared::default() });
}
