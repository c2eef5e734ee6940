//! What a file of envlint's own must not contain, whatever its type.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::MAX_PROBLEMS;
use super::tree::{Tree, clipped, name};
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Entry, Kind, Node, Style};

/// How deep such a file may nest: far deeper than any setting lies.
const MAX_DEPTH: usize = 32;

/// Cuts out of `root` what has no meaning in any file of ours, and says why.
pub(super) fn vet(root: &Arc<Node>, name: &str) -> (Tree, Vec<SyntaxError>) {
    let mut vet = Vet { tree: Tree::new(root, name), errors: Vec::new() };
    vet.node(root, 0);
    (vet.tree, vet.errors)
}

struct Vet {
    tree: Tree,
    errors: Vec<SyntaxError>,
}

impl Vet {
    fn node(&mut self, node: &Arc<Node>, depth: usize) {
        if depth > MAX_DEPTH {
            self.refuse(node, SyntaxError::new(node.span, "this is nested too deeply").help("flatten the structure"));
            return;
        }
        if let Some(tag) = node.tag() {
            self.tell(SyntaxError::new(tag.span, "tags have no meaning here").help("remove the tag"));
        }
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::Sequence(items) => items.iter().for_each(|item| self.node(item, depth + 1)),
            Kind::Mapping(mapping) => {
                let mut seen = BTreeSet::new();
                for entry in &mapping.entries {
                    self.entry(entry, &mut seen, depth);
                }
            }
            Kind::Alias(alias) => {
                self.tree.cut(node);
                // The parser has spoken of an alias to nothing.
                if alias.target.is_some() {
                    let error = SyntaxError::new(node.span, "aliases are not followed here");
                    self.tell(error.help("repeat the text that the alias stands for"));
                }
            }
        }
    }

    fn entry<'a>(&mut self, entry: &'a Entry, seen: &mut BTreeSet<&'a str>, depth: usize) {
        let span = entry.key.span;
        let error = match name(entry) {
            None => SyntaxError::new(span, "a key must be text").help("write a name before the colon"),
            Some("<<") if entry.key.scalar().is_some_and(|scalar| scalar.style == Style::Plain) => {
                SyntaxError::new(span, "merge keys are not followed here").help("repeat the keys that it merges")
            }
            Some(name) if !seen.insert(name) => {
                SyntaxError::new(span, format!("the key `{}` is set twice", clipped(name))).help("keep one of the two")
            }
            Some(_) => return self.node(&entry.value, depth + 1),
        };
        self.refuse(&entry.value, error);
    }

    fn refuse(&mut self, node: &Arc<Node>, error: SyntaxError) {
        self.tree.cut(node);
        self.tell(error);
    }

    fn tell(&mut self, error: SyntaxError) {
        if self.errors.len() < MAX_PROBLEMS {
            self.errors.push(error);
        }
    }
}
