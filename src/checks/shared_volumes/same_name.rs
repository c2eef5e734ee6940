//! Volumes of two projects that have one name.

use crate::check::Context;
use crate::checks::{cohost, project_names};
use crate::diagnostic::{Cause, Draft};
use crate::model::environment::Pair;
use crate::model::value::{Same, Value};

use super::pairs::Shared;

/// One finding for all of them: the name is what to change. Where nothing tells of one host, the
/// rule about names speaks.
pub(super) fn draft(cx: &Context<'_>, shared: &[Shared<'_, '_>]) -> Option<Draft> {
    let first = shared.first().filter(|first| first.one_host == Same::Yes)?;
    let (less, more) = (first.less, first.more);
    let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let volumes: Vec<String> = shared
        .iter()
        .take(3)
        .filter_map(|shared| shared.less.mount.source.as_ref())
        .map(|source| format!("`{}`", cx.show(source)))
        .collect();
    let more_of_them = if shared.len() > 3 { " and more" } else { "" };
    let word = if shared.len() > 1 { "volumes" } else { "volume" };
    let message =
        format!("{own} mounts {theirs}'s {word} {}{more_of_them}, for both projects have one name", volumes.join(", "));
    let place = project_names::place(cx, less.subject.project, more.subject.project);
    let mut draft = Draft::at(place, message)
        .label(format!("{own} has {theirs}'s project name"))
        .help(project_names::help(less.subject.project, more.subject.project, own))
        .environment(own)
        .subject("name")
        .cause(Cause::ProjectName)
        .lowered(first.pair == Pair::Lowered);
    for (used, name) in [(less, own), (more, theirs)] {
        let source = used.mount.source.as_ref().map_or(used.mount.span, Value::place);
        draft = draft.also(source, format!("{name} mounts it here"));
    }
    cohost::weighed(cx, draft, less.subject.project_id, more.subject.project_id)
}
