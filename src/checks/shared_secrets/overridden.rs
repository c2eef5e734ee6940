//! Env files of one environment that a service of another loads, though it sets all of their secrets again.

use std::collections::BTreeSet;

use crate::check::{Context, Findings, Subject};
use crate::diagnostic::{Draft, Severity};
use crate::model::compose::Origin;
use crate::model::env_file::{EnvFileId, Kind};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::secret::Way;
use crate::source::Span;

/// One finding for each file and environment, but for those that `leaked` has.
pub(super) fn report(cx: &Context<'_>, leaked: &BTreeSet<(EnvFileId, EnvironmentId)>, out: &mut Findings) {
    let mut told = leaked.clone();
    for subject in cx.subjects() {
        let Some(own) = subject.environment else { continue };
        for used in &subject.service.env_files {
            let Some((id, owner)) = used.file.and_then(|id| Some((id, owner(cx, id)?))) else { continue };
            let pair = cx.pair(own, owner);
            if owner == own || pair == Pair::Ignored || arrives(&subject, id) || !told.insert((id, own)) {
                continue;
            }
            if let Some(secret) = secret(cx, id) {
                out.report(draft(cx, &subject, (own, owner), used.span, secret).lowered(pair == Pair::Lowered));
            }
        }
    }
}

/// The environment that an env file is named for.
fn owner(cx: &Context<'_>, id: EnvFileId) -> Option<EnvironmentId> {
    let file = cx.workspace.env_file(id)?;
    let is_named = file.marker.is_some() && file.kind == Kind::Deployed;
    cx.workspace.env_file_belonging(id)?.environment.filter(|_| is_named)
}

/// Whether a secret of the file gets through to the container, which is for others to tell.
fn arrives(subject: &Subject<'_>, id: EnvFileId) -> bool {
    let mut given = subject.service.given.iter().filter(|given| !given.credential.is_placeholder());
    given.any(|given| matches!(given.way, Way::Variable(Origin::EnvFile { file, .. }) if file == id))
}

/// Where the first secret of the file stands.
fn secret(cx: &Context<'_>, id: EnvFileId) -> Option<Span> {
    let slots = cx.workspace.slots(cx.workspace.env_file(id)?).iter();
    slots.filter(|(_, slot)| !slot.is_placeholder()).map(|(_, secret)| secret.value.place()).min()
}

fn draft(
    cx: &Context<'_>,
    subject: &Subject<'_>,
    (own, owner): (EnvironmentId, EnvironmentId),
    entry: Span,
    secret: Span,
) -> Draft {
    let (file, whose) = (cx.workspace.sources.text(entry), subject.words(cx));
    let (own, owner) = (cx.name(own), cx.name(owner));
    let message = format!("{whose} loads {owner}'s env file `{file}`, though it sets each of its secrets again");
    subject
        .draft(cx, "env_file", entry, message)
        .label("no secret of it gets through")
        .also(secret, format!("a secret of {owner}"))
        .help(format!("remove the entry: a secret that is added to the file tomorrow is handed to {own}"))
        .at_most(Severity::Warning)
}
