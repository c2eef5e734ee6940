//! Comments that are meant for envlint: `# envlint: ignore[rule, rule] reason`.
//!
//! Comments come from the parsers, so a `#` in a quoted scalar, a block scalar or a value is none.

mod outline;
mod parser;
#[cfg(test)]
mod tests;

use super::SyntaxError;
use super::dotenv::EnvFile;
use super::yaml::{Comment, Yaml};
use crate::source::{SourceFile, Span, Text};

use outline::Outline;
use parser::{Written, is_meant_for_us};

/// A comment that ignores findings.
#[derive(Debug, Clone)]
pub struct Directive {
    /// The rules it names, at least one.
    pub rules: Vec<Text>,
    /// Why.
    pub reason: Text,
    /// How far it reaches.
    pub reach: Reach,
    /// From `#` to the end of the reason.
    pub span: Span,
    /// The text it covers; none when nothing stands below it.
    pub covers: Option<Span>,
}

/// How far an ignore comment reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// `ignore`: one entry, with everything below its key.
    Entry,
    /// `ignore-file`: the whole file.
    File,
}

/// The comments of a file that are meant for envlint.
#[derive(Debug, Clone, Default)]
pub struct Directives {
    /// Those that could be read, in the order of the file.
    pub found: Vec<Directive>,
    /// Why the others could not.
    pub errors: Vec<SyntaxError>,
}

impl Directives {
    /// Those of a YAML file. At the end of a line a comment covers what begins on that line, and
    /// the quoted text or brackets that end there; alone it covers the next entry below.
    pub fn of_yaml(yaml: &Yaml, source: &SourceFile) -> Self {
        let mut read = Vec::new();
        let mut directives = Self::default();
        for comment in &yaml.comments {
            directives.take(comment, &mut read);
        }
        if read.is_empty() {
            return directives;
        }
        let outline = Outline::of(&yaml.documents, source.text());
        for (written, trailing) in read {
            let at = written.span.start;
            let covers = if trailing {
                let line = source.lines().start(source.lines().line(at));
                Some(outline.on_line(Span { start: u32::try_from(line).unwrap_or(at), end: at, ..written.span }))
            } else {
                outline.below(at)
            };
            directives.add(written, covers, outline.first(), source);
        }
        directives
    }

    /// Those of an env file, where a comment stands on a line of its own: behind a value it is part
    /// of it for some who read the file.
    pub fn of_env_file(file: &EnvFile, source: &SourceFile) -> Self {
        let mut read = Vec::new();
        let mut directives = Self::default();
        for comment in &file.comments {
            if comment.trailing && is_meant_for_us(comment.text.as_str()) {
                directives.errors.push(behind_value(whole(&comment.text)));
            } else {
                directives.take(comment, &mut read);
            }
        }
        for value in file.entries.iter().filter_map(|entry| entry.value.as_ref()) {
            let text = value.text.as_str();
            let swallowed = text.match_indices('#').find(|(at, _)| text.get(at + 1..).is_some_and(is_meant_for_us));
            directives.errors.extend(swallowed.map(|(at, _)| behind_value(value.text.slice(at..text.len()).span())));
        }
        let mut entries: Vec<Span> =
            file.entries.iter().map(|entry| entry.span).chain(file.skipped.iter().copied()).collect();
        entries.sort_unstable();
        for (written, _) in read {
            let next = entries.partition_point(|entry| entry.start < written.span.start);
            directives.add(written, entries.get(next).copied(), entries.first().copied(), source);
        }
        directives.errors.sort_by_key(|error| error.span);
        directives
    }

    fn take(&mut self, comment: &Comment, read: &mut Vec<(Written, bool)>) {
        match parser::parse(&comment.text) {
            Some(Ok(written)) => read.push((written, comment.trailing)),
            Some(Err(error)) => self.errors.push(error),
            None => {}
        }
    }

    fn add(&mut self, written: Written, covers: Option<Span>, first: Option<Span>, source: &SourceFile) {
        let Written { rules, reason, reach, span } = written;
        let covers = match reach {
            Reach::Entry => covers,
            Reach::File if first.is_some_and(|first| first.start < span.start) => {
                let error = SyntaxError::new(span, "`ignore-file` stands below the first entry of the file");
                self.errors.push(error.help("move it to the top of the file, or write `ignore` for one entry"));
                return;
            }
            Reach::File => Some(Span::new(span.file, 0..source.text().len())),
        };
        self.found.push(Directive { rules, reason, reach, span, covers });
    }
}

fn behind_value(span: Span) -> SyntaxError {
    let error = SyntaxError::new(span, "an ignore comment stands behind a value, where it can become part of it");
    error.help("move it to a line of its own above the key")
}

/// A comment with its `#`.
fn whole(text: &Text) -> Span {
    let span = text.trim().span();
    Span { start: text.span().start.saturating_sub(1), ..span }
}
