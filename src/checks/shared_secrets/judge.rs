//! Whether two uses of one secret prove that it is shared.

use crate::check::Context;
use crate::config::Role;
use crate::diagnostic::Severity;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::scope::Lookup;
use crate::model::value::ScopeId;
use crate::source::Span;

use super::Users;
use super::collect::{Kind, Use};
use super::env_files::Loads;
use super::help::names;

/// Of the uses of one environment so many different ones are looked at.
const MAX_USES: usize = 16;

/// What is to be said of a secret.
pub(super) enum Verdict<'u, 'a> {
    /// It is shared.
    Leak(Leak<'u, 'a>),
    /// It is shared with the whole env file it stands in.
    Loaded,
    /// It is not known to be shared.
    Apart,
}

/// A shared secret.
pub(super) struct Leak<'u, 'a> {
    /// The use in the more trusted environment.
    pub(super) owner: &'u Use<'a>,
    /// The use in the less trusted one.
    pub(super) other: &'u Use<'a>,
    pub(super) at_most: Severity,
    pub(super) lowered: bool,
}

/// Looks at the environments pair by pair, the most trusted first.
pub(super) fn judge<'u, 'a>(cx: &Context<'_>, users: &Users<'u, 'a>, loads: &mut Loads<'u, 'a>) -> Verdict<'u, 'a> {
    let mut environments: Vec<EnvironmentId> = users.keys().copied().collect();
    environments.sort_by_key(|id| (cx.role(*id), *id));
    let mut verdict = Verdict::Apart;
    for (at, owner) in environments.iter().enumerate() {
        for other in environments.iter().skip(at + 1) {
            let lowered = match cx.pair(*owner, *other) {
                Pair::Ignored => continue,
                pair => pair == Pair::Lowered,
            };
            let (owners, others) = (different(users, *owner), different(users, *other));
            let mut best: Option<((Severity, bool, bool), Leak<'u, 'a>)> = None;
            for other in &others {
                for owner in &owners {
                    let Some(at_most) = proof(cx, owner, other) else { continue };
                    // `JWT_SECRET_STAGING` is staging's, whoever else loads the file it stands in.
                    let is_foreign = owner.env_file() != other.env_file() && is_named_for(cx, owner, other);
                    if owner.env_file().is_some() && (is_foreign || owner.env_file() == other.env_file()) {
                        let (owner, other) = if is_foreign { (other, owner) } else { (owner, other) };
                        loads.add(owner, other, at_most, lowered);
                        if matches!(verdict, Verdict::Apart) {
                            verdict = Verdict::Loaded;
                        }
                        continue;
                    }
                    let rank = (at_most, owner.name == other.name, owner.is_whole && other.is_whole);
                    if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                        best = Some((rank, Leak { owner, other, at_most, lowered }));
                    }
                }
            }
            if let Some((_, leak)) = best
                && !matches!(verdict, Verdict::Leak(_))
            {
                verdict = Verdict::Leak(leak);
            }
        }
    }
    verdict
}

/// Whether a service loads the secret under a name that says whose it is: the environment of `user`.
fn is_named_for(cx: &Context<'_>, loader: &Use<'_>, user: &Use<'_>) -> bool {
    let Some(environment) = user.environment.map(|id| cx.name(id)) else { return false };
    matches!(loader.kind, Kind::Loaded(_, Some(_))) && loader.name.split('_').any(|word| names(word, environment))
}

/// The uses of an environment, one for each text or env file.
fn different<'u, 'a>(users: &Users<'u, 'a>, environment: EnvironmentId) -> Vec<&'u Use<'a>> {
    let mut different: Vec<&Use<'_>> = Vec::new();
    for found in users.get(&environment).into_iter().flatten() {
        let known = different.iter_mut().find(|known| {
            known.project() == found.project()
                && match (known.env_file(), found.env_file()) {
                    (Some(known), Some(found)) => known == found,
                    (None, None) => known.secret.place == found.secret.place && known.nearest() == found.nearest(),
                    _ => false,
                }
        });
        match known {
            // The service that runs code of this repository says more than the database beside it.
            Some(known) if !runs_own_code(known) && runs_own_code(found) => *known = found,
            Some(_) => {}
            None => different.push(found),
        }
        if different.len() == MAX_USES {
            break;
        }
    }
    different
}

fn runs_own_code(found: &Use<'_>) -> bool {
    found.subject.is_some_and(|subject| subject.service.build.is_some())
}

/// How serious it may be that both use the secret; none when that proves nothing.
fn proof(cx: &Context<'_>, owner: &Use<'_>, other: &Use<'_>) -> Option<Severity> {
    let development =
        [owner, other].iter().any(|found| found.environment.map(|id| cx.role(id)) == Some(Role::Development));
    if owner.project() != other.project() {
        match source(cx, owner, other) {
            // Whether they run on one machine is not known.
            Source::Machine => return None,
            Source::File if development => return None,
            Source::File => return Some(Severity::Warning),
            // What everybody knows was not taken from production; `weak-secrets` says so there.
            Source::Text if development && owner.secret.is_well_known => return None,
            Source::Text => {}
        }
    }
    let defaults = (default_variable(cx, owner), default_variable(cx, other));
    let at_most = match defaults {
        (Some(owner), Some(other)) if owner == other => Severity::Error,
        (None, None) => Severity::Error,
        // What is set in a deployment may differ.
        _ => Severity::Warning,
    };
    Some(if development && owner.secret.is_well_known { at_most.min(Severity::Warning) } else { at_most })
}

/// What two uses in two projects have in common.
enum Source {
    /// Something that each machine has its own of: an unset variable, a secret that nobody read, `.env`.
    Machine,
    /// A file with a name of its own: hardly another one elsewhere.
    File,
    /// A text that says the same wherever it is read, or two texts that do.
    Text,
}

/// Two projects are often deployed to two machines, or with two `--env-file`.
fn source(cx: &Context<'_>, owner: &Use<'_>, other: &Use<'_>) -> Source {
    if !owner.secret.is_known || owner.secret.is_source {
        return Source::Machine;
    }
    if owner.secret.path.is_some() {
        return if owner.secret.path == other.secret.path { Source::File } else { Source::Text };
    }
    if owner.secret.place != other.secret.place {
        return Source::Text;
    }
    let file = cx.workspace.env_files().find(|(_, file)| file.file == owner.secret.place.file);
    match file {
        Some((_, file)) if file.marker.is_none() => {
            if file.path.file_name() == Some(".env") {
                Source::Machine
            } else {
                Source::File
            }
        }
        _ => Source::Text,
    }
}

/// The variable whose default the secret is, where an absent file may set it.
fn default_variable<'a>(cx: &Context<'a>, found: &Use<'_>) -> Option<(ScopeId, &'a str)> {
    let is_around = |via: &&Span| **via != found.secret.place && via.contains(found.secret.place);
    let reference = cx.workspace.sources.text(*found.secret.via.iter().find(is_around)?);
    let name = reference.trim_start_matches(['$', '{']);
    let end = name.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let name = name.get(..end.unwrap_or(name.len()))?;
    let scope = found.subject?.project.scope;
    match cx.workspace.scopes.get(scope)?.lookup(name, found.environment.map(|id| cx.name(id))) {
        Lookup::Unset { open: true, .. } => Some((scope, name)),
        _ => None,
    }
}
