//! Whether Traefik takes two definitions of one name for the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::traefik::{Kind, Object, Protocol, Provider, Proxy, Setting};
use crate::model::value::{Same, Value};

/// Whether two objects of one name are configured alike, as far as Traefik compares them.
pub(super) fn same(beside: &Beside<'_>, one: &Object, other: &Object) -> Same {
    let (ours, theirs) = (properties(one), properties(other));
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut all = Same::Yes;
    for key in keys {
        let same = match (ours.get(key), theirs.get(key)) {
            (Some(one), Some(other)) => values(one, other),
            _ => Same::No,
        };
        all = both(all, same);
    }
    if one.kind == Kind::Router {
        all = both(all, served(beside, one, other));
    }
    all
}

/// The properties by path, without those that differ from server to server.
fn properties(object: &Object) -> BTreeMap<String, &Setting> {
    let is_server = |path: &str| object.kind == Kind::Service && path.starts_with("loadbalancer.server.");
    let named = object.properties.iter().map(|setting| (setting.dotted().to_ascii_lowercase(), setting));
    // Of a router, its service is compared by what it is called.
    let is_service = |path: &str| object.kind == Kind::Router && path == "service";
    named.filter(|(path, _)| !is_server(path) && !is_service(path)).collect()
}

fn values(one: &Setting, other: &Setting) -> Same {
    match (one.value(), other.value()) {
        (Some(one), Some(other)) => one.same(other),
        (None, None) => Same::Yes,
        // Nothing reads as an empty text.
        (Some(value), None) | (None, Some(value)) if value.is_empty() => Same::Yes,
        _ => Same::No,
    }
}

/// Whether two routers lead to services of one name: the one they give, the only one beside them, or
/// the one that Traefik names after the container.
fn served(beside: &Beside<'_>, one: &Object, other: &Object) -> Same {
    let given = |router: &Object| router.get(&["service"]).and_then(Setting::value).cloned();
    match (given(one), given(other)) {
        (Some(one), Some(other)) => Value::same(&one, &other),
        (None, None) => match (beside.only(one), beside.only(other)) {
            (Some(one), Some(other)) if one == other => Same::Yes,
            _ => Same::No,
        },
        _ => Same::Unknown,
    }
}

/// The only Traefik service that each container defines; none where it defines several.
pub(super) struct Beside<'a>(BTreeMap<(&'a Provider, Protocol), Option<&'a str>>);

impl<'a> Beside<'a> {
    /// Reads what a proxy is told.
    pub(super) fn of(proxy: &'a Proxy) -> Self {
        let mut services = BTreeMap::new();
        for service in proxy.of_kind(Kind::Service) {
            let key = (&service.provider, service.protocol);
            services.entry(key).and_modify(|only| *only = None).or_insert(Some(service.name.as_str()));
        }
        Self(services)
    }

    fn only(&self, router: &Object) -> Option<&'a str> {
        self.0.get(&(&router.provider, router.protocol)).copied().flatten()
    }
}

fn both(one: Same, other: Same) -> Same {
    match (one, other) {
        (Same::No, _) | (_, Same::No) => Same::No,
        (Same::Unknown, _) | (_, Same::Unknown) => Same::Unknown,
        _ => Same::Yes,
    }
}
