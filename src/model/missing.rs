//! Variables of Compose files that nothing Compose reads sets.

use super::scope::{Lookup, Scope};
use super::value::Certainty;
use crate::source::{Span, Text};
use crate::syntax::interpolation::{Operator, Part, Template};

/// A use of a variable, without a default, that no file sets which was read, or would be read by
/// Compose.
#[derive(Debug, Clone)]
pub struct Missing {
    /// Its name.
    pub variable: Text,
    /// The whole `${…}`.
    pub span: Span,
    /// Whether Compose refuses to go on without it.
    pub required: bool,
    /// Where a file sets it that Compose does not read by itself, such as `.env.staging`.
    pub assumed: Option<Span>,
    /// Whether a file that could set it is absent.
    pub open: bool,
    /// Whether a template lists it, so that the absent file will set it.
    pub listed: bool,
    /// The known name that it was probably meant to be.
    pub suggestion: Option<String>,
}

/// The variables of `template` that `scope` does not know, for a reader of `environment`. Those in
/// arguments are left out: they matter only while others are unset.
pub fn missing(template: &Template, scope: &Scope, environment: Option<&str>) -> Vec<Missing> {
    let variables = template.parts.iter().filter_map(|part| match part {
        Part::Variable(variable) => Some(variable),
        Part::Text(_) => None,
    });
    let needed = variables.filter_map(|variable| match variable.operator {
        None => Some((variable, false)),
        Some(Operator::RequireFilled | Operator::RequireSet) => Some((variable, true)),
        Some(_) => None,
    });
    needed
        .filter_map(|(variable, required)| {
            let name = variable.name.as_str();
            let (assumed, open, listed) = match scope.lookup(name, environment) {
                Lookup::Set(value) if value.certainty() == Certainty::Assumed => {
                    (Some(value.place()), scope.open, false)
                }
                Lookup::Set(_) => return None,
                // Without a template nothing is known of what an absent file sets.
                Lookup::Unset { open: true, .. } if scope.templates.is_empty() => return None,
                Lookup::Unset { open: true, .. }
                    if scope.is_partial(environment) && !scope.lists(name, environment) =>
                {
                    return None;
                }
                Lookup::Unset { open, listed, .. } => (None, open, listed),
            };
            let suggestion = (assumed.is_none() && !listed).then(|| scope.suggestion(name)).flatten();
            Some(Missing {
                variable: variable.name.clone(),
                span: variable.span,
                required,
                assumed,
                open,
                listed,
                suggestion,
            })
        })
        .collect()
}
