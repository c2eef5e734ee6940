//! Of variables in values.

use envlint::model::Evaluator;
use envlint::model::scope::Lookup;
use envlint::model::value::{ScopeId, Value};
use envlint::source::{SourceMap, Span, Text};
use envlint::syntax::interpolation::{self, Part, Template};

use super::places::{Read, error, lies, reads, within};

/// A text is tiled by its parts, or refused at one of its variables; what it evaluates to has places
/// in it.
pub fn interpolation(text: &str) {
    let read = Read::new("value", text.as_bytes());
    let whole = Text::verbatim(read.text(), read.whole());
    match interpolation::parse(&whole) {
        Ok(found) => {
            tiles(&found, read.whole());
            template(&read.sources, &found, read.whole());
            evaluates(&read, &found);
        }
        Err(found) => {
            error(&read.sources, &found);
            assert!(
                read.text().get(found.span.range()).is_some_and(|at| at.starts_with("${")),
                "no variable is refused"
            );
        }
    }
}

/// The parts of a template lie within `outer`, one behind the other, and so do those of arguments.
pub fn template(sources: &SourceMap, found: &Template, outer: Span) {
    let mut open = vec![(found, outer)];
    while let Some((template, outer)) = open.pop() {
        let mut last = outer.start;
        for part in &template.parts {
            let span = match part {
                Part::Text(text) => {
                    reads(sources, text, outer, "text");
                    assert!(!text.as_str().is_empty(), "a text is empty");
                    text.span()
                }
                Part::Variable(variable) => {
                    within(sources, variable.span, outer, "a variable");
                    reads(sources, &variable.name, variable.span, "the name of a variable");
                    open.push((&variable.argument, variable.span));
                    variable.span
                }
            };
            assert!(last <= span.start, "parts overlap at {last}");
            last = span.end;
        }
    }
}

/// Nothing lies between the parts, and the second `$` of a `$$` alone behind one.
fn tiles(template: &Template, whole: Span) {
    let mut last = whole.start;
    let mut escaped = false;
    for part in &template.parts {
        let (span, dollar) = match part {
            Part::Text(text) => (text.span(), text.as_str().ends_with('$')),
            Part::Variable(variable) => (variable.span, false),
        };
        assert!(span.start == last || (escaped && span.start == last + 1), "a gap at {last}");
        (last, escaped) = (span.end, dollar);
    }
    assert!(whole.end == last || (escaped && whole.end == last + 1), "a gap at {last}");
}

/// With nothing set, and with everything.
fn evaluates(read: &Read, template: &Template) {
    let nothing = |_: &str| Lookup::Unset { open: true, listed: true, template: None };
    let set = Value::literal(Text::opaque("value", read.whole()));
    let everything = |_: &str| Lookup::Set(set.clone());
    let lookups: [&dyn Fn(&str) -> Lookup; 2] = [&nothing, &everything];
    for lookup in lookups {
        let value = Evaluator { scope: ScopeId::NONE, lookup }.evaluate(template, read.whole());
        lies(&read.sources, value.place(), "a value");
        value.via().into_iter().for_each(|step| lies(&read.sources, step, "a step of a value"));
        let flat = value.flat();
        for (at, _) in flat.as_str().char_indices().take(64) {
            lies(&read.sources, flat.slice(0..at).place(), "the start of a value");
            lies(&read.sources, flat.slice(at..flat.as_str().len()).place(), "the end of a value");
        }
    }
}
