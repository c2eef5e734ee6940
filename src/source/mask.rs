//! The last look over every text that was composed.

use std::ops::Range;

use super::search::Search;
use super::{FileId, MASK, Shown, SourceMap, Span, clean};

/// Of longer secrets only so many bytes are looked for, and what follows them is hidden too. Those that are
/// too short to be [looked for](Search) occur in ordinary words.
const LONGEST: usize = 1024;

/// Hides what no output may show: secrets, control characters, commands to a CI runner. A map of sources has
/// [its own](SourceMap::mask).
#[derive(Debug)]
pub struct Mask {
    secrets: Option<Search>,
}

impl Mask {
    /// Hides no secret.
    pub const NOTHING: &'static Self = &Self { secrets: None };

    /// Looks for the secrets marked in `sources`.
    pub(super) fn new(sources: &SourceMap) -> Self {
        let texts = sources.secret_texts().map(str::as_bytes);
        Self { secrets: Some(Search::new(texts.map(|text| text.get(..LONGEST).unwrap_or(text)))) }
    }

    /// `text` as every output shows it.
    pub fn text(&self, text: &str) -> String {
        harmless(&clean(&self.without_secrets(text)))
    }

    /// A file as it may be shown: its secrets hidden, also where they are written a second time under
    /// a name that does not say so.
    pub(crate) fn file(&self, sources: &SourceMap, file: FileId) -> Shown {
        let text = sources.file(file).text();
        let is_new = |range: &Range<usize>| !sources.is_secret(Span::new(file, range.clone()));
        sources.shown(file, self.places(text).filter(is_new))
    }

    /// `text` without secrets, but with the line ends and other characters that it has.
    pub fn without_secrets(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for place in self.places(text) {
            masked.push_str(text.get(at..place.start).unwrap_or_default());
            masked.push_str(MASK);
            at = place.end;
            if at == text.len() {
                break;
            }
        }
        masked.push_str(text.get(at..).unwrap_or_default());
        masked
    }

    /// Where in `text` secrets stand.
    fn places(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let found = self.secrets.iter().flat_map(move |secrets| secrets.places(text));
        found.map(|found| found.start..if found.len() == LONGEST { text.len() } else { found.end })
    }
}

/// Runners of GitHub and Azure obey `##[command]` and `##vso[command]` anywhere in a line. The
/// bracket is replaced by one as long, so that places in the text stay.
pub(crate) fn harmless(text: &str) -> String {
    text.replace("##[", "##(").replace("##vso[", "##vso(")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(text: &str) -> Mask {
        let mut sources = SourceMap::new();
        let file = sources.add(".env".into(), text.as_bytes());
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            sources.mark_secret(Span::new(file, at..at + line.trim_end().len()));
            at += line.len();
        }
        Mask::new(&sources)
    }

    #[test]
    fn hides_the_longest_secret() {
        let mask = mask("hunter2\nhunter2-and-more\nshort\n");
        assert_eq!(mask.text("a hunter2-and-more b hunter2 c short"), "a *** b *** c short");
    }

    #[test]
    fn hides_a_huge_secret_to_its_end() {
        let secret = "x".repeat(LONGEST - 1) + "é" + &"y".repeat(3000);
        assert_eq!(mask(&secret).text(&format!("a {secret}")), "a ***");
    }

    #[test]
    fn names_stay_and_decoded_secrets_go() {
        let mut sources = SourceMap::new();
        let file = sources.add(".env".into(), b"A=backend\nB=p%40ssword");
        sources.mark_secret(Span::new(file, 2..9));
        sources.mark_secret(Span::new(file, 12..22));
        sources.note_secret_text("p@ssword".to_owned());
        sources.allow_word("backend");
        assert_eq!(Mask::new(&sources).text("backend_api p@ssword p%40ssword"), "backend_api *** ***");
        assert_eq!(sources.shown(file, []).as_str(), "A=***\nB=***");
    }

    #[test]
    fn neither_escapes_nor_commands_pass() {
        let mask = mask("hunter2\n");
        assert_eq!(mask.text("a\n::error::\u{1b}[1m\u{202e}"), "a ::error::\u{fffd}[1m\u{fffd}");
        assert_eq!(mask.text("##[error]x ##vso[task]"), "##(error]x ##vso(task]");
    }
}
