//! Reads templates.

use std::ops::Range;

use super::{Operator, Part, Template, Variable};
use crate::source::{Span, Text};
use crate::syntax::SyntaxError;

/// How deep variables may stand in the arguments of others. Compose has no limit; no real file
/// comes near this one.
pub const MAX_DEPTH: usize = 100;

/// Reads the variables in `text`.
///
/// # Errors
/// Where Compose says `invalid interpolation format`, and for more than [`MAX_DEPTH`] levels. The
/// span is the variable that is wrong.
pub fn parse(text: &Text) -> Result<Template, SyntaxError> {
    if !has_variables(text) {
        return Ok(Template::literal(text));
    }
    let source = text.as_str();
    Parser { text, source }.template(0..source.len(), 0)
}

/// Whether there may be variables in `text`; where not, it is its own template.
pub fn has_variables(text: &Text) -> bool {
    text.as_str().contains('$')
}

struct Parser<'a> {
    text: &'a Text,
    source: &'a str,
}

impl Parser<'_> {
    fn template(&self, range: Range<usize>, depth: usize) -> Result<Template, SyntaxError> {
        let mut parts = Vec::new();
        let mut literal = range.start;
        let mut at = range.start;
        while let Some(found) = self.get(at..range.end).find('$') {
            let dollar = at + found;
            if self.get(dollar + 1..range.end).starts_with('$') {
                self.push_text(&mut parts, literal..dollar + 1);
                at = dollar + 2;
                literal = at;
            } else if let Some((variable, end)) = self.variable(dollar, range.end, depth)? {
                self.push_text(&mut parts, literal..dollar);
                parts.push(Part::Variable(Box::new(variable)));
                at = end;
                literal = at;
            } else {
                at = dollar + 1;
            }
        }
        self.push_text(&mut parts, literal..range.end);
        Ok(Template { parts })
    }

    /// The variable at `dollar` and the byte after it; nothing when the `$` stands for itself.
    fn variable(&self, dollar: usize, end: usize, depth: usize) -> Result<Option<(Variable, usize)>, SyntaxError> {
        let braced = self.get(dollar + 1..end).starts_with('{');
        let start = dollar + 1 + usize::from(braced);
        let name_end = start + name_length(self.get(start..end));
        let name = self.text.slice(start..name_end);
        if !braced {
            let simple =
                Variable { name, span: self.span(dollar..name_end), operator: None, argument: Template::default() };
            return Ok((name_end > start).then_some((simple, name_end)));
        }
        if name_end == start {
            return Err(self.invalid(dollar, end, "no variable name follows `${`", "write it as in `${NAME}`"));
        }
        let (operator, argument, close) = self.rest_of_braces(dollar, name_end, end, depth)?;
        let variable = Variable { name, span: self.span(dollar..close + 1), operator, argument };
        Ok(Some((variable, close + 1)))
    }

    /// What follows the name in `${NAME…}`, and the byte of the closing brace.
    fn rest_of_braces(
        &self,
        dollar: usize,
        name_end: usize,
        end: usize,
        depth: usize,
    ) -> Result<(Option<Operator>, Template, usize), SyntaxError> {
        let rest = self.get(name_end..end);
        if rest.starts_with('}') {
            return Ok((None, Template::default(), name_end));
        }
        let unclosed = || self.invalid(dollar, end, "`${` is not closed on its line", "add `}` on the same line");
        let Some(operator) = Operator::ALL.into_iter().find(|operator| rest.starts_with(operator.as_str())) else {
            return Err(if rest.is_empty() || rest.starts_with('\n') {
                unclosed()
            } else {
                let message = "neither `}` nor an operator follows the name of the variable";
                self.invalid(dollar, end, message, "use `:-`, `-`, `:+`, `+`, `:?` or `?`")
            });
        };
        let close = self.closing_brace(dollar + 1, end).ok_or_else(unclosed)?;
        if depth == MAX_DEPTH {
            let message = format!("variables are nested more than {MAX_DEPTH} levels deep");
            return Err(SyntaxError::new(self.span(dollar..name_end), message).help("nest fewer variables"));
        }
        let argument = self.template(name_end + operator.as_str().len()..close, depth + 1)?;
        Ok((Some(operator), argument, close))
    }

    /// The brace that closes the one at `open`: the first that balances it, else the last of the
    /// line. The engine counts no brace directly behind an opening one, so neither does this.
    fn closing_brace(&self, open: usize, end: usize) -> Option<usize> {
        let mut last = None;
        let mut level = 0_usize;
        let mut counts = true;
        for (at, byte) in (open..end).zip(self.get(open..end).bytes()) {
            match byte {
                b'\n' => break,
                b'{' if counts => {
                    level += 1;
                    counts = false;
                    continue;
                }
                b'}' => {
                    last = Some(at);
                    level -= usize::from(counts);
                    if level == 0 {
                        break;
                    }
                }
                _ => {}
            }
            counts = true;
        }
        last
    }

    /// An error on the variable at `dollar`, up to its first `}` on the line or the end of its name.
    fn invalid(&self, dollar: usize, end: usize, message: &str, help: &str) -> SyntaxError {
        let inside = dollar + "${".len();
        let rest = self.get(inside..end);
        let length = match rest.find(['}', '\n']) {
            Some(brace) if rest.get(brace..).is_some_and(|found| found.starts_with('}')) => brace + 1,
            _ => name_length(rest),
        };
        let help = format!("{help}, or write `$$` for a literal `$`");
        SyntaxError::new(self.span(dollar..inside + length), message).help(help)
    }

    fn push_text(&self, parts: &mut Vec<Part>, range: Range<usize>) {
        if !range.is_empty() {
            parts.push(Part::Text(self.text.slice(range)));
        }
    }

    fn get(&self, range: Range<usize>) -> &str {
        self.source.get(range).unwrap_or_default()
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.text.slice(range).span()
    }
}

/// The bytes of the variable name that `text` begins with.
fn name_length(text: &str) -> usize {
    // The engine's pattern ignores case by Unicode, where these two fold into `s` and `k`.
    let is_letter = |character: char| character.is_ascii_alphabetic() || matches!(character, '_' | 'ſ' | '\u{212a}');
    if !text.starts_with(is_letter) {
        return 0;
    }
    text.find(|character| !is_letter(character) && !character.is_ascii_digit()).unwrap_or(text.len())
}
