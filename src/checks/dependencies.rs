//! `dependencies`: no service needs one of another environment to run.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::diagnostic::{Cause, Draft, Severity};
use crate::model::compose::Referred;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::value::Value;

use super::cohost;
use super::reach::{self, Siblings};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dependencies {}

impl Check for Dependencies {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let (siblings, crowded) = (Siblings::of(cx), reach::crowded(cx));
        let by_container = reach::containers(cx);
        let judged = |subject: &Subject<'_>| subject.environment.is_some() || crowded.contains(&subject.project_id);
        for subject in cx.subjects().filter(judged) {
            let needed = subject.service.references.iter().filter(|reference| reference.to == Referred::Service);
            for name in needed.map(|reference| &reference.name) {
                let other = name.text().and_then(|name| subject.project.services.get(&*name));
                let Some(other) = other else { continue };
                let Some(owner) = other.belongs.environment else { continue };
                let other = Subject { service: other, environment: Some(owner), ..subject };
                if let Some(draft) = judge(cx, &siblings, &subject, name, &other, owner) {
                    out.report(draft);
                }
            }
            for name in &subject.service.containers {
                let other = name.text().and_then(|name| by_container.get(&*name));
                let Some((other, owner)) = other.and_then(|other| Some((other, other.environment?))) else { continue };
                let draft = judge(cx, &siblings, &subject, name, other, owner);
                let weighed = draft.and_then(|draft| cohost::weighed(cx, draft, subject.project_id, other.project_id));
                if let Some(draft) = weighed {
                    out.report(draft.help("remove the entry, or name a container of the environment's own"));
                }
            }
        }
    }
}

fn judge(
    cx: &Context<'_>,
    siblings: &Siblings<'_>,
    subject: &Subject<'_>,
    name: &Value,
    other: &Subject<'_>,
    owner: EnvironmentId,
) -> Option<Draft> {
    let theirs = cx.name(owner);
    let (whose, severity, lowered) = match subject.environment {
        Some(environment) => {
            let pair = cx.pair(environment, owner);
            if pair == Pair::Ignored {
                return None;
            }
            (cx.name(environment), Severity::Error, pair == Pair::Lowered)
        }
        // What faces the outside may wait for what it serves.
        None if subject.service.edge && cx.role(owner) == Role::Production => ("shared", Severity::Info, false),
        None => ("shared", Severity::Error, false),
    };
    if cx.role(owner) == Role::Other {
        return None;
    }
    let message = format!("{whose} service `{}` needs {theirs}'s service `{}` to run", subject.name(), other.name());
    let sibling = subject.environment.and_then(|environment| siblings.get(other, Some(environment)));
    let sibling = sibling.filter(|sibling| *sibling != subject.name());
    // An anchor or another service may say so; there it is right.
    let is_own = subject.service.span.contains(name.place());
    let help = match (sibling, subject.environment) {
        (Some(sibling), _) if is_own => format!("write `{sibling}` instead"),
        (Some(sibling), _) => format!("override what it takes over, and name `{sibling}`"),
        (None, Some(_)) => {
            format!(
                "remove the entry, or give {whose} one of its own, such as `{}`",
                reach::own_name(other.name(), whose)
            )
        }
        (None, None) => "remove the entry; a service for all must run without any of them".to_owned(),
    };
    let (place, label) = if is_own {
        (name.place(), format!("{theirs}'s service"))
    } else {
        (subject.service.name.span(), "takes it over".to_owned())
    };
    let draft = subject
        .draft(cx, &format!("needs.{}", other.name()), place, message)
        .label(label)
        .also(name.place(), "needed here")
        .also(other.service.name.span(), "defined here")
        .help(help)
        .cause(Cause::Dependency)
        .lowered(lowered)
        .at_most(severity);
    Some(name.via().into_iter().fold(draft, |draft, via| draft.also(via, "taken over here")))
}
