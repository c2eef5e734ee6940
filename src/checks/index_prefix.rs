//! `index-prefix`: environments on one search cluster keep their indexes apart.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Connected, Context, Findings, Subject};
use crate::config::patterns::{Images, Names};
use crate::diagnostic::{Absence, Compared, Draft, Severity};
use crate::model::compose::{Origin, Service, Variable};
use crate::model::endpoint::{Destination, End, Machine, ServiceId};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::value::{Certainty, Same, Value};
use crate::source::Span;

/// What names an index, and what keeps them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IndexPrefix {
    /// Variables that name an index, or what its name begins with.
    keys: Names,
    /// Images of search servers.
    engines: Images,
}

/// A cluster that several environments use.
struct Cluster<'a> {
    /// What people call it.
    name: String,
    users: BTreeMap<EnvironmentId, Vec<User<'a>>>,
}

/// A service that uses a cluster.
struct User<'a> {
    subject: Subject<'a>,
    /// The variable that leads there.
    address: Option<&'a Value>,
}

impl Check for IndexPrefix {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        out.compared(Compared { looked: true, ..Compared::default() });
        for cluster in self.inside(cx).into_iter().chain(outside(cx)) {
            let environments: Vec<EnvironmentId> = cluster.users.keys().copied().collect();
            let shared = |id: &EnvironmentId| environments.iter().any(|other| cx.pair(*id, *other) != Pair::Ignored);
            if environments.iter().any(shared) {
                out.compared(Compared { stores: 1, ..Compared::default() });
                self.judge(cx, &cluster, out);
            }
        }
    }
}

impl IndexPrefix {
    /// Search servers among the services.
    fn inside<'a>(&self, cx: &Context<'a>) -> Vec<Cluster<'a>> {
        let mut clusters: BTreeMap<ServiceId, Cluster<'a>> = BTreeMap::new();
        for Connected { subject, environment, end, .. } in cx.connected() {
            let (Some(subject), Some(environment)) = (subject, environment) else { continue };
            let Destination::Services(found) = &end.destination else { continue };
            for id in found {
                let Some((_, engine)) = cx.workspace.service(*id) else { continue };
                if !engine.runs_one_of(&self.engines) {
                    continue;
                }
                let name = format!("`{}`", engine.name.as_str());
                let cluster = clusters.entry(*id).or_insert_with(|| Cluster { name, users: BTreeMap::new() });
                cluster.add(environment, User { subject, address: Some(&end.connection.address.host) });
            }
        }
        clusters.into_values().collect()
    }

    /// Each environment must have a prefix, and no two the same.
    fn judge(&self, cx: &Context<'_>, cluster: &Cluster<'_>, out: &mut Findings) {
        let mut order: Vec<EnvironmentId> = cluster.users.keys().copied().collect();
        order.sort_by_key(|id| (cx.role(*id), *id));
        let mut earlier: Vec<(EnvironmentId, &Variable)> = Vec::new();
        for id in order {
            let partner = cluster.users.keys().find(|other| cx.pair(id, **other) != Pair::Ignored);
            let (Some(users), Some(partner)) = (cluster.users.get(&id), partner) else { continue };
            let lowered = cx.pair(id, *partner) == Pair::Lowered;
            let prefixes: Vec<(&Subject<'_>, &Variable)> = users
                .iter()
                .flat_map(|user| self.prefixes(user.subject.service).map(|prefix| (&user.subject, prefix)))
                .collect();
            if prefixes.is_empty() {
                missing(cx, cluster, id, users, lowered, out);
            }
            for (subject, prefix) in prefixes {
                if let Some(draft) = empty(cx, cluster, (id, subject), prefix)
                    .or_else(|| equal(cx, cluster, (id, subject), prefix, &earlier, out))
                {
                    out.report(draft.lowered(lowered));
                }
                earlier.push((id, prefix));
            }
        }
    }

    fn prefixes<'a>(&self, service: &'a Service) -> impl Iterator<Item = &'a Variable> {
        service
            .environment
            .iter()
            .filter(|(name, variable)| self.keys.is_match(name) && variable.value.is_some())
            .map(|(_, variable)| variable)
    }
}

/// Search servers elsewhere, told by the host that variables of their kind name.
fn outside<'a>(cx: &Context<'a>) -> Vec<Cluster<'a>> {
    let mut clusters: BTreeMap<&Machine, Cluster<'a>> = BTreeMap::new();
    for Connected { subject, environment, end, .. } in cx.connected().filter(|found| is_address(found.end)) {
        let (Some(subject), Some(environment)) = (subject, environment) else { continue };
        let Destination::Outside(machine) = &end.destination else { continue };
        let host = &end.connection.address.host;
        if host.certainty() == Certainty::Maybe {
            continue;
        }
        let name = format!("`{}`", cx.show(host));
        let cluster = clusters.entry(machine).or_insert_with(|| Cluster { name, users: BTreeMap::new() });
        cluster.add(environment, User { subject, address: Some(host) });
    }
    clusters.into_values().collect()
}

impl<'a> Cluster<'a> {
    /// Adds a user; one service is one user, however often it names the cluster.
    fn add(&mut self, environment: EnvironmentId, user: User<'a>) {
        let users = self.users.entry(environment).or_default();
        if users.last().is_none_or(|known| known.subject.name() != user.subject.name()) {
            users.push(user);
        }
    }
}

/// Whether a variable leads to a search server whose indexes have no owner.
fn is_address(end: &End) -> bool {
    let Some(key) = end.connection.key() else { return false };
    let key = key.to_ascii_uppercase();
    let kinds = ["ELASTIC", "OPENSEARCH", "ES_"];
    kinds.iter().any(|kind| key.starts_with(kind) || key.contains(&format!("_{kind}")))
}

fn missing(
    cx: &Context<'_>,
    cluster: &Cluster<'_>,
    id: EnvironmentId,
    users: &[User<'_>],
    lowered: bool,
    out: &mut Findings,
) {
    // A file that is not here, and of which nothing tells what is in it, may set the prefix.
    let is_open = |user: &User<'_>| user.subject.service.has_open_env_files();
    let Some(user) = users.first() else { return };
    if users.iter().any(is_open) {
        out.compared(Compared { unknown: 1, ..Compared::default() });
        return;
    }
    let by_template = users.iter().any(|user| user.subject.service.env_files.iter().any(|used| used.file.is_none()));
    let place = user.address.map_or(user.subject.service.name.span(), Value::place);
    let (subject, name) = (&user.subject, &cluster.name);
    let message = format!("{} uses {name}, which environments share, without an index prefix", subject.words(cx));
    let mut draft = subject
        .draft(cx, "environment.index-prefix", place, message)
        .label("leads to the shared cluster")
        .help(format!("set an index prefix for {}, such as `ES_INDEX_PREFIX=…_{}`", cx.name(id), cx.name(id)))
        .lowered(lowered)
        .by_absence(Absence::Near);
    // That production has none does no harm as long as every other environment has one.
    if by_template || cx.role(id) == crate::config::Role::Production {
        draft = draft.at_most(Severity::Warning);
    }
    out.report(draft);
}

fn empty(
    cx: &Context<'_>,
    cluster: &Cluster<'_>,
    (id, subject): (EnvironmentId, &Subject<'_>),
    prefix: &Variable,
) -> Option<Draft> {
    let value = prefix.value.as_ref()?;
    let reads_empty = value.is_empty()
        || value.readings().iter().any(Value::is_empty)
        || value.unset().all(|unset| !unset.open)
            && value.text().is_none()
            && value.readings().is_empty()
            && value.parts.len() == 1;
    if !reads_empty {
        return None;
    }
    let place = if value.place().is_empty() { prefix.key.span() } else { value.place() };
    let (whose, key) = (subject.words(cx), prefix.key.as_str());
    let message = format!("{whose} leaves `{key}`, its index prefix on {}, empty", cluster.name);
    let draft = subject
        .draft(cx, &format!("environment.{key}"), place, message)
        .label("empty index prefix")
        .help(format!("set it to a text that only {} uses", cx.name(id)));
    Some(judged(draft, value))
}

fn equal(
    cx: &Context<'_>,
    cluster: &Cluster<'_>,
    (id, subject): (EnvironmentId, &Subject<'_>),
    prefix: &Variable,
    earlier: &[(EnvironmentId, &Variable)],
    out: &mut Findings,
) -> Option<Draft> {
    let value = prefix.value.as_ref()?;
    let mut unknown = false;
    for (other, theirs) in earlier.iter().filter(|(other, _)| cx.pair(id, *other) != Pair::Ignored) {
        let Some(other_value) = &theirs.value else { continue };
        let (readings, others) = (value.readings(), other_value.readings());
        let same = value.same(other_value) == Same::Yes
            || readings.iter().any(|one| others.iter().any(|two| one.same(two) == Same::Yes));
        unknown |= value.same(other_value) == Same::Unknown;
        if !same {
            continue;
        }
        let message = format!("{} uses {}'s index prefix on {}", subject.words(cx), cx.name(*other), cluster.name);
        let (place, their_place) = places(prefix, value, theirs, other_value);
        let draft = subject
            .draft(cx, &format!("environment.{}", prefix.key.as_str()), place, message)
            .label(format!("{} sets it here", cx.name(id)))
            .also(their_place, format!("{} sets it here", cx.name(*other)))
            .help(format!("set a prefix that only {} uses, such as one that ends in `_{}`", cx.name(id), cx.name(id)));
        return Some(judged(judged(draft, value), other_value));
    }
    if unknown {
        out.compared(Compared { unknown: 1, ..Compared::default() });
    }
    None
}

/// Where each sets its value; where both take it from one place, where each takes it.
fn places(prefix: &Variable, value: &Value, theirs: &Variable, their_value: &Value) -> (Span, Span) {
    if value.place() != their_value.place() {
        return (value.place(), their_value.place());
    }
    let near = |variable: &Variable, value: &Value| match variable.origin {
        Origin::EnvFile { named, .. } => named,
        Origin::Environment => value.nearest(),
    };
    (near(prefix, value), near(theirs, their_value))
}

/// What a template or a default says is no proof.
fn judged(draft: Draft, value: &Value) -> Draft {
    let maybe = value.certainty() == Certainty::Maybe || (!value.is_known() && value.unset().any(|unset| unset.open));
    if maybe
        && !value.unset().all(|unset| unset.template.is_none() && unset.default().is_none() && value.parts.len() == 1)
    {
        draft.at_most(Severity::Warning)
    } else {
        draft
    }
}
