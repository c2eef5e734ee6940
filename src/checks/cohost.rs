//! Findings that hold only where two projects run on one host.

use crate::check::{Context, Findings};
use crate::diagnostic::{Draft, Severity};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::host::Cohosting;
use crate::model::project::ProjectId;
use crate::model::value::Same;
use crate::source::Span;

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

/// Says that nothing was found wrong at `place`, which is of `own`, though of the environments `cut` some
/// projects were not compared with it.
pub(super) fn passed_over<'c>(
    cx: &Context<'_>,
    own: EnvironmentId,
    cut: impl IntoIterator<Item = &'c EnvironmentId>,
    place: Span,
    out: &mut Findings,
) {
    if let Some(other) = cut.into_iter().find(|other| cx.pair(own, **other) != Pair::Ignored) {
        let (own, theirs) = (cx.name(own), cx.name(*other));
        out.not_compared(place, format!("{theirs} has more projects than {own} was compared with here"));
    }
}
