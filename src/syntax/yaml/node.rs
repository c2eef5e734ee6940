//! The tree.

use std::sync::Arc;

use crate::source::{Span, Text};

/// A value with its place. Aliases share their target, so a tree is never larger than its file.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value, without tag and anchor; a scalar with its quotes, a block collection up to the
    /// end of its last child.
    pub span: Span,
    /// Tag and anchor; few nodes have one.
    pub properties: Option<Box<Properties>>,
    /// What it is.
    pub kind: Kind,
}

/// What may stand before a node (YAML 1.2.2 §6.9).
#[derive(Debug, Clone, Default)]
pub struct Properties {
    /// The explicit tag.
    pub tag: Option<Tag>,
    /// The anchor's name, without `&`.
    pub anchor: Option<Text>,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Text, in whatever style.
    Scalar(Scalar),
    /// Keys and values.
    Mapping(Mapping),
    /// Items.
    Sequence(Vec<Arc<Node>>),
    /// A reference to an anchored node.
    Alias(Alias),
}

/// A scalar as text; [`Scalar::plain`] tells the type it has for Compose.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The decoded text and its place without quotes.
    pub text: Text,
    /// How it is written.
    pub style: Style,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// Between `'`.
    SingleQuoted,
    /// Between `"`.
    DoubleQuoted,
    /// After `|`.
    Literal,
    /// After `>`.
    Folded,
}

/// The entries of a mapping in the order of the file, duplicates and `<<` included.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Keys and values.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Arc<Node>,
    /// The value; a missing one is an empty plain scalar of no width.
    pub value: Arc<Node>,
}

/// `*name`.
#[derive(Debug, Clone)]
pub struct Alias {
    /// The name, without `*`.
    pub name: Text,
    /// The anchored node; none when there is no such anchor or it contains this alias.
    pub target: Option<Arc<Node>>,
}

/// An explicit tag such as `!reset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// With `!!` when it is one of YAML's own, however it is written; else as written, `!` included.
    pub name: String,
    /// Its place.
    pub span: Span,
}

/// A comment, from `#` to the end of its line.
#[derive(Debug, Clone)]
pub struct Comment {
    /// The text after `#`.
    pub text: Text,
    /// Whether something else stands before it on its line.
    pub trailing: bool,
}

impl Node {
    /// The explicit tag.
    pub fn tag(&self) -> Option<&Tag> {
        self.properties.as_ref()?.tag.as_ref()
    }

    /// The anchor's name, without `&`.
    pub fn anchor(&self) -> Option<&Text> {
        self.properties.as_ref()?.anchor.as_ref()
    }

    /// The node an alias stands for, itself otherwise; none for an alias without target.
    pub fn resolved(self: &Arc<Self>) -> Option<&Arc<Self>> {
        // An alias never refers to an alias: `&a *b` is no YAML.
        match &self.kind {
            Kind::Alias(alias) => alias.target.as_ref(),
            _ => Some(self),
        }
    }

    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&Text> {
        self.scalar().map(|scalar| &scalar.text)
    }

    /// The mapping, if it is one.
    pub fn mapping(&self) -> Option<&Mapping> {
        match &self.kind {
            Kind::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items, if it is a sequence.
    pub fn sequence(&self) -> Option<&[Arc<Node>]> {
        match &self.kind {
            Kind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The value below `key`, aliases followed.
    pub fn get(&self, key: &str) -> Option<&Arc<Node>> {
        self.mapping()?.get(key)?.value.resolved()
    }
}

impl Mapping {
    /// The entry with this key. Of several, the first.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.text().is_some_and(|text| text.as_str() == key))
    }
}
