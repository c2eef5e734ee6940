//! Typed reading of elements. What has the wrong type is left out: [`conform`](super::conform()) says
//! so.

use std::sync::Arc;

use super::element::{Content, Element};
use super::form;
use crate::model::value::Value;
use crate::source::Text;
use crate::syntax::yaml::Plain;

impl Element {
    /// Text; numbers and flags are not.
    pub fn string(&self) -> Option<Value> {
        match &self.content {
            Content::Scalar(value, Plain::Text) => Some(value.clone()),
            _ => None,
        }
    }

    /// Any scalar as text.
    pub fn scalar(&self) -> Option<Value> {
        match &self.content {
            Content::Scalar(value, plain) if *plain != Plain::Timestamp => Some(value.clone()),
            _ => None,
        }
    }

    /// The items of a list; none of what is no list.
    pub fn items(&self) -> &[Self] {
        self.list().unwrap_or_default()
    }

    /// A list of texts.
    pub fn strings(&self) -> Vec<Value> {
        self.items().iter().filter_map(Self::string).collect()
    }

    /// One text or a list of texts.
    pub fn string_or_list(&self) -> Vec<Value> {
        self.string().map_or_else(|| self.strings(), |value| vec![value])
    }

    /// A flag, also as text; unknown when a variable decides.
    pub fn flag(&self) -> Option<bool> {
        match &self.content {
            Content::Scalar(_, Plain::Bool(flag)) => Some(*flag),
            Content::Scalar(value, Plain::Text) => form::flag(&value.text()?),
            _ => None,
        }
    }

    /// A mapping of scalars, or a list of `KEY=value`: its keys with their values, the last of
    /// several with one key. A value is none for a bare key.
    pub fn dictionary(&self) -> Vec<(Text, Option<Value>)> {
        match &self.content {
            Content::Map(map) => map
                .values()
                .filter_map(|field| {
                    let element = &field.element;
                    let value = element.scalar().map(|value| through(through(value, element), self));
                    let is_bare = matches!(element.content, Content::Null);
                    (value.is_some() || is_bare).then(|| (field.key.clone(), value))
                })
                .collect(),
            Content::List(items) => {
                items.iter().filter_map(|item| Some(pair(&through(through(item.string()?, item), self)))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The value, with the aliases that brought its element noted as steps on its way.
pub fn through(mut value: Value, element: &Element) -> Value {
    use crate::model::value::Part;
    if element.via.is_empty() {
        return value;
    }
    for part in Arc::make_mut(&mut value.parts) {
        let via = match part {
            Part::Text(piece) => &mut piece.via,
            Part::Unset(unset) => &mut unset.via,
        };
        via.splice(0..0, element.via.iter().copied());
    }
    value
}

/// `KEY=value` at its first `=`. The key must be known: the text before a variable ends it.
pub fn pair(value: &Value) -> (Text, Option<Value>) {
    let flat = value.flat();
    let text = flat.as_str();
    let at = text.find('=');
    // A variable in it is kept as its placeholder: two such keys are not one.
    let key = flat.text(0..at.unwrap_or(text.len()));
    (key, at.map(|at| flat.slice(at + 1..text.len())))
}
