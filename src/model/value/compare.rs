//! Same, different, unknown.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Part, ScopeId, Value};

/// Whether two values are the same: three answers, for variables may be unset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// Whatever the variables hold.
    Yes,
    /// Whatever the variables hold.
    No,
    /// It depends.
    Unknown,
}

/// A value as a run of characters and variables.
enum Atom<'a> {
    Text(&'a str),
    Variable(ScopeId, &'a str),
}

impl Value {
    /// Compares what the values read as, not where they stand. Equal beginnings and ends cancel;
    /// then nothing against nothing is the same, and text against other text is different.
    pub fn same(&self, other: &Self) -> Same {
        let (mut left, mut right) = (self.atoms(), other.atoms());
        if cancel(&mut left, &mut right, End::Front) || cancel(&mut left, &mut right, End::Back) {
            return Same::No;
        }
        let is_text = |atoms: &[Atom<'_>]| atoms.iter().all(|atom| matches!(atom, Atom::Text(_)));
        if left.is_empty() && right.is_empty() {
            Same::Yes
        } else if is_text(&left) && is_text(&right) {
            Same::No
        } else {
            Same::Unknown
        }
    }

    /// A digest that two values share exactly when they are the [same](Same::Yes). For memory
    /// only: never written anywhere, since weak secrets can be guessed from it.
    pub(crate) fn identity(&self) -> [u8; 32] {
        let mut canonical = String::new();
        let mut text = String::new();
        for atom in self.atoms() {
            match atom {
                Atom::Text(piece) => text.push_str(piece),
                Atom::Variable(scope, name) => {
                    let _ = write!(canonical, "t{}:{text}v{}:{}:{name}", text.len(), scope.0, name.len());
                    text.clear();
                }
            }
        }
        let _ = write!(canonical, "t{}:{text}", text.len());
        Sha256::digest(canonical).into()
    }

    /// The [identity](Self::identity) of a value that reads `text`.
    pub(crate) fn identity_of(text: &str) -> [u8; 32] {
        Sha256::digest(format!("t{}:{text}", text.len())).into()
    }

    fn atoms(&self) -> Vec<Atom<'_>> {
        let mut atoms = Vec::with_capacity(self.parts.len());
        for part in &*self.parts {
            match part {
                Part::Text(piece) if piece.text.as_str().is_empty() => {}
                Part::Text(piece) => atoms.push(Atom::Text(piece.text.as_str())),
                Part::Unset(unset) => atoms.push(Atom::Variable(unset.scope, unset.variable.as_str())),
            }
        }
        atoms
    }
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Front,
    Back,
}

/// Drops what both have in common at one end; true when text then meets other text there.
fn cancel(left: &mut Vec<Atom<'_>>, right: &mut Vec<Atom<'_>>, end: End) -> bool {
    if end == End::Front {
        left.reverse();
        right.reverse();
    }
    let mut clash = false;
    while let (Some(a), Some(b)) = (left.last_mut(), right.last_mut()) {
        match (a, b) {
            (Atom::Text(a), Atom::Text(b)) => {
                let common = common(a, b, end);
                strip(a, common, end);
                strip(b, common, end);
                let (a_is_done, b_is_done) = (a.is_empty(), b.is_empty());
                clash = !a_is_done && !b_is_done;
                if a_is_done {
                    left.pop();
                }
                if b_is_done {
                    right.pop();
                }
                if clash {
                    break;
                }
            }
            (Atom::Variable(scope_a, a), Atom::Variable(scope_b, b)) if scope_a == scope_b && a == b => {
                left.pop();
                right.pop();
            }
            _ => break,
        }
    }
    if end == End::Front {
        left.reverse();
        right.reverse();
    }
    clash
}

/// How many bytes `a` and `b` have in common at `end`, in whole characters.
fn common(a: &str, b: &str, end: End) -> usize {
    let equal = |(a, b): &(char, char)| a == b;
    match end {
        End::Front => a.chars().zip(b.chars()).take_while(equal).map(|(a, _)| a.len_utf8()).sum(),
        End::Back => a.chars().rev().zip(b.chars().rev()).take_while(equal).map(|(a, _)| a.len_utf8()).sum(),
    }
}

fn strip(text: &mut &str, bytes: usize, end: End) {
    let kept = match end {
        End::Front => text.get(bytes..),
        End::Back => text.get(..text.len() - bytes),
    };
    *text = kept.unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::{Certainty, Piece, Unset};
    use crate::source::{SourceMap, Span, Text};

    /// `$A` is a variable of scope 0, `%A` of scope 1, anything else text.
    fn value(words: &[&str]) -> Value {
        let span = Span::start_of(SourceMap::new().add("x".into(), b""));
        let part = |word: &&str| match word.strip_prefix(['$', '%']) {
            None => {
                Part::Text(Piece { text: Text::opaque(word, span), via: Vec::new(), certainty: Certainty::Certain })
            }
            Some(name) => Part::Unset(Box::new(Unset {
                variable: Text::opaque(name, span),
                scope: ScopeId(u32::from(word.starts_with('%'))),
                span,
                operator: None,
                argument: None,
                template: None,
                open: true,
                via: Vec::new(),
            })),
        };
        Value { parts: words.iter().map(part).collect(), span }
    }

    #[test]
    fn three_answers() {
        let same = |a: &[&str], b: &[&str]| value(a).same(&value(b));
        assert_eq!(same(&[], &[]), Same::Yes);
        assert_eq!(same(&["ab", "c"], &["a", "bc"]), Same::Yes);
        assert_eq!(same(&["a"], &["b"]), Same::No);
        assert_eq!(same(&["$A"], &["$A"]), Same::Yes);
        assert_eq!(same(&["$A"], &["%A"]), Same::Unknown);
        assert_eq!(same(&["$A"], &["$B"]), Same::Unknown);
        assert_eq!(same(&["$A"], &[]), Same::Unknown);
        assert_eq!(same(&["api.", "$D"], &["api-staging.", "$D"]), Same::No);
        assert_eq!(same(&["a", "$A"], &["b", "$B"]), Same::No);
        assert_eq!(same(&["$A", "a"], &["$B", "b"]), Same::No);
        assert_eq!(same(&["x", "$A"], &["x", "$A", "y"]), Same::No);
        assert_eq!(same(&["é"], &["è"]), Same::No);
    }

    #[test]
    fn identity_is_sameness() {
        assert_eq!(value(&["ab", "c", "$A"]).identity(), value(&["a", "bc", "$A"]).identity());
        assert_eq!(value(&["ab", "c"]).identity(), Value::identity_of("abc"));
        assert_ne!(value(&["$A"]).identity(), value(&["%A"]).identity());
        assert_ne!(value(&["a", "$A"]).identity(), value(&["$A", "a"]).identity());
    }
}
