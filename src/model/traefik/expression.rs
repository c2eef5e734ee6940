//! The language of rules and constraints: calls with quoted arguments, `&&`, `||`, `!` and
//! parentheses.

use std::ops::Range;

use crate::model::value::PLACEHOLDER;

/// How deep parentheses and `!` are followed.
const MAX_DEPTH: usize = 64;

/// An expression. All ranges are bytes of its text.
#[derive(Debug)]
pub(super) enum Expression {
    /// ``Name(`argument`, …)``.
    Call { name: Range<usize>, arguments: Vec<Range<usize>> },
    /// `!`.
    Not(Box<Self>),
    /// `&&`.
    And(Vec<Self>),
    /// `||`.
    Or(Vec<Self>),
    /// A variable that may hold anything.
    Open,
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) range: Range<usize>,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// Reads `text`, in which [`PLACEHOLDER`] stands for unset variables.
pub(super) fn parse(text: &str) -> Result<Expression, Fault> {
    let mut parser = Parser { text, at: 0 };
    let expression = parser.or(MAX_DEPTH)?;
    parser.blanks();
    if parser.peek().is_none() {
        Ok(expression)
    } else {
        Err(parser.fault("text follows the end of this rule", "join conditions with `&&` or `||`"))
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn or(&mut self, depth: usize) -> Result<Expression, Fault> {
        self.list("||", depth, Self::and, Expression::Or)
    }

    fn and(&mut self, depth: usize) -> Result<Expression, Fault> {
        self.list("&&", depth, Self::unary, Expression::And)
    }

    fn list(
        &mut self,
        operator: &str,
        depth: usize,
        item: fn(&mut Self, usize) -> Result<Expression, Fault>,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Result<Expression, Fault> {
        let first = item(self, depth)?;
        let mut items = vec![first];
        while self.eats(operator) {
            items.push(item(self, depth)?);
        }
        Ok(if items.len() == 1 { items.swap_remove(0) } else { join(items) })
    }

    fn unary(&mut self, depth: usize) -> Result<Expression, Fault> {
        let Some(deeper) = depth.checked_sub(1) else {
            return Err(self.fault("this rule is nested too deeply to be read", "split it into several routers"));
        };
        if self.eats("!") {
            return Ok(Expression::Not(Box::new(self.unary(deeper)?)));
        }
        if self.eats("(") {
            let inner = self.or(deeper)?;
            return if self.eats(")") { Ok(inner) } else { Err(self.unclosed()) };
        }
        self.call()
    }

    fn call(&mut self) -> Result<Expression, Fault> {
        self.blanks();
        let start = self.at;
        while self.peek().is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == PLACEHOLDER) {
            self.step();
        }
        let name = start..self.at;
        let is_open = self.text.get(name.clone()).is_some_and(|name| name.contains(PLACEHOLDER));
        if !self.eats("(") {
            return if is_open {
                Ok(Expression::Open)
            } else {
                Err(self.fault("a condition is missing here", "write one, such as Host(`shop.example`)"))
            };
        }
        let mut arguments = Vec::new();
        let mut closed = self.eats(")");
        while !closed {
            arguments.push(self.argument()?);
            closed = self.eats(")");
            if !closed && !self.eats(",") {
                return Err(self.unclosed());
            }
        }
        Ok(if is_open { Expression::Open } else { Expression::Call { name, arguments } })
    }

    fn argument(&mut self) -> Result<Range<usize>, Fault> {
        self.blanks();
        match self.peek() {
            Some(quote @ ('`' | '"')) => {
                let from = self.at;
                self.step();
                let start = self.at;
                while let Some(letter) = self.peek() {
                    if letter == quote {
                        let range = start..self.at;
                        self.step();
                        return Ok(range);
                    }
                    if letter == '\\' && quote == '"' {
                        self.step();
                    }
                    self.step();
                }
                let help = "close it with the same quote";
                Err(Fault { range: from..from + 1, message: "this quote is never closed", help })
            }
            // A whole argument, quotes included, may come from a variable.
            Some(PLACEHOLDER) => {
                let start = self.at;
                self.step();
                Ok(start..self.at)
            }
            Some('\'') => Err(self.fault("Traefik takes no single quotes here", "put the text into backticks")),
            Some(_) => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let end = rest.find(|letter: char| matches!(letter, ',' | ')') || letter.is_whitespace());
                let length = end.unwrap_or(rest.len()).max(rest.chars().next().map_or(0, char::len_utf8));
                let (message, help) = ("this text has no quotes", "put it into backticks");
                Err(Fault { range: self.at..self.at + length, message, help })
            }
            None => Err(self.unclosed()),
        }
    }

    fn eats(&mut self, word: &str) -> bool {
        self.blanks();
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if found {
            self.at += word.len();
        }
        found
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.step();
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn unclosed(&self) -> Fault {
        self.fault("a `)` is missing here", "close the parenthesis")
    }

    /// A fault at the next character, or at the last one.
    fn fault(&self, message: &'static str, help: &'static str) -> Fault {
        let range = match self.peek() {
            Some(next) => self.at..self.at + next.len_utf8(),
            None => self.text.char_indices().next_back().map_or(0..0, |(at, last)| at..at + last.len_utf8()),
        };
        Fault { range, message, help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_nest() {
        for text in ["A(`x`)", "!A(`x`) && (B(\"y\") || C())", " A( `x` , `y` ) ", "((A(`(`)))", "A(`x`)&&\u{f8ff}"] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn faults_have_a_place() {
        let at = |text: &str| parse(text).err().map(|fault| fault.range.start);
        assert_eq!(at("A(`x`) B(`y`)"), Some(7));
        assert_eq!(at("A(`x"), Some(2));
        assert_eq!(at("A('x')"), Some(2));
        assert_eq!(at("A(x)"), Some(2));
        assert_eq!(at("A(`x`"), Some(4));
        assert_eq!(at("A(`x`) &&"), Some(8));
        assert_eq!(at(""), Some(0));
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"!".repeat(100_000)).is_err());
    }
}
