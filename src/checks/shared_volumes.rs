//! `shared-volumes`: no writable storage is reachable from two environments.

mod count;
mod pairs;
mod report;
mod same_name;
mod taken_over;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::config::patterns::Paths;
use crate::model::compose::Mount;
use crate::model::environment::EnvironmentId;
use crate::model::storage::{self, Located, Storage};
use crate::model::value::Value;

use pairs::Pairs;

/// What is left alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedVolumes {
    /// Host paths that hold no data of an environment, whoever mounts them.
    ignore: Paths,
}

/// Storage as an index key: the same key is the same storage, on one host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// By real name.
    Volume(String),
    /// Of a name or path that a variable decides, by the identity of the value.
    Open([u8; 32]),
    Path(Utf8PathBuf),
}

/// A mount of one environment.
struct Use<'a> {
    environment: EnvironmentId,
    subject: Subject<'a>,
    mount: &'a Mount,
    located: Located,
}

type Uses<'a> = BTreeMap<Key, Vec<Use<'a>>>;

impl Check for SharedVolumes {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut uses = Uses::new();
        for subject in cx.subjects() {
            let Some(environment) = subject.environment else { continue };
            for mount in &subject.service.volumes {
                let Some(located) = storage::of_mount(mount, subject.project_id, subject.project) else { continue };
                if let Some(key) = self.key(&subject, &located.storage) {
                    uses.entry(key).or_default().push(Use { environment, subject, mount, located });
                }
            }
        }
        let mut pairs = Pairs::default();
        for (key, own) in &uses {
            pairs.add(cx, own, own, out);
            if let Key::Path(path) = key {
                for above in path.ancestors().skip(1) {
                    if let Some(outer) = uses.get(&Key::Path(above.to_owned())) {
                        pairs.add(cx, own, outer, out);
                    }
                }
            }
            for shared in pairs.take() {
                if shared.is_by_project_name() {
                    pairs.by_project_name(shared);
                } else {
                    out.drafts.extend(report::draft(cx, &shared));
                }
            }
        }
        for shared in pairs.of_one_name.values() {
            out.drafts.extend(same_name::draft(cx, shared));
        }
        taken_over::report(cx, out);
        count::count(cx, &uses, out);
    }
}

impl SharedVolumes {
    fn key(&self, subject: &Subject<'_>, storage: &Storage) -> Option<Key> {
        let named = |name: &Value| {
            name.text().map_or_else(|| Key::Open(name.identity()), |name| Key::Volume(name.into_owned()))
        };
        match storage {
            Storage::Volume(_, key) => Some(named(&subject.project.volume_name(key))),
            Storage::Named(name) => Some(named(name)),
            Storage::Open(value) => Some(Key::Open(value.identity())),
            Storage::Path(path) if self.ignore.is_match(path.as_str()) => None,
            Storage::Path(path) => Some(Key::Path(path.clone())),
        }
    }
}
