//! `graph-readers`: a graph that environments share is only read outside production.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Connected, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Compared, Draft};
use crate::model::endpoint::{Destination, Kind, Machine, ServiceId};
use crate::model::environment::Pair;
use crate::source::Span;

use super::reach::{self, Places};

/// Who reads and does not write.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GraphReaders {
    /// Names of users that may not write.
    readers: Names,
}

/// A graph database, or one elsewhere.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Graph {
    Service(ServiceId),
    Outside(Machine),
}

impl Check for GraphReaders {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut graphs: BTreeMap<Graph, Vec<Connected<'_>>> = BTreeMap::new();
        for user in cx.connected().filter(|user| user.end.kind == Kind::Graph && !reach::is_example(cx, user)) {
            let graph = match (reach::target(cx, &user), &user.end.destination) {
                (Some((id, graph)), _) if graph.environment.is_none() => Graph::Service(id),
                (None, Destination::Outside(machine)) => Graph::Outside(machine.clone()),
                _ => continue,
            };
            graphs.entry(graph).or_default().push(user);
        }
        let places = Places::of(cx);
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for users in graphs.values() {
            for user in users {
                match self.judge(cx, &places, user, users) {
                    Some(Verdict::Writer(draft)) if told.insert(draft.span) => out.report(*draft),
                    Some(Verdict::Unknown) => out.compared(Compared { unknown: 1, ..Compared::default() }),
                    _ => {}
                }
            }
        }
    }
}

/// What is known of who logs in.
enum Verdict {
    Writer(Box<Draft>),
    Unknown,
}

impl GraphReaders {
    /// None for a reader, and where production logs in.
    fn judge(&self, cx: &Context<'_>, places: &Places, user: &Connected<'_>, all: &[Connected<'_>]) -> Option<Verdict> {
        let environment = user.environment.filter(|id| cx.role(*id) != Role::Production)?;
        let is_shared =
            |other: &Connected<'_>| other.environment.is_some_and(|other| cx.pair(environment, other) == Pair::Full);
        if !all.iter().any(is_shared) {
            return None;
        }
        let address = &user.end.connection.address;
        let name = match &address.user {
            Some(name) => match name.likely_text() {
                Some(name) if self.readers.is_match(&name) => return None,
                Some(_) => Some(name),
                None => return Some(Verdict::Unknown),
            },
            None if is_open(user) => return Some(Verdict::Unknown),
            None => None,
        };
        let graph = format!("the graph database `{}`", cx.show(&address.host));
        let whose = user.words(cx);
        let (value, message) = match name {
            Some(name) => {
                (name, format!("{whose} logs in to {graph}, which production uses too, as `{}`", cx.show(name)))
            }
            None => (&address.host, format!("{whose} uses {graph}, as production does, and names no user")),
        };
        let own = cx.name(environment);
        let draft = reach::draft(cx, user, value, places.own(user, value), message)
            .label(if name.is_some() { "no known reader" } else { "leads to the shared graph" })
            .help(format!(
                "create a user for {own} that may only read, such as `{own}_reader`, and log in as that one"
            ));
        Some(Verdict::Writer(Box::new(reach::handed_on(draft, user, value))))
    }
}

/// Whether something that could not be read may name the user.
fn is_open(user: &Connected<'_>) -> bool {
    user.subject.is_some_and(|subject| subject.service.has_open_env_files())
}
