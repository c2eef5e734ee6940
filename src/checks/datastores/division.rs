//! Databases, indexes and virtual hosts inside one server.

use std::collections::BTreeMap;

use crate::check::Connected;
use crate::diagnostic::{Draft, Severity};
use crate::model::endpoint::Kind;
use crate::model::value::{Certainty, Value};

use super::super::reach;
use super::{Bench, subject_of};

/// The part of a server that a connection names.
struct Division<'u, 'a> {
    user: &'u Connected<'a>,
    value: Option<&'u Value>,
    /// What tells whether two are one, whatever variables hold.
    identity: [u8; 32],
    /// What it reads as, as far as that is known.
    reading: Option<String>,
}

/// How two environments stand in one server.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    /// In the same part, whatever variables hold.
    Same,
    /// In the same part as far as templates and defaults tell.
    Likely,
    /// It cannot be told.
    Unknown,
}

/// What `less` has in common with `more` on one server: for each of its connections the first of
/// the other's that leads to the same part, or is not known to lead to another, with both of them.
pub(super) fn compare<'u, 'a>(
    bench: &Bench<'_, '_>,
    store: Option<&str>,
    less: &[&'u Connected<'a>],
    more: &[&'u Connected<'a>],
) -> Vec<(Draft, Verdict, [&'u Connected<'a>; 2])> {
    let theirs: Vec<Division<'_, '_>> = more.iter().filter_map(|user| division(user)).collect();
    let mut by_identity: BTreeMap<[u8; 32], &Division<'_, '_>> = BTreeMap::new();
    let mut by_reading: BTreeMap<&str, &Division<'_, '_>> = BTreeMap::new();
    for found in &theirs {
        by_identity.entry(found.identity).or_insert(found);
        if let Some(reading) = &found.reading {
            by_reading.entry(reading).or_insert(found);
        }
    }
    let open = theirs.iter().find(|found| found.reading.is_none());
    let own = less.iter().filter_map(|user| division(user));
    let drafts = own.filter_map(|own| {
        let same = by_identity.get(&own.identity).map(|other| (*other, Verdict::Same));
        let likely = || Some((*by_reading.get(own.reading.as_deref()?)?, Verdict::Likely));
        let unknown = || {
            let other = if own.reading.is_none() { theirs.first() } else { open };
            other.map(|other| (other, Verdict::Unknown))
        };
        let (other, verdict) = same.or_else(likely).or_else(unknown)?;
        Some((draft(bench, store, &own, other, verdict)?, verdict, [own.user, other.user]))
    });
    drafts.collect()
}

fn division<'u, 'a>(user: &'u Connected<'a>) -> Option<Division<'u, 'a>> {
    let kind = user.end.kind;
    if !kind.is_divided() {
        return None;
    }
    let value = user.end.connection.address.database.as_ref();
    // What is meant when nothing is said.
    let usual = match kind {
        Kind::Cache => "0",
        Kind::Queue => "/",
        _ => "",
    };
    let reading = match value {
        None => Some(usual.to_owned()),
        Some(value) => value.likely_text().map(|text| text.replace("%2F", "/").replace("%2f", "/")),
    };
    let identity = match (value, &reading) {
        (Some(value), None) => value.identity(),
        (Some(value), Some(_)) if !value.is_known() => value.identity(),
        (_, reading) => Value::identity_of(reading.as_deref().unwrap_or_default()),
    };
    Some(Division { user, value, identity, reading })
}

fn draft(
    bench: &Bench<'_, '_>,
    store: Option<&str>,
    own: &Division<'_, '_>,
    other: &Division<'_, '_>,
    verdict: Verdict,
) -> Option<Draft> {
    let cx = bench.cx;
    let (environment, owner) = (own.user.environment?, other.user.environment?);
    let (mine, theirs) = (cx.name(environment), cx.name(owner));
    let kind = own.user.end.kind;
    let host = &own.user.end.connection.address.host;
    let name = store.map_or_else(|| format!("`{}`", cx.show(host)), |store| format!("`{store}`"));
    let (word, part) = (kind.word(), kind.division());
    let whose = own.user.words(cx);
    let what = if word == part { name } else { format!("{word} {name}") };
    let message = match (verdict, own.value) {
        (Verdict::Unknown, _) => format!("{whose} may use the same {part} as {theirs} on {what}"),
        (_, None) => format!("{whose} uses {what}, as {theirs} does, without a {part} of its own"),
        _ => format!("{whose} uses the same {part} as {theirs} on {what}"),
    };
    let their_host = &other.user.end.connection.address.host;
    let value = own.value.unwrap_or(host);
    let their_value = other.value.unwrap_or(their_host);
    let help = match store {
        Some(store) => format!("give {mine} a {word} of its own, such as `{}`", reach::own_name(store, mine)),
        None => format!("point {} at a {word} that only {mine} uses", subject_of(own.user)),
    };
    let label = |found: &Division<'_, '_>, environment: &str| match found.value {
        Some(_) => format!("{environment}'s {part}"),
        None => format!("{environment} connects here"),
    };
    let place = |user: &Connected<'_>, value: &Value| bench.places.own(user, value);
    let mut draft = reach::draft(cx, own.user, host, place(own.user, value), message)
        .label(label(own, mine))
        .also(place(other.user, their_value), label(other, theirs))
        .help(help);
    let users_differ = || {
        let [ours, theirs] = [own, other].map(|found| found.user.end.connection.address.user.as_ref());
        ours.and_then(Value::text) != theirs.and_then(Value::text)
    };
    // Without a name, PostgreSQL takes the user's.
    let is_guess = own.value.is_none() && kind == Kind::Sql && users_differ();
    let whole = |found: &Division<'_, '_>| found.user.end.connection.whole.clone();
    let (one, two) = (whole(own), whole(other));
    let is_one = one.identity() == two.identity() && one.certainty() != Certainty::Maybe;
    let is_maybe = [value, their_value, their_host].into_iter().any(reach::is_maybe);
    if is_one {
        // Whatever the one variable holds, it holds it for both.
        draft.at_most = Severity::Error;
    } else if verdict != Verdict::Same || is_guess || is_maybe {
        draft = draft.at_most(Severity::Warning);
    }
    Some(reach::handed_on(draft, own.user, value))
}
