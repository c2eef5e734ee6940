//! Traefik: what it is configured with, what labels and files tell it, and which containers it sees.

mod expression;
mod known;
mod mounted;
mod object;
mod proxy;
mod route;
mod rule;
mod setting;
mod settings;
mod sight;

pub use known::Unknown;
pub use mounted::{Mounted, locate};
pub use object::{Kind, Object, Protocol, Provider, of_labels};
pub use proxy::{Container, Proxy, Seat, Tie, Together};
pub(super) use proxy::{connect, empty};
pub use route::{Chain, Tls};
pub use rule::{Rule, RuleHost};
pub use setting::Setting;
pub use settings::{EntryPoint, Settings, Version, flags, is_traefik, runs_script, variables, version};
pub use sight::labels_in_a_swarm;

use std::sync::Arc;

use super::project::ProjectId;
use super::value::Value;
use crate::source::{FileId, Text};
use crate::syntax::yaml::Node;

/// The hosts of all routers that `labels` declare.
pub fn hosts(labels: &[(Text, Option<Value>)]) -> impl Iterator<Item = RuleHost> {
    of_labels(labels, ProjectId(0), "").into_iter().filter_map(|object| object.rule).flat_map(|rule| rule.hosts)
}

/// The labels of a container that Traefik 2 and 3 do not know, with the part they do not know.
pub fn unknown_labels(labels: &[(Text, Option<Value>)]) -> Vec<(Setting, Unknown)> {
    let unknown = labels.iter().filter_map(|label| {
        let unknown = known::unknown(label.0.as_str().strip_prefix("traefik.")?)?;
        Some((setting::of_labels(std::slice::from_ref(label)).pop()?, unknown))
    });
    unknown.collect()
}

/// The settings of a file of Traefik, static or dynamic; none when it holds more than any real one.
pub(super) fn settings_of_file(root: &Arc<Node>) -> Option<Vec<Setting>> {
    setting::of_file(root)
}

/// The objects that a dynamic file defines.
pub(super) fn objects_of_file(settings: Vec<Setting>, file: FileId) -> Vec<Object> {
    object::of_settings(settings, &Provider::File(file))
}

/// The static configuration that `settings` make.
pub(super) fn static_configuration(settings: Vec<Setting>) -> Settings {
    Settings::of(settings)
}
