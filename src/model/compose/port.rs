//! Published ports (Compose specification, "ports").

use std::ops::RangeInclusive;

use super::element::{Content, Element};
use super::reader::{Reader, through};
use super::schema;
use crate::model::value::Value;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::Plain;

/// A port, or a range of them, that the host hands on to a container.
#[derive(Debug, Clone)]
pub struct Port {
    /// The whole entry.
    pub span: Span,
    /// The aliases it came through.
    pub via: Vec<Span>,
    /// The address it is bound to; none for all.
    pub host_ip: Option<Value>,
    /// The port or range on the host; none for any free one.
    pub published: Option<Value>,
    /// The port or range of the container.
    pub target: Option<Value>,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

impl Port {
    /// Whether it can be reached from this host only; unknown when a variable decides.
    pub fn is_loopback(&self) -> Option<bool> {
        let Some(ip) = &self.host_ip else { return Some(false) };
        // A default is what happens unless somebody changes it: enough to say where it is bound.
        let readings = ip.readings();
        let texts: Vec<String> = readings.iter().filter_map(Value::text).collect();
        if texts.is_empty() {
            return None;
        }
        let is_loopback = |ip: &String| {
            let ip = ip.trim_matches(['[', ']']);
            ip.starts_with("127.") || ip == "::1"
        };
        Some(texts.iter().all(is_loopback))
    }

    /// The port numbers on the host, when known.
    pub fn published_range(&self) -> Option<RangeInclusive<u16>> {
        range(&self.published.as_ref()?.readings().first()?.text()?)
    }

    /// The port numbers of the container, when known.
    pub fn target_range(&self) -> Option<RangeInclusive<u16>> {
        range(&self.target.as_ref()?.readings().first()?.text()?)
    }
}

/// Reads `ports:`.
pub fn read(reader: &mut Reader<'_>, element: &Element, path: &str) -> Vec<Port> {
    reader.list(element, path).iter().filter_map(|item| read_one(reader, item, path)).collect()
}

fn read_one(reader: &mut Reader<'_>, element: &Element, path: &str) -> Option<Port> {
    match &element.content {
        Content::Scalar(_, Plain::Float(_) | Plain::Bool(_)) => {
            reader.wrong(element, path, "a port such as `8080:80`");
            None
        }
        Content::Scalar(value, _) => Some(short(reader, &through(value.clone(), element), element, path)),
        Content::Map(map) => {
            reader.known_keys(map, path, &schema::PORT);
            let mut field = |key: &str| {
                let field = element.get(key)?;
                reader.scalar(field, &format!("{path}.{key}")).filter(|value| !value.parts.is_empty())
            };
            let (target, published, host_ip, protocol) =
                (field("target"), field("published"), field("host_ip"), field("protocol"));
            if target.is_none() {
                let error = SyntaxError::new(element.span, format!("an entry of `{path}` has no `target`"));
                reader.problem(error.help("add `target:` with the port of the container"));
            }
            let protocol = protocol.and_then(|protocol| protocol.text()).unwrap_or_else(|| "tcp".to_owned());
            Some(Port { span: element.span, via: element.via.clone(), host_ip, published, target, protocol })
        }
        _ => {
            reader.wrong(element, path, "a port such as `8080:80`");
            None
        }
    }
}

/// `[[ip:][published]:]target[/protocol]`, an IPv6 address in brackets or not.
fn short(reader: &mut Reader<'_>, value: &Value, element: &Element, path: &str) -> Port {
    let flat = value.flat();
    let text = flat.as_str();
    let (ports, protocol) = match text.split_once('/') {
        Some((ports, protocol)) => (ports, protocol.to_ascii_lowercase()),
        None => (text, String::new()),
    };
    let target_at = ports.rfind(':').map_or(0, |at| at + 1);
    let published_end = target_at.saturating_sub(1);
    let before = ports.get(..published_end).unwrap_or_default();
    let published_at = match before.rfind(':') {
        Some(at) if !before.ends_with(']') => at + 1,
        _ if before.ends_with(']') => published_end,
        _ => 0,
    };
    let slice = |from: usize, to: usize| (from < to).then(|| flat.slice(from..to));
    let port = Port {
        span: element.span,
        via: element.via.clone(),
        host_ip: slice(0, published_at.saturating_sub(1)),
        published: slice(published_at, published_end),
        target: slice(target_at, ports.len()),
        protocol: if protocol.is_empty() { "tcp".to_owned() } else { protocol },
    };
    let malformed = [&port.published, &port.target]
        .into_iter()
        .flatten()
        .find(|part| part.text().is_some_and(|text| range(&text).is_none()))
        .map(Value::place)
        .or((value.is_known() && port.target.is_none()).then_some(element.span));
    let foreign_ip = port.host_ip.as_ref().filter(|ip| ip.text().is_some_and(|text| !is_ip(&text)));
    if let Some(place) = malformed {
        let error = SyntaxError::new(place, format!("an entry of `{path}` is no port"));
        reader.problem(error.help("write it as `8080:80`, `127.0.0.1:8080:80` or `8080:80/udp`"));
    } else if let Some(ip) = foreign_ip {
        let error =
            SyntaxError::new(ip.place(), format!("an entry of `{path}` is bound to something that is no IP address"));
        reader.problem(error.help("write an address such as `127.0.0.1`"));
    }
    port
}

fn is_ip(text: &str) -> bool {
    text.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok()
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.parse().ok()?, to.parse().ok()?);
            (from <= to).then_some(from..=to)
        }
        None => text.parse().ok().map(|port| port..=port),
    }
}
