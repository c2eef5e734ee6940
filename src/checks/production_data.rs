//! `production-data`: outside production nothing holds a copy of production's data.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::config::Role;
use crate::diagnostic::{Cause, Severity};
use crate::model::compose::Mount;
use crate::model::environment::{Marker, words};
use crate::model::value::Value;

/// Where database images look for scripts that fill an empty database.
const INIT_SCRIPTS: &str = "/docker-entrypoint-initdb.d";

/// What copies of data are called.
const COPIES: [&str; 14] = [
    "backup",
    "backups",
    "dump",
    "dumps",
    "snapshot",
    "snapshots",
    "bak",
    "pgdump",
    "mysqldump",
    "mongodump",
    "basebackup",
    "backupdata",
    "pgbackup",
    "pgbackups",
];

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductionData {}

impl Check for ProductionData {
    fn service(&self, cx: &Context<'_>, subject: &Subject<'_>, out: &mut Findings) {
        let Some(environment) = subject.environment else { return };
        let severity = match cx.role(environment) {
            Role::Staging => Severity::Error,
            Role::Development => Severity::Warning,
            Role::Production | Role::Other => return,
        };
        let own = cx.name(environment);
        for mount in &subject.service.volumes {
            let Some((source, what)) = copy(mount) else { continue };
            let message = format!("{own} service `{}` mounts {what}", subject.name());
            let draft = subject
                .draft(cx, "volumes", source.place(), message)
                .label("production's data")
                .help(format!("remove the entry, and fill {own} with data that belongs to nobody"))
                .at_most(severity)
                .cause(Cause::HostPath);
            out.report(source.via().into_iter().fold(draft, |draft, via| draft.also(via, "passed on here")));
        }
    }
}

/// The source of a mount that speaks of production's data, and what it is.
fn copy(mount: &Mount) -> Option<(&Value, &'static str)> {
    let source = mount.source.as_ref()?;
    let text = source.likely_text()?;
    // What another environment made of it, such as `prod-dump/staging`, is its own affair.
    let strong = |word: &str| Marker::of_word(word).filter(|marker| !marker.weak);
    let markers: Vec<Marker> = words(&text).flat_map(|word| word.split('_')).filter_map(strong).collect();
    if markers.is_empty() || markers.iter().any(|marker| marker.role != Role::Production) {
        return None;
    }
    let is_copy = words(&text)
        .flat_map(|word| word.split('_'))
        .any(|word| COPIES.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let target = mount.target.as_ref().and_then(Value::text).unwrap_or_default();
    if is_copy {
        Some((source, "a copy of production's data"))
    } else if target.starts_with(INIT_SCRIPTS) {
        Some((source, "production's data as scripts that fill its database"))
    } else {
        None
    }
}
