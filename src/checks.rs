//! The checks, one a file, and the one table of them.

mod datastores;
mod dependencies;
mod duplicate_keys;
mod environment_flag;
mod graph_readers;
mod held;
mod host_names;
mod index_prefix;
mod mail_sink;
mod origins;
mod published_ports;
mod reach;
mod reported;
mod service_endpoints;
mod shared_secrets;
mod shared_volumes;

use serde::de::DeserializeOwned;

use crate::check::Check;
use crate::config::{suggest, typed};
use crate::policy::Rule;
use crate::syntax::SyntaxError;

type Build = fn(&Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>>;

/// Every check by the name that rules pick it by.
const TABLE: [(&str, Build); 14] = [
    ("datastores", build::<datastores::Datastores>),
    ("dependencies", build::<dependencies::Dependencies>),
    ("duplicate-keys", build::<duplicate_keys::DuplicateKeys>),
    ("environment-flag", build::<environment_flag::EnvironmentFlag>),
    ("graph-readers", build::<graph_readers::GraphReaders>),
    ("host-names", build::<host_names::HostNames>),
    ("index-prefix", build::<index_prefix::IndexPrefix>),
    ("mail-sink", build::<mail_sink::MailSink>),
    ("origins", build::<origins::Origins>),
    ("published-ports", build::<published_ports::PublishedPorts>),
    ("reported", build::<reported::Reported>),
    ("service-endpoints", build::<service_endpoints::ServiceEndpoints>),
    ("shared-secrets", build::<shared_secrets::SharedSecrets>),
    ("shared-volumes", build::<shared_volumes::SharedVolumes>),
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
