//! What libyaml, with which Compose reads, takes and the parser does not. Such bytes are exchanged,
//! one for one so that every place stays true, for some that the parser reads the same way; the
//! scalars get their own text back.

use granit_parser::{ErrorKind, ScanError};

use super::Style;

/// How often a file is mended. Each time it is read anew.
pub(super) const MOST: usize = 24;

/// Stands for a byte of a plain scalar.
const FILLER: u8 = b'x';

/// Stands for `'` after a backslash in double quotes.
const ESCAPE: u8 = b'e';

/// A byte to exchange.
pub(super) type Patch = (usize, u8);

/// `:` of a plain scalar in brackets, which the parser takes for the end of a key.
pub(super) fn colon(at: usize) -> Patch {
    (at, FILLER)
}

/// `?` before a key in brackets, which the parser takes for its first character.
pub(super) fn question_mark(at: usize) -> Patch {
    (at, b' ')
}

/// Exchanges every U+0085, which ends a line for Compose, for the two bytes that do so here.
pub(super) fn line_ends(text: &str) -> Option<String> {
    text.contains('\u{85}').then(|| text.replace('\u{85}', "\r\n"))
}

/// What to exchange so that the parser gets over `error` in `text`, which was mended out of
/// `original`.
pub(super) fn patches(original: &str, text: &str, error: &ScanError) -> Vec<Patch> {
    let at = error.marker().byte_offset().unwrap_or(text.len());
    let rest = text.get(at..).unwrap_or_default();
    match error.kind() {
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => vec![(at, FILLER)],
        // A comment at once behind a quote or a bracket.
        ErrorKind::CommentNotSeparated if rest.starts_with('#') => {
            let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
            (at..at + end).map(|at| (at, b' ')).collect()
        }
        ErrorKind::TabInBlockIndentation => indentation(text, at),
        ErrorKind::UnknownQuotedScalarEscape if is_free(original) => apostrophes(text, at),
        _ => Vec::new(),
    }
}

/// The tabs that indent the line of `at` and those that follow without a gap: inside brackets they
/// are as good as blanks. That they are inside is for the reader to find out.
fn indentation(text: &str, at: usize) -> Vec<Patch> {
    let mut start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let mut patches = Vec::new();
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tabs = line.bytes().take(blanks).enumerate().filter(|(_, byte)| *byte == b'\t');
        let before = patches.len();
        patches.extend(tabs.map(|(tab, _)| (start + tab, b' ')));
        if patches.len() == before {
            break;
        }
        start += line.len();
    }
    patches
}

/// Whether no escape of `text` means the character that [`ESCAPE`] does.
fn is_free(text: &str) -> bool {
    !["\\e", "\\x1b", "\\x1B", "\\u001b", "\\u001B", "\\U0000001b", "\\U0000001B", "\u{1b}"]
        .iter()
        .any(|escape| text.contains(escape))
}

/// Every `\'` of the double-quoted scalar that begins at `at`.
fn apostrophes(text: &str, at: usize) -> Vec<Patch> {
    let mut bytes = text.bytes().enumerate().skip(at + 1);
    let mut patches = Vec::new();
    while let Some((_, byte)) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => {
                if let Some((at, b'\'')) = bytes.next() {
                    patches.push((at, ESCAPE));
                }
            }
            _ => {}
        }
    }
    patches
}

/// `text` with the bytes exchanged.
pub(super) fn apply(text: &str, patches: &[Patch]) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    for &(at, byte) in patches {
        *bytes.get_mut(at)? = byte;
    }
    String::from_utf8(bytes).ok()
}

/// The `value` of a scalar that reads `raw` in the file, freed of what stood in for it.
pub(super) fn restore(value: &str, raw: &str, style: Style) -> String {
    match style {
        Style::DoubleQuoted if raw.contains("\\'") => value.replace('\u{1b}', "'"),
        // Folding changes blanks and line ends only.
        Style::Plain => {
            let mut characters = raw.chars().filter(|character| !character.is_whitespace());
            let own = |character: char| {
                if character.is_whitespace() { character } else { characters.next().unwrap_or(character) }
            };
            value.chars().map(own).collect()
        }
        Style::DoubleQuoted | Style::SingleQuoted | Style::Literal | Style::Folded => value.to_owned(),
    }
}
