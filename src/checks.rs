//! The checks, one a file, and the one table of them.

mod cohost;
mod concern;
mod datastores;
mod defined_variables;
mod dependencies;
mod duplicate_keys;
mod environment_flag;
mod environment_keys;
mod forbidden_values;
mod graph_readers;
mod held;
mod host_claims;
mod host_names;
mod host_takeover;
mod https_redirect;
mod images;
mod index_prefix;
mod inline_secrets;
mod isolated_routers;
mod key_sets;
mod live_keys;
mod mail_sink;
mod networks;
mod origins;
mod placeholders;
mod portable_values;
mod private_dashboard;
mod production_data;
mod project_names;
mod published_ports;
mod reach;
mod reading;
mod reported;
mod routes;
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
mod weak_secrets;

use serde::de::DeserializeOwned;

use crate::check::Check;
use crate::config::{suggest, typed};
use crate::policy::Rule;
use crate::syntax::SyntaxError;

type Build = fn(&Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>>;

/// Every check by the name that rules pick it by.
const TABLE: &[(&str, Build)] = &[
    ("datastores", build::<datastores::Datastores>),
    ("defined-variables", build::<defined_variables::DefinedVariables>),
    ("dependencies", build::<dependencies::Dependencies>),
    ("duplicate-keys", build::<duplicate_keys::DuplicateKeys>),
    ("environment-flag", build::<environment_flag::EnvironmentFlag>),
    ("environment-keys", build::<environment_keys::EnvironmentKeys>),
    ("forbidden-values", build::<forbidden_values::ForbiddenValues>),
    ("graph-readers", build::<graph_readers::GraphReaders>),
    ("host-claims", build::<host_claims::HostClaims>),
    ("host-names", build::<host_names::HostNames>),
    ("host-takeover", build::<host_takeover::HostTakeover>),
    ("https-redirect", build::<https_redirect::HttpsRedirect>),
    ("images", build::<images::BuiltImages>),
    ("index-prefix", build::<index_prefix::IndexPrefix>),
    ("inline-secrets", build::<inline_secrets::InlineSecrets>),
    ("isolated-routers", build::<isolated_routers::IsolatedRouters>),
    ("live-keys", build::<live_keys::LiveKeys>),
    ("mail-sink", build::<mail_sink::MailSink>),
    ("networks", build::<networks::Networks>),
    ("origins", build::<origins::Origins>),
    ("placeholders", build::<placeholders::Placeholders>),
    ("portable-values", build::<portable_values::PortableValues>),
    ("private-dashboard", build::<private_dashboard::PrivateDashboard>),
    ("production-data", build::<production_data::ProductionData>),
    ("project-names", build::<project_names::ProjectNames>),
    ("published-ports", build::<published_ports::PublishedPorts>),
    ("reported", build::<reported::Reported>),
    ("security-headers", build::<security_headers::SecurityHeaders>),
    ("service-endpoints", build::<service_endpoints::ServiceEndpoints>),
    ("shadowed-variables", build::<shadowed_variables::ShadowedVariables>),
    ("shared-secrets", build::<shared_secrets::SharedSecrets>),
    ("shared-volumes", build::<shared_volumes::SharedVolumes>),
    ("template-keys", build::<template_keys::TemplateKeys>),
    ("template-secrets", build::<template_secrets::TemplateSecrets>),
    ("tls-routers", build::<tls_routers::TlsRouters>),
    ("unique-routers", build::<unique_routers::UniqueRouters>),
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

fn build<C: Check + DeserializeOwned + Default + 'static>(rule: &Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>> {
    match &rule.with {
        Some(parameters) => Ok(Box::new(typed::read::<C>(parameters).complete()?)),
        None => Ok(Box::new(C::default())),
    }
}
