//! `volumes_from:` as a way to another environment's storage.

use crate::check::{Context, Findings, Subject};
use crate::checks::{cohost, reach};
use crate::diagnostic::{Cause, Draft};
use crate::model::environment::Pair;
use crate::model::value::Value;

/// Services that take over the volumes of a service, or of a container by its name.
pub(super) fn report(cx: &Context<'_>, out: &mut Findings) {
    let containers = reach::containers(cx);
    for subject in cx.subjects() {
        for from in &subject.service.volumes_from {
            let Some(text) = from.text() else { continue };
            let other = match text.strip_prefix("container:") {
                Some(name) => containers.get(first_part(name)).copied(),
                None => subject.project.services.get(first_part(&text)).map(|service| Subject {
                    service,
                    environment: service.belongs.environment,
                    ..subject
                }),
            };
            out.drafts.extend(other.and_then(|other| draft(cx, &subject, from, &other)));
        }
    }
}

/// The name before `:ro`.
fn first_part(text: &str) -> &str {
    text.split(':').next().unwrap_or_default()
}

fn draft(cx: &Context<'_>, subject: &Subject<'_>, from: &Value, other: &Subject<'_>) -> Option<Draft> {
    let (environment, owner) = (subject.environment?, other.environment?);
    let pair = cx.pair(environment, owner);
    if pair == Pair::Ignored || other.service.volumes.iter().all(|mount| mount.source.is_none()) {
        return None;
    }
    let (own, theirs) = (cx.name(environment), cx.name(owner));
    let message =
        format!("{own} service `{}` takes over the volumes of {theirs} service `{}`", subject.name(), other.name());
    let draft = subject
        .draft(cx, "volumes", from.place(), message)
        .label("taken over here")
        .also(other.service.name.span(), format!("{theirs} service"))
        .help("remove the entry and mount volumes of the environment's own")
        .cause(Cause::Dependency)
        .lowered(pair == Pair::Lowered);
    cohost::weighed(cx, draft, subject.project_id, other.project_id)
}
