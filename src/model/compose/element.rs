//! A Compose document with aliases followed, merge keys applied and variables resolved.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::model::value::Value;
use crate::source::{Span, Text};
use crate::syntax::yaml::Plain;

/// A value of a document.
#[derive(Debug, Clone)]
pub struct Element {
    /// Where it is written.
    pub span: Span,
    /// The aliases it was reached through, the nearest to its user first.
    pub via: Vec<Span>,
    /// Values that this one replaced, the last one first.
    pub lost: Vec<Span>,
    /// `!override`: what the files before say does not count.
    pub overrides: bool,
    /// Whether Compose has made a list of this dictionary, as it does when it merges two.
    pub listed: bool,
    /// What it is.
    pub content: Content,
}

/// What an element is.
#[derive(Debug, Clone)]
pub enum Content {
    /// Something that could not be read, as was said already.
    Unreadable,
    /// `!reset`: takes away what the files before say.
    Reset,
    /// Nothing.
    Null,
    /// Text, a number or a flag.
    Scalar(Value, Plain),
    /// Keys and values.
    Map(Map),
    /// Items.
    List(Vec<Element>),
}

/// The effective fields of a mapping: own keys first, then those of merge keys.
pub type Map = IndexMap<String, Field>;

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key, at the place that won.
    pub key: Text,
    /// The value.
    pub element: Element,
}

impl Element {
    /// The text value of a scalar.
    pub fn value(&self) -> Option<&Value> {
        match &self.content {
            Content::Scalar(value, _) => Some(value),
            _ => None,
        }
    }

    /// The known text of a scalar.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        self.value()?.text()
    }

    /// The [`Value::spelling`] of a scalar.
    pub fn spelling(&self) -> Option<String> {
        Some(self.value()?.spelling())
    }

    /// The fields, if it is a mapping.
    pub fn map(&self) -> Option<&Map> {
        match &self.content {
            Content::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn list(&self) -> Option<&[Self]> {
        match &self.content {
            Content::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value below `key`.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.map()?.get(key).map(|field| &field.element)
    }

    /// An element that nothing replaced.
    pub fn new(span: Span, content: Content) -> Self {
        Self { span, via: Vec::new(), lost: Vec::new(), overrides: false, listed: false, content }
    }

    /// Drops what is reset and what nothing before it had.
    pub fn settle(&mut self) {
        match &mut self.content {
            Content::Map(map) => {
                map.retain(|_, field| !matches!(field.element.content, Content::Reset));
                map.values_mut().for_each(|field| field.element.settle());
            }
            Content::List(items) => items.iter_mut().for_each(Self::settle),
            _ => {}
        }
    }

    /// Notes that it, and all below it, was reached through `alias`.
    pub(super) fn came_through(&mut self, alias: Span) {
        self.via.insert(0, alias);
        match &mut self.content {
            Content::Unreadable | Content::Reset | Content::Null | Content::Scalar(..) => {}
            Content::Map(map) => map.values_mut().for_each(|field| field.element.came_through(alias)),
            Content::List(items) => items.iter_mut().for_each(|item| item.came_through(alias)),
        }
    }

    /// How many elements it is made of.
    pub(super) fn size(&self) -> usize {
        1 + match &self.content {
            Content::Unreadable | Content::Reset | Content::Null | Content::Scalar(..) => 0,
            Content::Map(map) => map.values().map(|field| field.element.size()).sum(),
            Content::List(items) => items.iter().map(Self::size).sum(),
        }
    }

    /// `a list`, `text` and so on, for messages.
    pub fn kind_name(&self) -> &'static str {
        match &self.content {
            Content::Null | Content::Unreadable | Content::Reset => "nothing",
            Content::Scalar(_, Plain::Bool(_)) => "a boolean",
            Content::Scalar(_, Plain::Int(_) | Plain::Float(_)) => "a number",
            Content::Scalar(_, Plain::Timestamp) => "a date",
            Content::Scalar(..) => "text",
            Content::Map(_) => "a mapping",
            Content::List(_) => "a list",
        }
    }
}
