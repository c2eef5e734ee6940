//! URLs of whatever scheme, those of JDBC included.

use std::ops::Range;

use super::{Address, host_port};
use crate::model::endpoint::Kind;
use crate::model::value::{Flat, PLACEHOLDER};

/// Of a value so many URLs are read, and of a URL so many hosts.
const MAX: usize = 64;

/// Every URL in the text. One inside the path or query of another is part of that one.
pub(super) fn all(flat: &Flat<'_>) -> Vec<Address> {
    let text = flat.as_str();
    let mut found = Vec::new();
    let mut from = 0;
    while found.len() < MAX
        && let Some(at) = text.get(from..).and_then(|rest| rest.find("://"))
    {
        let colon = from + at;
        let scheme = scheme(text, from, colon);
        let end = end(text, colon + 3);
        found.extend(read(flat, &scheme, colon + 3, end).into_iter().take(MAX));
        from = end;
    }
    found
}

/// The scheme that ends before `colon`.
fn scheme(text: &str, from: usize, colon: usize) -> Range<usize> {
    let before = text.get(from..colon).unwrap_or_default();
    let is_scheme =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.' | ':' | PLACEHOLDER);
    let length: usize = before.chars().rev().take_while(|next| is_scheme(*next)).map(char::len_utf8).sum();
    colon - length..colon
}

/// Where the URL ends that has its authority at `start`: before white space, a quote, or the next
/// item of a list.
fn end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let ends = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '<' | '>');
    let length = rest.find(ends).unwrap_or(rest.len());
    let url = rest.get(..length).unwrap_or_default();
    let next = url.match_indices(',').find(|(at, _)| {
        let item = url.get(at + 1..).unwrap_or_default();
        let word = item.find(|next: char| !next.is_ascii_alphanumeric() && next != '+').unwrap_or(item.len());
        word > 0 && item.get(word..).is_some_and(|rest| rest.starts_with("://"))
    });
    start + next.map_or(length, |(at, _)| at)
}

fn read(flat: &Flat<'_>, scheme: &Range<usize>, start: usize, end: usize) -> Vec<Address> {
    let text = flat.as_str();
    let name = text.get(scheme.clone()).unwrap_or_default();
    // `jdbc:mysql:aurora` and its like: the first word says what it is.
    let word = match name.strip_prefix("jdbc:") {
        Some(driver) => driver.split(':').next(),
        None => name.rsplit(':').next(),
    };
    let kind = Kind::of_scheme(word.unwrap_or_default());
    let rest = text.get(start..end).unwrap_or_default();
    let (user, hosts) = authority(rest);
    let path = hosts.end;
    let tail = rest.get(path..).unwrap_or_default();
    let length = tail.find(['?', '#', ';']).unwrap_or(tail.len());
    let parameter = |names: &[&str]| parameter(tail, length, names);
    let shift = |range: Range<usize>| flat.slice(start + range.start..start + range.end);
    let named = parameter(&["databasename", "database", "dbname", "db", "initial catalog"])
        .map(|range| shift(path + range.start..path + range.end));
    let in_path = tail.get(1..length).map(|path| path.trim_end_matches('/')).filter(|path| !path.is_empty());
    let database = in_path.map(|name| shift(path + 1..path + 1 + name.len())).or(named);
    let user = match user {
        Some(user) => Some(shift(user)),
        None => parameter(&["user", "username"]).map(|range| shift(path + range.start..path + range.end)),
    };
    let mut found = Vec::new();
    let mut at = hosts.start;
    for host in rest.get(hosts).unwrap_or_default().split(',') {
        if let Some((host, port)) = host_port(flat, start + at, start + at + host.len()) {
            let mut address = Address::of_host(host, port);
            // A web address on a search server's port is a search server.
            address.kind = match (kind, address.kind) {
                (Some(Kind::Http) | None, Some(by_port)) if by_port != Kind::Mail => Some(by_port),
                _ => kind,
            };
            address.database.clone_from(&database);
            address.user.clone_from(&user);
            found.push(address);
        }
        at += host.len() + 1;
    }
    found
}

/// The user, and the hosts, of what follows `://`. Passwords hold anything: a `/` ends the authority
/// unless an `@` follows that only a password can stand before.
fn authority(rest: &str) -> (Option<Range<usize>>, Range<usize>) {
    let stop = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.find(['/', '?', '#', ';', '\\']).unwrap_or(tail.len())
    };
    let first = stop(0);
    let head = rest.get(..first).unwrap_or_default();
    let at = head.rfind('@').or_else(|| {
        let colon = head.find(':')?;
        let digits = head.get(colon + 1..)?;
        let is_port = !digits.is_empty() && digits.chars().all(|next| next.is_ascii_digit() || next == PLACEHOLDER);
        if is_port { None } else { rest.rfind('@') }
    });
    let Some(at) = at else { return (None, 0..first) };
    let user = rest.get(..at).and_then(|user| user.find(':')).unwrap_or(at);
    ((user > 0).then_some(0..user), at + 1..stop(at + 1))
}

/// The value of the first of `names` among the parameters that follow `from`.
fn parameter(tail: &str, from: usize, names: &[&str]) -> Option<Range<usize>> {
    let mut start = from + 1;
    for pair in tail.get(start..)?.split(['&', ';', '?']) {
        if let Some((key, value)) = pair.split_once('=')
            && !value.is_empty()
            && names.contains(&key.to_ascii_lowercase().as_str())
        {
            return Some(start + key.len() + 1..start + pair.len());
        }
        start += pair.len() + 1;
    }
    None
}
