//! What is wrong with env files.

use std::collections::BTreeSet;

use crate::diagnostic::Severity;
use crate::model::env_file::{EnvFileId, Kind};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::workspace::Workspace;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::dotenv::Entry;

/// Reports what Compose would refuse. A file that Compose is not seen to read is for somebody
/// else, who may read it differently: that is a warning.
pub fn env_files(workspace: &mut Workspace, referenced: &BTreeSet<EnvFileId>) {
    let mut problems = Vec::new();
    for (id, file) in workspace.env_files() {
        let read_by_compose = referenced.contains(&id) && file.kind == Kind::Deployed;
        let severity = if read_by_compose { Severity::Error } else { Severity::Warning };
        let source = workspace.sources.file(file.file);
        if let Some(at) = source.invalid_utf8() {
            let span = Span { file: file.file, start: at, end: at + 3 };
            let error = SyntaxError::new(span, "this byte is not UTF-8").help("save the file as UTF-8");
            problems.push(Problem::new(ProblemKind::EnvFile, error).at_most(severity));
        }
        for error in &file.syntax.errors {
            problems.push(Problem::new(ProblemKind::EnvFile, error.clone()).at_most(severity));
        }
        for entry in &file.syntax.entries {
            problems.extend(
                suspicious(entry).map(|error| Problem::new(ProblemKind::EnvFile, error).at_most(Severity::Warning)),
            );
        }
    }
    workspace.problems.extend(problems);
}

/// What Compose accepts and nobody means: the traces of a paste or of another encoding.
fn suspicious(entry: &Entry) -> Option<SyntaxError> {
    let key = entry.key.as_str();
    let value = entry.value.as_ref()?;
    let text = value.text.as_str();
    if let Some(rest) = text.strip_prefix(key)
        && rest.starts_with('=')
        && !key.is_empty()
    {
        let span = value.text.slice(0..key.len() + 1).span();
        let error = SyntaxError::new(span, format!("the value of `{key}` repeats `{key}=`"));
        return Some(error.help("remove the repetition"));
    }
    if let Some(at) = text.find('\0') {
        let span = value.text.slice(at..at + 1).span();
        let error = SyntaxError::new(span, format!("the value of `{key}` holds a NUL, with which no container starts"));
        return Some(error.help("remove it"));
    }
    if let Some(second) = pasted_twice(text) {
        let span = value.text.slice(second..text.len()).span();
        let error = SyntaxError::new(span, format!("the value of `{key}` holds a URL twice"));
        return Some(error.help("keep one of the two"));
    }
    let start = text.find("://")? + 3;
    let rest = text.get(start..)?;
    let authority = rest.get(..rest.find(['/', '?', '#', ',', ' ']).unwrap_or(rest.len()))?;
    let (_, hosts) = authority.split_once('@')?;
    let (first, second) = hosts.split_once('@')?;
    let is_host = |text: &str| {
        let (name, port) = text.split_once(':').unwrap_or((text, ""));
        !name.is_empty()
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_'))
            && port.bytes().all(|digit| digit.is_ascii_digit())
    };
    (is_host(first) && first.contains([':', '.']) && is_host(second)).then(|| {
        let from = start + authority.len() - hosts.len();
        let span = value.text.slice(from..from + hosts.len()).span();
        SyntaxError::new(span, format!("the URL in `{key}` has two hosts")).help("keep one of the two")
    })
}

/// Where the second of two URLs begins that nothing parts. A URL of a web page may lead to another one
/// as its path or query; what connects to a store does not.
fn pasted_twice(text: &str) -> Option<usize> {
    let (scheme, rest) = text.split_once("://")?;
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    if scheme.is_empty() || !scheme.chars().all(is_letter) {
        return None;
    }
    let again = rest.find(&format!("{scheme}://"))?;
    let between = rest.get(..again)?;
    let is_parted = between.is_empty() || between.contains([',', ';', ' ', '|', '?', '#', '=']);
    let is_page = scheme.starts_with("http") && between.contains('/');
    (!is_parted && !is_page).then(|| text.len() - rest.len() + again)
}
