//! Where the entries of a YAML file begin and end.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::source::Span;
use crate::syntax::yaml::{Document, Kind, Node};

/// Keys with their values, and items of lists.
pub(super) struct Outline<'a> {
    text: &'a str,
    /// By their start, the larger first.
    entries: Vec<Span>,
    /// Those that end in a scalar or a bracket, by the end.
    ends: Vec<Span>,
}

impl<'a> Outline<'a> {
    pub(super) fn of(documents: &[Document], text: &'a str) -> Self {
        let mut outline = Self { text, entries: Vec::new(), ends: Vec::new() };
        for document in documents {
            outline.node(&document.root);
        }
        outline.entries.sort_unstable_by_key(|entry| (entry.start, Reverse(entry.end)));
        outline.ends.sort_unstable_by_key(|entry| entry.end);
        outline
    }

    /// The first entry of the file.
    pub(super) fn first(&self) -> Option<Span> {
        self.entries.first().copied()
    }

    /// The entry that begins next behind byte `at`.
    pub(super) fn below(&self, at: u32) -> Option<Span> {
        self.entries.get(self.entries.partition_point(|entry| entry.start < at)).copied()
    }

    /// `line`, from its start to a comment at its end, with every entry that begins there, and every
    /// scalar or bracket that ends there.
    pub(super) fn on_line(&self, line: Span) -> Span {
        let from = self.entries.partition_point(|entry| entry.start < line.start);
        let begins = self.entries.get(from..).unwrap_or_default().iter().take_while(|entry| entry.start < line.end);
        let from = self.ends.partition_point(|entry| entry.end <= line.start);
        let ends = self.ends.get(from..).unwrap_or_default().iter().take_while(|entry| entry.end <= line.end);
        begins.chain(ends).fold(line, |covered, entry| covered.to(*entry))
    }

    /// Recurses as deep as the tree, whose depth the parser limits.
    fn node(&mut self, node: &Arc<Node>) {
        match &node.kind {
            Kind::Mapping(mapping) => {
                for entry in &mapping.entries {
                    self.entry(entry.key.span.to(entry.value.span), &entry.value);
                }
            }
            Kind::Sequence(items) => items.iter().for_each(|item| self.entry(item.span, item)),
            Kind::Scalar(_) | Kind::Alias(_) => {}
        }
    }

    fn entry(&mut self, span: Span, value: &Arc<Node>) {
        self.entries.push(span);
        let is_block = matches!(value.kind, Kind::Mapping(_) | Kind::Sequence(_))
            && !self.text.get(value.span.range()).is_some_and(|text| text.starts_with(['[', '{']));
        if !is_block {
            self.ends.push(span);
        }
        self.node(value);
    }
}
