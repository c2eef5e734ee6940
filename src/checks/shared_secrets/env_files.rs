//! Env files that bring the secrets of one environment into another as a whole.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use crate::check::{Context, Findings};
use crate::diagnostic::{Draft, Severity};
use crate::model::env_file::EnvFileId;
use crate::model::environment::EnvironmentId;
use crate::model::project::ProjectId;
use crate::source::Span;

use super::Users;
use super::collect::{Kind, Use};

/// So many keys are named.
const MAX_KEYS: usize = 3;

/// Which env files are loaded by whom, as far as secrets come with it.
#[derive(Default)]
pub(super) struct Loads<'u, 'a> {
    leaks: IndexMap<(EnvFileId, Option<EnvironmentId>, Option<EnvironmentId>), Load<'u, 'a>>,
    shared: IndexMap<(EnvFileId, String), Load<'u, 'a>>,
}

/// An env file in the hands of two.
struct Load<'u, 'a> {
    owner: &'u Use<'a>,
    other: &'u Use<'a>,
    keys: IndexSet<&'u str>,
    at_most: Severity,
    lowered: bool,
}

impl<'u, 'a> Loads<'u, 'a> {
    /// Notes that a secret came to both through one file.
    pub(super) fn add(&mut self, owner: &'u Use<'a>, other: &'u Use<'a>, at_most: Severity, lowered: bool) {
        let Some(file) = other.env_file().or(owner.env_file()) else { return };
        // Whose own the file is stands below no service: the one that loads it is at fault.
        let (owner, other) = if matches!(other.kind, Kind::Loaded(_, None)) { (other, owner) } else { (owner, other) };
        let load = self.leaks.entry((file, owner.environment, other.environment)).or_insert_with(|| Load {
            owner,
            other,
            keys: IndexSet::new(),
            at_most,
            lowered,
        });
        load.keys.insert(other.name);
        load.at_most = load.at_most.max(at_most);
        load.lowered &= lowered;
    }

    /// Notes the shared services that get a secret through a file of an environment's.
    pub(super) fn shared(&mut self, uses: &[&'u Use<'a>], users: &Users<'u, 'a>) {
        let mut owners: BTreeMap<(EnvFileId, Option<ProjectId>), &'u Use<'a>> = BTreeMap::new();
        for owner in users.values().flatten() {
            if let Some(file) = owner.env_file() {
                owners.entry((file, owner.project())).or_insert(owner);
            }
        }
        for other in uses.iter().filter(|found| found.environment.is_none()) {
            let (Some(file), Some(subject)) = (other.env_file(), other.subject) else { continue };
            if subject.service.edge {
                continue;
            }
            let owner = [Some(subject.project_id), None].iter().find_map(|project| owners.get(&(file, *project)));
            let Some(owner) = owner else { continue };
            let load = self.shared.entry((file, subject.name().to_owned())).or_insert_with(|| Load {
                owner,
                other,
                keys: IndexSet::new(),
                at_most: Severity::Warning,
                lowered: false,
            });
            load.keys.insert(other.name);
        }
    }

    /// The env files that bring secrets of another environment into one.
    pub(super) fn leaked(&self) -> BTreeSet<(EnvFileId, EnvironmentId)> {
        let both = |(file, one, other): &(EnvFileId, Option<EnvironmentId>, Option<EnvironmentId>)| {
            [*one, *other].map(|environment| environment.map(|id| (*file, id)))
        };
        self.leaks.keys().flat_map(both).flatten().collect()
    }

    /// One finding for each file and pair of environments, and one for each shared service.
    pub(super) fn report(self, cx: &Context<'_>, out: &mut Findings) {
        let leaked: BTreeSet<EnvFileId> = self.leaks.keys().map(|(file, ..)| *file).collect();
        for ((file, ..), load) in self.leaks {
            // What only one of them loads is at fault where it is loaded.
            let is_loaded_by_both = load.owner.env_file() == load.other.env_file();
            let load = if is_loaded_by_both && is_own(cx, file, load.other) {
                Load { owner: load.other, other: load.owner, ..load }
            } else {
                load
            };
            let name = cx.owner(load.other.environment);
            let help = match (load.owner.env_file(), load.keys.len()) {
                (None, _) => format!("load an env file of {name}'s own, without the keys of other environments"),
                (_, 1) => format!("load an env file of {name}'s own, and set a new value for this key there"),
                _ => format!("load an env file of {name}'s own, and set new values for these keys there"),
            };
            out.report(draft(cx, &load, name).help(help).environment(name));
        }
        for ((file, _), load) in &self.shared {
            // Who shares the file with another environment has heard of it.
            if leaked.contains(file) {
                continue;
            }
            let help = "hand it the variables that it needs through `environment:`";
            out.report(draft(cx, load, "shared").help(help));
        }
    }
}

/// Whether the file is named for the environment of `found`: then the other is at fault.
fn is_own(cx: &Context<'_>, file: EnvFileId, found: &Use<'_>) -> bool {
    cx.workspace.env_file(file).is_some_and(|file| file.marker.is_some())
        && cx.workspace.env_file_belonging(file).is_some_and(|belonging| belonging.environment == found.environment)
}

fn draft(cx: &Context<'_>, load: &Load<'_, '_>, name: &str) -> Draft {
    let owner = cx.owner(load.owner.environment);
    let entry = |found: &Use<'_>| match found.kind {
        Kind::Loaded(_, entry) => entry,
        _ => None,
    };
    let service = load.other.subject.map(|subject| subject.service.name.clone());
    let service_span: Span = service.as_ref().map_or(load.other.secret.place, crate::source::Text::span);
    // An entry behind an anchor is both services' own.
    let place = entry(load.other).filter(|own| entry(load.owner) != Some(*own)).unwrap_or(service_span);
    let file = entry(load.other).map_or("", |entry| cx.workspace.sources.text(entry));
    let service = service.as_ref().map_or("", |service| service.as_str());
    let secrets = if load.keys.len() == 1 { "secret" } else { "secrets" };
    let message = format!("{name} service `{service}` loads `{file}` with {owner}'s {secrets} {}", keys(&load.keys));
    let mut draft = Draft::at(place, message)
        .label("loaded here")
        .service(service)
        .subject(format!("services.{service}.env_file"))
        .lowered(load.lowered)
        .at_most(load.at_most);
    if let Some(entry) = entry(load.owner) {
        draft = draft.also(entry, format!("{owner} loads it here"));
    }
    draft.also(load.other.secret.place, "a secret of both")
}

/// `A`, `B` and 2 more.
fn keys(keys: &IndexSet<&str>) -> String {
    let named: Vec<String> = keys.iter().take(MAX_KEYS).map(|key| format!("`{key}`")).collect();
    let more = keys.len().saturating_sub(MAX_KEYS);
    match (named.as_slice(), more) {
        ([first @ .., last], 0) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (_, 0) => named.join(", "),
        _ => format!("{} and {more} more", named.join(", ")),
    }
}
