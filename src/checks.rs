//! The checks, one a file, and the one table of them.

mod allowed_origins;
mod allowed_values;
mod cohost;
mod committed_env_files;
mod concern;
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
mod routes;
pub mod schema;
mod scope;
mod secret_slots;
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

use serde::de::DeserializeOwned;

use crate::check::Check;
use crate::config::{suggest, typed};
use crate::policy::Rule;
use crate::syntax::SyntaxError;

type Build = fn(&Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>>;

/// The check that passes on what was met while reading, and what went wrong since.
pub const REPORTED: &str = "reported";

/// Every check by the name that rules pick it by.
const TABLE: &[(&str, Build)] = &[
    ("allowed-origins", build::<allowed_origins::AllowedOrigins>),
    ("allowed-values", build::<allowed_values::AllowedValues>),
    ("committed-env-files", build::<committed_env_files::CommittedEnvFiles>),
    ("datastores", build::<datastores::Datastores>),
    ("defined-variables", build::<defined_variables::DefinedVariables>),
    ("dependencies", build::<dependencies::Dependencies>),
    ("distinct-values", build::<distinct_values::DistinctValues>),
    ("duplicate-keys", build::<duplicate_keys::DuplicateKeys>),
    ("environment-flag", build::<environment_flag::EnvironmentFlag>),
    ("environment-keys", build::<environment_keys::EnvironmentKeys>),
    ("forbidden-keys", build::<forbidden_keys::ForbiddenKeys>),
    ("forbidden-values", build::<forbidden_values::ForbiddenValues>),
    ("graph-readers", build::<graph_readers::GraphReaders>),
    ("host-claims", build::<host_claims::HostClaims>),
    ("host-names", build::<host_names::HostNames>),
    ("host-takeover", build::<host_takeover::HostTakeover>),
    ("https-redirect", build::<https_redirect::HttpsRedirect>),
    ("images", build::<images::BuiltImages>),
    ("index-prefix", build::<index_prefix::IndexPrefix>),
    ("inline-secrets", build::<inline_secrets::InlineSecrets>),
    ("internal-networks", build::<internal_networks::InternalNetworks>),
    ("isolated-endpoints", build::<isolated_endpoints::IsolatedEndpoints>),
    ("isolated-routers", build::<isolated_routers::IsolatedRouters>),
    ("live-keys", build::<live_keys::LiveKeys>),
    ("mail-sink", build::<mail_sink::MailSink>),
    ("mounts", build::<mounts::Mounts>),
    ("networks", build::<networks::Networks>),
    ("origins", build::<origins::Origins>),
    ("placeholders", build::<placeholders::Placeholders>),
    ("portable-values", build::<portable_values::PortableValues>),
    ("ports", build::<ports::Ports>),
    ("private-dashboard", build::<private_dashboard::PrivateDashboard>),
    ("production-data", build::<production_data::ProductionData>),
    ("project-names", build::<project_names::ProjectNames>),
    ("published-ports", build::<published_ports::PublishedPorts>),
    (REPORTED, build::<reported::Reported>),
    ("required-variables", build::<required_variables::RequiredVariables>),
    ("security-headers", build::<security_headers::SecurityHeaders>),
    ("service-endpoints", build::<service_endpoints::ServiceEndpoints>),
    ("shadowed-variables", build::<shadowed_variables::ShadowedVariables>),
    ("shared-secrets", build::<shared_secrets::SharedSecrets>),
    ("shared-volumes", build::<shared_volumes::SharedVolumes>),
    ("template-keys", build::<template_keys::TemplateKeys>),
    ("template-secrets", build::<template_secrets::TemplateSecrets>),
    ("tls-routers", build::<tls_routers::TlsRouters>),
    ("unique-routers", build::<unique_routers::UniqueRouters>),
    ("value-pattern", build::<value_pattern::ValuePattern>),
    ("weak-secrets", build::<weak_secrets::WeakSecrets>),
];

/// The check that `rule` picks, with its parameters.
///
/// # Errors
/// When there is no such check, or the parameters are not what it takes: each at its place in the
/// pack.
pub fn of_rule(rule: &Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>> {
    if let Some((_, build)) = TABLE.iter().find(|(name, _)| *name == rule.check) {
        build(rule)
    } else {
        let error = SyntaxError::new(rule.check_span, format!("unknown check `{}`", rule.check));
        let names: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        Err(vec![error.help(suggest::help(&rule.check, &names))])
    }
}

fn build<C: Check + DeserializeOwned + 'static>(rule: &Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>> {
    Ok(match &rule.with {
        Some(parameters) => Box::new(typed::read_part::<C>(parameters, "with").complete()?),
        None => Box::new(typed::nothing::<C>(rule.check_span, &rule.check, "with")?),
    })
}
