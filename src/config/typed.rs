//! envlint's own YAML files as typed values: the configuration, packs, the parameters of rules.
//!
//! A subtree becomes a `serde_yaml::Value` and then, through serde, its type; the path of a failure
//! finds the node in our tree, and so its place. What does not fit is reported, cut out, and the
//! rest is read again: one mistake hides no other, and costs no more than the key it stands in.

mod tree;
mod vet;
mod words;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Node, Yaml};

use tree::Found;
pub use tree::Tree;
use words::Problem;
pub use words::{one_of, refusal, told};

/// How many mistakes of a kind are told; a misfit costs a reading of what is left.
const MAX_PROBLEMS: usize = 20;

/// The largest file of our own that is read, in bytes: a hundred times an ordinary one. What is
/// cheap to write, such as patterns, may be dear to read.
const MAX_BYTES: u32 = 128 * 1024;

/// What could be read.
#[derive(Debug)]
pub struct Read<T> {
    /// The value without what did not fit; none when that is the whole or something it cannot be
    /// without.
    pub value: Option<T>,
    /// Where each part of the value stands.
    pub tree: Tree,
    /// What did not fit, in the order of the file.
    pub errors: Vec<SyntaxError>,
}

impl<T> Read<T> {
    /// The value, if everything fitted.
    ///
    /// # Errors
    /// What did not.
    pub fn complete(self) -> Result<T, Vec<SyntaxError>> {
        match self.value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }
}

/// The one document of a file, and what is wrong with the file. A file that says nothing has none.
pub fn document(file: Yaml) -> (Option<Arc<Node>>, Vec<SyntaxError>) {
    let mut errors = file.errors;
    let mut documents = file.documents.into_iter().map(|document| document.root);
    let root = documents.next().filter(|root| !root.is_null());
    if let Some(large) = root.as_ref().filter(|root| root.span.end > MAX_BYTES) {
        let error = SyntaxError::new(first_words(large), format!("this file is larger than {} KiB", MAX_BYTES / 1024));
        errors.push(error.help("shorten it, for instance with patterns"));
        return (None, errors);
    }
    if let Some(second) = documents.next() {
        let error = SyntaxError::new(first_words(&second), "only the first document of this file is read");
        errors.push(error.help("move everything into one document, without `---` between"));
    }
    (root, errors)
}

/// Reads `root` as a `T`. The type must use no `untagged`, `flatten` or internally tagged serde:
/// the failing path would stop at its parent.
pub fn read<T: DeserializeOwned>(root: &Arc<Node>) -> Read<T> {
    read_part(root, "")
}

/// Reads `root`, the value of the key `name`, as [`read`] does.
pub fn read_part<T: DeserializeOwned>(root: &Arc<Node>, name: &str) -> Read<T> {
    let (mut tree, mut errors) = vet::vet(root, name);
    let mut value = None;
    for _ in 0..MAX_PROBLEMS {
        let Some(untyped) = tree.value() else { break };
        match serde_path_to_error::deserialize::<_, T>(&untyped) {
            Ok(typed) => {
                value = Some(typed);
                break;
            }
            Err(failure) => {
                let steps = steps(failure.path());
                let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                let found = tree.find(&steps);
                errors.extend(explain(&failure.inner().to_string(), &found, &tree));
                let misfit = Arc::clone(found.value);
                tree.cut(&misfit);
            }
        }
    }
    if errors.len() >= MAX_PROBLEMS {
        let error = SyntaxError::new(first_words(root), "this has more mistakes than are shown");
        errors.push(error.help("mend the others first"));
    }
    errors.sort_by_key(|error| error.span);
    Read { value, tree, errors }
}

/// Reads a mapping that is not written as a `T`: the key `part` of the entry at `span`, which a
/// message calls `name`.
///
/// # Errors
/// When something must stand in it.
pub fn nothing<T: DeserializeOwned>(span: Span, name: &str, part: &str) -> Result<T, Vec<SyntaxError>> {
    let empty = serde_yaml::Value::Mapping(serde_yaml::Mapping::new());
    serde_yaml::from_value(empty).map_err(|failure| {
        let field = match words::problem(&failure.to_string()) {
            Problem::Missing { field } => format!(" with `{field}:` below it"),
            _ => String::new(),
        };
        let error = SyntaxError::new(span, format!("`{name}` needs parameters"));
        vec![error.help(format!("add `{part}:`{field}"))]
    })
}

fn steps(path: &serde_path_to_error::Path) -> Vec<String> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// What to tell the user; nothing where the cause was told before.
fn explain(failure: &str, found: &Found<'_>, tree: &Tree) -> Option<SyntaxError> {
    let problem = words::problem(failure);
    let key = found.key.map(|key| key.span);
    let span = match &problem {
        // The field is there, but was cut out with a message of its own.
        Problem::Missing { field } if found.value.mapping().is_some_and(|map| map.get(field).is_some()) => return None,
        Problem::Missing { .. } => key.unwrap_or_else(|| first_words(found.value)),
        Problem::UnknownKey { .. } => key.unwrap_or(found.value.span),
        // The whole does not fit because a part of it was cut out.
        Problem::Refused { .. } if tree.lacks_a_part(found.value) => return None,
        Problem::Refused { .. } if found.value.mapping().is_some() => first_words(found.value),
        // Nothing can be underlined in an empty value.
        _ if found.value.span.is_empty() => key.unwrap_or(found.value.span),
        _ => found.value.span,
    };
    Some(words::error(span, problem, found))
}

/// The narrowest text that stands for a whole node: its first key, or that of its first item.
fn first_words(node: &Arc<Node>) -> Span {
    let first = node.mapping().and_then(|mapping| mapping.entries.first()).map(|entry| entry.key.span);
    first.unwrap_or(node.span)
}

#[cfg(test)]
mod tests;
