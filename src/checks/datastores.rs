//! `datastores`: no environment reaches a database, cache, queue or search of another.

mod division;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Connected, Context, Findings, Subject};
use crate::diagnostic::{Compared, Draft};
use crate::model::endpoint::{Destination, Kind, Machine, ServiceId, Way};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::project::ProjectId;
use crate::model::value::Same;
use crate::source::Span;

use division::Verdict;

use super::cohost;
use super::reach::{self, Places, Siblings};

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Datastores {}

/// A server that keeps data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Store {
    Service(ServiceId),
    Outside(Machine),
}

/// What the judging of each connection needs.
struct Bench<'c, 'a> {
    cx: &'c Context<'a>,
    places: Places,
    siblings: Siblings<'a>,
    /// Those that have services or env files.
    environments: BTreeSet<EnvironmentId>,
}

impl Check for Datastores {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let environments = cx.workspace.endpoints.parties.iter().filter_map(|party| party.environment).collect();
        let bench = Bench { cx, places: Places::of(cx), siblings: Siblings::of(cx), environments };
        let mut owned: BTreeSet<ServiceId> = BTreeSet::new();
        let mut free: BTreeMap<Store, Vec<Connected<'_>>> = BTreeMap::new();
        // A place that many services take a connection from is one mistake.
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for user in cx.connected().filter(|user| takes_part(user) && !reach::is_example(cx, user)) {
            let Some(environment) = user.environment else { continue };
            if let Some((id, store)) = reach::target(cx, &user) {
                // What nothing marks is there for all who use it.
                let Some(owner) = cx.marked(store.environment) else {
                    free.entry(Store::Service(id)).or_default().push(user);
                    continue;
                };
                if bench.is_compared(environment) {
                    owned.insert(id);
                }
                if let Some(draft) = bench.taken(&user, environment, &store, owner)
                    && told.insert(draft.span)
                {
                    out.report(draft);
                }
            } else if let Destination::Outside(machine) = &user.end.destination {
                free.entry(Store::Outside(machine.clone())).or_default().push(user);
            }
        }
        out.compared(Compared { looked: true, stores: owned.len(), ..Compared::default() });
        for (store, users) in &free {
            bench.judge_free(store, users, out);
        }
    }
}

/// Whether the connection leads to something that keeps data, and is not made by a proxy.
fn takes_part(user: &Connected<'_>) -> bool {
    user.end.kind.is_store() && !user.subject.is_some_and(|subject| subject.service.edge)
}

impl Bench<'_, '_> {
    /// Whether there is something to compare this environment with.
    fn is_compared(&self, environment: EnvironmentId) -> bool {
        self.environments.iter().any(|other| self.cx.pair(environment, *other) != Pair::Ignored)
    }

    /// A connection to a store that belongs to another environment.
    fn taken(
        &self,
        user: &Connected<'_>,
        environment: EnvironmentId,
        store: &Subject<'_>,
        owner: EnvironmentId,
    ) -> Option<Draft> {
        let cx = self.cx;
        let pair = cx.pair(environment, owner);
        if pair == Pair::Ignored {
            return None;
        }
        let (own, theirs) = (cx.name(environment), cx.name(owner));
        let word = user.end.kind.word();
        let host = &user.end.connection.address.host;
        let message = format!("{} {} {theirs}'s {word} `{}`", user.words(cx), reach::verb(user), store.name());
        let help = match self.siblings.get(store, Some(environment)) {
            Some(sibling) => format!("point {} at `{sibling}`", subject_of(user)),
            None => format!(
                "give {own} a {word} of its own, such as `{}`, and point {} at it",
                reach::own_name(store.name(), own),
                subject_of(user)
            ),
        };
        let draft = reach::draft(cx, user, host, self.places.own(user, host), message)
            .label(format!("leads to {theirs}"))
            .also(store.service.name.span(), format!("{theirs}'s {word}"))
            .help(help)
            .lowered(pair == Pair::Lowered);
        reach::across(cx, reach::handed_on(draft, user, host), user, store.project_id)
    }

    /// A store that nobody owns: environments must be apart inside it.
    fn judge_free(&self, store: &Store, users: &[Connected<'_>], out: &mut Findings) {
        let cx = self.cx;
        let mut environments: BTreeMap<EnvironmentId, Vec<&Connected<'_>>> = BTreeMap::new();
        let mut hosts: BTreeMap<ProjectId, Same> = BTreeMap::new();
        for user in users {
            let Some(environment) = user.environment else { continue };
            // Who runs on another host than a service reaches another one of its name.
            let home = user.id.map(|id| id.project);
            let is_near =
                home.is_none_or(|home| *hosts.entry(home).or_insert_with(|| store.is_near(cx, home)) != Same::No);
            if is_near {
                environments.entry(environment).or_default().push(user);
            }
        }
        // What is known to run on its host before what may.
        for users in environments.values_mut() {
            users.sort_by_key(|user| user.id.is_some_and(|id| hosts.get(&id.project) != Some(&Same::Yes)));
        }
        let mut order: Vec<EnvironmentId> = environments.keys().copied().collect();
        order.sort_by_key(|id| (cx.role(*id), *id));
        let is_search = users.iter().all(|user| user.end.kind == Kind::Search);
        // Search servers are counted by the rule that keeps their indexes apart.
        if order.iter().any(|id| self.is_compared(*id)) && !is_search {
            out.compared(Compared { stores: 1, ..Compared::default() });
        }
        let service = match store {
            Store::Service(id) => cx.subject(*id),
            Store::Outside(_) => None,
        };
        let name = service.as_ref().map(Subject::name);
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for (at, less) in order.iter().enumerate() {
            for more in order.iter().take(at) {
                let pair = cx.pair(*less, *more);
                let (Some(less), Some(more)) = (environments.get(less), environments.get(more)) else { continue };
                if pair == Pair::Ignored {
                    continue;
                }
                for (draft, verdict, users) in division::compare(self, name, less, more) {
                    let Some(draft) = store.reached(cx, draft, users) else { continue };
                    if told.insert(draft.span) {
                        let unknown = usize::from(verdict == Verdict::Unknown);
                        out.compared(Compared { unknown, ..Compared::default() });
                        out.report(draft.lowered(pair == Pair::Lowered));
                    }
                }
            }
        }
    }
}

impl Store {
    /// Whether it is there for what runs where a project does; a service is there on its own host.
    fn is_near(&self, cx: &Context<'_>, project: ProjectId) -> Same {
        match self {
            Self::Service(id) => cohost::of(cx, project, id.project).same,
            Self::Outside(_) => Same::Yes,
        }
    }

    /// The finding as far as both users are on its host.
    fn reached(&self, cx: &Context<'_>, draft: Draft, users: [&Connected<'_>; 2]) -> Option<Draft> {
        let Self::Service(id) = self else { return Some(draft) };
        let projects: BTreeSet<ProjectId> = users.into_iter().filter_map(|user| Some(user.id?.project)).collect();
        projects.into_iter().try_fold(draft, |draft, project| cohost::weighed(cx, draft, project, id.project))
    }
}

/// What to change, for an order.
fn subject_of(user: &Connected<'_>) -> String {
    match &user.end.connection.way {
        Way::Variable { key, .. } => format!("`{}`", key.as_str()),
        Way::Command => "the command".to_owned(),
        Way::Link => "the link".to_owned(),
    }
}
