//! What an included file defines must not be defined otherwise (Compose specification, "include").

use crate::model::compose::element::{Content, Element};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::Same;
use crate::syntax::SyntaxError;

/// What is imported from an included file.
const SECTIONS: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "models"];

/// Reports what `document` and what it includes define differently.
pub(super) fn judge(document: &Element, imported: &Element, problems: &mut Vec<Problem>) {
    for section in SECTIONS {
        let (Some(own), Some(others)) = (document.get(section), imported.get(section)) else { continue };
        for (name, other) in others.map().into_iter().flatten() {
            let Some(field) = own.map().and_then(|own| own.get(name)) else { continue };
            // One file that is included twice says the same twice, wherever it is seen from.
            if field.element.span == other.element.span || !differ(&field.element, &other.element) {
                continue;
            }
            let message = format!("`{section}.{name}` is defined otherwise in an included file");
            let error = SyntaxError::new(field.key.span(), message);
            let error = error.help("rename one of the two, or change it in `compose.override.yaml`");
            problems.push(Problem::new(ProblemKind::Compose, error).also(other.key.span(), "included from here"));
        }
    }
}

/// Whether two definitions are known to differ. Depth is bounded by that of the parser.
fn differ(one: &Element, other: &Element) -> bool {
    match (&one.content, &other.content) {
        (Content::Unreadable | Content::Reset, _)
        | (_, Content::Unreadable | Content::Reset)
        | (Content::Null, Content::Null) => false,
        (Content::Scalar(one, kind), Content::Scalar(other, other_kind)) => {
            std::mem::discriminant(kind) != std::mem::discriminant(other_kind) || one.same(other) == Same::No
        }
        (Content::List(one), Content::List(other)) => {
            one.len() != other.len() || one.iter().zip(other).any(|(one, other)| differ(one, other))
        }
        (Content::Map(one), Content::Map(other)) => {
            one.len() != other.len()
                || one
                    .iter()
                    .any(|(name, field)| other.get(name).is_none_or(|other| differ(&field.element, &other.element)))
        }
        _ => true,
    }
}
