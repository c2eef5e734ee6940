//! What YAML 1.2 allows and libyaml, with which Compose reads, refuses.

use super::Style;
use super::error::UNKNOWN_ESCAPE;
use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;

/// What ends a line.
const BREAKS: [char; 3] = ['\n', '\r', '\u{85}'];

/// A plain scalar in brackets: there `?` begins a key, and `:` a value.
pub(super) fn plain_in_brackets(raw: &str, span: Span) -> Option<SyntaxError> {
    let at = if raw.starts_with(':') { 0 } else { raw.find('?')? };
    let message = "this character is an indicator inside brackets";
    Some(SyntaxError::new(part(span, at, 1), message).help("quote the text"))
}

/// A plain key in brackets whose value begins at once behind the `:`.
pub(super) fn value_at_once(span: Span) -> SyntaxError {
    SyntaxError::new(part(span, 0, 1), "this `:` ends no key without a blank behind it").help("write a blank behind it")
}

/// An escape in double quotes.
pub(super) fn escape(raw: &str, span: Span) -> Option<SyntaxError> {
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let escape = rest.get(at + 1..).unwrap_or_default();
        if escape.starts_with('/') || is_surrogate(escape) {
            let (message, help) = UNKNOWN_ESCAPE;
            return Some(SyntaxError::new(part(span, raw.len() - escape.len() - 1, 2), message).help(help));
        }
        let length = escape.chars().next().map_or(0, char::len_utf8);
        rest = escape.get(length..).unwrap_or_default();
    }
    None
}

/// `uD83D` and its like: half a character, which Compose does not put together.
fn is_surrogate(escape: &str) -> bool {
    let digits = match escape.as_bytes() {
        [b'u', ..] => escape.get(1..5),
        [b'U', ..] => escape.get(1..9),
        _ => None,
    };
    digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).is_some_and(|code| (0xD800..0xE000).contains(&code))
}

/// The name of an anchor or an alias.
pub(super) fn anchor(name: &str, span: Span) -> Option<SyntaxError> {
    let odd = |character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '-'));
    let (at, character) = name.char_indices().find(|&(_, character)| odd(character))?;
    let error = SyntaxError::new(part(span, at, character.len_utf8()), "an anchor cannot have this in its name");
    Some(error.help("name it with letters, digits, `_` and `-`"))
}

/// A document behind another that has no `---`; `span` is its start.
pub(super) fn unmarked_document(span: Span) -> SyntaxError {
    SyntaxError::new(span, "something follows the end of the document").help("begin another document with `---`")
}

/// What follows the tag at `span` at once.
pub(super) fn end_of_tag(text: &str, span: Span) -> Option<SyntaxError> {
    let next = text.get(span.end as usize..)?.chars().next()?;
    let error = SyntaxError::new(Span { start: span.end, end: span.end + 1, ..span }, "this character ends no tag");
    matches!(next, ',' | ']' | '}' | ':' | '#').then(|| error.help("write a blank behind the tag"))
}

/// The directives in `head`, the text at `start` before a document (YAML 1.2.2 §6.8).
pub(super) fn directives(file: FileId, head: &str, start: usize, errors: &mut Vec<SyntaxError>) {
    let mut at = start;
    for line in head.split_inclusive('\n') {
        let mut words = line.split([' ', '\t', '\r', '\n', '#']).filter(|word| !word.is_empty());
        let (message, help) = match words.next() {
            Some("%YAML") if words.next() != Some("1.1") => {
                ("Docker Compose reads YAML 1.1 only", "remove this directive")
            }
            Some(name) if name.starts_with('%') && !matches!(name, "%YAML" | "%TAG") => {
                ("this directive is unknown", "remove it")
            }
            _ => ("", ""),
        };
        if line.starts_with('%') && !message.is_empty() {
            errors.push(SyntaxError::new(Span::new(file, at..at + line.trim_end().len()), message).help(help));
        }
        at += line.len();
    }
}

/// A byte order mark behind blank lines and comments, where YAML 1.2.2 §5.2 lets a document begin with one:
/// Compose takes it for the first character of a key.
pub(super) fn late_mark(file: FileId, text: &str) -> Option<SyntaxError> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if line.starts_with('\u{feff}') {
            let span = Span::new(file, start..start + '\u{feff}'.len_utf8());
            let message = "a byte order mark stands behind the first line, where it is part of the text";
            return Some(SyntaxError::new(span, message).help("delete the invisible character"));
        }
        if !line.trim().is_empty() && !line.starts_with('#') {
            return None;
        }
        start += line.len();
    }
    None
}

/// A key in brackets must be on one line with its `:`, unless `?` introduces it. `key` is its place
/// in `text` with tag and anchor.
pub(super) fn key_in_brackets(text: &str, key: Span) -> Option<SyntaxError> {
    let raw = text.get(key.range())?;
    let mut rest = text.get(key.end as usize..)?;
    let mut lines = raw.contains(BREAKS);
    loop {
        let next = rest.trim_start();
        let blanks = rest.get(..rest.len() - next.len()).unwrap_or_default();
        lines |= blanks.contains(BREAKS);
        rest = next;
        if !rest.starts_with('#') {
            break;
        }
        rest = rest.get(rest.find('\n')?..)?;
    }
    let before = text.get(..key.start as usize)?.trim_end();
    if !lines || !rest.starts_with(':') || before.ends_with('?') {
        return None;
    }
    let message = "a key inside brackets ends on the line it begins on";
    Some(SyntaxError::new(key, message).help("write the key and its `:` on one line"))
}

/// The first line of a block scalar cannot begin with a tab, unless its indentation is given.
pub(super) fn block_begins_with_tab(text: &str, span: Span, style: Style) -> bool {
    if !matches!(style, Style::Literal | Style::Folded) || !text.get(span.range()).unwrap_or_default().starts_with('\t')
    {
        return false;
    }
    let before = text.get(..span.start as usize).unwrap_or_default().trim_end();
    let header = before.lines().next_back().unwrap_or_default();
    let header = header.split(" #").next().unwrap_or_default();
    !header.trim_end_matches(['+', '-', ' ']).ends_with(|last: char| last.is_ascii_digit())
}

/// `length` bytes of `span` from `at` on.
fn part(span: Span, at: usize, length: usize) -> Span {
    let start = span.start as usize + at;
    Span::new(span.file, start..start + length)
}
