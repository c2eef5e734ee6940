//! `mounts`: services mount what they may, and nothing else.

use camino::{Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::Deserialize;

use super::scope::Scope;
use crate::check::concern;
use crate::check::{Check, Context, Findings, Subject};
use crate::config::patterns::Paths;
use crate::config::typed::told;
use crate::diagnostic::Compared;
use crate::model::storage::{self, Storage};

/// What may be mounted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Written")]
pub(super) struct Mounts(Written);

/// The parameters as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["forbidden"] }, { "required": ["allowed"] }]))]
struct Written {
    /// Volumes and paths, with all that lies in them, that are not mounted.
    forbidden: Option<Paths>,
    /// Volumes and paths, with all that lies in them; nothing else is mounted.
    allowed: Option<Paths>,
    /// Whether only mounts count that the container can write to.
    #[serde(default)]
    writable: bool,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl TryFrom<Written> for Mounts {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        if written.forbidden.is_none() && written.allowed.is_none() {
            return Err(told("has neither `forbidden` nor `allowed`", "add one of them"));
        }
        Ok(Self(written))
    }
}

impl Check for Mounts {
    fn service(&self, cx: &Context<'_>, subject: &Subject<'_>, out: &mut Findings) {
        let Written { writable, scope, .. } = &self.0;
        if !scope.covers(cx, subject) {
            return;
        }
        for mount in subject.service.volumes.iter().filter(|mount| !(*writable && mount.read_only)) {
            let Some(source) = &mount.source else { continue };
            let Some(located) = storage::of_mount(mount, subject.project_id, subject.project) else { continue };
            let path = match &located.storage {
                Storage::Path(path) => Some(cx.workspace.told(path).to_owned()),
                Storage::Volume(_, name) => Some(Utf8PathBuf::from(name)),
                Storage::Named(name) | Storage::Open(name) => name.text().map(|name| name.into_owned().into()),
            };
            let Some(path) = path.filter(|path| path.as_str().len() <= storage::MAX_PATH) else {
                out.compared(Compared { unknown: 1, ..Compared::default() });
                continue;
            };
            let Some(label) = self.fault(&path) else { continue };
            let place = if source.place().is_empty() { mount.span } else { source.place() };
            let message = format!("{} mounts `{}`", subject.words(cx), cx.show(source));
            let draft =
                subject.draft(cx, "volumes", place, message).label(label).help(cx.fix).lowered(!source.is_known());
            let draft = located.declared.into_iter().fold(draft, |draft, span| draft.also(span, "declared here"));
            out.report(concern::passed_on(draft, source));
        }
    }
}

impl Mounts {
    /// What is wrong with mounting `path`.
    fn fault(&self, path: &Utf8Path) -> Option<&'static str> {
        let within = |paths: &Paths| path.ancestors().any(|part| paths.is_match(part.as_str()));
        if self.0.forbidden.as_ref().is_some_and(within) {
            Some("must not be mounted")
        } else if self.0.allowed.as_ref().is_some_and(|allowed| !within(allowed)) {
            Some("none of the allowed mounts")
        } else {
            None
        }
    }
}
