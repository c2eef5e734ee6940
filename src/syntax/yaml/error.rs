//! The parser's errors in the words of the person who wrote the file.

use granit_parser::{ErrorKind, ScanError};

use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;

/// A message and its help.
type Words = (&'static str, &'static str);

/// Of an escape in double quotes.
pub(super) const UNKNOWN_ESCAPE: Words =
    ("this escape is unknown in double quotes", "write `\\\\` for a backslash, or use single quotes");

/// Of a tab where none may be.
pub(super) const TAB: Words = ("a tab cannot indent YAML", "indent with spaces");

/// The character the error stands at; at the end of the text, the last line that says something.
pub(super) fn place(file: FileId, text: &str, error: &ScanError) -> Span {
    let mut at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    // The parser names the scalar; the tab stands behind it.
    if matches!(error.kind(), ErrorKind::TabInPlainScalar)
        && let Some(tab) = text.get(at..).and_then(|rest| rest.find('\t'))
    {
        at += tab;
    }
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some(character) if character != '\n' && character != '\r' => Span::new(file, at..at + character.len_utf8()),
        _ => {
            let end = text.get(..at).unwrap_or_default().trim_end().len();
            let last = text.get(..end).and_then(|before| before.chars().next_back()).map_or(0, char::len_utf8);
            Span::new(file, end - last..end)
        }
    }
}

/// What is wrong and what to do about it.
pub(super) fn describe(kind: &ErrorKind, span: Span) -> SyntaxError {
    let (message, help) = match kind {
        ErrorKind::UnclosedQuotedScalar => ("this quote is never closed", "close the quote"),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence => ("this bracket is never closed", "close the bracket"),
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("this bracket closes nothing", "remove it, or open its pair before it")
        }
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => TAB,
        ErrorKind::MappingValueNotAllowed => (
            "a value cannot begin here: the line above or this one already has one",
            "check the colons and the indentation of this line and the one above, and quote text that contains `: `",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this is neither a key nor part of the value above",
            "add the missing `:`, or indent it like the value above",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidIndentation => {
            ("this does not line up with what stands above", "indent it like its siblings")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("text follows a closing quote", "quote the whole value; inside single quotes write `''` for one")
        }
        ErrorKind::UnknownQuotedScalarEscape => UNKNOWN_ESCAPE,
        ErrorKind::UnexpectedCharacter { character } if is_control(*character) => (
            "YAML allows no control character, not even in quotes",
            "remove it, or write it as an escape such as `\\e` or `\\x00` in double quotes",
        ),
        ErrorKind::UnexpectedCharacter { .. } => ("a plain value cannot begin with this character", "quote the value"),
        ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => (
            "a comma or a closing bracket is missing before this",
            "close the bracket above or separate the items with commas",
        ),
        ErrorKind::RecursionLimitExceeded => ("this is nested too deeply", "flatten the structure"),
        other => return SyntaxError::new(span, other.to_string().to_lowercase()),
    };
    SyntaxError::new(span, message).help(help)
}

/// Whether YAML keeps a character out of every text (YAML 1.2.2 §5.1).
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}
