//! What the comment at the top of a Compose file says of an environment.

use super::{Parsed, Stack};
use crate::model::caseless::is_one_of;
use crate::model::environment::{Evidence, Kind, Marker, Told, words};
use crate::source::Text;
use crate::syntax::yaml::Yaml;

/// Words with which a title speaks of an environment that the file is not for: `production-ready`, `pre-production`.
const DOUBTS: [&str; 12] =
    ["ready", "like", "grade", "style", "level", "quality", "pre", "non", "not", "no", "never", "without"];

/// The first line of the comments above everything else.
pub(in crate::model::workspace) fn read(yaml: &Yaml) -> Option<Text> {
    let begin = yaml.documents.first().map_or(u32::MAX, |document| document.root.span.start);
    let above = yaml.comments.iter().take_while(|comment| !comment.trailing && comment.text.span().start < begin);
    above.map(|comment| &comment.text).find(|text| text.as_str().contains(char::is_alphabetic)).cloned()
}

/// What the title of the last file that has one says, when it names one environment and no other file.
pub(in crate::model::workspace) fn told(stack: &Stack<'_>) -> Option<Told> {
    stack.files.iter().rev().find_map(|file| of_file(file))
}

fn of_file(file: &Parsed) -> Option<Told> {
    let title = file.title.as_ref()?;
    let is_file = |word: &str| word.contains(".y") || word.starts_with('-');
    let text = || title.as_str().split_whitespace().filter(|word| !is_file(word)).flat_map(words);
    if text().any(|word| is_one_of(word, &DOUBTS)) {
        return None;
    }
    // A `stage` is as often one of many that something is built in.
    let is_clear = |word: &&str| !word.eq_ignore_ascii_case("stage");
    let mut markers = text().filter(is_clear).filter_map(Marker::of_word);
    let first = markers.next().filter(|marker| !marker.weak)?;
    let reason = format!("the comment at its top speaks of {}", first.name);
    let told = Told::new(first, Evidence::new(Kind::Comment, reason).at(title.span()));
    markers.all(|other| other.name == first.name).then_some(told)
}

#[cfg(test)]
mod tests {
    use camino::Utf8PathBuf;

    use super::*;
    use crate::source::{SourceMap, Span};

    #[test]
    fn titles_speak_of_one_environment() {
        let mut sources = SourceMap::new();
        let file = sources.add("compose.yaml".into(), b"");
        let said = |title: &str| {
            let title = Some(Text::opaque(title, Span::start_of(file)));
            let parsed = Parsed { path: Utf8PathBuf::new(), file, roots: Vec::new(), title, broken: false };
            of_file(&parsed).map(|told| told.marker.name)
        };
        assert_eq!(said("The shop (production)"), Some("production"));
        assert_eq!(said("STAGING of the shop, next to compose.prod.yaml"), Some("staging"));
        assert_eq!(said("A production-ready shop"), None);
        assert_eq!(said("Not for production"), None);
        assert_eq!(said("Common to dev and prod"), None);
        assert_eq!(said("Production, for local tests"), None);
        assert_eq!(said("A multi-stage build"), None);
        assert_eq!(said("For whoever works on it locally"), None);
        assert_eq!(said("docker compose -f compose.prod.yaml up"), None);
    }
}
