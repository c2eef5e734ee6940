//! `envlint schema`

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::args::Document;
use super::{CLEAN, Failure, Process};
use crate::checks;
use crate::config::{RuleSettings, Settings};
use crate::engine;
use crate::report;

pub(super) fn run(document: Document, process: &mut Process) -> Result<u8, Failure> {
    let (schema, title) = match document {
        Document::Config => (config(), "envlint.yaml"),
        Document::Pack => (checks::schema::pack(), "A pack of rules for envlint"),
        Document::Report => (report::schema(), "A report of envlint, version 1"),
    };
    let mut schema = schema;
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), title.into());
    }
    process.print(format!("{schema:#}\n").as_bytes())?;
    Ok(CLEAN)
}

/// The JSON Schema (2020-12) of the configuration, with the built-in rules by name: packs may bring
/// others.
fn config() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let rule = generator.subschema_for::<RuleSettings>().to_value();
    let mut schema = generator.into_root_schema_for::<Settings>().to_value();
    let known = engine::catalogue().into_iter().map(|known| {
        let mut rule = rule.clone();
        if let Some(rule) = rule.as_object_mut() {
            rule.insert("description".to_owned(), known.title.into());
        }
        (known.id, rule)
    });
    let known: Value = known.collect::<serde_json::Map<_, _>>().into();
    if let Some(rules) = schema.pointer_mut("/properties/rules").and_then(Value::as_object_mut) {
        rules.insert("properties".to_owned(), known);
        rules.insert("propertyNames".to_owned(), json!({ "pattern": "^[a-z][a-z0-9-]{0,63}$" }));
    }
    schema
}
