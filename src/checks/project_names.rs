//! `project-names`: two environments on one host are two projects to Docker Compose.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::{Absence, Cause, Draft, Severity};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::few::Few;
use crate::model::project::{NameOrigin, Project, ProjectId};
use crate::model::value::{Certainty, Same};
use crate::source::{FileId, Span};

use super::cohost;

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectNames {}

/// A project that is all of one environment.
#[derive(Clone, Copy)]
struct Deployed<'a> {
    id: ProjectId,
    project: &'a Project,
    environment: EnvironmentId,
}

impl Check for ProjectNames {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut namesakes: BTreeMap<String, Vec<Deployed<'_>>> = BTreeMap::new();
        for (id, project) in cx.workspace.projects() {
            let Some(environment) = environment(project) else { continue };
            if let Some(name) = project.name.text() {
                namesakes.entry(name.into_owned()).or_default().push(Deployed { id, project, environment });
            }
        }
        for mut same in namesakes.into_values() {
            same.sort_by_key(|deployed| (cx.role(deployed.environment), deployed.environment, deployed.id));
            let mut before: Few<EnvironmentId, Deployed<'_>> = Few::default();
            for less in same {
                // The most trusted one tells enough.
                if let Some(draft) = before.kept().iter().find_map(|more| judge(cx, less, *more)) {
                    out.report(draft);
                } else {
                    let place = place(cx, less.project, less.project);
                    cohost::passed_over(cx, less.environment, before.cut(), place, out);
                }
                before.add(less.environment, less);
            }
        }
    }
}

fn judge(cx: &Context<'_>, less: Deployed<'_>, more: Deployed<'_>) -> Option<Draft> {
    let pair = cx.pair(less.environment, more.environment);
    let cohosting = cohost::of(cx, less.id, more.id);
    if pair == Pair::Ignored || cohosting.same == Same::No {
        return None;
    }
    let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let shared = first_shared(less.project, more.project);
    let from_directory = less.project.name.from_directory() || more.project.name.from_directory();
    let message = match (&shared, from_directory) {
        (Some((kind, name, ..)), true) => {
            format!("{own} and {theirs} get one project name from their directory, and both have a {kind} `{name}`")
        }
        (None, true) => format!("{own} and {theirs} get one project name from their directory"),
        (Some((kind, name, ..)), false) => {
            format!("{own} and {theirs} have one project name, and both have a {kind} `{name}`")
        }
        (None, false) => format!("{own} and {theirs} have one project name"),
    };
    let mut draft = Draft::at(place(cx, less.project, more.project), message)
        .label(format!("{own} has {theirs}'s project name"))
        .help(help(less.project, more.project, own))
        .environment(own)
        .subject("name")
        .cause(Cause::ProjectName)
        .by_absence(Absence::Near)
        .lowered(pair == Pair::Lowered);
    let label = if more.project.name.from_directory() {
        format!("{theirs} has no `name:` either")
    } else {
        format!("{theirs}'s project name")
    };
    draft = draft.also(place(cx, more.project, less.project), label);
    if let Some((_, _, mine, other)) = shared {
        draft = draft.also(mine, format!("{own}'s")).also(other, format!("{theirs}'s"));
    }
    if shared.is_none() || less.project.name.value.certainty() != Certainty::Certain {
        draft = draft.at_most(Severity::Warning);
    }
    let is_one_directory = less.project.directory == more.project.directory;
    let has_own_file = less.project.files.iter().any(|file| !more.project.files.contains(file));
    if cohosting.same == Same::Unknown && is_one_directory && has_own_file && shared.is_some() {
        // Whoever starts both where they lie replaces one with the other. One file for both is started
        // on two hosts as often.
        return Some(draft.at_most(Severity::Warning));
    }
    cohost::weighed(cx, draft, less.id, more.id)
}

/// The one environment of a project.
fn environment(project: &Project) -> Option<EnvironmentId> {
    let mut found = project.services.values().filter_map(|service| service.belongs.environment);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// The first service or volume that both have: under one project name it is one container or volume.
fn first_shared<'a>(less: &'a Project, more: &Project) -> Option<(&'static str, &'a str, Span, Span)> {
    let services = less.services.values().find_map(|service| {
        let other = more.services.get(service.name.as_str())?;
        Some(("service", service.name.as_str(), service.name.span(), other.name.span()))
    });
    services.or_else(|| {
        less.top_level.volumes.values().find_map(|volume| {
            let other = more.top_level.volumes.get(volume.key.as_str())?;
            let is_own = |volume: &crate::model::compose::Volume| volume.name.is_none() && !volume.external;
            (is_own(volume) && is_own(other)).then_some(())?;
            Some(("volume", volume.key.as_str(), volume.key.span(), other.key.span()))
        })
    })
}

/// Where one of two projects of one name is given another: where its own name stands, else at the
/// first key of the file that only this one has, above which `name:` belongs.
pub(super) fn place(cx: &Context<'_>, project: &Project, other: &Project) -> Span {
    if let Some(place) = project.name.place().filter(|place| other.name.place() != Some(*place)) {
        return place;
    }
    let own = project.files.iter().rev().find(|file| !other.files.contains(file));
    let file = own.or(project.files.last()).copied();
    file.map_or(project.name.value.span, |file| first_key(cx, file).unwrap_or(Span::start_of(file)))
}

fn first_key(cx: &Context<'_>, file: FileId) -> Option<Span> {
    let root = cx.workspace.trees.get(&file)?.first()?;
    root.mapping()?.entries.first().map(|entry| entry.key.span)
}

/// What to do about it.
pub(super) fn help(less: &Project, more: &Project, own: &str) -> String {
    match less.name.text() {
        Some(name) if less.name.origin == NameOrigin::Variable => {
            format!("give {own} a name of its own: `COMPOSE_PROJECT_NAME={name}-{own}`")
        }
        _ if less.files.iter().all(|file| more.files.contains(file)) => {
            format!("give {own} a name of its own: set `COMPOSE_PROJECT_NAME` in its env file")
        }
        // The name of a checkout is another one elsewhere.
        Some(name) if !name.ends_with(own) && less.name.origin != NameOrigin::Checkout => {
            format!("give {own} a name of its own: {} `name: {name}-{own}`", verb(less))
        }
        _ => format!("give {own} a `name:` of its own"),
    }
}

/// What to do with the key `name`.
fn verb(project: &Project) -> &'static str {
    if project.name.origin == NameOrigin::Key { "write" } else { "add" }
}
