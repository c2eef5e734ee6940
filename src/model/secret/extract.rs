//! Secrets inside values: credentials of URLs, halves of pairs, the whole.

use std::ops::Range;
use std::sync::Arc;

use super::{Classifier, is_placeholder, shape};
use crate::model::caseless::ends_with;
use crate::model::value::{Flat, Part, Piece, Value};
use crate::source::Text;

/// A secret that a value holds.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The secret itself, percent-decoded where it stood in a URL; its place is what is written.
    pub value: Value,
    /// What it is, for people: `password of a URL`.
    pub kind: &'static str,
    is_placeholder: bool,
}

/// The [kind](Credential::kind) of a value that is a secret as a whole.
pub const WHOLE: &str = "secret";

/// Of a URL so many bytes are looked at.
const MAX_URL: usize = 4096;

const PAIR: &str = "password of a pair";

/// What passwords are called in query strings and connection strings.
const PASSWORD_KEYS: [&str; 7] = ["password", "pwd", "passwd", "secret", "sharedaccesskey", "accountkey", "token"];

/// What parts the items of query strings and connection strings.
const ITEM_ENDS: [char; 4] = ['?', '&', ';', ' '];

impl Credential {
    fn new(value: Value, kind: &'static str) -> Self {
        let is_placeholder = value.text().is_some_and(|text| is_placeholder(&text));
        Self { value, kind, is_placeholder }
    }

    /// The same secret as it reads with `value`.
    #[must_use]
    pub fn reading(&self, value: Value) -> Self {
        if self.value.is_known() { Self { value, ..*self } } else { Self::new(value, self.kind) }
    }

    /// Whether it is all of the value it was found in.
    pub fn is_whole(&self) -> bool {
        self.kind == WHOLE
    }

    /// Whether it stands in for a secret that somebody is to fill in.
    pub fn is_placeholder(&self) -> bool {
        self.is_placeholder
    }

    /// Whether it stands behind a user in one value.
    pub fn is_pair(&self) -> bool {
        self.kind == PAIR
    }
}

/// Every secret in `value`, which stands under `name`.
pub fn credentials(classifier: &Classifier, name: &str, value: &Value) -> Vec<Credential> {
    let mut found = slots(classifier, name, value);
    found.retain(|slot| !slot.is_placeholder());
    found
}

/// Every place in `value`, which stands under `name`, that is for a secret: [`credentials`], and
/// the placeholders that stand in for one.
pub fn slots(classifier: &Classifier, name: &str, value: &Value) -> Vec<Credential> {
    if classifier.public.is_match(name) {
        return Vec::new();
    }
    let flat = value.flat();
    let mut found = Vec::new();
    let mut urls = Vec::new();
    // Few values hold an address with a user; to look for one character is quick.
    if flat.as_str().contains('@') {
        urls.extend(url_passwords(flat.as_str()));
        // What a browser sends errors with is public, though it reads like a token.
        if !ends_with(name, "DSN") || !flat.as_str().starts_with("http") {
            urls.extend(url_tokens(flat.as_str()));
        }
    }
    for range in &urls {
        push(&mut found, percent_decoded(flat.slice(range.clone())), "password of a URL");
    }
    for range in assigned_passwords(flat.as_str()) {
        push(&mut found, flat.slice(range), "password of a connection string");
    }
    if found.is_empty() && urls.is_empty() && classifier.is_for_secret(name, value) {
        match pair(name, &flat) {
            Some(range) => push(&mut found, flat.slice(range), PAIR),
            None => push(&mut found, value.clone(), WHOLE),
        }
    }
    found
}

/// Whether a part of `text` may be a secret: what stands before the `@` of a URL, or behind the `=` of an item of a list.
pub(super) fn may_hold_part(text: &str) -> bool {
    text.contains('@') || (text.contains('=') && text.contains(ITEM_ENDS))
}

/// Adds `value`, unless nobody could mean it as a secret.
pub(super) fn push(found: &mut Vec<Credential>, value: Value, kind: &'static str) {
    let is_secret = match value.text() {
        Some(text) => !shape::is_public(&text) && !is_for_a_shell(&text),
        None => true,
    };
    if is_secret {
        found.push(Credential::new(value, kind));
    }
}

/// Whether a shell is to put something else there: `$(cat /run/secrets/db)`, `$DB_PASSWORD`.
fn is_for_a_shell(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
    };
    text.starts_with("$(")
        || text.starts_with("${")
        || text.starts_with('`')
        || text.strip_prefix('$').is_some_and(is_name)
}

/// The passwords of `scheme://user:password@host`, by place. Passwords hold anything: of several
/// `@` before the first blank, quote or comma that ends a URL, the last one ends the password.
fn url_passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("://")) {
        let start = from + at + 3;
        let rest = text.get(start..).map(bounded).unwrap_or_default();
        let url = rest.get(..rest.find("://").unwrap_or(rest.len())).unwrap_or_default();
        let ends = |end: char| end.is_whitespace() || matches!(end, '"' | '\'' | '`' | '<' | '>');
        let url = url.get(..url.find(ends).unwrap_or(url.len())).unwrap_or_default();
        // `/` and `?` end the authority, unless the password holds them: then an `@` follows before
        // the host, and only a path or query with an `@` of its own could mislead.
        let authority = url.find(['/', '?', '#']).unwrap_or(url.len());
        let at_sign = match url.get(..authority).and_then(|part| part.rfind('@')) {
            Some(at_sign) => Some(at_sign),
            None => url.find(':').filter(|colon| *colon < authority).and_then(|colon| {
                let after = url.get(colon + 1..)?;
                let is_port = after.bytes().take_while(u8::is_ascii_digit).count();
                let port_ends =
                    after.get(is_port..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
                if is_port > 0 && port_ends { None } else { url.find('@') }
            }),
        };
        if let Some(at_sign) = at_sign
            && let Some(colon) = url.get(..at_sign).and_then(|user| user.find(':'))
            && colon + 1 < at_sign
        {
            found.push(start + colon + 1..start + at_sign);
        }
        from = start + url.len();
        if from >= text.len() {
            break;
        }
    }
    found
}

/// The tokens of `scheme://token@host`, by place: users without a password that read like no name.
fn url_tokens(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices("://").map(|(at, _)| at + 3);
    let users = starts.filter_map(|start| {
        let rest = bounded(text.get(start..)?);
        let end =
            rest.find(|end: char| !(end.is_ascii_alphanumeric() || matches!(end, '-' | '_' | '.' | '~' | '%')))?;
        let user = rest.get(..end).filter(|_| rest.get(end..).is_some_and(|rest| rest.starts_with('@')))?;
        let has = |kind: fn(&u8) -> bool| user.bytes().any(|byte| kind(&byte));
        (user.len() >= 16 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)).then(|| start..start + end)
    });
    users.collect()
}

/// Enough of `text` for any URL's authority.
fn bounded(text: &str) -> &str {
    let end = (0..=MAX_URL.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

/// The values of `password=` and its like in query strings and connection strings.
fn assigned_passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains('=') {
        return found;
    }
    let mut start = 0;
    for piece in text.split(ITEM_ENDS) {
        if let Some((key, value)) = piece.split_once('=') {
            // The first piece is `KEY=value` as a whole only in a list; those were taken apart before.
            let is_password = PASSWORD_KEYS.iter().any(|known| key.trim().eq_ignore_ascii_case(known));
            if is_password && !value.is_empty() && text.len() > piece.len() {
                let from = start + piece.len() - value.len();
                found.push(from..from + value.len());
            }
        }
        start += piece.len() + 1;
    }
    found
}

/// The second half of `user/password` or `user:password`, where the name says it is a pair.
fn pair(name: &str, flat: &Flat<'_>) -> Option<Range<usize>> {
    let text = flat.as_str();
    if !ends_with(name, "AUTH") {
        return None;
    }
    let at = text.find(['/', ':'])?;
    (at > 0 && at + 1 < text.len()).then_some(at + 1..text.len())
}

/// The value with `%41` and its like decoded; places stay those of what is written.
fn percent_decoded(mut value: Value) -> Value {
    for part in Arc::make_mut(&mut value.parts) {
        if let Part::Text(Piece { text, .. }) = part
            && text.as_str().contains('%')
        {
            *text = decode(text);
        }
    }
    value
}

fn decode(text: &Text) -> Text {
    let bytes = text.as_str().as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |index: usize| bytes.get(index).and_then(|digit| char::from(*digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            decoded.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    Text::opaque(&String::from_utf8_lossy(&decoded), text.span())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span};

    fn found(name: &str, text: &str) -> Vec<String> {
        let mut map = SourceMap::new();
        let file = map.add("x".into(), text.as_bytes());
        let value = Value::literal(Text::verbatim(text, Span::new(file, 0..text.len())));
        credentials(&Classifier::default(), name, &value)
            .iter()
            .filter_map(|credential| Some(credential.value.text()?.into_owned()))
            .collect()
    }

    #[test]
    fn secrets_hide_in_values() {
        assert_eq!(found("JWT_SECRET", "s3cr3t-value"), ["s3cr3t-value"]);
        assert_eq!(found("DATABASE_URL", "postgres://u:p%40ss@db:5432/x"), ["p@ss"]);
        assert_eq!(found("REDIS_URL", "redis://:pa/ss@r:6379/0"), ["pa/ss"]);
        assert_eq!(found("MONGO", "mongodb://u:one@h1,h2/db"), ["one"]);
        assert_eq!(found("JDBC_URL", "jdbc:postgresql://db/x?user=u&password=two"), ["two"]);
        assert_eq!(found("ConnectionStrings__Db", "Host=db;Username=u;Password=three"), ["three"]);
        assert_eq!(found("NEO4J_AUTH", "neo4j/four-four"), ["four-four"]);
        assert_eq!(found("MAILER_DSN", "sendgrid+api://SG7f3a9c1d5e8b2f46@default"), ["SG7f3a9c1d5e8b2f46"]);
        assert_eq!(found("URLS", "amqp://a:five@q redis://:six@r"), ["five", "six"]);
        assert_eq!(found("URLS", "x://\u{fc}://amqp://a:five@q"), ["five"]);
    }

    #[test]
    fn public_values_are_left_alone() {
        assert_eq!(found("DATABASE_URL", "postgres://db:5432/x"), [""; 0]);
        assert_eq!(found("API_URL", "https://api.example.com/a@b"), [""; 0]);
        assert_eq!(found("API_URL", "https://api.example.com:8080/@x"), [""; 0]);
        assert_eq!(found("SENTRY_DSN", "https://7f3a9c1d5e8b2f467f3a9c1d@sentry.example/1"), [""; 0]);
        assert_eq!(found("GIT_URL", "ssh://git@example.com/x"), [""; 0]);
        assert_eq!(found("JWT_SECRET", "changeme"), [""; 0]);
        assert_eq!(found("TOKEN", "true"), [""; 0]);
        assert_eq!(found("LOG_LEVEL", "info"), [""; 0]);
    }
}
