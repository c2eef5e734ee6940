//! Variables that speak of one connection together: `DB_HOST`, `DB_PORT`, `DB_NAME`, `DB_USER`.

use std::cell::OnceCell;
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

/// The variables of a service by name in upper case, once somebody asks for one.
pub(super) struct Family<'a> {
    variables: &'a IndexMap<String, Variable>,
    upper: OnceCell<BTreeMap<String, &'a Value>>,
}

impl<'a> Family<'a> {
    pub(super) fn of(variables: &'a IndexMap<String, Variable>) -> Self {
        Self { variables, upper: OnceCell::new() }
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        let upper = self.upper.get_or_init(|| {
            let upper =
                |(name, found): (&String, &'a Variable)| Some((name.to_ascii_uppercase(), found.value.as_ref()?));
            self.variables.iter().filter_map(upper).collect()
        });
        upper.get(name).copied()
    }

    /// Adds to the address in the variable `name` what the other variables of its family say.
    pub(super) fn complete(&self, name: &str, kind: Kind, address: &mut Address) {
        let upper = name.to_ascii_uppercase();
        // The longest end leaves the name of the family.
        let prefix = HOSTS.iter().filter_map(|end| upper.strip_suffix(end)).min_by_key(|prefix| prefix.len());
        let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else { return };
        let find = |ends: &[&str]| {
            let mut values = ends.iter().filter_map(|end| self.get(&format!("{prefix}{end}")));
            values.find(|value| !value.is_empty()).cloned()
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
