//! The checks, one a file, and the one table of them.

mod allowed_origins;
mod allowed_values;
mod cohost;
mod committed_env_files;
mod datastores;
mod defined_variables;
mod dependencies;
mod distinct_values;
mod duplicate_keys;
mod environment_flag;
mod environment_keys;
mod forbidden_keys;
mod forbidden_values;
mod given;
mod graph_readers;
mod held;
mod host_claims;
mod host_names;
mod host_takeover;
mod hosts;
mod https_redirect;
mod images;
mod index_prefix;
mod inline_secrets;
mod internal_networks;
mod isolated_endpoints;
mod isolated_routers;
mod key_sets;
mod live_keys;
mod mail_sink;
mod mounts;
mod networks;
mod origins;
mod placeholders;
mod portable_values;
mod ports;
mod private_dashboard;
mod production_data;
mod project_names;
mod published_ports;
mod reach;
mod reading;
mod reported;
mod required_variables;
pub mod schema;
mod scope;
mod security_headers;
mod service_endpoints;
mod shadowed_variables;
mod shared_secrets;
mod shared_volumes;
mod template_keys;
mod template_secrets;
mod tls_routers;
mod unique_routers;
mod value_pattern;
mod weak_secrets;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::check::Check;
use crate::config::suggest;
use crate::policy::Rule;
use crate::syntax::SyntaxError;

type Built = Result<Box<dyn Check>, Vec<SyntaxError>>;

/// What the table knows of a check.
struct Kind {
    /// Reads the parameters of a rule.
    build: fn(&Rule) -> Built,
    /// The JSON Schema of these parameters.
    parameters: fn(&mut SchemaGenerator) -> Schema,
}

impl Kind {
    const fn of<C: Check + DeserializeOwned + JsonSchema + 'static>() -> Self {
        Self { build: build::<C>, parameters: C::json_schema }
    }
}

/// The check that passes on what was met while reading, and what went wrong since.
pub const REPORTED: &str = "reported";

/// Every check by the name that rules pick it by.
const TABLE: &[(&str, Kind)] = &[
    ("allowed-origins", Kind::of::<allowed_origins::AllowedOrigins>()),
    ("allowed-values", Kind::of::<allowed_values::AllowedValues>()),
    ("committed-env-files", Kind::of::<committed_env_files::CommittedEnvFiles>()),
    ("datastores", Kind::of::<datastores::Datastores>()),
    ("defined-variables", Kind::of::<defined_variables::DefinedVariables>()),
    ("dependencies", Kind::of::<dependencies::Dependencies>()),
    ("distinct-values", Kind::of::<distinct_values::DistinctValues>()),
    ("duplicate-keys", Kind::of::<duplicate_keys::DuplicateKeys>()),
    ("environment-flag", Kind::of::<environment_flag::EnvironmentFlag>()),
    ("environment-keys", Kind::of::<environment_keys::EnvironmentKeys>()),
    ("forbidden-keys", Kind::of::<forbidden_keys::ForbiddenKeys>()),
    ("forbidden-values", Kind::of::<forbidden_values::ForbiddenValues>()),
    ("graph-readers", Kind::of::<graph_readers::GraphReaders>()),
    ("host-claims", Kind::of::<host_claims::HostClaims>()),
    ("host-names", Kind::of::<host_names::HostNames>()),
    ("host-takeover", Kind::of::<host_takeover::HostTakeover>()),
    ("https-redirect", Kind::of::<https_redirect::HttpsRedirect>()),
    ("images", Kind::of::<images::BuiltImages>()),
    ("index-prefix", Kind::of::<index_prefix::IndexPrefix>()),
    ("inline-secrets", Kind::of::<inline_secrets::InlineSecrets>()),
    ("internal-networks", Kind::of::<internal_networks::InternalNetworks>()),
    ("isolated-endpoints", Kind::of::<isolated_endpoints::IsolatedEndpoints>()),
    ("isolated-routers", Kind::of::<isolated_routers::IsolatedRouters>()),
    ("live-keys", Kind::of::<live_keys::LiveKeys>()),
    ("mail-sink", Kind::of::<mail_sink::MailSink>()),
    ("mounts", Kind::of::<mounts::Mounts>()),
    ("networks", Kind::of::<networks::Networks>()),
    ("origins", Kind::of::<origins::Origins>()),
    ("placeholders", Kind::of::<placeholders::Placeholders>()),
    ("portable-values", Kind::of::<portable_values::PortableValues>()),
    ("ports", Kind::of::<ports::Ports>()),
    ("private-dashboard", Kind::of::<private_dashboard::PrivateDashboard>()),
    ("production-data", Kind::of::<production_data::ProductionData>()),
    ("project-names", Kind::of::<project_names::ProjectNames>()),
    ("published-ports", Kind::of::<published_ports::PublishedPorts>()),
    (REPORTED, Kind::of::<reported::Reported>()),
    ("required-variables", Kind::of::<required_variables::RequiredVariables>()),
    ("security-headers", Kind::of::<security_headers::SecurityHeaders>()),
    ("service-endpoints", Kind::of::<service_endpoints::ServiceEndpoints>()),
    ("shadowed-variables", Kind::of::<shadowed_variables::ShadowedVariables>()),
    ("shared-secrets", Kind::of::<shared_secrets::SharedSecrets>()),
    ("shared-volumes", Kind::of::<shared_volumes::SharedVolumes>()),
    ("template-keys", Kind::of::<template_keys::TemplateKeys>()),
    ("template-secrets", Kind::of::<template_secrets::TemplateSecrets>()),
    ("tls-routers", Kind::of::<tls_routers::TlsRouters>()),
    ("unique-routers", Kind::of::<unique_routers::UniqueRouters>()),
    ("value-pattern", Kind::of::<value_pattern::ValuePattern>()),
    ("weak-secrets", Kind::of::<weak_secrets::WeakSecrets>()),
];

/// The check that `rule` picks, with its parameters.
///
/// # Errors
/// When there is no such check, or the parameters are not what it takes: each at its place in the
/// pack.
pub fn of_rule(rule: &Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>> {
    if let Some((_, kind)) = TABLE.iter().find(|(name, _)| *name == rule.check) {
        (kind.build)(rule)
    } else {
        let error = SyntaxError::new(rule.check_span, format!("unknown check `{}`", rule.check));
        let names: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        Err(vec![error.help(suggest::help(&rule.check, &names))])
    }
}

fn build<C: Check + DeserializeOwned + 'static>(rule: &Rule) -> Built {
    Ok(Box::new(rule.read::<C>()?))
}
