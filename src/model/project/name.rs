//! The name of a project (Compose specification, "Version and name top-level elements").

use std::borrow::Cow;
use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::Severity;
use crate::model::environment::{Evidence, Kind, Marker, Told};
use crate::model::evaluate::Evaluator;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::scope::{Lookup, Scope};
use crate::model::value::{Certainty, Part, Piece, ScopeId, Unset, Value};
use crate::source::{FileId, Span, Text};
use crate::syntax::interpolation::{self, Operator};
use crate::syntax::yaml::{Node, Plain};
use crate::syntax::{SyntaxError, yaml};

/// The variable that names a project whatever its files say.
pub const VARIABLE: &str = "COMPOSE_PROJECT_NAME";

/// The name of a project, which its volumes, networks and containers bear on the host.
#[derive(Debug, Clone)]
pub struct ProjectName {
    /// As Compose uses it; symbolic where a variable that nothing sets decides.
    pub value: Value,
    /// What gives it.
    pub origin: NameOrigin,
}

/// What gives a project its name, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameOrigin {
    /// `COMPOSE_PROJECT_NAME` of an env file.
    Variable,
    /// `name:` of a Compose file.
    Key,
    /// The project directory, which has the same name in every checkout.
    Directory,
    /// The project directory, which is the root: another checkout may have another name.
    Checkout,
}

impl ProjectName {
    /// The name, when it is known.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        self.value.text()
    }

    /// Whether nothing in the files gives it, but the directory.
    pub fn from_directory(&self) -> bool {
        matches!(self.origin, NameOrigin::Directory | NameOrigin::Checkout)
    }

    /// The place that gives it; a directory has none.
    pub fn place(&self) -> Option<Span> {
        (!self.from_directory()).then(|| self.value.place())
    }
}

impl ProjectName {
    /// The environment that the name begins or ends with, where a file gives it.
    pub(in crate::model) fn told(&self) -> Option<Told> {
        let place = self.place()?;
        let name = self.text()?;
        let marker = Marker::of_service(&name).map(|(marker, _)| marker).or_else(|| Marker::of_word(&name))?;
        let evidence = Evidence::new(Kind::Project, format!("the project's name speaks of {}", marker.name));
        (!marker.weak && self.value.certainty() > Certainty::Maybe).then(|| Told::new(marker, evidence.at(place)))
    }
}

/// What a name is made from.
pub(in crate::model) struct Naming<'a> {
    /// Who feeds the variables.
    pub(in crate::model) scope: (ScopeId, &'a Scope),
    /// The environment that the files speak of.
    pub(in crate::model) environment: Option<&'a str>,
    /// The documents of the project, in the order in which they are merged.
    pub(in crate::model) documents: &'a [&'a Arc<Node>],
    /// The project directory.
    pub(in crate::model) directory: &'a Utf8Path,
    /// Whether that is the root.
    pub(in crate::model) is_root: bool,
    /// The first Compose file.
    pub(in crate::model) file: FileId,
}

impl Naming<'_> {
    /// The name, and what is wrong with what was to give it.
    pub(in crate::model) fn name(&self, problems: &mut Vec<Problem>) -> ProjectName {
        match self.scope.1.lookup(VARIABLE, self.environment) {
            Lookup::Set(value) if !value.is_empty() => {
                judge(&value, problems);
                ProjectName { value, origin: NameOrigin::Variable }
            }
            Lookup::Unset { open: true, template, .. } if self.scope.1.lists(VARIABLE, self.environment) => {
                let fallback = self.written(&mut Vec::new());
                ProjectName { value: self.undecided(fallback.value, template), origin: NameOrigin::Variable }
            }
            _ => self.written(problems),
        }
    }

    /// A name that an absent env file may give.
    fn undecided(&self, fallback: Value, template: Option<Value>) -> Value {
        let span = template.as_ref().map_or(Span::start_of(self.file), |value| value.span);
        let unset = Unset {
            variable: Text::opaque(VARIABLE, span),
            scope: self.scope.0,
            span,
            operator: Some(Operator::DefaultUnlessFilled),
            argument: Some(Box::new(fallback)),
            template: template.map(Box::new),
            open: true,
            via: Vec::new(),
        };
        Value { parts: Arc::new([Part::Unset(Box::new(unset))]), span }
    }

    /// What the last `name:` gives, else the directory.
    fn written(&self, problems: &mut Vec<Problem>) -> ProjectName {
        let mut names = self.documents.iter().rev().filter_map(|root| scalar(root));
        let Some(written) = names.next() else { return self.of_directory(problems) };
        match self.evaluated(written) {
            Some(value) if !value.is_empty() => ProjectName { value, origin: NameOrigin::Key },
            Some(_) => {
                let error =
                    SyntaxError::new(written.span(), "the `name` of the project has neither letters nor digits");
                let error = error.help("write letters, digits, `-` and `_`");
                problems.push(Problem::new(ProblemKind::Compose, error));
                self.of_directory(&mut Vec::new())
            }
            // A `${…}` that cannot be read is reported where the document is.
            None => self.of_directory(&mut Vec::new()),
        }
    }

    /// `name:` with its variables, among which the name itself is not yet.
    fn evaluated(&self, written: &Text) -> Option<Value> {
        let template = interpolation::parse(written).ok()?;
        let lookup = |name: &str| match name {
            VARIABLE => Lookup::Unset { open: false, listed: false, template: None },
            _ => self.scope.1.lookup(name, self.environment),
        };
        let value = Evaluator { scope: self.scope.0, lookup: &lookup }.evaluate(&template, written.span());
        let is_itself = |part: &Part| matches!(part, Part::Unset(unset) if unset.variable.as_str() == VARIABLE);
        let parts = value.parts.iter().filter(|part| !is_itself(part)).cloned().collect();
        Some(normalized(&Value { parts, span: value.span }))
    }

    fn of_directory(&self, problems: &mut Vec<Problem>) -> ProjectName {
        let at = Span::start_of(self.file);
        let name = self.directory.file_name().unwrap_or_default();
        let value = normalized(&Value::literal(Text::opaque(name, at)));
        if value.is_empty() && !self.is_root {
            let message = "the directory gives the project no name, for it has neither letters nor digits in its own";
            problems.push(Problem::new(ProblemKind::Compose, SyntaxError::new(at, message).help("add `name:`")));
        }
        ProjectName { value, origin: if self.is_root { NameOrigin::Checkout } else { NameOrigin::Directory } }
    }
}

/// The text of a `name:` that is not empty.
fn scalar(root: &Arc<Node>) -> Option<&Text> {
    let node = root.get("name").and_then(|name| name.resolved())?;
    let scalar: &yaml::Scalar = node.scalar()?;
    (scalar.plain() == Plain::Text && !scalar.text.as_str().is_empty()).then_some(&scalar.text)
}

/// Reports a `COMPOSE_PROJECT_NAME` that Compose would refuse: it does not change that one.
fn judge(value: &Value, problems: &mut Vec<Problem>) {
    let Some(text) = value.text() else { return };
    if normal(&text, true) == text {
        return;
    }
    let message = "`COMPOSE_PROJECT_NAME` is no name that Docker Compose takes";
    let error = SyntaxError::new(value.place(), message)
        .help("write lower-case letters, digits, `-` and `_`, such as `shop-staging`");
    let severity = if value.certainty() == Certainty::Certain { Severity::Error } else { Severity::Warning };
    problems.push(Problem::new(ProblemKind::Compose, error).at_most(severity));
}

/// The value as Compose changes a name: in lower case, without other characters, none of `-` and `_` at
/// the front.
fn normalized(value: &Value) -> Value {
    let mut parts: Vec<Part> = Vec::with_capacity(value.parts.len());
    for part in &*value.parts {
        let Part::Text(piece) = part else {
            parts.push(part.clone());
            continue;
        };
        let text = normal(piece.text.as_str(), parts.is_empty());
        if text == piece.text.as_str() {
            parts.push(part.clone());
        } else if !text.is_empty() {
            let text = Text::opaque(&text, piece.text.span());
            parts.push(Part::Text(Piece { text, ..piece.clone() }));
        }
    }
    parts.retain(|part| !matches!(part, Part::Text(piece) if piece.text.as_str().is_empty()));
    Value { parts: parts.into(), span: value.span }
}

fn normal(text: &str, is_front: bool) -> String {
    let kept = |letter: &char| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '_');
    let lower: String = text.to_lowercase().chars().filter(kept).collect();
    if is_front { lower.trim_start_matches(['-', '_']).to_owned() } else { lower }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn names_are_changed_as_compose_does() {
        for (written, name) in [
            ("My.Proj_Name", "myproj_name"),
            ("My Dir.v2", "mydirv2"),
            ("_x-Y", "x-y"),
            ("ünï", "n"),
            ("ÜÜ", ""),
            ("...", ""),
            ("--1", "1"),
        ] {
            assert_eq!(normal(written, true), name, "{written}");
        }
        assert_eq!(normal("-Staging", false), "-staging");
    }
}
