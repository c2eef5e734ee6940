//! Connection strings of `key=value` pairs: those of ADO.NET, ODBC and libpq.

use super::{Address, host_port};
use crate::model::endpoint::Kind;
use crate::model::value::{Flat, Value};

const HOSTS: [&str; 8] = ["host", "server", "datasource", "address", "addr", "networkaddress", "hostname", "endpoint"];
const DATABASES: [&str; 4] = ["database", "initialcatalog", "dbname", "db"];
const USERS: [&str; 5] = ["userid", "uid", "username", "user", "usr"];

/// Reads `Host=db;Database=shop` and `host=db dbname=shop`. None when there is no host in it, or
/// nothing else.
pub(super) fn read(flat: &Flat<'_>) -> Option<Address> {
    let text = flat.as_str();
    let separator = if text.contains(';') { ';' } else { ' ' };
    let (mut host, mut database, mut user, mut port) = (None, None, None, None);
    let mut count = 0;
    let mut start = 0;
    for piece in text.split(separator) {
        if let Some((key, value)) = piece.split_once('=') {
            count += 1;
            let key: String = key.chars().filter(|next| !next.is_whitespace()).collect::<String>().to_ascii_lowercase();
            let lead = value.len() - value.trim_start().len();
            let from = start + piece.len() - value.len() + lead;
            let range = from..from + value.trim().len();
            let slot = match key.as_str() {
                key if HOSTS.contains(&key) => &mut host,
                key if DATABASES.contains(&key) => &mut database,
                key if USERS.contains(&key) => &mut user,
                "port" => &mut port,
                _ => &mut None,
            };
            if !range.is_empty() && slot.is_none() {
                *slot = Some(range);
            }
        }
        start += piece.len() + 1;
    }
    let range = host.filter(|_| count > 1)?;
    let (mut start, end) = (range.start, range.end);
    let named = text.get(start..end)?;
    // `tcp:host,1433` is how SQL Server writes a port.
    start += if named.starts_with("tcp:") { "tcp:".len() } else { 0 };
    let end = named.find([',', '\\']).map_or(end, |at| range.start + at);
    let (host, own_port) = host_port(flat, start, end)?;
    let slice = |range: Option<std::ops::Range<usize>>| range.map(|range| flat.slice(range));
    let port: Option<Value> = own_port.or(slice(port));
    let mut address = Address::of_host(host, port);
    address.kind = address.kind.or(database.is_some().then_some(Kind::Sql));
    address.database = slice(database);
    address.user = slice(user);
    Some(address)
}
