//! `host-takeover`: nothing outside production owns the host that production runs on.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::config::patterns::Images;
use crate::diagnostic::{Cause, Draft, Severity};
use crate::model::compose::Mount;
use crate::model::env_file::EnvFileName;
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::few::Few;
use crate::model::project::ProjectId;
use crate::model::storage::{self, Storage};
use crate::model::value::{Same, Value};
use crate::source::Span;

use super::cohost;

/// What a service does that mounts one.
const DIRECTORY: &str = "mounts a directory of production";

/// Who is trusted with a host.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HostTakeover {
    /// Images of what watches a host and what runs on it: they may read it where no environment claims them.
    agents: Images,
}

/// A project of production, and whether it is on the host.
type Neighbour = (Same, ProjectId);

/// Something that gives a container power over its host.
struct Power {
    place: Span,
    /// What the service does, for a message.
    what: String,
    help: String,
    attribute: &'static str,
    /// Whether it is what an agent needs that only watches.
    reads: bool,
}

impl Check for HostTakeover {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut directories: BTreeSet<&str> = BTreeSet::new();
        let mut production: Few<Option<EnvironmentId>, ProjectId> = Few::default();
        let mut known: BTreeSet<ProjectId> = BTreeSet::new();
        for subject in cx.subjects().filter(|subject| is_role(cx, subject, Role::Production)) {
            directories.insert(subject.project.directory.as_str());
            if known.insert(subject.project_id) {
                production.add(subject.environment, subject.project_id);
            }
        }
        let mut hosts: BTreeMap<ProjectId, Option<Neighbour>> = BTreeMap::new();
        for subject in cx.subjects() {
            // What developers start by its profile, they start at home.
            let is_development = is_role(cx, &subject, Role::Development) && subject.service.is_enabled();
            // Tools that nothing marks are as good as outside of production.
            let is_other = is_role(cx, &subject, Role::Other) && subject.service.is_enabled();
            if !(is_role(cx, &subject, Role::Staging) || is_development || is_other) {
                continue;
            }
            let is_agent = is_other && subject.service.runs_one_of(&self.agents);
            let mut powers = powers(&subject, &directories);
            powers.retain(|power| !(is_agent && power.reads));
            // Most have none.
            if powers.is_empty() {
                continue;
            }
            let neighbour = *hosts
                .entry(subject.project_id)
                .or_insert_with(|| neighbour(cx, subject.project_id, production.kept().iter().copied()));
            if let Some(own) = subject.environment.filter(|_| neighbour.is_none()) {
                cohost::passed_over(cx, own, production.cut().flatten(), subject.service.name.span(), out);
            }
            let Some((same, neighbour)) = neighbour else { continue };
            if same != Same::Yes && (is_development || is_other) {
                continue;
            }
            for power in powers {
                let draft = draft(cx, &subject, power, (same, neighbour));
                // It may as well be a part of production that nothing marks.
                out.drafts.extend(draft.map(|draft| if is_other { draft.at_most(Severity::Warning) } else { draft }));
            }
        }
    }
}

fn is_role(cx: &Context<'_>, subject: &Subject<'_>, role: Role) -> bool {
    subject.environment.is_some_and(|id| cx.role(id) == role)
}

/// The project of production that is on the host of this one, or may be.
fn neighbour(cx: &Context<'_>, project: ProjectId, production: impl Iterator<Item = ProjectId>) -> Option<Neighbour> {
    let rated = production.map(|id| (cohost::of(cx, project, id).same, id)).filter(|(same, _)| *same != Same::No);
    rated.min_by_key(|(same, id)| (*same != Same::Yes, *id))
}

fn draft(cx: &Context<'_>, subject: &Subject<'_>, power: Power, (same, neighbour): Neighbour) -> Option<Draft> {
    let place = if same == Same::Yes { ", on the host of production" } else { "" };
    let message = format!("{} {}{place}", subject.words(cx), power.what);
    let draft = subject
        .draft(cx, power.attribute, power.place, message)
        .label(if power.what == DIRECTORY { "production's directory" } else { "takes the host over" })
        .help(power.help)
        .cause(Cause::HostPath);
    cohost::weighed(cx, draft, subject.project_id, neighbour)
}

fn powers(subject: &Subject<'_>, directories: &BTreeSet<&str>) -> Vec<Power> {
    let mut powers = mounts(subject, directories);
    let service = subject.service;
    for (key, means) in [("pid", "process"), ("ipc", "memory")] {
        let mode = service.other.get(key).and_then(|field| field.element.value());
        if let Some(mode) = mode.filter(|mode| mode.text().as_deref() == Some("host")) {
            powers.push(Power {
                place: mode.place(),
                what: format!("runs in the host's {means} namespace"),
                help: format!("remove `{key}: host`"),
                attribute: if key == "pid" { "pid" } else { "ipc" },
                reads: true,
            });
        }
    }
    if let Some(mode) = service.network_mode.as_ref().filter(|mode| mode.text().as_deref() == Some("host")) {
        powers.push(Power {
            place: mode.place(),
            what: "runs in the host's network namespace".to_owned(),
            help: "remove `network_mode: host`, and attach it to a network of its environment".to_owned(),
            attribute: "network_mode",
            reads: true,
        });
    }
    for (key, what) in [("privileged", "is privileged"), ("use_api_socket", "gets the Docker socket")] {
        let field = service.other.get(key);
        if let Some(field) = field.filter(|field| field.element.flag() == Some(true)) {
            powers.push(Power {
                place: field.element.span,
                what: what.to_owned(),
                help: format!("remove `{key}`"),
                attribute: if key == "privileged" { "privileged" } else { "use_api_socket" },
                reads: key == "privileged",
            });
        }
    }
    powers
}

fn mounts(subject: &Subject<'_>, directories: &BTreeSet<&str>) -> Vec<Power> {
    // What the project itself is deployed from is its own.
    let is_foreign = |directory: &Utf8Path| {
        directories.contains(directory.as_str()) && !subject.project.directory.starts_with(directory)
    };
    let mut powers = Vec::new();
    for mount in &subject.service.volumes {
        let Some(located) = storage::of_mount(mount, subject.project_id, subject.project) else { continue };
        let (Storage::Path(path), Some(source)) = (&located.storage, &mount.source) else { continue };
        let what = match path.as_str() {
            "/var/run/docker.sock" | "/run/docker.sock" if subject.service.edge => continue,
            "/var/run/docker.sock" | "/run/docker.sock" | "/var/run" | "/run" => "mounts the Docker socket",
            "/" => "mounts the whole file system",
            path if Utf8Path::new(path).starts_with("/var/lib/docker") => "mounts what Docker stores of all containers",
            _ if is_productions(path, mount, source, located.relative, is_foreign) => DIRECTORY,
            _ => continue,
        };
        let help = match what {
            DIRECTORY => "mount a directory of the environment's own",
            _ => "remove the entry, or run the service on another host",
        };
        powers.push(Power {
            place: source.place(),
            what: what.to_owned(),
            help: help.to_owned(),
            attribute: "volumes",
            reads: mount.read_only && what != DIRECTORY,
        });
    }
    powers
}

/// Whether a path lies in a directory that only production is deployed from, or in one that is named for
/// it. A file of settings that a checkout holds may be read by all; a directory may hold anything.
fn is_productions(
    path: &Utf8Path,
    mount: &Mount,
    source: &Value,
    relative: bool,
    is_foreign: impl Fn(&Utf8Path) -> bool,
) -> bool {
    if relative && mount.read_only && is_setting(path) {
        return false;
    }
    let within = relative && path.ancestors().any(is_foreign);
    let text = source.likely_text().unwrap_or_default();
    let directories =
        if path.extension().is_some() { Utf8Path::new(&text).parent() } else { Some(Utf8Path::new(&text)) };
    let parts = directories.into_iter().flat_map(Utf8Path::components);
    let mut markers = parts.filter_map(|part| Marker::of_name(part.as_str())).filter(|marker| !marker.weak).peekable();
    within || (markers.peek().is_some() && markers.all(|marker| marker.role == Role::Production))
}

/// Whether a path reads like a file of settings, not like a directory or something to keep secret.
fn is_setting(path: &Utf8Path) -> bool {
    const SECRET: [&str; 6] = ["secret", "password", "credential", "key", "pem", "token"];
    let name = path.file_name().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    path.extension().is_some() && EnvFileName::parse(name).is_none() && !SECRET.iter().any(|word| lower.contains(word))
}
