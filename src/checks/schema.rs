//! The JSON Schema of a pack: every check, with its parameters.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use super::{
    TABLE, allowed_origins, allowed_values, defined_variables, distinct_values, environment_flag, environment_keys,
    forbidden_keys, forbidden_values, graph_readers, index_prefix, live_keys, mail_sink, mounts, origins, placeholders,
    ports, published_ports, reported, required_variables, shared_volumes, template_keys, template_secrets,
    value_pattern, weak_secrets,
};
use crate::policy::Pack;

type Parameters = fn(&mut SchemaGenerator) -> Value;

/// The checks that take parameters.
const PARAMETERS: &[(&str, Parameters)] = &[
    ("allowed-origins", parameters::<allowed_origins::AllowedOrigins>),
    ("allowed-values", parameters::<allowed_values::AllowedValues>),
    ("defined-variables", parameters::<defined_variables::DefinedVariables>),
    ("distinct-values", parameters::<distinct_values::DistinctValues>),
    ("environment-flag", parameters::<environment_flag::EnvironmentFlag>),
    ("environment-keys", parameters::<environment_keys::EnvironmentKeys>),
    ("forbidden-keys", parameters::<forbidden_keys::ForbiddenKeys>),
    ("forbidden-values", parameters::<forbidden_values::ForbiddenValues>),
    ("graph-readers", parameters::<graph_readers::GraphReaders>),
    ("index-prefix", parameters::<index_prefix::IndexPrefix>),
    ("live-keys", parameters::<live_keys::LiveKeys>),
    ("mail-sink", parameters::<mail_sink::MailSink>),
    ("mounts", parameters::<mounts::Mounts>),
    ("origins", parameters::<origins::Origins>),
    ("placeholders", parameters::<placeholders::Placeholders>),
    ("ports", parameters::<ports::Ports>),
    ("published-ports", parameters::<published_ports::PublishedPorts>),
    ("reported", parameters::<reported::Reported>),
    ("required-variables", parameters::<required_variables::RequiredVariables>),
    ("shared-volumes", parameters::<shared_volumes::SharedVolumes>),
    ("template-keys", parameters::<template_keys::TemplateKeys>),
    ("template-secrets", parameters::<template_secrets::TemplateSecrets>),
    ("value-pattern", parameters::<value_pattern::ValuePattern>),
    ("weak-secrets", parameters::<weak_secrets::WeakSecrets>),
];

fn parameters<C: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<C>().to_value()
}

/// The JSON Schema (2020-12) of a pack of rules.
pub fn pack() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let checks: Vec<(&str, Value)> =
        PARAMETERS.iter().map(|(name, parameters)| (*name, parameters(&mut generator))).collect();
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
