//! What a service connects to, from its variables, its command and its links.

mod command;
mod family;

use indexmap::IndexMap;

use super::address::{self, Address};
use super::{Kind, names_hosts};
use crate::model::caseless::is_one_of;
use crate::model::compose::{Asked, Origin, Service, Variable};
use crate::model::value::{Part, Value};
use crate::source::{Span, Text};
use family::Family;

/// One end that a service connects to.
#[derive(Debug, Clone)]
pub struct Connection {
    /// How it is told where to.
    pub way: Way,
    /// What it expects there.
    pub kind: Kind,
    /// Where it leads to.
    pub address: Address,
    /// All of the value that the address stands in.
    pub whole: Value,
}

/// How a service is told what to connect to.
#[derive(Debug, Clone)]
pub enum Way {
    /// By a variable.
    Variable {
        /// Its name.
        key: Text,
        /// The entry of `env_file:` that it comes through.
        loaded: Option<Span>,
    },
    /// On its command line.
    Command,
    /// By an entry of `links:`.
    Link,
}

impl Connection {
    /// The variable that holds it.
    pub fn key(&self) -> Option<&str> {
        match &self.way {
            Way::Variable { key, .. } => Some(key.as_str()),
            Way::Command | Way::Link => None,
        }
    }
}

/// Everything that `service` connects to, in the order of its definition.
pub fn of_service(service: &Service) -> Vec<Connection> {
    let mut found = of_variables(&service.environment);
    found.extend(command::read(&service.command));
    found.extend(service.depends_on.iter().filter(|dependency| dependency.asked == Asked::Links).map(|dependency| {
        let host = Value::literal(dependency.name.clone());
        let kind = Kind::of_name(dependency.name.as_str()).unwrap_or(Kind::Other);
        Connection { way: Way::Link, kind, address: Address::of_host(host.clone(), None), whole: host }
    }));
    found
}

/// Everything that `variables` lead to.
pub fn of_variables(variables: &IndexMap<String, Variable>) -> Vec<Connection> {
    let family = Family::of(variables);
    let mut found = Vec::new();
    for (name, variable) in variables {
        let Some(value) = &variable.value else { continue };
        if is_about_itself(name) {
            continue;
        }
        for mut address in addresses(name, value) {
            let kind = kind(name, &address);
            family.complete(name, kind, &mut address);
            let loaded = match variable.origin {
                Origin::EnvFile { named, .. } => Some(named),
                Origin::Environment => None,
            };
            let way = Way::Variable { key: variable.key.clone(), loaded };
            found.push(Connection { way, kind, address, whole: value.clone() });
        }
    }
    found
}

/// The addresses in the variable `name`.
fn addresses(name: &str, value: &Value) -> Vec<Address> {
    let read = if names_hosts(name) { address::named } else { address::anywhere };
    let found = read(value);
    if !found.is_empty() || value.is_known() {
        return found;
    }
    let readings = value.readings();
    if let Some(found) = readings.iter().map(read).find(|found| !found.is_empty()) {
        return found;
    }
    // All that is known is that two users of one variable reach the same.
    match &*value.parts {
        [Part::Unset(_)] if readings.is_empty() && is_url(name) => {
            let mut address = Address::of_host(value.clone(), None);
            address.database = Some(value.clone());
            vec![address]
        }
        _ => Vec::new(),
    }
}

fn kind(name: &str, address: &Address) -> Kind {
    let by_name = Kind::of_name(name);
    match (address.kind, by_name) {
        // Many stores are spoken to over HTTP.
        (Some(Kind::Http), Some(store @ (Kind::Search | Kind::Graph | Kind::Objects))) => store,
        (Some(kind), _) => kind,
        (None, by_name) => by_name.unwrap_or(Kind::Other),
    }
}

/// Whether a variable of this name holds a URL or connection string to a store as a whole.
fn is_url(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let ends = ["URL", "URI", "DSN", "CONNECTION_STRING", "CONNECTIONSTRING"];
    ends.iter().any(|end| upper.ends_with(end)) && Kind::of_name(name).is_some_and(Kind::is_divided)
}

/// Whether hosts under this name are those a service answers to or lets in, not ones it connects to.
fn is_about_itself(name: &str) -> bool {
    const WORDS: [&str; 9] =
        ["CORS", "ORIGIN", "ORIGINS", "ALLOWED", "ALLOW", "TRUSTED", "CSRF", "WHITELIST", "ALLOWLIST"];
    const NAMES: [&str; 5] = ["NO_PROXY", "VIRTUAL_HOST", "LETSENCRYPT_HOST", "SERVER_NAME", "HOSTNAME"];
    name.split('_').any(|word| is_one_of(word, &WORDS)) || is_one_of(name, &NAMES)
}

#[cfg(test)]
mod tests;
