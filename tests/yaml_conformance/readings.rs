//! What the engine and envlint read, in one form: JSON.

use std::fmt;
use std::process::Command;

use envlint::diagnostic::Severity;
use envlint::engine::Options;
use envlint::model::LoadOptions;
use envlint::model::compose::element::{Content, Element};
use envlint::model::compose::resolver::Resolver;
use envlint::model::scope::Scope;
use envlint::model::value::ScopeId;
use envlint::source::SourceMap;
use envlint::source::vfs::Memory;
use envlint::syntax::yaml::{self, Plain};
use serde_json::{Map, Number, Value, json};

/// What one of the two makes of a file.
pub enum Reading {
    /// Its extension fields and the environment of service `a`.
    Tree(Value),
    /// It is accepted, and cannot be written as JSON.
    Accepted,
    /// It is refused, in these words.
    Refused(String),
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tree(tree) => write!(f, "{tree}"),
            Self::Accepted => f.write_str("accepts it"),
            Self::Refused(words) => f.write_str(words),
        }
    }
}

/// A date of envlint's: it knows that it is one, not which.
const DATE: &str = "!date";

/// Whether both accept the same tree, or both refuse.
pub fn is_same(theirs: &Reading, ours: &Reading) -> bool {
    match (theirs, ours) {
        (Reading::Tree(theirs), Reading::Tree(ours)) => is_same_value(theirs, ours),
        (Reading::Refused(_), Reading::Refused(_)) => true,
        (Reading::Refused(_), _) | (_, Reading::Refused(_)) => false,
        _ => true,
    }
}

fn is_same_value(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        // JSON does not tell 1 from 1.0.
        (Value::Number(theirs), Value::Number(ours)) => theirs == ours || theirs.as_f64() == ours.as_f64(),
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(theirs, ours)| is_same_value(theirs, ours))
        }
        // Compose writes an empty list of an extension as null.
        (Value::Null, Value::Array(ours)) => ours.is_empty(),
        (Value::String(theirs), Value::Object(ours)) if ours.contains_key(DATE) => is_date(theirs),
        (Value::Object(theirs), Value::Object(ours)) => {
            theirs.len() == ours.len()
                && theirs.iter().all(|(key, value)| ours.get(key).is_some_and(|ours| is_same_value(value, ours)))
        }
        _ => theirs == ours,
    }
}

/// `2001-12-14T21:59:43Z` and the like, as Go writes dates.
fn is_date(text: &str) -> bool {
    text.len() >= 20 && text.chars().zip("0000-00-00T00:00:00".chars()).all(|(a, b)| a == b || a.is_ascii_digit())
}

/// What Docker Compose reads.
pub fn engine(binary: &str, text: &str) -> Reading {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("compose.yaml"), text).expect("a file");
    let output = Command::new(binary)
        .args(["--project-name", "probe", "config", "--format", "json"])
        .current_dir(&directory)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", directory.path())
        // It lives too briefly to collect garbage; a fifth of its time goes there.
        .env("GOGC", "off")
        .env("GOMEMLIMIT", "1GiB")
        .output()
        .expect("the engine runs");
    if output.status.success() {
        return Reading::Tree(picked(&serde_json::from_slice(&output.stdout).expect("JSON")));
    }
    let words = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ");
    if words.contains("json: unsupported value") { Reading::Accepted } else { Reading::Refused(words) }
}

/// The extension fields and the environment, dollars written once.
fn picked(document: &Value) -> Value {
    let mut picked = Map::new();
    for (key, value) in document.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-")) {
        picked.insert(key.clone(), single_dollars(value));
    }
    if let Some(environment) = document.pointer("/services/a/environment") {
        picked.insert("environment".to_owned(), single_dollars(environment));
    }
    Value::Object(picked)
}

fn single_dollars(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("$$", "$")),
        Value::Array(items) => items.iter().map(single_dollars).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.replace("$$", "$"), single_dollars(value))).collect()
        }
        other => other.clone(),
    }
}

/// What envlint reads: the verdict of the whole linter, and the tree its model is made of.
pub fn envlint(text: &str) -> Reading {
    let root = camino::Utf8Path::new("/probe");
    let files = Memory::new().with(root.join("compose.yaml"), text);
    let options = Options {
        load: LoadOptions {
            working_directory: root.to_owned(),
            paths: vec![root.to_owned()],
            ..LoadOptions::default()
        },
        select: vec!["no-duplicate-keys".to_owned()],
        ignore: vec!["no-duplicate-keys".to_owned()],
        ..Options::default()
    };
    let refusals: Vec<String> = match envlint::lint(&files, &options) {
        Ok(report) => report
            .diagnostics
            .into_iter()
            .filter(|found| found.rule.starts_with("valid-") && found.severity == Severity::Error)
            .map(|found| found.draft.message.clone())
            .collect(),
        Err(error) => vec![error.to_string()],
    };
    if refusals.is_empty() { Reading::Tree(tree(text)) } else { Reading::Refused(refusals.join("; ")) }
}

fn tree(text: &str) -> Value {
    let mut sources = SourceMap::new();
    let file = sources.add("compose.yaml".into(), text.as_bytes());
    let documents = yaml::parse(file, sources.file(file).text()).documents;
    let (scope, mut problems, mut elements) = (Scope::default(), Vec::new(), 0);
    let mut resolver = Resolver::new((ScopeId::NONE, &scope), None, &|_| None, &mut problems, &mut elements);
    let mut picked = Map::new();
    for document in documents {
        let mut document = resolver.document(&document.root);
        document.settle();
        for (key, field) in document.map().into_iter().flatten().filter(|(key, _)| key.starts_with("x-")) {
            picked.insert(key.clone(), json(&field.element));
        }
        let service = document.get("services").and_then(|services| services.get("a"));
        if let Some(environment) = service.and_then(|service| service.get("environment")).and_then(Element::map) {
            let values = environment.iter().map(|(key, field)| (key.clone(), field.element.text().into()));
            picked.insert("environment".to_owned(), Value::Object(values.collect()));
        }
    }
    Value::Object(picked)
}

fn json(element: &Element) -> Value {
    match &element.content {
        Content::Unreadable => Value::from("(unreadable)"),
        Content::Reset => Value::from("(reset)"),
        Content::Null => Value::Null,
        Content::Scalar(value, plain) => match plain {
            Plain::Bool(flag) => Value::Bool(*flag),
            Plain::Int(number) => Number::from_i128(*number).map_or(Value::Null, Value::Number),
            Plain::Float(number) => json!(number),
            Plain::Timestamp => json!({ DATE: value.text() }),
            _ => value.text().into(),
        },
        Content::Map(fields) => fields.iter().map(|(key, field)| (key.clone(), json(&field.element))).collect(),
        Content::List(items) => items.iter().map(json).collect(),
    }
}
