//! Symbolic values: what is known of a text that Compose puts together from several places.

mod compare;
mod flat;

pub use compare::Same;
pub use flat::{Flat, PLACEHOLDER};

use std::borrow::Cow;
use std::slice;
use std::sync::Arc;

use crate::source::{Span, Text};
use crate::syntax::interpolation::Operator;

/// The number of a [`Scope`](super::scope::Scope) in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub(super) u32);

impl ScopeId {
    /// The scope of variables that nobody asks for.
    pub const NONE: Self = Self(u32::MAX);
}

/// Text and unset variables in the order in which they read, each with the place it comes from.
#[derive(Debug, Clone)]
pub struct Value {
    /// The parts; none for the empty text. Shared: one value reaches many services.
    pub parts: Arc<[Part]>,
    /// The scalar or env-file value that put the parts together.
    pub span: Span,
}

/// A part of a value.
#[derive(Debug, Clone)]
pub enum Part {
    /// Known text.
    Text(Piece),
    /// A variable that nothing read sets.
    Unset(Box<Unset>),
}

/// Known text, where it stands, and how it got here.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The text and its place.
    pub text: Text,
    /// The `${…}` it passed through, the last one first.
    pub via: Vec<Span>,
    /// How sure it is that this is the text.
    pub certainty: Certainty,
}

/// How sure it is that a piece of text is what a deployment sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A template or a default says so; the real file, which is absent, may say otherwise.
    Maybe,
    /// A file says so that Compose does not read by itself, such as `.env.staging`.
    Assumed,
    /// Compose itself would read it so.
    Certain,
}

/// A variable that nothing read sets.
#[derive(Debug, Clone)]
pub struct Unset {
    /// Its name.
    pub variable: Text,
    /// Who feeds it: the same name in another scope is another variable.
    pub scope: ScopeId,
    /// The whole `${…}`, or the entry that passes the variable on.
    pub span: Span,
    /// `:-` and its like.
    pub operator: Option<Operator>,
    /// What follows the operator.
    pub argument: Option<Box<Value>>,
    /// What a template gives for it.
    pub template: Option<Box<Value>>,
    /// Whether a file that could set it is absent. When not, Compose would take it as empty.
    pub open: bool,
    /// The `${…}` it passed through, the last one first.
    pub via: Vec<Span>,
}

impl Value {
    /// `text` as it stands.
    pub fn literal(text: Text) -> Self {
        let span = text.span();
        let filled = (!text.as_str().is_empty()).then_some(text);
        let parts = filled.map(|text| Part::Text(Piece { text, via: Vec::new(), certainty: Certainty::Certain }));
        Self { parts: parts.into_iter().collect(), span }
    }

    /// The text, when every part of it is known.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match &*self.parts {
            [] => Some("".into()),
            [Part::Text(piece)] => Some(piece.text.as_str().into()),
            _ => {
                let texts = self.pieces().map(|piece| piece.map(|piece| piece.text.as_str()));
                texts.collect::<Option<String>>().map(Cow::from)
            }
        }
    }

    /// The text of the first of its [readings](Self::readings).
    pub fn likely_text(&self) -> Option<Cow<'_, str>> {
        self.text().or_else(|| Some(self.readings().first()?.text()?.into_owned().into()))
    }

    /// The text with its place, when every part of it is known.
    pub fn known(&self) -> Option<Text> {
        match &*self.parts {
            [Part::Text(piece)] => Some(piece.text.clone()),
            _ => self.text().map(|text| Text::opaque(&text, self.span)),
        }
    }

    /// Whether every part is known.
    pub fn is_known(&self) -> bool {
        self.pieces().all(|piece| piece.is_some())
    }

    /// Whether it is known to be empty.
    pub fn is_empty(&self) -> bool {
        self.pieces().all(|piece| piece.is_some_and(|piece| piece.text.as_str().is_empty()))
    }

    /// Whether a deployment sees nothing: known to be empty, or made of variables that no file sets
    /// though all of them were read.
    pub fn reads_empty(&self) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Text(piece) => piece.text.as_str().is_empty(),
            Part::Unset(unset) => !unset.open && unset.argument.is_none() && unset.template.is_none(),
        })
    }

    /// The same, with nothing in it more certain than a maybe.
    #[must_use]
    pub fn doubted(mut self) -> Self {
        for part in Arc::make_mut(&mut self.parts) {
            if let Part::Text(piece) = part {
                piece.certainty = Certainty::Maybe;
            }
        }
        self
    }

    /// The certainty of its least certain part.
    pub fn certainty(&self) -> Certainty {
        self.pieces().flatten().map(|piece| piece.certainty).min().unwrap_or(Certainty::Certain)
    }

    /// The narrowest text a person would edit to change it: where its only part stands, otherwise
    /// the scalar that puts the parts together.
    pub fn place(&self) -> Span {
        match &*self.parts {
            [Part::Text(piece)] => piece.text.span(),
            [Part::Unset(unset)] => unset.span,
            _ => self.span,
        }
    }

    /// The place nearest to the user of the value: the alias or the `${…}` that brought it, or where
    /// it stands. Two users of one text differ there.
    pub fn nearest(&self) -> Span {
        self.via().first().copied().unwrap_or_else(|| self.place())
    }

    /// Every place that passed the value on, the nearest to its user first, without [`Self::place`].
    pub fn via(&self) -> Vec<Span> {
        let place = self.place();
        let mut via: Vec<Span> = Vec::new();
        for part in &*self.parts {
            let steps = match part {
                Part::Text(piece) => &piece.via,
                Part::Unset(unset) => &unset.via,
            };
            for step in steps {
                if *step != place && !via.contains(step) {
                    via.push(*step);
                }
            }
        }
        via
    }

    /// The variables it is made of that nothing sets.
    pub fn unset(&self) -> impl Iterator<Item = &Unset> {
        self.parts.iter().filter_map(|part| match part {
            Part::Unset(unset) => Some(&**unset),
            Part::Text(_) => None,
        })
    }

    /// What the value may read as, as far as that is known: itself, or with every unset variable
    /// replaced by what its template gives, or by its default. Empty when a variable has neither.
    pub fn readings(&self) -> Cow<'_, [Self]> {
        if self.is_known() {
            return slice::from_ref(self).into();
        }
        let pick = |choose: fn(&Unset) -> Option<&Value>| self.replaced(choose);
        let mut readings: Vec<Self> = Vec::new();
        for reading in [
            pick(|unset| unset.template.as_deref().or(unset.default())),
            pick(|unset| unset.default().or(unset.template.as_deref())),
        ]
        .into_iter()
        .flatten()
        {
            if !readings.iter().any(|other| other.text() == reading.text()) {
                readings.push(reading);
            }
        }
        readings.into()
    }

    fn replaced(&self, choose: impl Fn(&Unset) -> Option<&Self>) -> Option<Self> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &*self.parts {
            match part {
                Part::Text(_) => parts.push(part.clone()),
                Part::Unset(unset) => {
                    for part in &*choose(unset)?.parts {
                        let Part::Text(piece) = part else { return None };
                        let mut piece = piece.clone();
                        piece.via.insert(0, unset.span);
                        piece.certainty = Certainty::Maybe;
                        parts.push(Part::Text(piece));
                    }
                }
            }
        }
        Some(Self { parts: parts.into(), span: self.span })
    }

    fn pieces(&self) -> impl Iterator<Item = Option<&Piece>> {
        self.parts.iter().map(|part| match part {
            Part::Text(piece) => Some(piece),
            Part::Unset(_) => None,
        })
    }
}

impl Unset {
    /// What stands for the variable while nothing sets it.
    pub fn default(&self) -> Option<&Value> {
        match self.operator {
            Some(Operator::DefaultUnlessFilled | Operator::DefaultUnlessSet) => self.argument.as_deref(),
            _ => None,
        }
    }
}
