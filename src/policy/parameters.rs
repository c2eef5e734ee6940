//! Parameters of a rule whose type only its check knows.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::source::{Span, Text};
use crate::syntax::yaml::{Entry, Kind, Mapping, Node, Scalar, Style};

/// Whatever stands there, as a tree without places.
#[derive(Debug)]
pub(super) struct Parameters(pub(super) Arc<Node>);

impl Parameters {
    fn of(kind: Kind) -> Self {
        Self(Arc::new(Node { span: Span::NOWHERE, properties: None, kind }))
    }

    fn scalar(text: &str, style: Style) -> Self {
        Self::of(Kind::Scalar(Scalar { text: Text::opaque(text, Span::NOWHERE), style }))
    }
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Parameters;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("parameters")
    }

    fn visit_unit<E: Error>(self) -> Result<Parameters, E> {
        Ok(Parameters::scalar("", Style::Plain))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Parameters, E> {
        Ok(Parameters::scalar(if flag { "true" } else { "false" }, Style::Plain))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Parameters, E> {
        Ok(Parameters::scalar(&number.to_string(), Style::Plain))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Parameters, E> {
        Ok(Parameters::scalar(text, Style::DoubleQuoted))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Parameters, A::Error> {
        let mut nodes = Vec::new();
        while let Some(Parameters(node)) = items.next_element()? {
            nodes.push(node);
        }
        Ok(Parameters::of(Kind::Sequence(nodes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Parameters, A::Error> {
        let mut entries = Vec::new();
        while let Some((Parameters(key), Parameters(value))) = pairs.next_entry()? {
            entries.push(Entry { key, value });
        }
        Ok(Parameters::of(Kind::Mapping(Mapping { entries })))
    }
}
