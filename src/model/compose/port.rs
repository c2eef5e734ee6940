//! Published ports (Compose specification, "ports").

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use super::element::{Content, Element};
use super::reader::through;
use crate::model::problem::{Problem, ProblemKind};
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
        let texts: Vec<_> = readings.iter().filter_map(Value::text).collect();
        if texts.is_empty() {
            return None;
        }
        let is_loopback = |ip: &Cow<'_, str>| {
            let ip = ip.trim_matches(['[', ']']);
            ip.starts_with("127.") || ip == "::1"
        };
        Some(texts.iter().all(is_loopback))
    }

    /// The port numbers on the host, when known.
    pub fn published_range(&self) -> Option<RangeInclusive<u16>> {
        range(&self.published.as_ref()?.likely_text()?)
    }

    /// The port numbers of the container, when known.
    pub fn target_range(&self) -> Option<RangeInclusive<u16>> {
        range(&self.target.as_ref()?.likely_text()?)
    }
}

/// Reads `ports:`.
pub fn read(element: &Element, path: &str, problems: &mut Vec<Problem>) -> Vec<Port> {
    element.items().iter().filter_map(|item| read_one(item, path, problems)).collect()
}

fn read_one(element: &Element, path: &str, problems: &mut Vec<Problem>) -> Option<Port> {
    if element.map().is_some() {
        return Some(long(element, path, problems));
    }
    match &element.content {
        Content::Scalar(value, Plain::Text | Plain::Int(_)) => {
            let (port, fault) = short(&through(value.clone(), element), element);
            problems.extend(fault.map(|fault| fault.problem(path)));
            Some(port)
        }
        _ => None,
    }
}

fn long(element: &Element, path: &str, problems: &mut Vec<Problem>) -> Port {
    let written = |key: &str| element.get(key).and_then(Element::scalar);
    let field = |key: &str| written(key).filter(|value| !value.parts.is_empty());
    if let Some(ip) = written("host_ip")
        && ip.text().is_some_and(|ip| ip.parse::<IpAddr>().is_err())
    {
        problems.push(Fault::at(&ip, element, FOREIGN_IP).problem(path));
    }
    let protocol = field("protocol").as_ref().and_then(Value::text).map_or_else(|| "tcp".to_owned(), Cow::into_owned);
    Port {
        span: element.span,
        via: element.via.clone(),
        host_ip: field("host_ip"),
        published: field("published"),
        target: field("target"),
        protocol,
    }
}

/// `[[ip:][published]:]target[/protocol]`, an IPv6 address in brackets or not.
fn short(value: &Value, element: &Element) -> (Port, Option<Fault>) {
    let flat = value.flat();
    let text = flat.as_str();
    let target_at = text.rfind(':').map_or(0, |at| at + 1);
    let published_end = target_at.saturating_sub(1);
    let published_at = text.get(..published_end).and_then(|before| before.rfind(':')).map_or(0, |at| at + 1);
    let slash = text.get(target_at..).and_then(|target| target.find('/')).map_or(text.len(), |at| target_at + at);
    let slice = |from: usize, to: usize| (from < to).then(|| flat.slice(from..to));
    let protocol = slice(slash + 1, text.len());
    let port = Port {
        span: element.span,
        via: element.via.clone(),
        host_ip: slice(0, published_at.saturating_sub(1)),
        published: slice(published_at, published_end),
        target: slice(target_at, slash),
        protocol: protocol
            .as_ref()
            .and_then(Value::text)
            .map_or_else(|| "tcp".to_owned(), |protocol| protocol.to_ascii_lowercase()),
    };
    let fault = short_fault(&port, protocol.as_ref(), value, element);
    (port, fault)
}

/// What is wrong with a port in short syntax, as far as its parts are known.
fn short_fault(port: &Port, protocol: Option<&Value>, whole: &Value, element: &Element) -> Option<Fault> {
    let numbers = |part: &Option<Value>| part.as_ref().and_then(Value::text).map(|text| range(&text));
    let (published, target) = (numbers(&port.published), numbers(&port.target));
    let at = |part: Option<&Value>, what| Some(Fault::at(part.unwrap_or(whole), element, what));
    let protocol_text = protocol.and_then(Value::text);
    let foreign_protocol = protocol_text.is_some_and(|_| !matches!(port.protocol.as_str(), "tcp" | "udp" | "sctp"));
    match (published, target) {
        (Some(None), _) => at(port.published.as_ref(), NO_PORT),
        (_, Some(None)) => at(port.target.as_ref(), NO_PORT),
        (_, None) if whole.is_known() => at(None, NO_PORT),
        _ if port.host_ip.as_ref().and_then(Value::text).is_some_and(|ip| !is_ip(&ip)) => {
            at(port.host_ip.as_ref(), FOREIGN_IP)
        }
        _ if foreign_protocol => at(protocol, FOREIGN_PROTOCOL),
        (_, Some(Some(target))) if *target.start() == 0 => at(port.target.as_ref(), NO_TARGET),
        (Some(Some(published)), Some(Some(target))) if target.len() > 1 && published.len() != target.len() => {
            at(None, UNEQUAL)
        }
        _ => None,
    }
}

/// What is wrong with a port, as a clause, and what to do.
type What = (&'static str, &'static str);

const NO_PORT: What = ("is no port", "write it as `8080:80`, `127.0.0.1:8080:80` or `8080:80/udp`");
const NO_TARGET: What = ("has no port of the container", "write the port that the container listens on");
const FOREIGN_IP: What = ("is bound to something that is no IP address", "write an address such as `127.0.0.1`");
const FOREIGN_PROTOCOL: What = ("has an unknown protocol", "write `tcp`, `udp` or `sctp`");
const UNEQUAL: What = ("maps ranges of different lengths", "give both ranges the same length");

struct Fault {
    span: Span,
    what: What,
}

impl Fault {
    /// At `value`, or at the entry when there is nothing to underline.
    fn at(value: &Value, element: &Element, what: What) -> Self {
        let place = if value.place().is_empty() { element.span } else { value.place() };
        Self { span: place, what }
    }

    fn problem(self, path: &str) -> Problem {
        let (message, help) = self.what;
        let error = SyntaxError::new(self.span, format!("an entry of `{path}` {message}"));
        Problem::new(ProblemKind::Compose, error.help(help))
    }
}

fn is_ip(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse::<IpAddr>().is_ok()
}

/// A port or two with `-` between them; what follows another `-` is not looked at.
fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let mut numbers = text.split('-');
    let from: u16 = number(numbers.next()?)?;
    let to = numbers.next().map_or(Some(from), number)?;
    (from <= to).then_some(from..=to)
}
