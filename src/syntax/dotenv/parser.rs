//! Reads env files as Compose's own parser does, statement by statement. A statement mostly is a
//! line; a quoted value may span lines, and another statement may follow it on its last.

use std::ops::Range;
use std::sync::Arc;

use super::quoted::decode;
use super::{Entry, EnvFile, EnvValue, Quotes};
use crate::source::{FileId, Span, Text};
use crate::syntax::SyntaxError;
use crate::syntax::interpolation::{self, Template};
use crate::syntax::yaml::Comment;

/// Reads `text`, the whole of `file` without byte order mark. Behind an error it goes on at the
/// next line that is a comment or sets a key; a bare word there may be a line of a secret.
pub fn parse(file: FileId, text: &str) -> EnvFile {
    // All that is read shares one copy.
    let source: &Arc<str> = &text.into();
    let mut parser = Parser { file, source, text, at: 0, env: EnvFile::default() };
    while let Some(start) = parser.next_statement() {
        match parser.statement(start) {
            Ok(Some(entry)) => parser.env.entries.push(entry),
            Ok(None) => {}
            Err(error) => {
                parser.env.errors.push(error);
                parser.at = parser.resume(start, may_set_key);
                let skipped = parser.get(start..parser.at).trim_end().len();
                parser.env.skipped.push(parser.span(start..start + skipped));
            }
        }
    }
    parser.env
}

struct Parser<'a> {
    file: FileId,
    source: &'a Arc<str>,
    text: &'a str,
    /// The end of what is read, the line end behind it excluded.
    at: usize,
    env: EnvFile,
}

impl<'a> Parser<'a> {
    /// Skips blanks, line ends and comments.
    fn next_statement(&mut self) -> Option<usize> {
        loop {
            let rest = self.get(self.at..self.text.len());
            let start = self.text.len() - rest.trim_start().len();
            if !self.get(start..self.text.len()).starts_with('#') {
                return (start < self.text.len()).then_some(start);
            }
            let end = self.line_end(start);
            let trailing = self.continues_line(start);
            self.comment(start..end, trailing);
            self.at = end;
        }
    }

    /// The statement at `start`, `self.at` left behind it. Nothing for an `export` without key.
    fn statement(&mut self, start: usize) -> Result<Option<Entry>, SyntaxError> {
        let (export, key_start) = self.export(start)?;
        let rest = self.get(key_start..self.text.len());
        let stop = rest.find(|character| !is_key_character(character) && !is_blank(character));
        let key_end = stop.map_or(self.text.len(), |length| key_start + length);
        let separator = match self.get(key_end..self.text.len()).chars().next() {
            Some('=' | ':') => Some(key_end..key_end + 1),
            Some('\n') | None => None,
            Some(other) => return Err(self.malformed_key(start, key_end..key_end + other.len_utf8())),
        };
        let key = self.trimmed(key_start..key_end);
        if key.as_str().contains(' ') {
            return Err(self.malformed_key(start, key.span().range()));
        }
        let Some(separator) = separator else {
            self.at = key_end;
            let span = self.span(start..key.span().range().end);
            let entry = Entry { key, export, separator: None, value: None, span };
            return Ok((!entry.key.as_str().is_empty()).then_some(entry));
        };
        let value = self.value(separator.end, &key);
        let span = self.span(start..value.span.range().end);
        Ok(Some(Entry { key, export, separator: Some(self.span(separator)), value: Some(value), span }))
    }

    /// The word `export` at `start`, if it is not itself a key, and where the key begins.
    fn export(&self, start: usize) -> Result<(Option<Span>, usize), SyntaxError> {
        let after = self.get(start..self.text.len()).strip_prefix("export");
        let Some(after) = after.filter(|after| after.starts_with(['\t', '\n', '\u{c}', '\r', ' '])) else {
            return Ok((None, start));
        };
        let word = self.span(start..start + "export".len());
        let key = after.trim_start_matches(is_blank);
        if key.is_empty() {
            return Err(SyntaxError::new(word, "no key follows `export`").help("write a key, or remove `export`"));
        }
        Ok((Some(word), self.text.len() - key.len()))
    }

    fn value(&mut self, separator_end: usize, key: &Text) -> EnvValue {
        let rest = self.get(separator_end..self.text.len()).trim_start_matches(is_blank);
        let start = self.text.len() - rest.len();
        match rest.bytes().next() {
            Some(b'"') => self.quoted(start, b'"', key),
            Some(b'\'') => self.quoted(start, b'\'', key),
            _ => self.unquoted(separator_end, start),
        }
    }

    fn unquoted(&mut self, separator_end: usize, start: usize) -> EnvValue {
        let end = self.line_end(start);
        let line = self.get(start..end);
        // Only a blank and `#` begin a comment, and the blanks behind the separator do not count.
        let value_end = line.find(" #").map_or(end, |length| start + length);
        if value_end < end {
            self.comment(value_end + 1..end, true);
        }
        self.at = end;
        let text = self.trimmed(start..value_end);
        let text = if text.as_str().is_empty() { self.verbatim(separator_end..separator_end) } else { text };
        EnvValue { quotes: Quotes::None, span: text.span(), template: self.template(&text), text }
    }

    fn quoted(&mut self, open: usize, quote: u8, key: &Text) -> EnvValue {
        let quotes = if quote == b'"' { Quotes::Double } else { Quotes::Single };
        let Some(close) = self.closing_quote(open, quote) else { return self.unterminated(open, quotes, key) };
        self.at = close + 1;
        let text = decode(self.source, quotes, self.span(open + 1..close));
        let template = if quotes == Quotes::Double { self.template(&text) } else { Template::literal(&text) };
        EnvValue { quotes, span: self.span(open..close + 1), text, template }
    }

    fn closing_quote(&self, open: usize, quote: u8) -> Option<usize> {
        let mut escaped = false;
        let mut bytes = (open + 1..).zip(self.get(open + 1..self.text.len()).bytes());
        let (close, _) = bytes.find(|&(_, byte)| {
            let closes = byte == quote && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        })?;
        Some(close)
    }

    /// A value whose quote is never closed, up to where reading can go on: a key in several lines
    /// stays one value, and is masked as one.
    fn unterminated(&mut self, open: usize, quotes: Quotes, key: &Text) -> EnvValue {
        let message = format!("the quote that opens the value of `{}` is never closed", key.as_str());
        let error = SyntaxError::new(self.span(open..open + 1), message);
        self.env.errors.push(error.help("close the quote, or put the value into quotes of the other kind"));
        self.at = self.resume(open, sets_key);
        let text = self.trimmed(open + 1..self.at);
        let span = self.span(open..text.span().range().end);
        EnvValue { quotes, span, template: Template::literal(&text), text }
    }

    fn template(&mut self, text: &Text) -> Template {
        interpolation::parse(text).unwrap_or_else(|error| {
            self.env.errors.push(error);
            Template::literal(text)
        })
    }

    /// The end of the last line to skip behind `from`: the next is a comment or one to go on with.
    fn resume(&self, from: usize, goes_on: fn(&str) -> bool) -> usize {
        let mut end = self.line_end(from);
        while end < self.text.len() {
            let next = self.line_end(end + 1);
            let line = self.get(end + 1..next).trim_start();
            if line.starts_with('#') || goes_on(line) {
                break;
            }
            end = next;
        }
        end
    }

    /// `place` is what cannot be part of a key.
    fn malformed_key(&self, start: usize, place: Range<usize>) -> SyntaxError {
        let blank = self.get(place.clone()).contains(' ');
        let (message, help) = if self.continues_line(start) {
            ("text follows the closing quote", "move the quote to the end of the value, or escape it with a backslash")
        } else if blank {
            ("a key contains a blank", "remove the blank, or write `=` behind the key")
        } else {
            ("a key contains a character that is not allowed", "use letters, digits, `_`, `.`, `-`, `[` and `]` only")
        };
        SyntaxError::new(self.span(place), message).help(help)
    }

    /// Whether something that is read already stands on the line of `start`.
    fn continues_line(&self, start: usize) -> bool {
        self.at > 0 && !self.get(self.at..start).contains('\n')
    }

    fn comment(&mut self, range: Range<usize>, trailing: bool) {
        let line = self.get(range.start + 1..range.end);
        let end = range.start + 1 + line.trim_end_matches('\r').len();
        let text = self.verbatim(range.start + 1..end);
        self.env.comments.push(Comment { text, trailing });
    }

    /// The `\n` at or behind `from`, or the end of the file.
    fn line_end(&self, from: usize) -> usize {
        self.get(from..self.text.len()).find('\n').map_or(self.text.len(), |length| from + length)
    }

    fn trimmed(&self, range: Range<usize>) -> Text {
        let end = range.start + self.get(range.clone()).trim_end().len();
        self.verbatim(range.start..end)
    }

    fn verbatim(&self, range: Range<usize>) -> Text {
        Text::of(self.source, self.span(range))
    }

    fn get(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }
}

/// What may stand around keys and before values. Behind values, all white space of Unicode may.
fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// The engine wants letters and numbers of Unicode; this also lets combining vowel signs pass.
fn is_key_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '[' | ']')
}

/// Whether `line` sets a key, well written or not.
fn may_set_key(line: &str) -> bool {
    line.contains(['=', ':'])
}

/// Whether `line` sets a key that is well written.
fn sets_key(line: &str) -> bool {
    let behind_key = line.trim_start_matches(|character| is_key_character(character) || is_blank(character));
    line.starts_with(is_key_character) && behind_key.starts_with(['=', ':'])
}
