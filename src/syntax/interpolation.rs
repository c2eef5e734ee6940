//! Variables in values: `${NAME:-default}` and its kin, exactly as Compose reads them (Compose
//! specification, "Interpolation").

mod parser;
#[cfg(test)]
mod tests;

use std::slice;

use crate::source::{Span, Text};

pub use parser::{MAX_DEPTH, has_variables, parse};

/// Text with variables in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// In the order of the text. No text is empty; two texts meet only behind a `$$`, which reads
    /// as the `$` that ends the first.
    pub parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Text(Text),
    /// Text that stands for a value.
    Variable(Box<Variable>),
}

/// `$NAME`, `${NAME}` or `${NAME:-argument}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The name alone.
    pub name: Text,
    /// From `$` to the end, `}` included.
    pub span: Span,
    /// What to do when there is no value, or when there is one.
    pub operator: Option<Operator>,
    /// What follows the operator. Compose evaluates it even when it is not needed.
    pub argument: Template,
}

/// What stands between a name and its argument. *Filled* is set and not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `:-` gives the argument unless the variable is filled.
    DefaultUnlessFilled,
    /// `-` gives the argument unless the variable is set.
    DefaultUnlessSet,
    /// `:+` gives the argument when the variable is filled, else the value, which is nothing.
    AlternateWhenFilled,
    /// `+` gives the argument when the variable is set, else nothing.
    AlternateWhenSet,
    /// `:?` refuses with the argument as message unless the variable is filled.
    RequireFilled,
    /// `?` refuses with the argument as message unless the variable is set.
    RequireSet,
}

impl Template {
    /// Text without variables, whatever it holds.
    pub fn literal(text: &Text) -> Self {
        let parts = if text.as_str().is_empty() { Vec::new() } else { vec![Part::Text(text.clone())] };
        Self { parts }
    }

    /// Every variable in the order of the text, each before those in its argument.
    pub fn variables(&self) -> Variables<'_> {
        Variables { open: vec![self.parts.iter()] }
    }
}

/// The variables of a template, nested ones included.
#[derive(Debug, Clone)]
pub struct Variables<'a> {
    open: Vec<slice::Iter<'a, Part>>,
}

impl<'a> Iterator for Variables<'a> {
    type Item = &'a Variable;

    fn next(&mut self) -> Option<&'a Variable> {
        loop {
            match self.open.last_mut()?.next() {
                Some(Part::Variable(variable)) => {
                    self.open.push(variable.argument.parts.iter());
                    return Some(variable);
                }
                Some(Part::Text(_)) => {}
                None => {
                    self.open.pop();
                }
            }
        }
    }
}

impl Operator {
    /// Every operator, longer ones before those they end with.
    pub const ALL: [Self; 6] = [
        Self::DefaultUnlessFilled,
        Self::AlternateWhenFilled,
        Self::RequireFilled,
        Self::DefaultUnlessSet,
        Self::AlternateWhenSet,
        Self::RequireSet,
    ];

    /// As written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DefaultUnlessFilled => ":-",
            Self::DefaultUnlessSet => "-",
            Self::AlternateWhenFilled => ":+",
            Self::AlternateWhenSet => "+",
            Self::RequireFilled => ":?",
            Self::RequireSet => "?",
        }
    }
}
