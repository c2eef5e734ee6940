//! Connections on a command line: URLs, `--host db`, `wait-for db:5432`.

use super::{Connection, Way, kind};
use crate::model::endpoint::address;
use crate::model::endpoint::names_hosts;
use crate::model::value::Value;

/// The connections in the words of a command, or in the line it is written on.
pub(super) fn read(command: &[Value]) -> Vec<Connection> {
    let mut found = Vec::new();
    // The flag before a word, without its dashes.
    let mut flag = String::new();
    for written in command {
        for word in written.flat().split(char::is_whitespace) {
            let word = unquoted(&word);
            let flat = word.flat();
            let text = flat.as_str();
            let next = if text.starts_with('-') { text.trim_start_matches('-').to_owned() } else { String::new() };
            let (name, value) = match text.find('=').filter(|_| text.starts_with('-')) {
                Some(at) => {
                    (next.split('=').next().unwrap_or_default().to_owned(), unquoted(&flat.slice(at + 1..text.len())))
                }
                None => (std::mem::take(&mut flag), word.clone()),
            };
            flag = next;
            let name = name.replace(['-', '.'], "_");
            let is_host = name == "h" || name == "host" || names_hosts(&name);
            let addresses = if is_host { address::named(&value) } else { address::anywhere(&value) };
            found.extend(addresses.into_iter().map(|address| Connection {
                way: Way::Command,
                kind: kind(&name, &address),
                address,
                whole: value.clone(),
            }));
        }
    }
    found
}

/// Without the quotes around it.
fn unquoted(word: &Value) -> Value {
    let flat = word.flat();
    let text = flat.as_str();
    let inner = text.trim_start_matches(['"', '\'']);
    let start = text.len() - inner.len();
    let inner = inner.trim_end_matches(['"', '\'', ';']);
    flat.slice(start..start + inner.len())
}
