//! Attributes that the model keeps as they are written, such as `deploy` and `healthcheck`.

use std::fmt::Write as _;

use super::service::Look;
use super::{Attribute, Entry, Form};
use crate::model::compose::element::{Content, Element};
use crate::model::compose::through;

impl Look<'_> {
    /// The attribute `name` with everything below it.
    pub(super) fn other(&self, name: &str, element: &Element) -> Attribute {
        let is_flat = |items: &[Element]| items.iter().all(|item| item.value().is_some());
        let mut entries = Vec::new();
        let form = match &element.content {
            Content::Scalar(..) => Form::One,
            Content::List(items) if is_flat(items) => Form::List,
            _ => Form::Map,
        };
        match &element.content {
            Content::List(items) if form == Form::List => {
                entries.extend(items.iter().filter_map(|item| self.scalar(None, item)));
            }
            _ => self.below(&mut String::new(), element, form, &mut entries),
        }
        Attribute { name: name.to_owned(), form, entries }
    }

    /// Every scalar below `element`, by its path. Depth is bounded by that of the parser.
    fn below(&self, path: &mut String, element: &Element, form: Form, entries: &mut Vec<Entry>) {
        let length = path.len();
        match &element.content {
            Content::Map(map) => {
                for (name, field) in map {
                    path.push_str(if length == 0 { "" } else { "." });
                    path.push_str(name);
                    self.below(path, &field.element, form, entries);
                    path.truncate(length);
                }
            }
            Content::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let _ = write!(path, "[{index}]");
                    self.below(path, item, form, entries);
                    path.truncate(length);
                }
            }
            _ => entries.extend(self.scalar((form == Form::Map).then(|| path.clone()), element)),
        }
    }

    fn scalar(&self, key: Option<String>, element: &Element) -> Option<Entry> {
        let value = through(element.value()?.clone(), element);
        Some(self.entry(key, &value))
    }
}
