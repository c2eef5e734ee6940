//! Variables that speak of one connection together: `DB_HOST`, `DB_PORT`, `DB_NAME`, `DB_USER`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::model::compose::Variable;
use crate::model::endpoint::Kind;
use crate::model::endpoint::address::Address;
use crate::model::value::Value;

const DATABASES: [&str; 8] = ["DB", "DATABASE", "NAME", "DBNAME", "DB_NAME", "DATABASE_NAME", "VHOST", "VIRTUAL_HOST"];
const USERS: [&str; 4] = ["USER", "USERNAME", "DB_USER", "LOGIN"];
const HOSTS: [&str; 11] =
    ["HOST", "HOSTS", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "URL", "URI", "DSN", "BOLT_URL"];

/// The variables of a service by name in upper case.
pub(super) struct Family<'a> {
    variables: BTreeMap<String, &'a Value>,
}

impl<'a> Family<'a> {
    pub(super) fn of(variables: &'a IndexMap<String, Variable>) -> Self {
        let upper =
            variables.iter().filter_map(|(name, found)| Some((name.to_ascii_uppercase(), found.value.as_ref()?)));
        Self { variables: upper.collect() }
    }

    /// Adds to the address in the variable `name` what the other variables of its family say.
    pub(super) fn complete(&self, name: &str, kind: Kind, address: &mut Address) {
        let upper = name.to_ascii_uppercase();
        // The longest end leaves the name of the family.
        let prefix = HOSTS.iter().filter_map(|end| upper.strip_suffix(end)).min_by_key(|prefix| prefix.len());
        let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else { return };
        let find = |ends: &[&str]| {
            let mut values = ends.iter().filter_map(|end| self.variables.get(&format!("{prefix}{end}")));
            values.find(|value| !value.is_empty()).map(|value| (*value).clone())
        };
        if kind.is_divided() && address.database.is_none() {
            address.database = find(&DATABASES);
        }
        if kind.is_store() && address.user.is_none() {
            address.user = find(&USERS);
        }
        if address.port.is_none() {
            address.port = find(&["PORT"]);
        }
    }
}
