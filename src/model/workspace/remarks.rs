//! What the comments of all files say to envlint.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::env_file::EnvFile;
use crate::model::problem::{Problem, ProblemKind};
use crate::source::{FileId, SourceMap};
use crate::syntax::directive::{Directive, Directives};
use crate::syntax::yaml::{Node, Yaml};

/// The documents of a file.
pub(super) fn roots(yaml: &Yaml) -> Vec<Arc<Node>> {
    yaml.documents.iter().map(|document| Arc::clone(&document.root)).collect()
}

/// The ignore comments of all files, `others` included. What is wrong with them joins `problems`.
pub(super) fn read(
    sources: &SourceMap,
    trees: &BTreeMap<FileId, Arc<Yaml>>,
    env_files: &[EnvFile],
    others: BTreeMap<FileId, Directives>,
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    let of_yaml = trees.iter().map(|(file, yaml)| Directives::of_yaml(yaml, sources.file(*file)));
    let of_env = env_files.iter().map(|env| Directives::of_env_file(&env.syntax, sources.file(env.file)));
    let mut found = Vec::new();
    for directives in of_yaml.chain(of_env).chain(others.into_values()) {
        found.extend(directives.found);
        problems.extend(directives.errors.into_iter().map(|error| Problem::new(ProblemKind::Suppression, error)));
    }
    found
}
