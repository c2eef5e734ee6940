//! Parameters of a rule, whose type only its check knows.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::source::{Span, Text};
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Entry, Kind, Mapping, Node, Scalar, Style};

/// The parameters of a rule.
#[derive(Debug, Clone)]
pub(super) enum Parameters {
    /// As a file of rules has them.
    Written(Arc<Node>),
    /// Those of a built-in rule, as the build left them: JSON without places.
    BuiltIn(&'static str),
}

impl Parameters {
    /// The parameters as a tree; of a built-in rule one without places.
    pub(super) fn node(&self) -> Arc<Node> {
        match self {
            Self::Written(node) => Arc::clone(node),
            Self::BuiltIn(text) => serde_json::from_str(text)
                .map_or_else(|_| Placeless::scalar("", Style::Plain).0, |tree: Placeless| tree.0),
        }
    }
}

/// Reads the parameters of a built-in rule, which are right, as a test holds.
pub(super) fn built_in<C: DeserializeOwned>(text: &str, span: Span) -> Result<C, Vec<SyntaxError>> {
    serde_json::from_str(text).map_err(|error| vec![SyntaxError::new(span, error.to_string())])
}

/// Whatever stands there, as a tree without places.
struct Placeless(Arc<Node>);

impl Placeless {
    fn of(kind: Kind) -> Self {
        Self(Arc::new(Node { span: Span::NOWHERE, properties: None, kind }))
    }

    fn scalar(text: &str, style: Style) -> Self {
        Self::of(Kind::Scalar(Scalar { text: Text::opaque(text, Span::NOWHERE), style }))
    }
}

impl<'de> Deserialize<'de> for Placeless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Placeless;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("parameters")
    }

    fn visit_unit<E: Error>(self) -> Result<Placeless, E> {
        Ok(Placeless::scalar("", Style::Plain))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Placeless, E> {
        Ok(Placeless::scalar(if flag { "true" } else { "false" }, Style::Plain))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Placeless, E> {
        Ok(Placeless::scalar(&number.to_string(), Style::Plain))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Placeless, E> {
        Ok(Placeless::scalar(text, Style::DoubleQuoted))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Placeless, A::Error> {
        let mut nodes = Vec::new();
        while let Some(Placeless(node)) = items.next_element()? {
            nodes.push(node);
        }
        Ok(Placeless::of(Kind::Sequence(nodes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Placeless, A::Error> {
        let mut entries = Vec::new();
        while let Some((Placeless(key), Placeless(value))) = pairs.next_entry()? {
            entries.push(Entry { key, value });
        }
        Ok(Placeless::of(Kind::Mapping(Mapping { entries })))
    }
}
