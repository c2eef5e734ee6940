//! Regular expressions in packs.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer};

use super::typed::refusal;

/// The longest expression, in bytes.
const MAX_LEN: usize = 1000;

/// The memory that one may take when compiled, in bytes: a hundred times what an ordinary one takes.
const MAX_SIZE: usize = 256 * 1024;

/// A regular expression, matched in time linear in the text. It matches anywhere unless it is
/// anchored with `^` and `$`.
#[derive(Debug, Clone)]
pub struct Expression(Regex);

impl Expression {
    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl JsonSchema for Expression {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_LEN })
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() || text.len() > MAX_LEN {
            let message = format!("must have 1 to {MAX_LEN} characters");
            return Err(refusal(message, "write an expression such as `^https://sandbox\\.`"));
        }
        RegexBuilder::new(&text).size_limit(MAX_SIZE).build().map(Self).map_err(|error| match &error {
            regex::Error::CompiledTooBig(_) => refusal("is too large to be compiled", "repeat fewer things in it"),
            regex::Error::Syntax(reason) => {
                // The expression comes first and is quoted; the reason is the last line.
                let reason = reason.lines().last().unwrap_or_default();
                let reason = reason.strip_prefix("error: ").unwrap_or(reason);
                refusal(format!("is no regular expression: {reason}"), "put `\\` before what is meant literally")
            }
            _ => refusal("is no regular expression", "put `\\` before what is meant literally"),
        })
    }
}
