//! Ports in packs.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::typed::refusal;

/// A port, or a range of them: `443`, `8000-8099`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports(RangeInclusive<u16>);

impl Ports {
    /// Whether all of `range` is among them.
    pub fn contain(&self, range: &RangeInclusive<u16>) -> bool {
        self.0.contains(range.start()) && self.0.contains(range.end())
    }
}

impl JsonSchema for Ports {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ports".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": u16::MAX },
                { "type": "string", "pattern": "^[0-9]+( *- *[0-9]+)?$" }
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Ports {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PortsVisitor)
    }
}

struct PortsVisitor;

impl Visitor<'_> for PortsVisitor {
    type Value = Ports;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a port such as `443` or a range such as `8000-8099`")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Ports, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Ports, E> {
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        match (from.trim().parse(), to.trim().parse()) {
            (Ok(from), Ok(to)) if from > 0 && from <= to => Ok(Ports(from..=to)),
            _ => Err(refusal("is no port", "write one from 1 to 65535, or a range such as `8000-8099`")),
        }
    }
}
