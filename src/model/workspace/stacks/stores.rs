//! Whether an env file leads to the stores that a Compose file runs, or to others.

use std::collections::BTreeSet;

use super::Stack;
use super::content::services;
use crate::model::endpoint;
use crate::model::env_file::EnvFile;
use crate::model::scope::Lookup;
use crate::model::value::Value;

/// This machine, or the one that the container runs on.
const HERE: [&str; 4] = ["localhost", "127.0.0.1", "::1", "host.docker.internal"];

/// Whether the addresses of stores in `file` all lead away from `stack`, which runs stores of its own.
pub(super) fn lead_elsewhere(file: &EnvFile, stack: &Stack<'_>) -> bool {
    let bodies = || stack.files.iter().flat_map(|file| services(file));
    let is_store = |image: Value| endpoint::Kind::of_image(&image).is_some_and(endpoint::Kind::is_store);
    if !bodies().any(|(_, body)| {
        body.get("image").and_then(|image| image.text()).is_some_and(|image| is_store(Value::literal(image.clone())))
    }) {
        return false;
    }
    let containers = bodies().filter_map(|(_, body)| Some(body.get("container_name")?.text()?.as_str()));
    let own: BTreeSet<&str> = bodies().map(|(name, _)| name).chain(containers).collect();
    let nothing = |_: &str| Lookup::Unset { open: true, listed: false, template: None };
    let values = file.assignments(file.scope, &nothing);
    let mut hosts = values.values().filter_map(|set| set.value.as_ref()).flat_map(endpoint::stores).peekable();
    let leads_away = |host: Value| host.text().is_some_and(|host| !own.contains(&*host) && !HERE.contains(&&*host));
    hosts.peek().is_some() && hosts.all(leads_away)
}
