//! `host-names`: a host name that an environment connects to leads to no other one as well.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Connected, Context, Findings, Subject};
use crate::diagnostic::Draft;
use crate::model::endpoint::{Claim, Destination, Network};
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::value::{Same, Value};
use crate::source::Span;

use super::cohost;

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HostNames {}

/// A service that answers to a name.
struct Answer<'a> {
    subject: Subject<'a>,
    environment: EnvironmentId,
    /// What gives it the name.
    by: &'a Value,
    network: &'a Network,
}

impl Check for HostNames {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut found: BTreeMap<Span, Draft> = BTreeMap::new();
        for user in cx.connected() {
            let Some(draft) = judge(cx, &user) else { continue };
            // Of all that connect there, the one that is hit hardest tells it.
            match found.get_mut(&draft.span) {
                Some(known) if known.at_most >= draft.at_most => {}
                _ => {
                    found.insert(draft.span, draft);
                }
            }
        }
        for draft in found.into_values() {
            out.report(draft);
        }
    }
}

fn judge(cx: &Context<'_>, user: &Connected<'_>) -> Option<Draft> {
    let (subject, environment) = (user.subject?, user.environment?);
    let Destination::Services(services) = &user.end.destination else { return None };
    if services.len() < 2 || subject.service.edge {
        return None;
    }
    let host = &user.end.connection.address.host;
    let name = host.likely_text()?;
    let answers = answers(cx, user, &name);
    let own = answers.iter().find(|answer| answer.environment == environment)?;
    let other = answers.iter().find(|answer| cx.pair(environment, answer.environment) != Pair::Ignored)?;
    let pair = cx.pair(environment, other.environment);
    let (home, away) = (subject.project_id, other.subject.project_id);
    if cohost::of(cx, home, away).same != Same::Yes && !may_meet(own, other) {
        return None;
    }
    // The name goes where the less trusted environment gave it.
    let rank = |answer: &Answer<'_>| (cx.role(answer.environment), answer.environment);
    let (less, more) = if rank(own) > rank(other) { (own, other) } else { (other, own) };
    let (mine, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let message = format!(
        "`{}` leads {} to {mine}'s service `{}` as well as to {theirs}'s `{}`",
        cx.show(host),
        user.words(cx),
        less.subject.name(),
        more.subject.name()
    );
    let draft = less
        .subject
        .draft(cx, "networks", less.by.place(), message)
        .label(format!("{mine} answers to this name"))
        .also(more.by.place(), format!("{theirs} answers to it, too"))
        .also(host.place(), format!("{} connects here", cx.name(environment)))
        .help(format!("give {mine}'s `{}` a name on the network that no service of {theirs} has", less.subject.name()))
        .lowered(pair == Pair::Lowered);
    cohost::weighed(cx, draft, home, away)
}

/// Everything that answers to `name` where the user is attached, and belongs somewhere.
fn answers<'a>(cx: &Context<'a>, user: &Connected<'a>, name: &str) -> Vec<Answer<'a>> {
    let Some(from) = user.id else { return Vec::new() };
    let claims = cx.workspace.endpoints.directory.lookup(from, name);
    let answer = |(network, claim): (&'a Network, &'a Claim)| {
        let subject = cx.subject(claim.service)?;
        Some(Answer { subject, environment: subject.environment?, by: &claim.by, network })
    };
    claims.into_iter().filter_map(answer).collect()
}

/// Whether two projects that nothing puts on one host may meet on the network all the same: files of
/// their own lead both there, not one file that is deployed to several hosts.
fn may_meet(own: &Answer<'_>, other: &Answer<'_>) -> bool {
    let shares_files = own.subject.project.files.iter().any(|file| other.subject.project.files.contains(file));
    matches!(other.network, Network::Named(_)) && !shares_files
}
