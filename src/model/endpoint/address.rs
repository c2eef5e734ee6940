//! Addresses inside a value: URLs (RFC 3986), connection strings, `host:port` lists.

mod pairs;
mod url;

use std::ops::Range;

use super::Kind;
use crate::model::value::{Flat, PLACEHOLDER, Value};

/// Where a value leads to.
#[derive(Debug, Clone)]
pub struct Address {
    /// What its scheme, port or form says it is.
    pub kind: Option<Kind>,
    /// The host.
    pub host: Value,
    /// The port.
    pub port: Option<Value>,
    /// The database, index or virtual host.
    pub database: Option<Value>,
    /// Who logs in.
    pub user: Option<Value>,
}

impl Address {
    /// A host with nothing else.
    pub(super) fn of_host(host: Value, port: Option<Value>) -> Self {
        let number = port.as_ref().and_then(|port| port.text()?.parse().ok());
        Self { kind: number.and_then(Kind::of_port), host, port, database: None, user: None }
    }
}

/// The addresses in a text of which no name tells that it is one: URLs anywhere, connection
/// strings, and `host:port` with a port that is a number.
pub fn anywhere(value: &Value) -> Vec<Address> {
    let flat = value.flat();
    // Of most texts this is all there is to know: no form goes without one of them.
    if !flat.as_str().bytes().any(|letter| matches!(letter, b':' | b'=' | b'@')) {
        return Vec::new();
    }
    let found = written(&flat);
    if found.is_empty() { hosts(&flat, true) } else { found }
}

/// The addresses in a value whose name says that it holds them: a name alone is a host, too.
pub fn named(value: &Value) -> Vec<Address> {
    let flat = value.flat();
    let found = written(&flat);
    if found.is_empty() { hosts(&flat, false) } else { found }
}

/// The addresses whose form leaves no doubt.
fn written(flat: &Flat<'_>) -> Vec<Address> {
    let found = url::all(flat);
    if !found.is_empty() {
        return found;
    }
    pairs::read(flat).or_else(|| go(flat)).into_iter().collect()
}

/// `user:password@tcp(host:port)/database`, as Go programs write it.
fn go(flat: &Flat<'_>) -> Option<Address> {
    let text = flat.as_str();
    let open = text.find("@tcp(")?;
    let start = open + "@tcp(".len();
    let end = start + text.get(start..)?.find(')')?;
    let (host, port) = host_port(flat, start, end)?;
    let mut address = Address::of_host(host, port);
    address.kind = Some(Kind::Sql);
    let rest = text.get(end + 1..)?;
    let length = rest.find('?').unwrap_or(rest.len());
    if rest.starts_with('/') && length > 1 {
        address.database = Some(flat.slice(end + 2..end + 1 + length));
    }
    let user = text.get(..open)?.find(':').unwrap_or(open);
    address.user = (user > 0).then(|| flat.slice(0..user));
    Some(address)
}

/// A list of hosts, of which all must be one. With `ports`, each needs a port that is a number.
fn hosts(flat: &Flat<'_>, ports: bool) -> Vec<Address> {
    let text = flat.as_str();
    let mut found = Vec::new();
    // `host:6379,password=…` ends with options.
    for item in flat.pieces(|separator| matches!(separator, ',' | ';')) {
        let words = text.get(item.clone()).unwrap_or_default();
        if words.contains('=') && !found.is_empty() {
            continue;
        }
        let end = words.find('/').map_or(item.end, |length| item.start + length);
        let is_port =
            |port: Range<usize>| text.get(port).is_some_and(|port| port.len() > 1 && port.parse::<u16>().is_ok());
        match places(text, item.start, end) {
            Some((host, port)) if !ports || port.clone().is_some_and(is_port) => found.push((host, port)),
            _ => return Vec::new(),
        }
    }
    let slice = |range| flat.slice(range);
    found.into_iter().map(|(host, port)| Address::of_host(slice(host), port.map(slice))).collect()
}

/// The host and port that stand in bytes `start..end`; none when it is no name and no address.
fn host_port(flat: &Flat<'_>, start: usize, end: usize) -> Option<(Value, Option<Value>)> {
    let (host, port) = places(flat.as_str(), start, end)?;
    Some((flat.slice(host), port.map(|port| flat.slice(port))))
}

/// Where they stand.
fn places(text: &str, start: usize, end: usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let text = text.get(start..end)?;
    // An IPv6 address stands in brackets (RFC 3986, section 3.2.2).
    let (host, length) = if text.starts_with('[') {
        let close = text.find(']')?;
        (start + 1..start + close, close + 1)
    } else {
        let length = text.find(':').unwrap_or(text.len());
        if !is_host(text.get(..length)?) {
            return None;
        }
        (start..start + length, length)
    };
    let port = match text.get(length..)? {
        "" => "",
        rest => rest.strip_prefix(':')?,
    };
    let is_number = port.chars().all(|digit| digit.is_ascii_digit() || digit == PLACEHOLDER);
    if !is_number {
        return None;
    }
    Some((host, (!port.is_empty()).then_some(start + length + 1..end)))
}

/// Whether `text` can be a host: a name, an IPv4 address, or something with a variable in it.
fn is_host(text: &str) -> bool {
    let is_allowed =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_' | PLACEHOLDER);
    let is_number = text.chars().all(|character| character.is_ascii_digit());
    !text.is_empty() && !is_number && text.chars().all(is_allowed) && !text.starts_with(['-', '.'])
}

#[cfg(test)]
mod tests;
