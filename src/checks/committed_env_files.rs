//! `committed-env-files`: git ignores env files with secrets, or at least has not been given them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::secret_slots::{Owner, Slot};
use crate::check::{Check, Context, Findings};
use crate::diagnostic::{Draft, Severity};
use crate::model::env_file::EnvFileId;
use crate::model::git::Tracking;

/// Needs to be told nothing: what a secret is, the configuration corrects.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommittedEnvFiles {}

impl Check for CommittedEnvFiles {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut secrets: BTreeMap<EnvFileId, Vec<&Slot<'_>>> = BTreeMap::new();
        for slot in cx.slots() {
            if let Owner::File(id, _) = slot.owner
                && !slot.credential.is_placeholder()
            {
                secrets.entry(id).or_default().push(slot);
            }
        }
        // A file that is read in two ways is one file.
        let mut told = BTreeSet::new();
        for (id, secrets) in secrets {
            let Some(file) = cx.workspace.env_file(id) else { continue };
            if told.insert(file.path.as_str()) {
                out.drafts.extend(draft(cx, id, &secrets));
            }
        }
    }
}

fn draft(cx: &Context<'_>, id: EnvFileId, secrets: &[&Slot<'_>]) -> Option<Draft> {
    let first = secrets.iter().min_by_key(|slot| slot.credential.value.place())?;
    let path = cx.workspace.path(cx.workspace.env_file(id)?.file);
    let whose = first.owner.words(cx);
    let many = match secrets.len() {
        1 => "a secret".to_owned(),
        several => format!("{several} secrets"),
    };
    let (message, help, at_most) = match cx.workspace.tracking(id)? {
        Tracking::Ignored => return None,
        Tracking::Tracked => (
            format!("{whose} with {many} is committed to git"),
            format!("run `git rm --cached {path}`, add the file to `.gitignore`, and rotate what it holds"),
            Severity::Error,
        ),
        Tracking::Loose => (
            format!("{whose} with {many} is not ignored by git"),
            "add the file to `.gitignore`, before `git add .` commits it".to_owned(),
            Severity::Warning,
        ),
    };
    let draft = first.draft(cx, message).label(if secrets.len() == 1 { "its secret" } else { "the first secret" });
    Some(draft.help(help).at_most(at_most).subject(""))
}
