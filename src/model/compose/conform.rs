//! Whether a document has the form that Compose wants, each fault at the text that is at fault.

use std::borrow::Cow;
use std::fmt::Write;

use indexmap::IndexMap;

use super::element::{Content, Element, Field};
use super::form::{Fault, Form};
use super::schema;
use super::shape::{List, Map, Names, Others, Scalar, Shape};
use crate::config::suggest;
use crate::diagnostic::Severity;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::{Certainty, Value};
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::Plain;

/// Reports what is wrong with the form of `document`.
pub fn conform(document: &Element, problems: &mut Vec<Problem>) {
    Walker { problems, path: String::new() }.element(document, &schema::DOCUMENT, document.span);
}

struct Walker<'p> {
    problems: &'p mut Vec<Problem>,
    /// Where it is: `services.api.ports[0]`.
    path: String,
}

impl Walker<'_> {
    /// `named` is where the element is named, for elements that take no room. The schema bounds the
    /// depth.
    fn element(&mut self, element: &Element, shape: &Shape, named: Span) {
        if shape.anything {
            return;
        }
        let fits = match (&element.content, shape) {
            (Content::Unreadable | Content::Reset, _) => true,
            (Content::Null, shape) => shape.null,
            (Content::Scalar(value, plain), Shape { scalar: Some(scalar), .. }) if scalar.admits(*plain) => {
                self.scalar(value, *plain, scalar);
                true
            }
            (Content::List(items), Shape { list: Some(list), .. }) => {
                self.list(items, list);
                true
            }
            (Content::Map(fields), Shape { map: Some(map), .. }) => {
                self.map(fields, map, named);
                true
            }
            _ => false,
        };
        if !fits {
            let place = if element.span.is_empty() { named } else { element.span };
            self.misfit(element, shape, place);
        }
    }

    fn misfit(&mut self, element: &Element, shape: &Shape, place: Span) {
        let expected = shape.words();
        let message = format!("`{}` must be {expected}, not {}", self.path, element.kind_name());
        let error = SyntaxError::new(place, message);
        let is_scalar = element.value().is_some();
        self.report(match expected.as_str() {
            _ if matches!(element.content, Content::Null) => error.help("give it a value, or remove the key"),
            "text" if is_scalar => error.help("put the value into quotes"),
            "a list" => error.help("begin each item with `- `, on a line of its own"),
            "a mapping" => error.help("write `key: value`, on lines of their own"),
            "a mapping or a list" => error.help("write `key: value` or `- key=value`, on lines of their own"),
            "a boolean" => error.help("write `true` or `false`"),
            other => error.help(format!("write {other}")),
        });
    }

    fn scalar(&mut self, value: &Value, plain: Plain, scalar: &Scalar) {
        if scalar.form == Form::Any {
            return;
        }
        // What an unset variable decides is not known.
        let Some(text) = value.text() else { return };
        let Some(Fault { message, help, range }) = scalar.form.fault(&text, plain == Plain::Text) else { return };
        let place = match range {
            Some(range) => value.flat().slice(range).place(),
            None => value.place(),
        };
        let place = if place.is_empty() { value.nearest() } else { place };
        let error = SyntaxError::new(place, format!("`{}` {message}", self.path)).help(help);
        let mut problem = Problem::new(ProblemKind::Compose, error);
        if value.certainty() < Certainty::Certain {
            problem = problem.at_most(Severity::Warning);
        }
        // A default stands in the `${…}` that uses it.
        let vias = value.via().into_iter().filter(|via| !via.contains(place));
        self.problems.push(vias.fold(problem, |problem, via| problem.also(via, "used here")));
    }

    fn list(&mut self, items: &[Element], list: &List) {
        let length = self.path.len();
        let mut seen: IndexMap<(Cow<'_, str>, bool), Span> = IndexMap::new();
        for (index, item) in items.iter().enumerate() {
            let _ = write!(self.path, "[{index}]");
            self.element(item, list.items, item.span);
            self.path.truncate(length);
            if list.repeats {
                continue;
            }
            let Content::Scalar(value, plain) = &item.content else { continue };
            let Some(text) = value.text() else { continue };
            match seen.get(&(text.clone(), *plain == Plain::Text)) {
                Some(first) => {
                    let error = SyntaxError::new(item.span, format!("`{}` lists the same item twice", self.path));
                    let problem = Problem::new(ProblemKind::Compose, error.help("remove one of the two"));
                    self.problems.push(problem.also(*first, "first listed here"));
                }
                None => {
                    seen.insert((text, *plain == Plain::Text), item.span);
                }
            }
        }
    }

    fn map(&mut self, fields: &IndexMap<String, Field>, map: &Map, named: Span) {
        match map {
            Map::Fields { known, required, others } => {
                for (name, field) in fields {
                    match known.iter().find(|(key, _)| key == name) {
                        Some((_, shape)) => self.below(name, field, shape),
                        None => self.unknown(name, field, known, *others),
                    }
                }
                for key in required.iter().filter(|key| !fields.contains_key(**key)) {
                    self.missing(key, fields, known, named);
                }
            }
            Map::Named { names, values } => {
                for (name, field) in fields {
                    if names.admit(name) {
                        self.below(name, field, values);
                    } else if *names != Names::ResourceOrUnseen {
                        self.misnamed(field, *names);
                    }
                }
            }
        }
    }

    fn below(&mut self, name: &str, field: &Field, shape: &Shape) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        self.element(&field.element, shape, field.key.span());
        self.path.truncate(length);
    }

    fn unknown(&mut self, name: &str, field: &Field, known: &[(&str, Shape)], others: Others) {
        if others == Others::Any || (others == Others::Extensions && name.starts_with("x-")) {
            return;
        }
        let place = if self.path.is_empty() { String::new() } else { format!(" in `{}`", self.path) };
        let error = SyntaxError::new(field.key.span(), format!("unknown key `{name}`{place}"));
        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        self.report(match suggest::closest(name, &known) {
            Some(meant) => error.help(format!("write `{meant}`")),
            None if others == Others::None => error.help("remove it"),
            None => error.help("remove it, or prefix it with `x-` to keep it as a note"),
        });
    }

    fn missing(&mut self, key: &str, fields: &IndexMap<String, Field>, known: &[(&str, Shape)], named: Span) {
        // An item of a list has no name: its first key stands for it.
        let is_item = self.path.ends_with(']');
        let first = fields.values().next().map(|field| field.key.span());
        let place = first.filter(|_| is_item).unwrap_or(named);
        let shape = known.iter().find(|(name, _)| *name == key).and_then(|(_, shape)| shape.scalar);
        let example = match shape.map(|scalar| scalar.form) {
            Some(Form::Words([first, ..])) => format!("add `{key}: {first}`"),
            _ => format!("add `{key}:`"),
        };
        self.report(SyntaxError::new(place, format!("`{}` has no `{key}`", self.path)).help(example));
    }

    fn misnamed(&mut self, field: &Field, names: Names) {
        let name = field.key.as_str();
        let message = if name.is_empty() {
            format!("a name in `{}` is empty", self.path)
        } else {
            format!("`{name}` cannot be a name in `{}`", self.path)
        };
        let help = match names {
            Names::Host => "write a host name without `:` and `=`",
            Names::Resource if name.contains("${") => "write the name out, for variables are not replaced in keys",
            Names::Resource => "use only letters, digits, `.`, `_` and `-`",
            _ => "write a name before the `:`",
        };
        self.report(SyntaxError::new(field.key.span(), message).help(help));
    }

    fn report(&mut self, error: SyntaxError) {
        self.problems.push(Problem::new(ProblemKind::Compose, error));
    }
}

impl Names {
    fn admit(self, name: &str) -> bool {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
        match self {
            Self::Any => true,
            Self::Filled => !name.is_empty(),
            Self::Resource | Self::ResourceOrUnseen => !name.is_empty() && name.chars().all(is_plain),
            Self::Host => !name.is_empty() && !name.contains([':', '=']),
        }
    }
}
