//! Findings about what a service connects to.

mod abroad;

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Connected, Context, Subject};
use crate::config::Role;
use crate::diagnostic::{Absence, Cause, Draft, Severity};
use crate::model::endpoint::{Destination, ServiceId, Way};
use crate::model::environment::{EnvironmentId, Marker, Pair};
use crate::model::holder::is_general_template;
use crate::model::project::ProjectId;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

use super::cohost;

/// Which environments take something from a place.
pub(super) struct Places {
    users: BTreeMap<Span, BTreeSet<Option<EnvironmentId>>>,
}

impl Places {
    pub(super) fn of(cx: &Context<'_>) -> Self {
        let mut users: BTreeMap<Span, BTreeSet<Option<EnvironmentId>>> = BTreeMap::new();
        for Connected { environment, end, .. } in cx.connected() {
            let address = &end.connection.address;
            for value in [Some(&address.host), address.database.as_ref(), address.user.as_ref()].into_iter().flatten() {
                users.entry(value.place()).or_default().insert(environment);
            }
        }
        Self { users }
    }

    /// Where to edit `value` for this user alone: its own place, unless another environment takes it
    /// from there, too; then where this one takes it.
    pub(super) fn own(&self, user: &Connected<'_>, value: &Value) -> Span {
        let place = value.place();
        if self.users.get(&place).is_none_or(|users| users.len() < 2) {
            return place;
        }
        match &user.end.connection.way {
            Way::Variable { loaded: Some(loaded), .. } => *loaded,
            Way::Variable { key, .. } => value.via().first().copied().unwrap_or_else(|| key.span()),
            Way::Command | Way::Link => value.nearest(),
        }
    }
}

/// The service that a connection leads to, the first of several of one environment. A name that a
/// service of the own project has is not meant for another project's; none when services of several
/// environments remain.
pub(super) fn target<'a>(cx: &Context<'a>, user: &Connected<'_>) -> Option<(ServiceId, Subject<'a>)> {
    let found = match &user.end.destination {
        Destination::Services(found) => found,
        // A name out of reach tells something only where it is another environment's.
        Destination::OutOfReach(id) => {
            let target = cx.subject(*id)?;
            return target
                .environment
                .filter(|owner| user.environment.is_some_and(|own| cx.pair(own, *owner) != Pair::Ignored))
                .map(|_| (*id, target));
        }
        Destination::Outside(_) => return abroad::aim(cx, user).map(|aim| (aim.id, aim.target)),
        _ => return None,
    };
    let own = user.subject.map(|subject| subject.project_id);
    let near: Vec<ServiceId> = found.iter().copied().filter(|id| Some(id.project) == own).collect();
    let found = if near.is_empty() { found } else { &near };
    let environment = |id: &ServiceId| cx.subject(*id).map(|subject| subject.environment);
    let id = *found.first()?;
    if found.iter().any(|other| environment(other) != environment(&id)) {
        return None;
    }
    Some((id, cx.subject(id)?))
}

/// What the connection does to its target, for a message.
pub(super) fn verb(user: &Connected<'_>) -> &'static str {
    match user.end.destination {
        Destination::OutOfReach(_) | Destination::Outside(_) => "is aimed at",
        _ => "connects to",
    }
}

/// Whether the connection comes from a template that a repository gives to everybody.
pub(super) fn is_example(cx: &Context<'_>, user: &Connected<'_>) -> bool {
    is_general_template(cx.workspace, user.end.connection.address.host.place())
}

/// A finding at `span` about a connection: who makes it, what hands it on, how sure it is.
pub(super) fn draft(cx: &Context<'_>, user: &Connected<'_>, value: &Value, span: Span, message: String) -> Draft {
    let connection = &user.end.connection;
    let key = connection.key().unwrap_or_default();
    let mut draft = match user.subject {
        Some(subject) => {
            let part = match &connection.way {
                Way::Variable { .. } => format!("environment.{key}"),
                Way::Command => "command".to_owned(),
                Way::Link => "links".to_owned(),
            };
            subject.draft(cx, &part, span, message)
        }
        None => cx.draft(user.environment, span, message).subject(format!("#{key}")),
    };
    if matches!(connection.way, Way::Link) {
        draft = draft.cause(Cause::Dependency);
    }
    // Where strangers may answer, a name of the project may be meant for one of them.
    let may_be_strangers = matches!(user.end.destination, Destination::OutOfReach(_))
        && user.id.is_some_and(|id| cx.workspace.endpoints.directory.meets_strangers(id));
    let is_unsure = || abroad::aim(cx, user).is_some_and(|aim| !aim.sure);
    if is_maybe(value) || may_be_strangers || is_unsure() {
        draft = draft.at_most(Severity::Warning);
    }
    draft
}

/// The finding as far as the connection holds across hosts: a name leads to another project only on a
/// network that both are on.
pub(super) fn across(cx: &Context<'_>, draft: Draft, user: &Connected<'_>, target: ProjectId) -> Option<Draft> {
    match user.id {
        Some(from) => {
            // A name leads elsewhere only where nothing nearer has it.
            let is_near = from.project == target;
            let draft = if is_near { draft } else { draft.by_absence(Absence::Anywhere) };
            cohost::weighed(cx, draft, from.project, target)
        }
        None => Some(draft),
    }
}

/// Whether only a template or a default tells what `value` reads as.
pub(super) fn is_maybe(value: &Value) -> bool {
    value.readings().first().is_some_and(|reading| reading.certainty() == Certainty::Maybe)
}

/// Adds the places that hand `value` on to who connects.
pub(super) fn handed_on(draft: Draft, user: &Connected<'_>, value: &Value) -> Draft {
    let primary = draft.span;
    let apart = |span: &Span| !span.contains(primary) && !primary.contains(*span);
    let draft = if apart(&value.place()) { draft.also(value.place(), "taken from here") } else { draft };
    let draft = value.via().into_iter().filter(apart).fold(draft, |draft, via| draft.also(via, "passed on here"));
    match &user.end.connection.way {
        Way::Variable { loaded: Some(loaded), .. } if user.subject.is_some() => draft.also(*loaded, "loaded here"),
        _ => draft,
    }
}

/// The services by the names of their containers, the first of several that claim one.
pub(super) fn containers<'a>(cx: &Context<'a>) -> BTreeMap<String, Subject<'a>> {
    let mut containers = BTreeMap::new();
    for subject in cx.subjects() {
        if let Some(name) = subject.project.container_name(subject.service).text() {
            containers.entry(name.into_owned()).or_insert(subject);
        }
    }
    containers
}

/// The projects that run several environments which are compared: what is shared in another one serves only its own.
pub(super) fn crowded(cx: &Context<'_>) -> BTreeSet<ProjectId> {
    let mut environments: BTreeMap<ProjectId, BTreeSet<EnvironmentId>> = BTreeMap::new();
    for subject in cx.subjects() {
        let environment = cx.marked(subject.environment);
        environments.entry(subject.project_id).or_default().extend(environment);
    }
    // Only development is not compared with itself, so the first one tells.
    let is_compared = |found: &BTreeSet<EnvironmentId>| {
        let first = found.first().copied();
        first.is_some_and(|first| found.iter().any(|other| cx.pair(first, *other) != Pair::Ignored))
    };
    environments.into_iter().filter(|(_, found)| is_compared(found)).map(|(project, _)| project).collect()
}

/// The services of each project by environment and name without marker.
pub(super) struct Siblings<'a> {
    names: BTreeMap<(ProjectId, Option<EnvironmentId>, &'a str), &'a str>,
}

impl<'a> Siblings<'a> {
    pub(super) fn of(cx: &Context<'a>) -> Self {
        let mut names = BTreeMap::new();
        for subject in cx.subjects() {
            let name = subject.name();
            names.entry((subject.project_id, subject.environment, base(name))).or_insert(name);
        }
        Self { names }
    }

    /// What `environment` has in the place of `service`.
    pub(super) fn get(&self, service: &Subject<'_>, environment: Option<EnvironmentId>) -> Option<&'a str> {
        self.names.get(&(service.project_id, environment, base(service.name()))).copied()
    }
}

fn base(name: &str) -> &str {
    Marker::of_service(name).map_or(name, |(_, base)| base)
}

/// A name for what `environment` lacks. Where another one's has a marker, production's has none.
pub(super) fn own_name(service: &str, environment: &str) -> String {
    let is_production = Marker::of_word(environment).is_some_and(|marker| marker.role == Role::Production);
    if is_production && base(service) != service {
        return base(service).to_owned();
    }
    let separator = if service.contains('-') { '-' } else { '_' };
    format!("{}{separator}{environment}", base(service))
}
