//! Turns the nodes of a Compose file into elements: follows aliases, applies merge keys, resolves variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::element::{Content, Element, Field, Map};
use crate::model::evaluate::Evaluator;
use crate::model::missing::{self, Missing};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::scope::Scope;
use crate::model::value::{ScopeId, Value};
use crate::source::{Span, Text};
use crate::syntax::yaml::{Entry, Kind, Mapping, Node, Plain, Style};
use crate::syntax::{SyntaxError, interpolation};

/// How many elements a project may unfold to through aliases, variables, `extends` and `include`; real ones
/// have some thousands.
const MAX_ELEMENTS: usize = 700_000;

/// A text counts as one element more for every so many bytes, and so does a file that is read again.
const ELEMENT_BYTES: usize = 64;

/// As much of the path to an element as tells which environment its variables are those of.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// It is the document.
    Document,
    /// It is what stands below `services`.
    Services,
    /// It is further down, where this environment is spoken of.
    Below(Option<&'a str>),
}

/// Turns nodes into elements.
pub struct Resolver<'a> {
    /// Who feeds the variables.
    pub scope: &'a Scope,
    /// Its number.
    pub scope_id: ScopeId,
    /// The environment the file speaks of.
    pub environment: Option<&'a str>,
    /// Tells the environment of a service by its name.
    pub of_service: &'a dyn Fn(&str) -> Option<&'static str>,
    /// What is wrong.
    pub problems: &'a mut Vec<Problem>,
    /// Variables that have no value.
    pub missing: Vec<Missing>,
    /// All variables, each with a place that refers to it.
    pub variables: BTreeMap<String, Span>,
    /// How many elements the project has so far.
    elements: &'a mut usize,
    overflowed: bool,
}

impl<'a> Resolver<'a> {
    /// A resolver for one file.
    pub fn new(
        (scope_id, scope): (ScopeId, &'a Scope),
        environment: Option<&'a str>,
        of_service: &'a dyn Fn(&str) -> Option<&'static str>,
        problems: &'a mut Vec<Problem>,
        elements: &'a mut usize,
    ) -> Self {
        let (missing, variables) = (Vec::new(), BTreeMap::new());
        Self { scope, scope_id, environment, of_service, problems, missing, variables, elements, overflowed: false }
    }

    /// Counts what a service takes over from another one, at `span`; false when that is too much.
    pub fn admits_copy(&mut self, of: &Element, span: Span) -> bool {
        *self.elements += of.size();
        self.admits(span)
    }

    /// Counts a file that is read for one more place, `span`; false when that is too much.
    pub fn admits_file(&mut self, text: &str, span: Span) -> bool {
        *self.elements += text.len() / ELEMENT_BYTES;
        self.admits(span)
    }

    /// The document below `root`.
    pub fn document(&mut self, root: &Arc<Node>) -> Element {
        self.element(root, Place::Document)
    }

    // Depth is bounded by the parser, aliases included; the number of elements here.
    fn element(&mut self, node: &Arc<Node>, place: Place<'a>) -> Element {
        if !self.admits(node.span) {
            return Element::new(node.span, Content::Unreadable);
        }
        let content = match &node.kind {
            Kind::Alias(alias) => {
                let Some(target) = &alias.target else {
                    return Element::new(node.span, Content::Unreadable);
                };
                let mut element = self.element(target, place);
                element.came_through(node.span);
                return element;
            }
            Kind::Scalar(_) => self.scalar(node, place),
            Kind::Sequence(items) => {
                let place = self.below(place, "[]");
                Content::List(items.iter().map(|item| self.element(item, place)).collect())
            }
            Kind::Mapping(mapping) => {
                let before = self.problems.len();
                let map = self.mapping(mapping, place);
                // What has nothing but keys that are at fault is not empty.
                let is_readable = !map.is_empty() || self.problems.len() == before;
                if is_readable { Content::Map(map) } else { Content::Unreadable }
            }
        };
        Element::new(node.span, content)
    }

    fn scalar(&mut self, node: &Node, place: Place<'a>) -> Content {
        let scalar = match node.tagged() {
            Some(Ok(scalar)) => scalar,
            Some(Err(error)) => {
                self.problem(ProblemKind::Yaml, error);
                return Content::Unreadable;
            }
            None => return Content::Null,
        };
        *self.elements += scalar.text.as_str().len() / ELEMENT_BYTES;
        let plain = scalar.plain();
        match plain {
            Plain::Null => Content::Null,
            Plain::Text => Content::Scalar(self.text(scalar.text, place), plain),
            _ => {
                let text = match scalar.rewritten() {
                    Some(rewritten) => Text::opaque(&rewritten, scalar.text.span()),
                    None => scalar.text.clone(),
                };
                Content::Scalar(Value::literal(text), plain)
            }
        }
    }

    fn text(&mut self, text: Text, place: Place<'a>) -> Value {
        // Nearly all texts have none.
        if !interpolation::has_variables(&text) {
            return Value::literal(text);
        }
        match interpolation::parse(&text) {
            Ok(template) => {
                let environment = match place {
                    Place::Below(environment) => environment,
                    Place::Document | Place::Services => self.environment,
                };
                self.missing.extend(missing::missing(&template, self.scope, environment));
                for variable in template.variables() {
                    self.variables.entry(variable.name.as_str().to_owned()).or_insert(variable.span);
                }
                let lookup = |name: &str| self.scope.lookup(name, environment);
                let value = Evaluator { scope: self.scope_id, lookup: &lookup }.evaluate(&template, text.span());
                *self.elements += value.parts.len().saturating_sub(1);
                value
            }
            Err(error) => {
                self.problem(ProblemKind::Compose, error);
                Value::literal(text)
            }
        }
    }

    /// The place of what stands below `key` at `place`.
    fn below(&self, place: Place<'a>, key: &str) -> Place<'a> {
        match place {
            Place::Document if key == "services" => Place::Services,
            Place::Document => Place::Below(self.environment),
            Place::Services => Place::Below((self.of_service)(key).or(self.environment)),
            Place::Below(_) => place,
        }
    }

    fn mapping(&mut self, mapping: &Mapping, place: Place<'a>) -> Map {
        let mut map = Map::with_capacity(mapping.entries.len());
        let mut merges: Vec<&Entry> = Vec::new();
        for entry in &mapping.entries {
            let Some(key) = self.key(&entry.key) else { continue };
            if is_merge_key(&entry.key) {
                if let Some(first) = merges.first() {
                    self.duplicate(&key, first.key.span);
                }
                merges.push(entry);
                continue;
            }
            if let Some(first) = map.get(key.as_str()) {
                let first = first.key.span();
                self.duplicate(&key, first);
                continue;
            }
            let directive = entry.value.tag().map(|tag| tag.name.as_str());
            let element = if directive == Some("!reset") {
                Element::new(entry.value.span, Content::Reset)
            } else {
                let element = self.element(&entry.value, self.below(place, key.as_str()));
                Element { overrides: directive == Some("!override"), ..element }
            };
            map.insert(key.as_str().to_owned(), Field { key, element });
        }
        for entry in merges {
            self.merge(&entry.value, &mut map, place);
        }
        map
    }

    /// Counts what stands at `span`; false when the file has unfolded to too much.
    fn admits(&mut self, span: Span) -> bool {
        *self.elements += 1;
        let is_too_much = *self.elements > MAX_ELEMENTS;
        if is_too_much && !self.overflowed {
            self.overflowed = true;
            let message = "this project unfolds to too much to be read; from here on nothing is";
            let help = "use fewer aliases, merge keys, variables, `extends` or `include`";
            self.problem(ProblemKind::Yaml, SyntaxError::new(span, message).help(help));
        }
        !is_too_much
    }

    fn merge(&mut self, node: &Arc<Node>, into: &mut Map, place: Place<'a>) {
        let sources = match node.resolved().map(|node| &node.kind) {
            Some(Kind::Sequence(items)) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for source in sources {
            let Some(target) = source.resolved() else { continue };
            let Kind::Mapping(mapping) = &target.kind else {
                let error = SyntaxError::new(source.span, "`<<` takes a mapping or a list of mappings");
                self.problem(ProblemKind::Yaml, error.help("give it an alias of a mapping, such as `<<: *defaults`"));
                continue;
            };
            // Mappings without keys of their own hold nothing that would be counted.
            if !self.admits(source.span) {
                return;
            }
            for (name, mut field) in self.mapping(mapping, place) {
                if let Some(winner) = into.get_mut(&name) {
                    winner.element.lost.push(field.element.span);
                } else {
                    if source.span != target.span {
                        field.element.came_through(source.span);
                    }
                    into.insert(name, field);
                }
            }
        }
    }

    fn key(&mut self, key: &Arc<Node>) -> Option<Text> {
        let scalar = key.resolved().and_then(|key| key.tagged()).and_then(Result::ok);
        match scalar {
            Some(scalar) if scalar.plain() == Plain::Text => return Some(scalar.text),
            Some(scalar) if !scalar.text.as_str().is_empty() => {
                let message = format!("key `{}` is not text", scalar.text.as_str());
                self.problem(ProblemKind::Yaml, SyntaxError::new(key.span, message).help("quote the key"));
            }
            _ => {
                let error = SyntaxError::new(key.span, "a key must be text");
                self.problem(ProblemKind::Yaml, error.help("write a name before the `:`"));
            }
        }
        None
    }

    fn duplicate(&mut self, key: &Text, first: Span) {
        let error = SyntaxError::new(key.span(), format!("key `{}` is already set above", key.as_str()));
        let problem =
            Problem::new(ProblemKind::Yaml, error.help("remove one of the two")).also(first, "first set here");
        self.problems.push(problem);
    }

    fn problem(&mut self, kind: ProblemKind, error: SyntaxError) {
        self.problems.push(Problem::new(kind, error));
    }
}

fn is_merge_key(key: &Node) -> bool {
    key.scalar().is_some_and(|scalar| scalar.style == Style::Plain && scalar.text.as_str() == "<<")
}
