//! Typed reading of elements: what has the wrong type is a problem at its place, and is left out.

use super::element::{Content, Element, Map};
use super::schema::Shape;
use crate::config::suggest;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::Value;
use crate::source::Text;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::Plain;

/// Reads elements and collects what is wrong with them.
pub struct Reader<'a> {
    /// What is wrong.
    pub problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    /// Reports that `path` is not what it should be.
    pub fn wrong(&mut self, element: &Element, path: &str, expected: &str) {
        if matches!(element.content, Content::Unreadable) {
            return;
        }
        let message = format!("`{path}` must be {expected}, not {}", element.kind_name());
        let error = SyntaxError::new(element.span, message);
        self.problem(match expected {
            "text" if element.value().is_some() => error.help("put the value into quotes"),
            "a list" => error.help("begin each item with `- `, on a line of its own"),
            "a mapping" => error.help("write `key: value`, on lines of their own"),
            "a mapping or a list" => error.help("write `key: value` or `- key=value`, on lines of their own"),
            _ => error,
        });
    }

    /// Reports something Compose would refuse.
    pub fn problem(&mut self, error: SyntaxError) {
        self.problems.push(Problem::new(ProblemKind::Compose, error));
    }

    /// Whether an attribute has the shape it should have; says so when not.
    pub fn fits(&mut self, element: &Element, path: &str, shape: Option<Shape>) -> bool {
        let (is_list, is_map) = (element.list().is_some(), element.map().is_some());
        let plain = match &element.content {
            Content::Scalar(_, plain) => Some(*plain),
            _ => None,
        };
        let is_text = plain == Some(Plain::Text);
        let is_number = matches!(plain, Some(Plain::Int(_) | Plain::Float(_)));
        let is_flag = matches!(plain, Some(Plain::Bool(_)));
        let (fits, expected) = match shape {
            _ if matches!(element.content, Content::Unreadable) => return false,
            None | Some(Shape::Own) => return true,
            // `deploy:` and `develop:` may be left empty.
            Some(Shape::Mapping) if path.ends_with(".deploy") || path.ends_with(".develop") => {
                (is_map || matches!(element.content, Content::Null), "a mapping")
            }
            Some(Shape::Text) => (is_text, "text"),
            Some(Shape::Flag) => (is_flag || is_text, "a boolean"),
            Some(Shape::Boolean) => (is_flag, "a boolean"),
            Some(Shape::Number) => (is_number || is_text, "a number"),
            Some(Shape::TextOrList) => (is_text || is_list, "text or a list"),
            Some(Shape::List) => (is_list, "a list"),
            Some(Shape::Dictionary | Shape::MappingOrList) => (is_map || is_list, "a mapping or a list"),
            Some(Shape::Mapping) => (is_map, "a mapping"),
        };
        if !fits {
            self.wrong(element, path, expected);
        }
        fits
    }

    /// The fields of a mapping.
    pub fn map<'e>(&mut self, element: &'e Element, path: &str) -> Option<&'e Map> {
        if element.map().is_none() {
            self.wrong(element, path, "a mapping");
        }
        element.map()
    }

    /// The items of a list.
    pub fn list<'e>(&mut self, element: &'e Element, path: &str) -> &'e [Element] {
        if element.list().is_none() {
            self.wrong(element, path, "a list");
        }
        element.list().unwrap_or_default()
    }

    /// Text; numbers and flags are not.
    pub fn string(&mut self, element: &Element, path: &str) -> Option<Value> {
        if let Content::Scalar(value, Plain::Text) = &element.content {
            Some(value.clone())
        } else {
            self.wrong(element, path, "text");
            None
        }
    }

    /// Any scalar as text.
    pub fn scalar(&mut self, element: &Element, path: &str) -> Option<Value> {
        match &element.content {
            Content::Scalar(value, plain) if *plain != Plain::Timestamp => Some(value.clone()),
            _ => {
                self.wrong(element, path, "text, a number or a boolean");
                None
            }
        }
    }

    /// A list of texts.
    pub fn strings(&mut self, element: &Element, path: &str) -> Vec<Value> {
        self.list(element, path).iter().filter_map(|item| self.string(item, path)).collect()
    }

    /// One text or a list of texts.
    pub fn string_or_list(&mut self, element: &Element, path: &str) -> Vec<Value> {
        match &element.content {
            Content::Scalar(value, Plain::Text) => vec![value.clone()],
            Content::List(_) => self.strings(element, path),
            _ => {
                self.wrong(element, path, "text or a list");
                Vec::new()
            }
        }
    }

    /// A flag, also as text (compose-go casts `yes`, `on` and their like); unknown when a variable
    /// decides.
    pub fn flag(&mut self, element: &Element, path: &str) -> Option<bool> {
        match &element.content {
            Content::Scalar(_, Plain::Bool(flag)) => return Some(*flag),
            Content::Scalar(value, Plain::Text) => {
                let text = value.text()?;
                match text.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "y" | "on" => return Some(true),
                    "false" | "no" | "n" | "off" => return Some(false),
                    _ => {}
                }
            }
            _ => {}
        }
        self.wrong(element, path, "a boolean");
        None
    }

    /// A mapping of scalars, or a list of `KEY=value`: its keys with their values, the last of
    /// several with one key. A value is none for a bare key.
    pub fn dictionary(&mut self, element: &Element, path: &str) -> Vec<(Text, Option<Value>)> {
        let mut pairs = Vec::new();
        match &element.content {
            Content::Map(map) => {
                for (name, field) in map {
                    if let Content::Null = &field.element.content {
                        pairs.push((field.key.clone(), None));
                    } else {
                        let value = self.scalar(&field.element, &format!("{path}.{name}"));
                        let value = value.map(|value| through(through(value, &field.element), element));
                        pairs.extend(value.map(|value| (field.key.clone(), Some(value))));
                    }
                }
            }
            Content::List(items) => {
                for item in items {
                    if let Some(value) = self.string(item, path) {
                        pairs.push(pair(&through(through(value, item), element)));
                    }
                }
            }
            _ => self.wrong(element, path, "a mapping or a list"),
        }
        pairs
    }

    /// Reports keys that Compose does not know; `x-` keys are everybody's own.
    pub fn known_keys(&mut self, map: &Map, path: &str, known: &[&str]) {
        for (name, field) in map {
            if known.contains(&name.as_str()) || name.starts_with("x-") {
                continue;
            }
            let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
            let error = SyntaxError::new(field.key.span(), format!("unknown key `{name}`{place}"));
            self.problem(match suggest::closest(name, known) {
                Some(meant) => error.help(format!("write `{meant}`")),
                None => error.help("remove it, or prefix it with `x-` to keep it as a note"),
            });
        }
    }
}

/// The value, with the aliases that brought its element noted as steps on its way.
pub fn through(mut value: Value, element: &Element) -> Value {
    use crate::model::value::Part;
    for part in &mut value.parts {
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
    let key = flat.slice(0..at.unwrap_or(text.len()));
    let key_text = match key.parts.as_slice() {
        [crate::model::value::Part::Text(piece)] => piece.text.clone(),
        // A variable in it is kept as its placeholder: two such keys are not one.
        _ => Text::opaque(key.flat().as_str(), key.span),
    };
    (key_text, at.map(|at| flat.slice(at + 1..text.len())))
}
