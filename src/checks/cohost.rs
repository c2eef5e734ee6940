//! Findings that hold only where two projects run on one host.

use crate::check::Context;
use crate::diagnostic::{Draft, Severity};
use crate::model::host::Cohosting;
use crate::model::project::ProjectId;
use crate::model::value::Same;

/// What to do where nothing tells whether two projects run on one host.
const STATE_IT: &str = "if they run on different machines, say so with `host:` in `envlint.yaml`";

/// Whether two projects run on one host, and why.
pub(super) fn of(cx: &Context<'_>, one: ProjectId, other: ProjectId) -> Cohosting {
    cx.workspace.hosts.same(one, other)
}

/// The finding as far as it holds for what these projects share of a host: as it is with the
/// evidence, an info where nothing tells, none on two hosts.
pub(super) fn weighed(cx: &Context<'_>, mut draft: Draft, one: ProjectId, other: ProjectId) -> Option<Draft> {
    let found = of(cx, one, other);
    match found.same {
        Same::Yes => {
            let places = found.places.into_iter().flatten();
            Some(places.fold(draft, |draft, place| draft.also(place, found.reason.label())))
        }
        Same::Unknown => {
            let help = draft.help.take().map(|help| format!("{help}; {STATE_IT}"));
            draft.help = help.or_else(|| Some(STATE_IT.to_owned()));
            Some(draft.at_most(Severity::Info))
        }
        Same::No => None,
    }
}
