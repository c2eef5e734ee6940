//! What a template says of the file that is made from it: `# cp .env.example .env.dev`.

use camino::Utf8Path;

use crate::model::caseless::is_one_of;
use crate::model::env_file::{EnvFileId, EnvFileName, Kind as FileKind};
use crate::model::environment::{Belonging, Evidence, Kind, Marker};
use crate::model::workspace::Workspace;
use crate::source::Text;

/// What people write for making a file from a template.
const VERBS: [&str; 5] = ["copy", "cp", "rename", "mv", "move"];

/// What makes a warning of it.
const NEGATIONS: [&str; 4] = ["never", "not", "don't", "dont"];

/// What may stand between the verb and the file, beside the name of the template.
const FILLERS: [&str; 10] = ["this", "the", "it", "file", "template", "example", "content", "contents", "to", "as"];

/// The environment that the file is named for to which the comments of a template tell to copy it.
pub(super) fn by_copy(workspace: &mut Workspace, id: EnvFileId) -> Option<Belonging> {
    let file = workspace.env_file(id).filter(|file| file.kind == FileKind::Template)?;
    let mut targets = file.syntax.comments.iter().filter_map(|comment| target(&comment.text));
    let first = targets.next()?;
    let marker = Marker::of_name(first.as_str())?;
    // It may be copied for each environment.
    if targets.any(|other| Marker::of_name(other.as_str()).is_none_or(|other| other.name != marker.name)) {
        return None;
    }
    let evidence = Evidence::new(Kind::File, format!("it is to be copied to `{}`", first.as_str())).at(first.span());
    Some(Belonging::new(Some(workspace.environments.of_marker(marker)), evidence))
}

/// The name of the env file to which `comment` tells to copy the template.
fn target(comment: &Text) -> Option<Text> {
    let words = comment.split(char::is_whitespace);
    let mut words = words.iter().map(trimmed).filter(|word| !word.as_str().is_empty());
    words
        .find(|word| is_one_of(word.as_str(), &VERBS) || is_one_of(word.as_str(), &NEGATIONS))
        .filter(|word| is_one_of(word.as_str(), &VERBS))?;
    let target = words.find(|word| !is_filler(word.as_str()))?;
    let name = name(&target);
    EnvFileName::parse(name.as_str()).filter(|parsed| parsed.kind == FileKind::Deployed).map(|_| name)
}

fn is_filler(word: &str) -> bool {
    let is_template = |name| EnvFileName::parse(name).is_some_and(|parsed| parsed.kind == FileKind::Template);
    is_one_of(word, &FILLERS) || Utf8Path::new(word).file_name().is_some_and(is_template)
}

/// The word without the quotes and stops around it.
fn trimmed(word: &Text) -> Text {
    let text = word.as_str();
    let is_around = |letter: char| matches!(letter, '`' | '\'' | '"' | ',' | ':' | ';' | '(' | ')' | '!');
    let begin = text.len() - text.trim_start_matches(is_around).len();
    let end = text.trim_end_matches(|letter| is_around(letter) || letter == '.').len();
    word.slice(begin..end.max(begin))
}

/// The last part of a path.
fn name(path: &Text) -> Text {
    let begin = path.as_str().rfind('/').map_or(0, |slash| slash + 1);
    path.slice(begin..path.as_str().len())
}

#[cfg(test)]
mod tests {
    use super::target;
    use crate::source::{SourceMap, Span, Text};

    #[test]
    fn comments_tell_where_a_template_is_copied_to() {
        let mut sources = SourceMap::new();
        let file = sources.add(".env.example".into(), b"");
        let target = |comment: &str| {
            let end = u32::try_from(comment.len()).unwrap();
            let target = target(&Text::verbatim(comment, Span { file, start: 0, end }))?;
            let span = target.span();
            assert_eq!(comment.get(span.start as usize..span.end as usize), Some(target.as_str()));
            Some(target.as_str().to_owned())
        };
        assert_eq!(target(" 1. Copy this file to .env.dev (for local use)").as_deref(), Some(".env.dev"));
        assert_eq!(target("   cp .env.example `infra/.env.staging`.").as_deref(), Some(".env.staging"));
        assert_eq!(target(" Rename this file to '.env'").as_deref(), Some(".env"));
        assert_eq!(target(" Never copy secrets to .env.staging"), None);
        assert_eq!(target(" 3. NEVER copy this file to .env.staging"), None);
        assert_eq!(target(" Copy the password from .env.production"), None);
        assert_eq!(target(" overwritten in .env.production"), None);
        assert_eq!(target(" copy"), None);
        assert_eq!(target(""), None);
    }
}
