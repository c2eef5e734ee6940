//! What becomes of the requests that a router takes: its entry points, TLS and middlewares.

use std::collections::BTreeSet;

use super::object::{Kind, Object, Protocol, Provider};
use super::proxy::Proxy;
use super::setting::Setting;
use super::settings::EntryPoint;
use crate::model::value::{PLACEHOLDER, Value};

/// Whether a router terminates TLS on an entry point.
#[derive(Debug, Clone)]
pub enum Tls<'a> {
    /// It does, with this certificate resolver, if any.
    Yes(Option<&'a Value>),
    /// It serves plain HTTP. The setting that says so, where one does.
    No(Option<&'a Setting>),
    /// A variable or something that cannot be seen decides.
    Unknown,
}

/// The middlewares of a router, those within chains included.
#[derive(Debug, Default)]
pub struct Chain<'a> {
    /// Those that are defined.
    pub found: Vec<&'a Object>,
    /// Names that nothing defines, though everything that could was seen.
    pub missing: Vec<Value>,
    /// Whether some that are named cannot be seen.
    pub open: bool,
    /// Whether the entry points cannot be seen, which may add others.
    pub partial: bool,
}

impl Proxy {
    /// The entry points of a router; none when they cannot be seen. Names that are no entry points
    /// are left out, as Traefik does.
    pub fn entrypoints_of(&self, router: &Object) -> Option<Vec<(&str, &EntryPoint)>> {
        if self.settings.unseen.is_some() || self.seat.is_none() {
            return None;
        }
        let named = router.list(&["entrypoints"]);
        if named.is_empty() {
            return Some(self.settings.default_entrypoints());
        }
        let names: Vec<_> = named.iter().map(Value::likely_text).collect::<Option<_>>()?;
        let points = names.iter().filter_map(|name| self.settings.entrypoints().get_key_value(&**name));
        Some(points.map(|(name, point)| (name.as_str(), point)).collect())
    }

    /// Whether `router` terminates TLS on `point`. Any `tls` label does it, unless it says no or what
    /// is no boolean.
    pub fn tls<'a>(&self, router: &'a Object, point: Option<&'a EntryPoint>) -> Tls<'a> {
        let own = router.get(&["tls"]);
        if let Some(own) = own {
            match own.flag() {
                Some(true) => {}
                None if own.value().is_some_and(|value| !value.is_known()) => return Tls::Unknown,
                Some(false) | None => return Tls::No(Some(own)),
            }
        }
        let resolver = router.get(&["tls", "certresolver"]).and_then(Setting::value);
        if router.below(&["tls"]).next().is_some() {
            return Tls::Yes(resolver.or(point.and_then(|point| point.resolver.as_ref())));
        }
        match point {
            Some(point) if point.tls => Tls::Yes(point.resolver.as_ref()),
            Some(_) => Tls::No(None),
            None => Tls::Unknown,
        }
    }

    /// The middlewares of a router, with those of its entry points.
    pub fn chain<'a>(&'a self, router: &'a Object) -> Chain<'a> {
        let mut chain = Chain::default();
        let mut seen = BTreeSet::new();
        for name in router.list(&["middlewares"]) {
            self.follow(&name, router.protocol, &router.provider, &mut seen, &mut chain);
        }
        let points = self.entrypoints_of(router);
        chain.partial = points.is_none();
        for (_, point) in points.into_iter().flatten() {
            for name in &point.middlewares {
                self.follow(name, router.protocol, &router.provider, &mut seen, &mut chain);
            }
        }
        chain
    }

    // Every name is followed once, so that circles end.
    fn follow<'a>(
        &'a self,
        name: &Value,
        protocol: Protocol,
        from: &Provider,
        seen: &mut BTreeSet<String>,
        into: &mut Chain<'a>,
    ) {
        let mut open = vec![(name.clone(), from.clone())];
        while let Some((name, from)) = open.pop() {
            let flat = name.flat();
            let text = flat.as_str();
            let found = self.named(Kind::Middleware, protocol, text, &from);
            if found.is_empty() {
                // A name with a variable may be any.
                let is_known = !text.contains(PLACEHOLDER);
                if is_known && self.sees_provider(text, &from) {
                    into.missing.push(name);
                } else {
                    into.open = true;
                }
                continue;
            }
            for object in found {
                let key = format!("{}@{}", object.name, object.provider.suffix());
                if seen.insert(key) {
                    let inner = object.list(&["chain", "middlewares"]);
                    open.extend(inner.into_iter().map(|name| (name, object.provider.clone())));
                    into.found.push(object);
                }
            }
        }
    }

    /// Whether a router only sends browsers to `https://`, by a middleware or at all of its entry
    /// points; none when that cannot be seen.
    pub fn redirects(&self, router: &Object) -> Option<bool> {
        let chain = self.chain(router);
        if chain.found.iter().any(|object| is_redirect(object)) {
            return Some(true);
        }
        let points = self.entrypoints_of(router)?;
        let all = !points.is_empty() && points.iter().all(|(_, point)| self.redirects_all(point));
        if all { Some(true) } else { (!chain.open).then_some(false) }
    }

    /// Whether an entry point sends everything elsewhere. One that is not there makes Traefik send
    /// nothing anywhere.
    pub fn redirects_all(&self, point: &EntryPoint) -> bool {
        point.redirects_to.as_ref().is_some_and(|to| match to.text() {
            Some(to) => to.starts_with(':') || self.settings.entrypoints().contains_key(&*to),
            None => true,
        })
    }
}

/// Whether a middleware redirects to `https://`.
fn is_redirect(object: &Object) -> bool {
    let scheme = object.get(&["redirectscheme", "scheme"]).and_then(Setting::value);
    let pattern = object.get(&["redirectregex", "replacement"]).and_then(Setting::value);
    let is_https = |value: &Value| !value.is_known() || value.flat().as_str().starts_with("https");
    scheme.into_iter().chain(pattern).any(is_https)
}
