//! Where the files say which hosts an environment has: routers, and variables that hold its own
//! public addresses.

use super::{Claim, Evidence};
use crate::model::caseless::{ends_with, is_one_of};
use crate::model::holder::Holder;
use crate::model::origin::Origin;
use crate::model::traefik;
use crate::model::value::Value;

/// What bundlers put before the name of a variable that browsers get.
const BUNDLED: [&str; 8] =
    ["NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "VITE_APP_", "VITE_", "REACT_APP_", "VUE_APP_", "GATSBY_"];

/// Variables that hold a public address of the environment itself.
const URLS: [&str; 24] = [
    "FRONTEND_URL",
    "FRONTEND_BASE_URL",
    "BACKEND_URL",
    "APP_URL",
    "APP_BASE_URL",
    "API_URL",
    "API_BASE_URL",
    "API_ENDPOINT",
    "BASE_URL",
    "PUBLIC_URL",
    "PUBLIC_APP_URL",
    "PUBLIC_API_URL",
    "SITE_URL",
    "WEB_URL",
    "WEBSITE_URL",
    "CLIENT_URL",
    "SERVER_URL",
    "ROOT_URL",
    "HOST_URL",
    "DASHBOARD_URL",
    "ADMIN_URL",
    "EXTERNAL_URL",
    "NEXTAUTH_URL",
    "BETTER_AUTH_URL",
];

/// Variables that hold a host of the environment itself.
const HOSTS: [&str; 12] = [
    "DOMAIN",
    "DOMAIN_NAME",
    "APP_DOMAIN",
    "BASE_DOMAIN",
    "ROOT_DOMAIN",
    "SITE_DOMAIN",
    "PUBLIC_DOMAIN",
    "FRONTEND_DOMAIN",
    "BACKEND_DOMAIN",
    "API_DOMAIN",
    "PUBLIC_HOST",
    "VIRTUAL_HOST",
];

/// How the names end of variables that hold addresses of the environment itself for others to check: what
/// stands there may be another environment's by mistake, so that they claim nothing.
const CHECKED: [&str; 8] = [
    "REDIRECT_URI",
    "REDIRECT_URIS",
    "REDIRECT_URL",
    "CALLBACK_URL",
    "CALLBACK_URI",
    "ORIGIN",
    "ORIGINS",
    "ALLOWED_HOSTS",
];

/// Whether a variable holds addresses of the environment itself, without claiming them.
pub(super) fn is_public_name(name: &str) -> bool {
    CHECKED.iter().any(|end| ends_with(name, end))
}

/// Every claim that `holders` make, in their order.
pub(super) fn claims(holders: &[Holder<'_>]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for holder in holders {
        let mut add = |value: &Value, evidence| collect(&mut claims, holder, value, evidence);
        let service = holder.service.map(|(_, _, service)| service);
        if let Some(service) = service {
            let in_a_swarm = traefik::labels_in_a_swarm(service);
            let routed = traefik::hosts(&service.labels).chain(traefik::hosts(&in_a_swarm));
            routed.filter(|host| !host.pattern).for_each(|host| add(&host.value, Evidence::Router));
        }
        let variables =
            holder.variables.iter().filter_map(|(name, variable)| Some((name.as_str(), variable.value.as_ref()?)));
        let arguments = service.and_then(|service| service.build.as_ref()).into_iter().flat_map(|build| &build.args);
        let arguments = arguments.filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?)));
        for (name, value) in variables.chain(arguments) {
            for host in addresses(name, value) {
                add(&host, Evidence::Address);
            }
        }
    }
    claims
}

/// Adds what `value` is, and what it may read as.
fn collect(claims: &mut Vec<Claim>, holder: &Holder<'_>, value: &Value, evidence: Evidence) {
    let (environment, project) = (holder.environment, holder.project());
    let itself = std::iter::once(value.clone()).filter(|value| !value.is_known());
    for value in itself.chain(value.readings().iter().cloned()) {
        // The variable may hold a URL where a host was looked for, or the other way round.
        let Some(host) = Origin::parse(&value).map(|origin| origin.host) else { continue };
        if !host.is_local() && !host.is_internal() && !host.key().contains('*') {
            claims.push(Claim { environment, host, project, evidence });
        }
    }
}

/// The hosts in the value of a variable that holds public addresses.
pub(super) fn addresses(name: &str, value: &Value) -> Vec<Value> {
    let unbundled = |prefix: &&str| {
        let (begin, rest) = name.split_at_checked(prefix.len())?;
        begin.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    let name = BUNDLED.iter().find_map(unbundled).unwrap_or(name);
    if is_one_of(name, &URLS) {
        let origin = Origin::parse(value).filter(|origin| origin.is_web() || !value.is_known());
        origin.map(|origin| origin.host.value).into_iter().collect()
    } else if is_one_of(name, &HOSTS) {
        value.flat().split(|separator| separator == ',')
    } else {
        Vec::new()
    }
}
