//! The labels that Traefik 2 and 3 know. One that they do not know makes Traefik ignore every label
//! of the container.

use crate::model::value::PLACEHOLDER;

/// What may follow `traefik.http.routers.<name>.`; a star stands for anything below.
const HTTP_ROUTER: [&str; 12] = [
    "entrypoints",
    "middlewares",
    "observability.*",
    "priority",
    "rule",
    "rulesyntax",
    "service",
    "tls",
    "tls.certresolver",
    "tls.domains.*",
    "tls.options",
    "deniedencodedpathcharacters.*",
];

/// What may follow `traefik.tcp.routers.<name>.`.
const TCP_ROUTER: [&str; 11] = [
    "entrypoints",
    "middlewares",
    "priority",
    "rule",
    "rulesyntax",
    "service",
    "tls",
    "tls.certresolver",
    "tls.domains.*",
    "tls.options",
    "tls.passthrough",
];

/// What may follow `traefik.udp.routers.<name>.`.
const UDP_ROUTER: [&str; 2] = ["entrypoints", "service"];

/// What may follow `traefik.<protocol>.services.<name>.`.
const SERVICE: [&str; 13] = [
    "middlewares",
    "loadbalancer.healthcheck.*",
    "loadbalancer.passhostheader",
    "loadbalancer.passivehealthcheck.*",
    "loadbalancer.proxyprotocol",
    "loadbalancer.proxyprotocol.version",
    "loadbalancer.responseforwarding.*",
    "loadbalancer.server.*",
    "loadbalancer.serverstransport",
    "loadbalancer.sticky",
    "loadbalancer.sticky.*",
    "loadbalancer.strategy",
    "loadbalancer.terminationdelay",
];

/// The middlewares that may follow `traefik.<protocol>.middlewares.<name>.`.
const MIDDLEWARES: [&str; 27] = [
    "addprefix",
    "basicauth",
    "buffering",
    "chain",
    "circuitbreaker",
    "compress",
    "contenttype",
    "digestauth",
    "encodedcharacters",
    "errors",
    "forwardauth",
    "grpcweb",
    "headers",
    "inflightconn",
    "inflightreq",
    "ipallowlist",
    "ipwhitelist",
    "passtlsclientcert",
    "plugin",
    "ratelimit",
    "redirectregex",
    "redirectscheme",
    "replacepath",
    "replacepathregex",
    "retry",
    "stripprefix",
    "stripprefixregex",
];

/// Options of middlewares that others are often mistaken for. What is not listed here is not judged.
const OPTIONS: [(&str, &[&str]); 4] = [
    ("basicauth", &["headerfield", "realm", "removeheader", "users", "usersfile"]),
    ("redirectscheme", &["permanent", "port", "scheme"]),
    ("redirectregex", &["permanent", "regex", "replacement"]),
    ("stripprefix", &["forceslash", "prefixes"]),
];

/// What is wrong with a label below `traefik.http`, `traefik.tcp` or `traefik.udp`.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The part of the label that Traefik does not know.
    pub part: String,
    /// How many parts stand before it.
    pub index: usize,
    /// What it was probably meant to be.
    pub meant: Option<&'static str>,
}

/// The part of a label that Traefik does not know. `path` is the label without `traefik.`.
pub(super) fn unknown(path: &str) -> Option<Unknown> {
    let lower = path.to_ascii_lowercase();
    let mut parts = lower.splitn(4, '.');
    let (protocol, kind, _, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if rest.contains(PLACEHOLDER) {
        return None;
    }
    match (protocol, kind) {
        ("http", "routers") => among(rest, &HTTP_ROUTER),
        ("tcp", "routers") => among(rest, &TCP_ROUTER),
        ("udp", "routers") => among(rest, &UDP_ROUTER),
        ("http" | "tcp" | "udp", "services") => among(rest, &SERVICE),
        ("http" | "tcp", "middlewares") => middleware(rest),
        ("http" | "tcp" | "udp", "serverstransports" | "models") => None,
        ("http" | "tcp" | "udp", _) => Some(meant(kind, 2, &["routers", "services", "middlewares"])),
        _ => None,
    }
}

/// Looks the path up, part by part.
fn among(path: &str, known: &[&'static str]) -> Option<Unknown> {
    if known.contains(&path) {
        return None;
    }
    let mut seen = String::new();
    for (at, part) in path.split('.').enumerate() {
        let prefix = seen.clone();
        // `domains[0]` is an item of `domains`.
        seen.push_str(part.split('[').next().unwrap_or_default());
        if known.iter().any(|entry| entry.strip_suffix(".*") == Some(seen.as_str())) {
            return None;
        }
        let goes_on = format!("{seen}.");
        if !known.iter().any(|entry| *entry == seen || entry.starts_with(&goes_on)) {
            let next = |entry: &&'static str| entry.strip_prefix(prefix.as_str())?.split('.').next();
            let candidates: Vec<&'static str> = known.iter().filter_map(next).collect();
            return Some(meant(part, 4 + at, &candidates));
        }
        seen.push('.');
    }
    None
}

fn middleware(path: &str) -> Option<Unknown> {
    let mut parts = path.split('.');
    let kind = parts.next()?;
    if !MIDDLEWARES.contains(&kind) {
        return Some(meant(kind, 4, &MIDDLEWARES));
    }
    let (_, options) = OPTIONS.iter().find(|(known, _)| *known == kind)?;
    let option = parts.next()?;
    let is_known = options.iter().any(|known| option.split('[').next() == Some(*known));
    if is_known { None } else { Some(meant(option, 5, options)) }
}

fn meant(part: &str, index: usize, known: &[&'static str]) -> Unknown {
    let meant = known.iter().copied().filter(|known| !known.is_empty());
    let close = |known: &&str| strsim::damerau_levenshtein(known, part) <= 2;
    Unknown {
        part: part.to_owned(),
        index,
        meant: meant.filter(close).min_by_key(|known| strsim::damerau_levenshtein(known, part)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_traefik_takes_are_known() {
        for label in [
            "http.routers.a.rule",
            "HTTP.Routers.A.entryPoints",
            "http.routers.a.tls",
            "http.routers.a.tls.domains[0].main",
            "http.routers.a.entrypoints[0]",
            "http.services.a.loadbalancer.server.port",
            "http.services.a.loadbalancer.healthCheck.headers.X",
            "http.middlewares.a.headers.customresponseheaders.X-Any",
            "http.middlewares.a.basicauth.users",
            "http.middlewares.a.plugin.any.thing",
            "tcp.routers.a.tls.passthrough",
            "udp.services.a.loadbalancer.server.port",
            "enable",
            "docker.network",
            "frontend.rule",
        ] {
            assert_eq!(unknown(label), None, "{label}");
        }
    }

    #[test]
    fn others_are_named_with_what_they_may_mean() {
        let meant = |label| unknown(label).map(|unknown| (unknown.part, unknown.meant));
        assert_eq!(meant("http.routers.w.rul"), Some(("rul".to_owned(), Some("rule"))));
        assert_eq!(meant("http.routers.w.tls.certresolvers"), Some(("certresolvers".to_owned(), Some("certresolver"))));
        assert_eq!(meant("http.router.w.rule"), Some(("router".to_owned(), Some("routers"))));
        assert_eq!(meant("http.services.w.loadbalancer.servers.port"), Some(("servers".to_owned(), Some("server"))));
        assert_eq!(meant("http.middlewares.w.redirectscheme.shceme"), Some(("shceme".to_owned(), Some("scheme"))));
        assert_eq!(meant("http.middlewares.w.nothing.x"), Some(("nothing".to_owned(), None)));
    }
}
