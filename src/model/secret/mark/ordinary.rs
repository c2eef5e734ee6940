//! Words that a message may say although somebody chose them for a password.

use std::collections::BTreeSet;

use crate::model::secret::is_generated;
use crate::model::workspace::Workspace;

/// Names are taken apart into runs of so many words at most.
const MAX_RUN: usize = 4;

/// Everything that has a name here: a password `backend` must not hide the service `backend_api`
/// from the messages about it. Whoever reads the message knows the name, not that it is a password.
pub(super) fn words(workspace: &Workspace) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (_, file) in workspace.sources.files() {
        file.path().components().for_each(|component| add(component.as_str(), &mut words));
    }
    workspace.environments.iter().for_each(|(_, environment)| add(&environment.name, &mut words));
    for (_, project) in workspace.projects() {
        if !project.name.from_directory() {
            project.name.text().iter().for_each(|name| add(name, &mut words));
        }
        let top_level = &project.top_level;
        let keys = top_level.volumes.keys().chain(top_level.networks.keys()).chain(top_level.secrets.keys());
        keys.for_each(|key| add(key, &mut words));
        for service in project.services.values() {
            add(service.name.as_str(), &mut words);
            service.environment.keys().for_each(|key| add(key, &mut words));
        }
    }
    for file in &workspace.env_files {
        file.syntax.entries.iter().for_each(|entry| add(entry.key.as_str(), &mut words));
    }
    words
}

/// The name, and every run of its words. What a generator wrote names nothing: it is a secret that
/// stands in a wrong place.
fn add(name: &str, words: &mut BTreeSet<String>) {
    if is_generated(name) {
        return;
    }
    words.insert(name.to_owned());
    let separators = name.match_indices(['-', '_', '.']).map(|(at, separator)| (at, at + separator.len()));
    let edges: Vec<(usize, usize)> =
        std::iter::once((0, 0)).chain(separators).chain([(name.len(), name.len())]).collect();
    for (at, (_, start)) in edges.iter().enumerate() {
        for (end, _) in edges.iter().skip(at + 1).take(MAX_RUN) {
            words.extend(name.get(*start..*end).filter(|run| !run.is_empty()).map(ToOwned::to_owned));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let mut words = BTreeSet::new();
        add("shop-api_staging", &mut words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(words, ["api", "api_staging", "shop", "shop-api", "shop-api_staging", "staging"]);
    }
}
