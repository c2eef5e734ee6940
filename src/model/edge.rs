//! The service that faces the outside: a proxy.

use std::collections::BTreeSet;

use crate::config::Settings;
use crate::model::compose::Service;
use crate::model::project::ProjectId;
use crate::model::traefik;
use crate::model::value::Value;
use crate::syntax::image::Image;

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
    let behind = services.iter().any(|service| is_proxy(service) && !serves_files(service) && faces_web(service));
    let is_front = |service: &Service| is_proxy(service) && !(serves_files(service) && is_served(service, behind));
    let has_proxy = services.iter().any(|service| is_front(service));
    let images = services.iter().filter(|service| is_front(service) && !service.ports.is_empty());
    let images = images.filter_map(|service| service.image.as_ref());
    let facing: BTreeSet<String> = images.map(|image| Image::parse(image.flat().as_str()).name().to_owned()).collect();
    for service in &mut services {
        // Beside a proxy that publishes, the same image without a port is a job for it or serves inside.
        let is_inside = service.ports.is_empty() && has_image(service, |image| facing.contains(image));
        // A web server that publishes nothing and routes nothing serves files behind the proxy.
        service.edge =
            if has_proxy { is_front(service) && !is_inside } else { publishes_web(service) && !is_routed(service) };
    }
}

/// Whether an edge that is no proxy runs what another service of its project runs, too: then it is no door to them, but
/// the application itself.
pub fn is_application<'a>(service: &Service, mut all: impl Iterator<Item = &'a Service>) -> bool {
    let own = service.image.as_ref().and_then(Value::text);
    let runs_same = |other: &Service| match (&service.build, &other.build) {
        (Some(own), Some(theirs)) => own.is_same(theirs),
        (None, None) => own.is_some() && other.image.as_ref().and_then(Value::text) == own,
        _ => false,
    };
    !is_proxy(service) && all.any(|other| other.name.as_str() != service.name.as_str() && runs_same(other))
}

/// Why a service is an edge, as a clause.
pub fn reason(service: &Service) -> String {
    if is_proxy(service) { "its image is a proxy" } else { "it faces the outside" }.to_owned()
}

/// Whether the name of its image, without registry and tag, is such a one.
fn has_image(service: &Service, is_such: impl Fn(&str) -> bool) -> bool {
    service.image.as_ref().is_some_and(|image| is_such(Image::parse(image.flat().as_str()).name()))
}

/// Whether its image is that of a proxy, and it is used as one.
pub fn is_proxy(service: &Service) -> bool {
    let is_known = has_image(service, |name| PROXIES.contains(&name));
    // What serves files as often as it proxies is the edge when it publishes.
    is_known && (!serves_files(service) || !service.ports.is_empty())
}

fn serves_files(service: &Service) -> bool {
    has_image(service, |name| name.contains("nginx") || name == "caddy")
}

/// Whether a web server that publishes stands behind another proxy all the same: it has routes there, or
/// leaves the ports of the web to it.
fn is_served(service: &Service, behind: bool) -> bool {
    is_routed(service) || (behind && !publishes_web(service))
}

/// Whether labels give it a router of Traefik.
fn is_routed(service: &Service) -> bool {
    let objects = traefik::of_labels(&service.labels, ProjectId(0), service.name.as_str());
    objects.iter().any(|object| object.kind == traefik::Kind::Router)
}

/// Whether it takes what comes from the web, on its own ports or on those of its host.
fn faces_web(service: &Service) -> bool {
    let is_host = service.network_mode.as_ref().and_then(Value::text).is_some_and(|mode| mode == "host");
    is_host || publishes_web(service)
}

fn publishes_web(service: &Service) -> bool {
    service.ports.iter().any(|port| {
        port.published_range().is_some_and(|range| range.contains(&80) || range.contains(&443))
            && port.is_loopback() != Some(true)
    })
}
