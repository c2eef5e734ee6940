//! Templates into values (Compose specification, "Interpolation").

use super::scope::Lookup;
use super::value::{Part, Piece, ScopeId, Unset, Value};
use crate::source::{Span, Text};
use crate::syntax::interpolation::{self, Operator, Template, Variable};

/// A value of more parts keeps its variables unresolved: files that refer to each other can double
/// a value with every line.
const MAX_PARTS: usize = 200;

/// Likewise for a value of more bytes: Linux passes no longer variable to a program.
const MAX_BYTES: usize = 128 * 1024;

/// How many steps of the way of a value are kept, those nearest to its user: a chain of variables can
/// be as long as its file.
const MAX_VIA: usize = 20;

/// Resolves variables through `lookup`; what it does not know belongs to `scope`.
pub struct Evaluator<'a> {
    /// The scope of variables that nothing sets.
    pub scope: ScopeId,
    /// What is known of a variable.
    pub lookup: &'a dyn Fn(&str) -> Lookup,
}

impl Evaluator<'_> {
    /// The value of `template`, put together at `span`.
    pub fn evaluate(&self, template: &Template, span: Span) -> Value {
        if let [interpolation::Part::Text(text)] = template.parts.as_slice() {
            return Value { parts: [literal(text)].into(), span };
        }
        let mut parts = Vec::with_capacity(template.parts.len());
        for part in &template.parts {
            match part {
                interpolation::Part::Text(text) => parts.push(literal(text)),
                interpolation::Part::Variable(variable) => self.variable(variable, &mut parts),
            }
        }
        Value { parts: parts.into(), span }
    }

    /// The value of a key without one, which takes the variable of its own name.
    pub fn pass_through(&self, key: &Text) -> Value {
        let template = Template {
            parts: vec![interpolation::Part::Variable(Box::new(Variable {
                name: key.clone(),
                span: key.span(),
                operator: None,
                argument: Template::default(),
            }))],
        };
        self.evaluate(&template, key.span())
    }

    fn variable(&self, variable: &Variable, into: &mut Vec<Part>) {
        use Operator::{
            AlternateWhenFilled, AlternateWhenSet, DefaultUnlessFilled, DefaultUnlessSet, RequireFilled, RequireSet,
        };
        let argument = || self.evaluate(&variable.argument, variable.span);
        match ((self.lookup)(variable.name.as_str()), variable.operator) {
            (Lookup::Set(value), Some(DefaultUnlessFilled)) if value.is_empty() => {
                pass(into, &argument(), variable, self.scope);
            }
            (Lookup::Set(value), Some(AlternateWhenFilled)) if value.is_empty() => {
                pass(into, &value, variable, self.scope);
            }
            (Lookup::Set(_), Some(AlternateWhenFilled | AlternateWhenSet)) => {
                pass(into, &argument(), variable, self.scope);
            }
            (Lookup::Set(value), _) => pass(into, &value, variable, self.scope),
            (Lookup::Unset { open, listed, .. }, Some(DefaultUnlessFilled | DefaultUnlessSet)) if !(open && listed) => {
                pass(into, &argument(), variable, self.scope);
            }
            (Lookup::Unset { open: false, .. }, Some(AlternateWhenFilled | AlternateWhenSet)) => {}
            (Lookup::Unset { open, template, .. }, operator) => {
                let takes_argument = operator.is_some_and(|operator| !matches!(operator, RequireFilled | RequireSet));
                into.push(Part::Unset(Box::new(Unset {
                    variable: variable.name.clone(),
                    scope: self.scope,
                    span: variable.span,
                    operator,
                    argument: takes_argument.then(|| Box::new(argument())),
                    template: template.map(Box::new),
                    open,
                    via: Vec::new(),
                })));
            }
        }
    }
}

fn literal(text: &Text) -> Part {
    Part::Text(Piece { text: text.clone(), via: Vec::new(), certainty: super::value::Certainty::Certain })
}

/// Adds what `variable` stands for, and notes that it came through there.
fn pass(into: &mut Vec<Part>, value: &Value, variable: &Variable, scope: ScopeId) {
    let is_long = |into: &[Part]| value.parts.iter().chain(into).map(size).sum::<usize>() > MAX_BYTES;
    if value.parts.len() + into.len() > MAX_PARTS || is_long(into) {
        // Too much to be told apart from anything else: it stays what it is written as.
        into.push(Part::Unset(Box::new(Unset {
            variable: variable.name.clone(),
            scope,
            span: variable.span,
            operator: None,
            argument: None,
            template: None,
            open: true,
            via: Vec::new(),
        })));
        return;
    }
    for part in &*value.parts {
        let mut part = part.clone();
        let via = match &mut part {
            Part::Text(piece) => &mut piece.via,
            Part::Unset(unset) => &mut unset.via,
        };
        via.truncate(MAX_VIA - 1);
        via.insert(0, variable.span);
        into.push(part);
    }
}

fn size(part: &Part) -> usize {
    match part {
        Part::Text(piece) => piece.text.as_str().len(),
        Part::Unset(_) => 1,
    }
}
