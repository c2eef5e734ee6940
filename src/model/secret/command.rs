//! Secrets on command lines: `--requirepass X`, `--password=X`, `mysql -pX`.

use super::{Classifier, Credential, extract, slots as of_value};
use crate::model::value::Value;

/// Long flags that take a password under a name of their own.
pub(super) const FLAGS: [&str; 2] = ["requirepass", "masterauth"];

/// Tools with a short flag for the password, and whether it is written right behind the flag.
const TOOLS: [(&[&str], &str, bool); 3] = [
    (
        &["mysql", "mysqladmin", "mysqldump", "mysqlcheck", "mysqlimport", "mariadb", "mariadb-admin", "mariadb-dump"],
        "-p",
        true,
    ),
    (&["redis-cli", "valkey-cli"], "-a", false),
    (&["mongo", "mongosh", "mongodump", "mongorestore"], "-p", false),
];

/// The places for secrets in the words of a command, or in the line it is written on, each with the
/// flag or variable that holds it.
pub(super) fn slots(classifier: &Classifier, command: &[Value]) -> Vec<(String, Credential)> {
    let words = command.iter().flat_map(|value| value.flat().split(char::is_whitespace));
    let mut found = Vec::new();
    let mut tool = None;
    let mut awaited: Option<String> = None;
    for word in words {
        let word = unquoted(&word);
        let flat = word.flat();
        let text = flat.as_str();
        if let Some(flag) = awaited.take()
            && !text.starts_with('-')
        {
            whole(classifier, &mut found, &flag, word);
            continue;
        }
        if let Some(known) =
            TOOLS.iter().find(|(names, ..)| text.rsplit('/').next().is_some_and(|name| names.contains(&name)))
        {
            tool = Some(known);
        } else if matches!(text, "&&" | "||" | "|" | ";") {
            tool = None;
        } else if let Some((_, flag, joined)) = tool
            && text.starts_with(flag)
        {
            if *joined && text.len() > flag.len() {
                whole(classifier, &mut found, flag, flat.slice(flag.len()..text.len()));
            } else if !joined && text == *flag {
                awaited = Some(text.to_owned());
            }
        } else if let Some((name, _)) = text.split_once('=').filter(|(name, _)| is_name(name)) {
            let value = unquoted(&flat.slice(name.len() + 1..text.len()));
            if is_secret_flag(classifier, name) {
                whole(classifier, &mut found, name, value);
            } else {
                // What is no secret flag may still hold a URL.
                let variable = if name.starts_with('-') { "" } else { name };
                found.extend(of_value(classifier, variable, &value).into_iter().map(|found| (name.to_owned(), found)));
            }
        } else if text.starts_with("--") && is_name(text) && is_secret_flag(classifier, text) {
            awaited = Some(text.to_owned());
        } else {
            found.extend(of_value(classifier, "", &word).into_iter().map(|found| ("the command".to_owned(), found)));
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
}

fn is_secret_flag(classifier: &Classifier, flag: &str) -> bool {
    let name = flag.trim_start_matches('-');
    // `--basic-auth` names a scheme or a pair as often as a password.
    let is_flag = flag.starts_with('-') && !name.starts_with("no-") && !name.to_ascii_lowercase().ends_with("auth");
    is_flag && classifier.is_secret_name(name) || (flag.starts_with("--") && FLAGS.contains(&name))
}

fn whole(classifier: &Classifier, found: &mut Vec<(String, Credential)>, name: &str, value: Value) {
    let mut secrets = Vec::new();
    // `$PASSWORD`, behind `$$` in the file, is the shell's to resolve.
    if !classifier.public.is_match(name) && !value.flat().as_str().starts_with('$') {
        extract::push(&mut secrets, value, extract::WHOLE);
    }
    found.extend(secrets.into_iter().map(|secret| (name.to_owned(), secret)));
}

/// Without the quotes of the shell.
fn unquoted(value: &Value) -> Value {
    let flat = value.flat();
    let text = flat.as_str();
    let is_quote = |character| matches!(character, '"' | '\'');
    let start = text.len() - text.trim_start_matches(is_quote).len();
    let end = text.trim_end_matches(is_quote).len();
    if start == 0 && end == text.len() { value.clone() } else { flat.slice(start..end.max(start)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    fn found(words: &[&str]) -> Vec<(String, String)> {
        let mut map = SourceMap::new();
        let values: Vec<Value> = words
            .iter()
            .map(|word| {
                let file = map.add("x".into(), word.as_bytes());
                Value::literal(Text::verbatim(word, Span::new(file, 0..word.len())))
            })
            .collect();
        let secrets = slots(&Classifier::default(), &values);
        secrets.into_iter().filter_map(|(name, secret)| Some((name, secret.value.text()?.into_owned()))).collect()
    }

    fn one(name: &str, secret: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), secret.to_owned())]
    }

    #[test]
    fn flags_hold_secrets() {
        assert_eq!(found(&["redis-server --appendonly yes --requirepass s3cr3t"]), one("--requirepass", "s3cr3t"));
        assert_eq!(found(&["redis-server", "--requirepass", "s3cr3t"]), one("--requirepass", "s3cr3t"));
        assert_eq!(found(&["sh", "-c", "server --db-password='s3cr3t' -v"]), one("--db-password", "s3cr3t"));
        assert_eq!(found(&["mysqladmin ping -uroot -ps3cr3t"]), one("-p", "s3cr3t"));
        assert_eq!(found(&["redis-cli -a s3cr3t ping"]), one("-a", "s3cr3t"));
        assert_eq!(found(&["env JWT_SECRET=s3cr3t api"]), one("JWT_SECRET", "s3cr3t"));
        assert_eq!(found(&["server --db=postgres://u:s3cr3t@db/x"]), one("--db", "s3cr3t"));
    }

    #[test]
    fn other_words_do_not() {
        for words in [
            "redis-server --requirepass $REDIS_PASSWORD",
            "server --no-password x",
            "server --default-auth=native --auth x --password-file /run/x --token-ttl 3600",
            "server --password --verbose",
            "ssh -p 2222 host",
            "mysqld --default-authentication-plugin=mysql_native_password",
        ] {
            assert_eq!(found(&[words]), [], "{words}");
        }
    }
}
