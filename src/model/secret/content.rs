//! Secrets in the `content:` of a config (Compose specification, "configs"): a settings file, of whatever
//! format, that stands in the Compose file.

use super::mark::name;
use super::{Classifier, Credential, command, slots as of_value};
use crate::model::value::{Flat, Value};

/// Of one config so many secrets are told; any number of services may use it.
const MAX_SECRETS: usize = 100;

/// The places for secrets in the lines of `content`, each with the key that it stands under.
pub fn slots(classifier: &Classifier, content: &Value) -> Vec<(String, Credential)> {
    let lines = content.flat().split(|separator| matches!(separator, '\n' | '\r'));
    let found = lines.iter().flat_map(|line| of_line(classifier, &line.flat()));
    found.take(MAX_SECRETS).collect()
}

fn of_line(classifier: &Classifier, line: &Flat<'_>) -> Vec<(String, Credential)> {
    let text = line.as_str();
    if text.starts_with(['#', ';']) || text.starts_with("//") {
        return Vec::new();
    }
    let (key, value) = assignment(line).unwrap_or_else(|| (String::new(), line.slice(0..text.len())));
    let shown = if key.is_empty() { "a URL" } else { &key };
    of_value(classifier, name(&key), &value).into_iter().map(|found| (shown.to_owned(), found)).collect()
}

/// The two sides of `key=value`, `key: value`, `"key": "value",` and `requirepass value`.
fn assignment(line: &Flat<'_>) -> Option<(String, Value)> {
    let text = line.as_str();
    let lead = ["export ", "- "].iter().find(|lead| text.starts_with(**lead)).map_or(0, |lead| lead.len());
    let rest = text.get(lead..)?;
    let start = lead + rest.len() - rest.trim_start_matches([' ', '"', '\'', '{']).len();
    let rest = text.get(start..)?;
    let is_key = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let key = rest.get(..rest.find(|letter| !is_key(letter))?)?;
    let behind = rest.get(key.len()..)?.trim_start_matches(['"', '\'']);
    let value = match behind.trim_start().strip_prefix(['=', ':']) {
        Some(value) => value,
        None if command::FLAGS.contains(&key) => behind,
        None => return None,
    };
    // `https://` is no key.
    if key.is_empty() || value.starts_with("//") {
        return None;
    }
    let at = text.len() - value.len();
    let end = at + value.trim_end_matches([',', ';', '}', ' ']).len();
    let bare = text.get(at..end)?.trim_start_matches([' ', '>', '\t']);
    let at = end - bare.len();
    let quoted = ['"', '\''].iter().find_map(|quote| bare.strip_prefix(*quote)?.strip_suffix(*quote));
    let range = quoted.map_or(at..end, |inner| at + 1..at + 1 + inner.len());
    Some((key.to_owned(), line.slice(range)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    fn found(content: &str) -> Vec<String> {
        let mut map = SourceMap::new();
        let file = map.add("x".into(), content.as_bytes());
        let value = Value::literal(Text::verbatim(content, Span::new(file, 0..content.len())));
        let secrets = slots(&Classifier::default(), &value);
        secrets.into_iter().filter_map(|(name, secret)| Some(format!("{name}: {}", secret.value.text()?))).collect()
    }

    #[test]
    fn settings_files_hold_secrets() {
        for (content, expected) in [
            ("log=x\ndb_password=s3cr3t=\n", "db_password: s3cr3t="),
            ("export JWT_SECRET=\"s3cr3t\"", "JWT_SECRET: s3cr3t"),
            ("db:\n  password: 's3cr3t'", "password: s3cr3t"),
            ("{\n  \"apiKey\": \"s3cr3t\",\n}", "apiKey: s3cr3t"),
            ("{\"password\":\"s3cr3t\"}", "password: s3cr3t"),
            ("  - token: s3cr3t", "token: s3cr3t"),
            ("spring.datasource.password = s3cr3t", "spring.datasource.password: s3cr3t"),
            ("password => s3cr3t", "password: s3cr3t"),
            ("requirepass s3cr3t", "requirepass: s3cr3t"),
            ("url: postgres://u:s3cr3t@db/x", "url: s3cr3t"),
            ("proxy_pass http://u:s3cr3t@db/x;", "a URL: s3cr3t"),
        ] {
            assert_eq!(found(content), [expected], "{content}");
        }
    }

    #[test]
    fn most_lines_hold_none() {
        for content in [
            "# password: s3cr3t",
            "server_tokens off;",
            "password_file: /run/secrets/db",
            "listen 80;\nlocation / { root /srv; }",
            "https://shop.example/token:x",
            "tokens:",
            "password:",
            "password: changeme",
            "password = $(cat /run/secrets/db)",
            "password = $DB_PASSWORD",
            "token = true",
            "key: value",
        ] {
            let secrets = found(content);
            assert!(secrets.iter().all(|secret| secret.ends_with("changeme")), "{secrets:?}");
        }
    }
}
