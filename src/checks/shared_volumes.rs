//! `shared-volumes`: no writable storage is reachable from two environments.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::config::patterns::Paths;
use crate::diagnostic::{Cause, Compared, Draft, Severity};
use crate::model::compose::Mount;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::project::ProjectId;
use crate::model::storage::{self, Located, Storage};
use crate::model::value::Value;
use crate::source::Span;

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "shared-volumes")]
pub(super) struct SharedVolumes {
    /// Host paths that hold no data of an environment, whoever mounts them.
    ignore: Paths,
}

/// Storage as an index key. Only what runs together is compared: whether two projects share a host
/// is another question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Volume(ProjectId, String),
    /// Named or open, by the identity of the value.
    Value(ProjectId, [u8; 32]),
    Path(ProjectId, Utf8PathBuf),
}

/// A mount of one environment.
struct Use<'a> {
    environment: EnvironmentId,
    subject: Subject<'a>,
    mount: &'a Mount,
    located: Located,
}

impl Check for SharedVolumes {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut uses: BTreeMap<Key, Vec<Use<'_>>> = BTreeMap::new();
        for subject in cx.subjects() {
            let Some(environment) = subject.environment else { continue };
            for mount in &subject.service.volumes {
                let Some(located) = storage::of_mount(mount, subject.project_id, subject.project) else { continue };
                if let Some(key) = self.key(subject.project_id, &located.storage) {
                    uses.entry(key).or_default().push(Use { environment, subject, mount, located });
                }
            }
        }
        for (key, own) in &uses {
            same(cx, own, out);
            if let Key::Path(project, path) = key {
                for above in path.ancestors().skip(1) {
                    if let Some(outer) = uses.get(&Key::Path(*project, above.to_owned())) {
                        nested(cx, own, outer, out);
                    }
                }
            }
        }
        count(cx, &uses, out);
    }

    fn service(&self, cx: &Context<'_>, subject: &Subject<'_>, out: &mut Findings) {
        for from in &subject.service.volumes_from {
            let Some(name) = from.text() else { continue };
            let name = name.split(':').next().unwrap_or_default();
            let (Some(own), Some(other)) = (subject.environment, subject.project.services.get(name)) else { continue };
            let Some(theirs) = other.belongs.environment else { continue };
            let pair = cx.pair(own, theirs);
            if pair == Pair::Ignored || other.volumes.iter().all(|mount| mount.source.is_none()) {
                continue;
            }
            let message = format!(
                "{} service `{}` takes over the volumes of {} service `{name}`",
                cx.name(own),
                subject.name(),
                cx.name(theirs)
            );
            let draft = Draft::at(from.place(), message)
                .label("taken over here")
                .also(other.name.span(), format!("{} service", cx.name(theirs)))
                .help("remove the entry and mount volumes of the environment's own")
                .cause(Cause::Dependency)
                .lowered(pair == Pair::Lowered);
            out.report(about(cx, draft, own, subject));
        }
    }
}

impl SharedVolumes {
    fn key(&self, project: ProjectId, storage: &Storage) -> Option<Key> {
        match storage {
            Storage::Volume(project, name) => Some(Key::Volume(*project, name.clone())),
            Storage::Named(value) | Storage::Open(value) => Some(Key::Value(project, value.identity())),
            Storage::Path(path) if self.ignore.is_match(path.as_str()) => None,
            Storage::Path(path) => Some(Key::Path(project, path.clone())),
        }
    }
}

/// Mounts of the very same storage.
fn same(cx: &Context<'_>, uses: &[Use<'_>], out: &mut Findings) {
    for (less, more, pair) in pairs(cx, uses, uses) {
        let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
        let what = what(cx, less);
        let message = match &less.located.storage {
            Storage::Volume(..) | Storage::Named(_) => {
                format!("{own} service `{}` mounts {theirs}'s volume {what}", less.subject.name())
            }
            Storage::Path(_) | Storage::Open(_) => {
                format!("{own} service `{}` mounts {what}, which {theirs} mounts too", less.subject.name())
            }
        };
        let help = match &less.located.storage {
            Storage::Path(path) if is_settings(path) => {
                format!("mount it read-only in both: end both entries with `:ro`, or give {own} a copy")
            }
            Storage::Path(_) | Storage::Open(_) => format!("give {own} a directory of its own, beside {theirs}'s"),
            _ => format!("declare a volume for {own} and mount that one"),
        };
        report(cx, less, more, pair, message, &help, out);
    }
}

/// Mounts of a directory and of something inside it.
fn nested(cx: &Context<'_>, inner: &[Use<'_>], outer: &[Use<'_>], out: &mut Findings) {
    for (less, more, pair) in pairs(cx, inner, outer) {
        let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
        let is_inner = depth(less) > depth(more);
        let relation = if is_inner { "inside" } else { "around" };
        let message = format!(
            "{own} service `{}` mounts {}, which lies {relation} {theirs}'s {}",
            less.subject.name(),
            what(cx, less),
            what(cx, more)
        );
        let help =
            format!("give each environment a directory of its own, such as `./{theirs}/data` and `./{own}/data`");
        report(cx, less, more, pair, message, &help, out);
    }
}

/// For each environment the first use that shares with a more trusted one, and that one's first
/// use, as long as either of them can write.
fn pairs<'u, 'a>(cx: &Context<'_>, one: &'u [Use<'a>], other: &'u [Use<'a>]) -> Vec<(&'u Use<'a>, &'u Use<'a>, Pair)> {
    let mut found: BTreeMap<EnvironmentId, (&Use<'_>, &Use<'_>, Pair)> = BTreeMap::new();
    let firsts = |uses: &'u [Use<'a>]| {
        let mut firsts: BTreeMap<EnvironmentId, (&'u Use<'a>, bool)> = BTreeMap::new();
        for used in uses {
            let (_, writes) = firsts.entry(used.environment).or_insert((used, false));
            *writes |= !used.mount.read_only;
        }
        firsts
    };
    let (one, other) = (firsts(one), firsts(other));
    for (a, writes_a) in one.values() {
        for (b, writes_b) in other.values() {
            let pair = cx.pair(a.environment, b.environment);
            if pair == Pair::Ignored || !(*writes_a || *writes_b) {
                continue;
            }
            let rank = |used: &Use<'_>| (cx.role(used.environment), used.environment);
            let (less, more) = if rank(a) > rank(b) { (*a, *b) } else { (*b, *a) };
            let better = found.get(&less.environment).is_none_or(|(_, known, _)| rank(more) < rank(known));
            if better {
                found.insert(less.environment, (less, more, pair));
            }
        }
    }
    found.into_values().collect()
}

fn report(
    cx: &Context<'_>,
    less: &Use<'_>,
    more: &Use<'_>,
    pair: Pair,
    message: String,
    help: &str,
    out: &mut Findings,
) {
    let source = |used: &Use<'_>, place: fn(&Value) -> Span| used.mount.source.as_ref().map_or(used.mount.span, place);
    // One text that reaches both, through an anchor or a variable, is edited where it is used.
    let is_one = source(less, Value::place) == source(more, Value::place);
    let place = |used: &Use<'_>| source(used, if is_one { Value::nearest } else { Value::place });
    let mut draft = Draft::at(place(less), message)
        .label(format!("{} mounts it here", cx.name(less.environment)))
        .also(place(more), format!("{} mounts it here", cx.name(more.environment)))
        .help(help)
        .lowered(pair == Pair::Lowered);
    for (used, declared) in [(less, less.located.declared), (more, more.located.declared)] {
        if let Some(span) = declared.filter(|span| *span != place(used)) {
            draft = draft.also(span, "declared here");
        }
    }
    if is_one {
        draft = draft.also(source(less, Value::place), "both take it from here");
    } else {
        let vias: Vec<Span> = less.mount.source.iter().flat_map(Value::via).collect();
        draft = vias.into_iter().fold(draft, |draft, via| draft.also(via, "passed on here"));
    }
    if let Storage::Path(path) = &less.located.storage
        && is_settings(path)
    {
        draft = draft.at_most(Severity::Warning);
    }
    out.report(about(cx, draft, less.environment, &less.subject));
}

fn about(cx: &Context<'_>, draft: Draft, environment: EnvironmentId, subject: &Subject<'_>) -> Draft {
    draft
        .environment(cx.name(environment))
        .service(subject.name())
        .subject(format!("services.{}.volumes", subject.name()))
}

/// The storage in words: a path from the project directory, else as the file names it.
fn what(cx: &Context<'_>, used: &Use<'_>) -> String {
    if let Storage::Path(path) = &used.located.storage
        && let Ok(below) = path.strip_prefix(&used.subject.project.directory)
        && used.located.declared.is_none()
    {
        return format!("`./{below}`");
    }
    used.mount.source.as_ref().map_or_else(|| "storage".to_owned(), |source| format!("`{}`", cx.show(source)))
}

fn depth(used: &Use<'_>) -> usize {
    match &used.located.storage {
        Storage::Path(path) => path.components().count(),
        _ => 0,
    }
}

/// A file by its name: settings that somebody forgot to mount read-only, rather than data.
fn is_settings(path: &Utf8Path) -> bool {
    let known = [
        "conf",
        "cfg",
        "cnf",
        "ini",
        "json",
        "yml",
        "yaml",
        "toml",
        "xml",
        "sql",
        "sh",
        "pem",
        "crt",
        "properties",
        "htpasswd",
    ];
    path.extension().is_some_and(|extension| known.contains(&extension))
}

/// Every storage of environments that are compared with another one counts.
fn count(cx: &Context<'_>, uses: &BTreeMap<Key, Vec<Use<'_>>>, out: &mut Findings) {
    let environments: Vec<EnvironmentId> = cx.workspace.environments.iter().map(|(id, _)| id).collect();
    let has_partner = |id: EnvironmentId, project: ProjectId| {
        environments.iter().any(|other| {
            cx.pair(id, *other) != Pair::Ignored && cx.subjects_of(*other).any(|subject| subject.project_id == project)
        })
    };
    let compared = |uses: &Vec<Use<'_>>| {
        uses.iter().any(|used| {
            cx.role(used.environment) != Role::Other && has_partner(used.environment, used.subject.project_id)
        })
    };
    let stores = uses.values().filter(|uses| compared(uses));
    let unknown = |uses: &&Vec<Use<'_>>| uses.iter().any(|used| matches!(used.located.storage, Storage::Open(_)));
    let (mut total, mut open) = (0, 0);
    for uses in stores {
        total += 1;
        open += usize::from(unknown(&uses));
    }
    out.compared(Compared { stores: total, unknown: open, ..Compared::default() });
}
