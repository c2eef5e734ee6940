//! A finding about storage that two environments share.

use camino::Utf8Path;

use crate::check::Context;
use crate::checks::cohost;
use crate::diagnostic::{Cause, Draft, Severity};
use crate::model::environment::Pair;
use crate::model::storage::Storage;
use crate::model::value::Value;
use crate::source::Span;

use super::Use;
use super::pairs::Shared;

pub(super) fn draft(cx: &Context<'_>, shared: &Shared<'_, '_>) -> Option<Draft> {
    let (less, more) = (shared.less, shared.more);
    let (message, help) = words(cx, less, more);
    let source = |used: &Use<'_>, place: fn(&Value) -> Span| used.mount.source.as_ref().map_or(used.mount.span, place);
    // One text that reaches both, through an anchor or a variable, is edited where it is used.
    let is_one = source(less, Value::place) == source(more, Value::place);
    let place = |used: &Use<'_>| source(used, if is_one { Value::nearest } else { Value::place });
    let at = |span, message| less.subject.draft(cx, "volumes", span, message);
    let mut draft = match declared_twice(less, more) {
        Some((own, theirs)) => at(own, message)
            .label(format!("{} declares it here", cx.name(less.environment)))
            .also(theirs, format!("{} declares it here", cx.name(more.environment)))
            .also(place(less), format!("{} mounts it here", cx.name(less.environment))),
        None => at(place(less), message).label(format!("{} mounts it here", cx.name(less.environment))),
    };
    draft = draft
        .also(place(more), format!("{} mounts it here", cx.name(more.environment)))
        .help(help)
        .lowered(shared.pair == Pair::Lowered);
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
    if matches!(less.located.storage, Storage::Path(_)) {
        draft = draft.cause(Cause::HostPath);
    }
    let (own, theirs) = (less.subject.project_id, more.subject.project_id);
    if own != theirs && (depends_on_checkout(less) || depends_on_checkout(more)) {
        // Each environment may be deployed from a checkout of its own.
        draft = draft.at_most(Severity::Warning);
    }
    cohost::weighed(cx, draft, own, theirs)
}

/// Where two volumes are declared that are one on the host because of a name or a device of theirs.
fn declared_twice(less: &Use<'_>, more: &Use<'_>) -> Option<(Span, Span)> {
    let is_volume = |used: &Use<'_>| matches!(used.located.storage, Storage::Volume(..));
    let (own, theirs) = (less.located.declared?, more.located.declared?);
    (own != theirs && !is_volume(less) && !is_volume(more)).then_some((own, theirs))
}

/// Whether it is the same storage only for projects that are deployed from one checkout.
fn depends_on_checkout(used: &Use<'_>) -> bool {
    used.located.relative || matches!(used.located.storage, Storage::Open(_))
}

/// The message and the help.
fn words(cx: &Context<'_>, less: &Use<'_>, more: &Use<'_>) -> (String, String) {
    let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let (service, what) = (less.subject.name(), what(cx, less));
    let own_directory = format!("give {own} a directory of its own, beside {theirs}'s");
    if let Some((declared, _)) = declared_twice(less, more) {
        let theirs_too = self::what(cx, more);
        let name = format!("`{}`", cx.workspace.sources.text(declared).trim());
        let message = format!("{own} service `{service}` mounts {theirs}'s {theirs_too} as {what}: both are {name}");
        let help = match less.located.storage {
            Storage::Path(_) => format!("give the volume {what} a directory of its own"),
            _ => format!("give the volume {what} a name of its own"),
        };
        return (message, help);
    }
    if depth(less) != depth(more) {
        let relation = if depth(less) > depth(more) { "inside" } else { "around" };
        let around = self::what(cx, more);
        let message = format!("{own} service `{service}` mounts {what}, which lies {relation} {theirs}'s {around}");
        return (message, format!("{own_directory}, not {relation} it"));
    }
    if let (Storage::Volume(..), Storage::Volume(..)) = (&less.located.storage, &more.located.storage)
        && less.subject.project_id != more.subject.project_id
    {
        let theirs_too = self::what(cx, more);
        let message = format!("{own} service `{service}` mounts {theirs}'s volume {theirs_too} as {what}");
        let help = "give the volume another key, or the project another name: both are put together with `_`";
        return (message, help.to_owned());
    }
    match &less.located.storage {
        Storage::Volume(..) | Storage::Named(_) => (
            format!("{own} service `{service}` mounts {theirs}'s volume {what}"),
            format!("declare a volume for {own} and mount that one"),
        ),
        Storage::Path(path) if is_settings(path) => (
            format!("{own} service `{service}` mounts {what}, which {theirs} mounts too"),
            format!("mount it read-only in both: end both entries with `:ro`, or give {own} a copy"),
        ),
        Storage::Path(_) | Storage::Open(_) => {
            (format!("{own} service `{service}` mounts {what}, which {theirs} mounts too"), own_directory)
        }
    }
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
