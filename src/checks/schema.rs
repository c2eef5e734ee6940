//! The JSON Schema of a pack: every check, with its parameters.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::TABLE;
use crate::policy::Pack;

/// The JSON Schema (2020-12) of a pack of rules.
pub fn pack() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let checks: Vec<(&str, Value)> =
        TABLE.iter().map(|(name, kind)| (*name, (kind.parameters)(&mut generator).to_value())).collect();
    let mut schema = Pack::schema(&mut generator).to_value();
    let Some(rule) = schema.pointer_mut("/$defs/Rule").and_then(Value::as_object_mut) else { return schema };
    let check = rule.get_mut("properties").and_then(|properties| properties.get_mut("check"));
    if let Some(check) = check.and_then(Value::as_object_mut) {
        check.insert("enum".to_owned(), TABLE.iter().map(|(name, _)| *name).collect());
    }
    // One schema for each check, so that an editor completes its parameters and no others.
    let each = checks.into_iter().map(|(name, with)| {
        json!({
            "if": { "properties": { "check": { "const": name } }, "required": ["check"] },
            "then": { "properties": { "with": with } }
        })
    });
    rule.insert("allOf".to_owned(), each.collect());
    schema
}
