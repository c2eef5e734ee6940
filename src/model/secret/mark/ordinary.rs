//! Words that a message may say although somebody chose them for a password.

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexSet;

use crate::model::secret::is_generated;
use crate::model::workspace::Workspace;

/// Names are taken apart into runs of so many words at most.
const MAX_RUN: usize = 4;

/// The words of everything that has a name here, as far as they are secrets too: a password `backend`
/// must not hide the service `backend_api` from the messages about it. Whoever reads the message knows
/// the name, not that it is a password. What a generator wrote names nothing: it is a secret that stands in
/// a wrong place.
pub(super) fn words(workspace: &Workspace) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for name in &names(workspace) {
        let secrets = runs(name).filter(|run| workspace.sources.is_secret_text(run) && !is_generated(name));
        words.extend(secrets.map(ToOwned::to_owned));
    }
    words
}

/// Everything that has a name here.
fn names(workspace: &Workspace) -> IndexSet<Cow<'_, str>> {
    let mut names: IndexSet<Cow<'_, str>> = IndexSet::new();
    for (_, file) in workspace.sources.files() {
        names.extend(file.path().components().map(|component| component.as_str().into()));
    }
    names.extend(workspace.environments.iter().map(|(_, environment)| environment.name.as_str().into()));
    for (_, project) in workspace.projects() {
        if !project.name.from_directory() {
            names.extend(project.name.text());
        }
        let top_level = &project.top_level;
        let keys = top_level.volumes.keys().chain(top_level.networks.keys()).chain(top_level.secrets.keys());
        names.extend(keys.map(Cow::from));
        for service in project.services.values() {
            names.insert(service.name.as_str().into());
            names.extend(service.environment.keys().map(Cow::from));
        }
    }
    for file in &workspace.env_files {
        names.extend(file.syntax.entries.iter().map(|entry| entry.key.as_str().into()));
    }
    names
}

/// The name, and every run of its words.
fn runs(name: &str) -> impl Iterator<Item = &str> {
    let separators = name.match_indices(['-', '_', '.']).map(|(at, separator)| (at, at + separator.len()));
    let edges: Vec<(usize, usize)> =
        std::iter::once((0, 0)).chain(separators).chain([(name.len(), name.len())]).collect();
    let within = (0..edges.len()).flat_map(move |at| {
        let start = edges.get(at).map_or(0, |(_, start)| *start);
        let ends: Vec<usize> = edges.iter().skip(at + 1).take(MAX_RUN).map(|(end, _)| *end).collect();
        ends.into_iter().filter_map(move |end| name.get(start..end))
    });
    std::iter::once(name).chain(within.filter(|run| !run.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let words: BTreeSet<&str> = runs("shop-api_staging").collect();
        assert_eq!(Vec::from_iter(words), ["api", "api_staging", "shop", "shop-api", "shop-api_staging", "staging"]);
    }
}
