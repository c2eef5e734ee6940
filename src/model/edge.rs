//! The service that faces the outside: a proxy.

use std::collections::BTreeSet;

use crate::config::Settings;
use crate::model::compose::Service;

/// Images of proxies, without registry and tag.
const PROXIES: [&str; 16] = [
    "traefik",
    "nginx",
    "caddy",
    "haproxy",
    "envoy",
    "nginx-proxy",
    "nginx-proxy-manager",
    "openresty",
    "swag",
    "nginx-unprivileged",
    "caddy-docker-proxy",
    "cloudflared",
    "kong",
    "apisix",
    "envoyproxy",
    "nginxproxymanager",
];

/// Marks the services of one project that face the outside: those the configuration names, else
/// those whose image is a proxy, else the ones that publish 80 or 443.
pub fn mark<'a>(services: impl Iterator<Item = &'a mut Service>, settings: &Settings) {
    let mut services: Vec<&mut Service> = services.collect();
    if !settings.edge.is_empty() {
        for service in &mut services {
            service.edge = settings.edge.is_match(service.name.as_str());
        }
        return;
    }
    let has_proxy = services.iter().any(|service| is_proxy(service));
    let images = services.iter().filter(|service| is_proxy(service) && !service.ports.is_empty());
    let facing: BTreeSet<String> = images.filter_map(|service| image(service)).collect();
    for service in &mut services {
        // Beside a proxy that publishes, the same image without a port is a job for it or serves inside.
        let is_inside = service.ports.is_empty() && image(service).is_some_and(|image| facing.contains(&image));
        // A web server that publishes nothing and routes nothing serves files behind the proxy.
        service.edge = if has_proxy { is_proxy(service) && !is_inside } else { publishes_web(service) };
    }
}

/// Why a service is an edge, as a clause.
pub fn reason(service: &Service) -> String {
    if is_proxy(service) { "its image is a proxy" } else { "it faces the outside" }.to_owned()
}

/// The name of its image, without registry and tag.
fn image(service: &Service) -> Option<String> {
    let flat = service.image.as_ref()?.flat();
    let reference = flat.as_str();
    let name = reference.rsplit('/').next().unwrap_or(reference);
    name.split([':', '@']).next().map(str::to_owned)
}

fn is_proxy(service: &Service) -> bool {
    let Some(name) = image(service) else { return false };
    let known = PROXIES.contains(&name.as_str());
    // nginx serves static files as often as it proxies: it is the edge when it publishes.
    known && (!name.contains("nginx") && name != "caddy" || !service.ports.is_empty())
}

fn publishes_web(service: &Service) -> bool {
    service.ports.iter().any(|port| {
        port.published_range().is_some_and(|range| range.contains(&80) || range.contains(&443))
            && port.is_loopback() != Some(true)
    })
}
