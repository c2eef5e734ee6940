//! `format: raw`: nothing is quoted, escaped or interpolated.

use std::ops::Range;

use super::{Entry, EnvFile, EnvValue, Quotes};
use crate::source::{FileId, Span, Text};
use crate::syntax::SyntaxError;
use crate::syntax::interpolation::Template;
use crate::syntax::yaml::Comment;

/// From this many bytes on, `\n` not counted, Compose's reader of raw files refuses a line,
/// be it a comment.
const TOO_LONG: usize = 64 * 1024;

/// Reads `text`, the whole of `file`, as Compose does under `format: raw`.
pub fn parse(file: FileId, text: &str) -> EnvFile {
    let mut env = EnvFile::default();
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let start = next;
        next += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        if line.len() >= TOO_LONG {
            env.errors.push(long_line(Span::new(file, start..start)));
            env.skipped.push(Span::new(file, start..start + line.len()));
            continue;
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        let statement = line.trim_start();
        let place = Place { file, start: start + line.len() - statement.len() };
        if statement.starts_with('#') {
            env.comments.push(Comment { text: place.text(statement, 1..statement.len()), trailing: false });
        } else if !statement.is_empty() {
            match entry(&place, statement) {
                Ok(entry) => env.entries.push(entry),
                Err(error) => {
                    env.errors.push(error);
                    env.skipped.push(place.span(0..statement.len()));
                }
            }
        }
    }
    env
}

fn long_line(span: Span) -> SyntaxError {
    let help = "shorten the line, or read the file without `format: raw`";
    SyntaxError::new(span, "the line is longer than the 65535 bytes that the raw format allows").help(help)
}

fn entry(place: &Place, statement: &str) -> Result<Entry, SyntaxError> {
    let whole = place.span(0..statement.len());
    let key_end = statement.find('=').unwrap_or(statement.len());
    let key = place.text(statement, 0..key_end);
    if key_end == 0 {
        return Err(SyntaxError::new(place.span(0..1), "no key stands before `=`").help("write the key before `=`"));
    }
    if key.as_str().contains([' ', '\t']) {
        let help = "remove the blanks around the key, and `export`: the raw format knows neither";
        return Err(SyntaxError::new(key.span(), "a key contains a blank").help(help));
    }
    let value = (key_end < statement.len()).then(|| {
        let text = place.text(statement, key_end + 1..statement.len());
        EnvValue { quotes: Quotes::None, span: text.span(), template: Template::literal(&text), text }
    });
    let separator = value.is_some().then(|| place.span(key_end..key_end + 1));
    Ok(Entry { key, export: None, separator, value, span: whole })
}

/// Where a statement begins.
struct Place {
    file: FileId,
    start: usize,
}

impl Place {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start..self.start + range.end)
    }

    fn text(&self, statement: &str, range: Range<usize>) -> Text {
        Text::verbatim(statement.get(range.clone()).unwrap_or_default(), self.span(range))
    }
}
