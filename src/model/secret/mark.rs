//! Hides secrets, wherever in a file they stand: in values, in defaults, in comments, in what
//! could not be parsed.

use std::sync::LazyLock;

use regex::Regex;

use super::{credentials, shape};
use crate::model::secret::Classifier;
use crate::model::value::Value;
use crate::model::workspace::Workspace;
use crate::source::{FileId, SourceMap, Span, Text};
use crate::syntax::interpolation::{self, Template};

/// `KEY=value`, `KEY: value`, `--key=value`, `"key": "value"`: the lines of env files, YAML, flags,
/// comments and broken files alike.
static ASSIGNMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)([A-Za-z_][A-Za-z0-9_.-]*)["']?[ \t]*[=:][ \t]*(["']?)([^\r\n]*)"#).ok());

/// Marks every secret of every file of `workspace`.
pub fn mark(workspace: &mut Workspace) {
    let mut spans: Vec<Span> = Vec::new();
    let classifier = &workspace.classifier;
    for file in &workspace.env_files {
        spans.extend(&file.syntax.skipped);
        for entry in &file.syntax.entries {
            if let Some(value) = &entry.value {
                assigned(classifier, entry.key.as_str(), &value.text, &value.template, &mut spans);
            }
        }
    }
    let files: Vec<FileId> = workspace.sources.files().map(|(id, _)| id).collect();
    for file in files {
        lines(classifier, &workspace.sources, file, &mut spans);
    }
    for (_, _, service) in workspace.services() {
        for variable in service.environment.values() {
            if let Some(value) = &variable.value {
                known(classifier, variable.key.as_str(), value, &mut spans);
            }
        }
    }
    spans.sort_unstable();
    spans.dedup();
    for span in spans {
        workspace.sources.mark_secret(span);
    }
}

/// Marks the known text of the secrets in `value`, wherever it came from.
fn known(classifier: &Classifier, name: &str, value: &Value, spans: &mut Vec<Span>) {
    use crate::model::value::Part;
    for credential in credentials(classifier, name, value) {
        for part in &credential.value.parts {
            if let Part::Text(piece) = part {
                spans.push(piece.text.span());
            }
        }
    }
}

/// Marks what stands after `name`: its text but not its variables, and their defaults.
fn assigned(classifier: &Classifier, name: &str, text: &Text, template: &Template, spans: &mut Vec<Span>) {
    let value = Value::literal(text.clone());
    if classifier.is_secret(name, &value) {
        match template.parts.as_slice() {
            // What is escaped lies between the parts: the whole is hidden, unless it is variables only.
            [interpolation::Part::Variable(variable)] => defaults(&variable.argument, spans),
            parts if parts.iter().all(|part| matches!(part, interpolation::Part::Text(_))) => spans.push(text.span()),
            parts => {
                for part in parts {
                    match part {
                        interpolation::Part::Text(text) => spans.push(text.span()),
                        interpolation::Part::Variable(variable) => defaults(&variable.argument, spans),
                    }
                }
            }
        }
    }
    known(classifier, name, &value, spans);
}

fn defaults(argument: &Template, spans: &mut Vec<Span>) {
    for part in &argument.parts {
        match part {
            interpolation::Part::Text(text) => spans.push(text.span()),
            // Deeper ones are bounded by the parser.
            interpolation::Part::Variable(variable) => defaults(&variable.argument, spans),
        }
    }
}

/// Looks at the lines of a file as text, whatever they are.
fn lines(classifier: &Classifier, sources: &SourceMap, file: FileId, spans: &mut Vec<Span>) {
    let text = sources.file(file).text();
    if let Some(pattern) = ASSIGNMENT.as_ref() {
        for found in pattern.captures_iter(text) {
            let (Some(name), Some(quote), Some(value)) = (found.get(1), found.get(2), found.get(3)) else { continue };
            let end = match quote.as_str().chars().next() {
                Some(quote) => value.as_str().find(quote).unwrap_or(value.len()),
                None => unquoted_end(value.as_str()),
            };
            let range = value.start()..value.start() + end;
            let Some(content) = text.get(range.clone()) else { continue };
            let written = Text::verbatim(content, Span::new(file, range));
            match interpolation::parse(&written) {
                Ok(template) => assigned(classifier, name.as_str(), &written, &template, spans),
                Err(_) => assigned(classifier, name.as_str(), &written, &Template::literal(&written), spans),
            }
        }
    }
    for range in shape::find(text) {
        spans.push(Span::new(file, range));
    }
}

/// Where an unquoted value ends for YAML and env files: at a blank before `#`.
fn unquoted_end(value: &str) -> usize {
    let end = value.find(" #").unwrap_or(value.len());
    value.get(..end).map_or(end, |content| content.trim_end().len())
}
