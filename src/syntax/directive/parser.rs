//! The text of one comment.

use super::{Reach, whole};
use crate::source::{Span, Text};
use crate::syntax::SyntaxError;

/// The word that such a comment begins with.
const NAME: &str = "envlint";

const EXAMPLE: &str = "write `# envlint: ignore[no-host-ports] TURN is not HTTP`";

/// A comment as it is written.
pub(super) struct Written {
    pub(super) rules: Vec<Text>,
    pub(super) reason: Text,
    pub(super) reach: Reach,
    /// With `#`.
    pub(super) span: Span,
}

/// Whether a comment, given without `#`, is meant for envlint, well written or not.
pub(super) fn is_meant_for_us(comment: &str) -> bool {
    Opening::of(comment).is_some()
}

/// Reads a comment, given without `#`; nothing when it is not meant for envlint.
pub(super) fn parse(comment: &Text) -> Option<Result<Written, SyntaxError>> {
    let text = comment.trim();
    Some(match Opening::of(text.as_str())? {
        Opening::Right(body) => written(&text.slice(body..text.as_str().len()), whole(comment)),
        Opening::Misspelled(word) => {
            Err(SyntaxError::new(text.slice(0..word).span(), "a comment for envlint begins with `envlint:`")
                .help(EXAMPLE))
        }
    })
}

/// How a comment begins.
enum Opening {
    /// With `envlint:`, which ends at this byte.
    Right(usize),
    /// With something that was meant to be it, which ends at this byte.
    Misspelled(usize),
}

impl Opening {
    fn of(comment: &str) -> Option<Self> {
        let lead = comment.len() - comment.trim_start().len();
        let rest = comment.trim_start();
        let word = word(rest);
        let behind = rest.get(word.len()..)?;
        let next = behind.trim_start();
        let end = lead + word.len();
        if let Some(body) = next.strip_prefix(':').filter(|_| word == NAME) {
            return Some(Self::Right(comment.len() - body.len()));
        }
        let tail = next.strip_prefix(':').unwrap_or(next).trim_start();
        let speaks_of_ignoring = is_near(self::word(tail).split('-').next().unwrap_or_default(), "ignore");
        // `envlint-ignore[…]`, `envlint ignore[…]`, `evnlint: ignore[…]`, `Envlint: ignore[…]`.
        let own = word.split(['-', '_']).next() == Some(NAME) && (word != NAME || speaks_of_ignoring);
        let joined = own && word != NAME && word.split(['-', '_']).any(|part| part == "ignore" || part == "disable");
        let near = is_near(word, NAME) && next.starts_with(':') && speaks_of_ignoring;
        ((own && speaks_of_ignoring) || joined || near).then_some(Self::Misspelled(end))
    }
}

/// Reads what stands behind `envlint:`.
fn written(body: &Text, span: Span) -> Result<Written, SyntaxError> {
    let body = body.trim();
    let text = body.as_str();
    let verb = word(text);
    let reach = match verb {
        "ignore" => Reach::Entry,
        "ignore-file" => Reach::File,
        "" => return Err(SyntaxError::new(span, "nothing follows `envlint:`").help(EXAMPLE)),
        other => {
            let clipped: String = other.chars().take(40).collect();
            let error = SyntaxError::new(
                body.slice(0..verb.len()).span(),
                format!("unknown word `{clipped}` after `envlint:`"),
            );
            let help = if is_near(other, "ignore") {
                "did you mean `ignore`?"
            } else if is_near(other, "ignore-file") && !other.ends_with("line") {
                "did you mean `ignore-file`?"
            } else {
                "write `ignore` for the entry it stands at, or `ignore-file` at the top of the file"
            };
            return Err(error.help(help));
        }
    };
    let rest = text.get(verb.len()..).unwrap_or_default();
    let open = text.len() - rest.trim_start().len();
    if !rest.trim_start().starts_with('[') {
        let error = SyntaxError::new(body.slice(0..verb.len()).span(), format!("no rule in brackets follows `{verb}`"));
        return Err(error.help(EXAMPLE));
    }
    let Some(close) = text.get(open..).and_then(|list| list.find(']')).map(|length| open + length) else {
        let error = SyntaxError::new(body.slice(open..open + 1).span(), "the bracket is never closed");
        return Err(error.help("write `]` behind the last rule"));
    };
    let rules: Vec<Text> = body.slice(open + 1..close).split(|next| next == ',').iter().map(Text::trim).collect();
    if rules.iter().any(|rule| rule.as_str().is_empty()) {
        let error = SyntaxError::new(body.slice(open..close + 1).span(), "a rule is missing in the brackets");
        return Err(error.help(EXAMPLE));
    }
    let reason = body.slice(close + 1..text.len());
    let lead = reason.as_str().len() - reason.as_str().trim_start_matches([' ', '\t', ':', '-', '–', '—']).len();
    let reason = reason.slice(lead..reason.as_str().len()).trim();
    if !reason.as_str().chars().any(char::is_alphanumeric) {
        return Err(SyntaxError::new(span, "the reason is missing").help("say why behind the bracket"));
    }
    Ok(Written { rules, reason, reach, span })
}

/// The letters, digits, `-` and `_` that `text` begins with.
fn word(text: &str) -> &str {
    let end = text.find(|next: char| !(next.is_alphanumeric() || next == '-' || next == '_'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// Whether `word` was probably meant to be `known`.
fn is_near(word: &str, known: &str) -> bool {
    // Longer words are others, and comparing costs the product of the lengths.
    word.len() <= known.len() + 4 && strsim::damerau_levenshtein(&word.to_lowercase(), known) <= 2
}
