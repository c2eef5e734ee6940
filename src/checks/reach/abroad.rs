//! Names that only services of another project have, on networks that whoever connects is not on.

use crate::check::{Connected, Context, Subject};
use crate::checks::cohost;
use crate::model::endpoint::{Destination, Machine, ServiceId};
use crate::model::environment::{Marker, Pair};
use crate::model::value::Same;

/// What a connection is aimed at, and does not reach.
pub(super) struct Aim<'a> {
    pub(super) id: ServiceId,
    pub(super) target: Subject<'a>,
    /// Whether the name can hardly mean anything else.
    pub(super) sure: bool,
}

/// The service of another environment that a connection is aimed at, where nothing that it reaches has the name.
/// The key of a service tells only on its own host; a name that somebody chose for a container tells anywhere.
pub(super) fn aim<'a>(cx: &Context<'a>, user: &Connected<'_>) -> Option<Aim<'a>> {
    let Destination::Outside(Machine::Local(..)) = &user.end.destination else { return None };
    let (from, own) = (user.id?, user.environment?);
    let name = user.end.connection.address.host.likely_text()?;
    let id = cx.workspace.endpoints.directory.abroad(from, &name)?;
    let target = cx.subject(id)?;
    let owner = cx.marked(target.environment)?;
    if cx.pair(own, owner) == Pair::Ignored {
        return None;
    }
    let is_chosen = !name.eq_ignore_ascii_case(target.name());
    let speaks = |(marker, _): (Marker, &str)| !marker.weak && marker.role == cx.role(owner);
    let sure = is_chosen || Marker::of_service(&name).is_some_and(speaks);
    let is_here = || cohost::of(cx, from.project, id.project).same == Same::Yes;
    (is_chosen || is_here()).then_some(Aim { id, target, sure })
}
