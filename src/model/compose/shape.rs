//! What an element of a Compose file may be: the vocabulary of [`schema`](super::schema).

use super::form::Form;
use crate::syntax::yaml::Plain;

/// What an element may be: any of the kinds that are given.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Whether it may be left empty.
    pub null: bool,
    /// Text, a number or a boolean.
    pub scalar: Option<Scalar>,
    /// A list.
    pub list: Option<List>,
    /// A mapping.
    pub map: Option<Map>,
    /// What it is, in the words of messages, where its kinds alone say too little.
    pub called: Option<&'static str>,
    /// Whether anything goes.
    pub anything: bool,
}

/// What a scalar may be.
#[derive(Debug, Clone, Copy)]
pub struct Scalar {
    /// The types that YAML may give it.
    pub types: &'static [Type],
    /// What it must read as.
    pub form: Form,
}

/// A type of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A number without point and exponent.
    Whole,
    /// A whole number, also one such as `1.0`.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// What a list may be.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// What its items are.
    pub items: &'static Shape,
    /// Whether an item may be there twice.
    pub repeats: bool,
}

/// What a mapping may be.
#[derive(Debug, Clone, Copy)]
pub enum Map {
    /// One with keys of its own.
    Fields {
        /// The keys, each with what is below it.
        known: &'static [(&'static str, Shape)],
        /// Those that must be there.
        required: &'static [&'static str],
        /// What other keys there may be.
        others: Others,
    },
    /// Names that somebody chose, and what is below each.
    Named {
        /// What a name may be.
        names: Names,
        /// What is below it.
        values: &'static Shape,
    },
}

/// Keys that are none of those known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Keys that begin with `x-`.
    Extensions,
    /// None.
    None,
    /// Any.
    Any,
}

/// What a name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Any text.
    Any,
    /// Any text but the empty one.
    Filled,
    /// Letters, digits, `.`, `_` and `-`: what services, volumes, secrets and configs are called.
    Resource,
    /// Likewise, but what is called otherwise is not looked at.
    ResourceOrUnseen,
    /// A host: neither empty nor with `:` or `=`.
    Host,
}

const NOTHING: Shape = Shape { null: false, scalar: None, list: None, map: None, called: None, anything: false };

impl Shape {
    /// Anything at all.
    pub const ANYTHING: Self = Self { anything: true, ..NOTHING };
    /// Text.
    pub const TEXT: Self = Self::scalar(&[Type::Text], Form::Any);
    /// Text or a whole number.
    pub const TEXT_OR_WHOLE: Self = Self::scalar(&[Type::Text, Type::Whole], Form::Any);
    /// Text or a number.
    pub const TEXT_OR_NUMBER: Self = Self::scalar(&[Type::Text, Type::Number], Form::Any);
    /// Any scalar.
    pub const SCALAR: Self = Self::scalar(&[Type::Text, Type::Number, Type::Boolean], Form::Any);
    /// A boolean, also as text.
    pub const FLAG: Self = Self::scalar(&[Type::Boolean, Type::Text], Form::Flag);
    /// A boolean, and no text.
    pub const BOOLEAN: Self = Self::scalar(&[Type::Boolean], Form::Any);
    /// A number, also as text.
    pub const NUMBER: Self = Self::scalar(&[Type::Number, Type::Text], Form::Number);
    /// A size in bytes.
    pub const SIZE: Self = Self::scalar(&[Type::Number, Type::Text], Form::Size);
    /// A time span.
    pub const DURATION: Self = Self::scalar(&[Type::Text], Form::Duration);
    /// A list of texts, each there once.
    pub const TEXTS: Self = Self::list_of(&Self::TEXT, false);
    /// A list of texts; of those that are there twice one counts.
    pub const REPEATING_TEXTS: Self = Self::list_of(&Self::TEXT, true);
    /// A mapping of scalars, or a list of `KEY=value` in which the last of several counts.
    pub const DICTIONARY: Self = Self::REPEATING_TEXTS.or_named(Names::Filled, &Self::SCALAR.or_null());
    /// A mapping of what drivers and the like understand.
    pub const OPTIONS: Self = Self::named(Names::Any, &Self::TEXT_OR_NUMBER);

    /// A scalar.
    pub const fn scalar(types: &'static [Type], form: Form) -> Self {
        Self { scalar: Some(Scalar { types, form }), ..NOTHING }
    }

    /// Text that reads as `form`.
    pub const fn text(form: Form) -> Self {
        Self::scalar(&[Type::Text], form)
    }

    /// A whole number from `least` to `most`, also as text.
    pub const fn integer(least: i64, most: i64) -> Self {
        Self::scalar(&[Type::Integer, Type::Text], Form::Integer(least, most))
    }

    /// A list.
    pub const fn list_of(items: &'static Self, repeats: bool) -> Self {
        Self { list: Some(List { items, repeats }), ..NOTHING }
    }

    /// Likewise, but a number that is none is cut off.
    pub const fn whole(least: i64, most: i64) -> Self {
        Self::scalar(&[Type::Number, Type::Text], Form::Integer(least, most))
    }

    /// A mapping with these keys and notes.
    pub const fn fields(known: &'static [(&'static str, Self)]) -> Self {
        Self { map: Some(Map::Fields { known, required: &[], others: Others::Extensions }), ..NOTHING }
    }

    /// A mapping with names for keys.
    pub const fn named(names: Names, values: &'static Self) -> Self {
        Self { map: Some(Map::Named { names, values }), ..NOTHING }
    }

    /// Keys of the mapping that must be there.
    #[must_use]
    pub const fn requiring(self, required: &'static [&'static str]) -> Self {
        match self.map {
            Some(Map::Fields { known, others, .. }) => {
                Self { map: Some(Map::Fields { known, required, others }), ..self }
            }
            _ => self,
        }
    }

    /// Keys of the mapping beside the known ones.
    #[must_use]
    pub const fn others(self, others: Others) -> Self {
        match self.map {
            Some(Map::Fields { known, required, .. }) => {
                Self { map: Some(Map::Fields { known, required, others }), ..self }
            }
            _ => self,
        }
    }

    /// Or nothing.
    #[must_use]
    pub const fn or_null(self) -> Self {
        Self { null: true, ..self }
    }

    /// Or text.
    #[must_use]
    pub const fn or_text(self) -> Self {
        Self { scalar: Self::TEXT.scalar, ..self }
    }

    /// Or a mapping with names for keys.
    #[must_use]
    pub const fn or_named(self, names: Names, values: &'static Self) -> Self {
        Self { map: Some(Map::Named { names, values }), ..self }
    }

    /// Or a scalar as `other` may be.
    #[must_use]
    pub const fn or_scalar_of(self, other: Self) -> Self {
        Self { scalar: other.scalar, ..self }
    }

    /// In the words of messages.
    #[must_use]
    pub const fn called(self, words: &'static str) -> Self {
        Self { called: Some(words), ..self }
    }

    /// What it may be, as messages say it.
    pub fn words(&self) -> String {
        if let Some(called) = self.called {
            return called.to_owned();
        }
        let kinds =
            [self.scalar.map(|scalar| scalar.words()), self.map.map(|_| "a mapping"), self.list.map(|_| "a list")];
        let kinds: Vec<&str> = kinds.into_iter().flatten().collect();
        kinds.join(" or ")
    }
}

impl Scalar {
    /// Whether a scalar of this YAML type will do.
    pub fn admits(&self, plain: Plain) -> bool {
        self.types.iter().any(|kind| match (kind, plain) {
            (Type::Text, Plain::Text)
            | (Type::Boolean, Plain::Bool(_))
            | (Type::Whole | Type::Integer, Plain::Int(_))
            | (Type::Number, Plain::Int(_) | Plain::Float(_)) => true,
            (Type::Integer, Plain::Float(number)) => number.fract() == 0.0,
            _ => false,
        })
    }

    fn words(&self) -> &'static str {
        let takes = |kind| self.types.contains(&kind);
        let takes_number = [Type::Whole, Type::Integer, Type::Number].into_iter().any(takes);
        match (self.form, takes(Type::Text)) {
            (Form::Any, true) if takes_number && takes(Type::Boolean) => "text, a number or a boolean",
            (Form::Any, true) if takes_number => "text or a number",
            (Form::Any, true) if takes(Type::Boolean) => "text or a boolean",
            _ if takes_number => "a number",
            _ if takes(Type::Boolean) => "a boolean",
            _ => "text",
        }
    }
}
