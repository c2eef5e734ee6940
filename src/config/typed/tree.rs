//! A tree of which parts are cut out, and the way from a path of names to a node.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::source::Span;
use crate::syntax::yaml::{self, Entry, Kind, Node, Plain, Scalar};

/// The nodes a typed value was read from. Indices count the items that were read.
#[derive(Debug, Clone)]
pub struct Tree {
    root: Arc<Node>,
    /// Addresses of nodes of `root`, which keeps them alive.
    cut: BTreeSet<usize>,
    /// The key that `root` is the value of; empty for a whole file.
    name: String,
}

/// As far as a path leads.
pub(super) struct Found<'a> {
    /// The key, unless the node is an item or the root.
    pub(super) key: Option<&'a Arc<Node>>,
    /// The value.
    pub(super) value: &'a Arc<Node>,
    /// The path as the file counts, what was cut included: `projects[0].files`; empty for the root.
    pub(super) name: String,
    /// Whether the path leads to the end.
    complete: bool,
}

impl Tree {
    /// The whole.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The whole of `root`.
    pub(super) fn new(root: &Arc<Node>, name: &str) -> Self {
        Self { root: Arc::clone(root), cut: BTreeSet::new(), name: name.to_owned() }
    }

    /// Leaves `node` out, with its key if it has one.
    pub(super) fn cut(&mut self, node: &Arc<Node>) {
        self.cut.insert(address(node));
    }

    /// The place of the last key of `path`: names of keys, and indices of items as text. None for
    /// an item, and for what is not there.
    pub fn key_span(&self, path: &[&str]) -> Option<Span> {
        let found = self.find(path);
        found.key.filter(|_| found.complete).map(|key| key.span)
    }

    /// The place of the value at `path`; empty where the file says nothing after the colon.
    pub fn value_span(&self, path: &[&str]) -> Option<Span> {
        self.node(path).map(|node| node.span)
    }

    /// The node at `path`.
    pub fn node(&self, path: &[&str]) -> Option<&Arc<Node>> {
        let found = self.find(path);
        found.complete.then_some(found.value)
    }

    /// The node at `path`, or the last one on the way to it.
    pub(super) fn find(&self, path: &[&str]) -> Found<'_> {
        let mut found =
            Found { key: None, value: &self.root, name: self.name.clone(), complete: !self.is_cut(&self.root) };
        for step in path {
            let next = match &found.value.kind {
                Kind::Mapping(mapping) => self.entry(mapping, step).map(|entry| {
                    let separator = if found.name.is_empty() { "" } else { "." };
                    (Some(&entry.key), &entry.value, format!("{separator}{}", clipped(step)))
                }),
                Kind::Sequence(items) => step.parse().ok().and_then(|index| {
                    let mut left = items.iter().enumerate().filter(|(_, item)| !self.is_cut(item));
                    left.nth(index).map(|(index, item)| (None, item, format!("[{index}]")))
                }),
                Kind::Scalar(_) | Kind::Alias(_) => None,
            };
            let Some((key, value, name)) = next else { return Found { complete: false, ..found } };
            found = Found { key, value, name: found.name + &name, ..found };
        }
        found
    }

    /// What is left, for serde; none when nothing is.
    pub(super) fn value(&self) -> Option<Value> {
        (!self.is_cut(&self.root)).then(|| self.convert(&self.root))
    }

    /// Recurses as deep as the tree was found to be, which is not deep.
    fn convert(&self, node: &Arc<Node>) -> Value {
        match &node.kind {
            Kind::Scalar(scalar) => scalar_value(scalar),
            Kind::Sequence(items) => {
                Value::Sequence(items.iter().filter(|item| !self.is_cut(item)).map(|item| self.convert(item)).collect())
            }
            Kind::Mapping(mapping) => {
                let entries = mapping.entries.iter().filter(|entry| !self.is_cut(&entry.value));
                let pairs = entries.filter_map(|entry| Some((Value::from(name(entry)?), self.convert(&entry.value))));
                Value::Mapping(pairs.collect::<Mapping>())
            }
            Kind::Alias(_) => Value::Null,
        }
    }

    fn entry<'a>(&self, mapping: &'a yaml::Mapping, key: &str) -> Option<&'a Entry> {
        mapping.entries.iter().find(|entry| name(entry) == Some(key) && !self.is_cut(&entry.value))
    }

    /// Whether the value of a key of `node` is cut out.
    pub(super) fn lacks_a_part(&self, node: &Node) -> bool {
        node.mapping().is_some_and(|mapping| mapping.entries.iter().any(|entry| self.is_cut(&entry.value)))
    }

    fn is_cut(&self, node: &Arc<Node>) -> bool {
        self.cut.contains(&address(node))
    }
}

fn address(node: &Arc<Node>) -> usize {
    Arc::as_ptr(node).addr()
}

/// A key as text, whatever it looks like: `80:` names a thing called `80`.
pub(super) fn name(entry: &Entry) -> Option<&str> {
    entry.key.text().map(crate::source::Text::as_str)
}

/// The beginning of a key, as much as fits into a message.
pub(super) fn clipped(key: &str) -> String {
    const SHOWN: usize = 60;
    let mut beginning: String = key.chars().take(SHOWN).collect();
    if beginning.len() < key.len() {
        beginning.push('…');
    }
    beginning
}

fn scalar_value(scalar: &Scalar) -> Value {
    match scalar.plain() {
        Plain::Null => Value::Null,
        Plain::Bool(flag) => Value::Bool(flag),
        // No setting is a negative number or one with a point; as text they are told to be wrong.
        Plain::Int(number) => u64::try_from(number)
            .map_or_else(|_| Value::from(scalar.text.as_str()), |number| Value::Number(number.into())),
        Plain::Float(_) | Plain::Timestamp | Plain::Text => Value::from(scalar.text.as_str()),
    }
}
