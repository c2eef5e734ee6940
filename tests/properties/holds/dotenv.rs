//! Of env files.

use envlint::source::Span;
use envlint::syntax::directive::Directives;
use envlint::syntax::dotenv::{self, EnvFile};

use super::interpolation::template;
use super::places::{Read, error, lies, reads, within};
use super::yaml::directives;

/// Any bytes read as entries, comments and errors, in either format, and nothing is passed over.
pub fn dotenv(bytes: &[u8]) {
    let read = Read::new(".env", bytes);
    let file = dotenv::parse(read.id, read.text());
    entries(&read, &file);
    nothing_is_lost(&read, &file);
    directives(&read, &Directives::of_env_file(&file, read.file()));
    let raw = dotenv::parse_raw(read.id, read.text());
    entries(&read, &raw);
    directives(&read, &Directives::of_env_file(&raw, read.file()));
}

fn entries(read: &Read, file: &EnvFile) {
    file.errors.iter().for_each(|found| error(&read.sources, found));
    file.comments.iter().for_each(|comment| reads(&read.sources, &comment.text, read.whole(), "a comment"));
    file.skipped.iter().for_each(|span| lies(&read.sources, *span, "what was skipped"));
    let mut last = 0;
    for entry in &file.entries {
        within(&read.sources, entry.span, read.whole(), "an entry");
        assert!(last <= entry.span.start, "entries overlap at {last}");
        last = entry.span.end;
        reads(&read.sources, &entry.key, entry.span, "a key");
        let mut at = entry.key.span().end;
        if let Some(export) = entry.export {
            within(&read.sources, export, entry.span, "`export`");
            assert!(export.end <= entry.key.span().start, "`export` stands behind its key");
        }
        if let Some(separator) = entry.separator {
            within(&read.sources, separator, entry.span, "a separator");
            assert!(at <= separator.start, "a separator stands before its key");
            at = separator.end;
        }
        if let Some(value) = &entry.value {
            within(&read.sources, value.span, entry.span, "a value");
            assert!(at <= value.span.start, "a value stands before its separator");
            reads(&read.sources, &value.text, value.span, "the text of a value");
            template(&read.sources, &value.template, value.span);
        }
    }
}

/// Every character that is not white space belongs to something, but for an `export` of nothing.
fn nothing_is_lost(read: &Read, file: &EnvFile) {
    let comments = file.comments.iter().map(|comment| comment.text.span());
    let mut known: Vec<Span> =
        file.entries.iter().map(|entry| entry.span).chain(file.skipped.iter().copied()).collect();
    known.extend(comments.map(|span| Span { start: span.start.saturating_sub(1), ..span }));
    known.extend(file.errors.iter().map(|error| error.span));
    known.sort_unstable();
    let mut at = 0;
    for span in known.into_iter().chain([Span::new(read.id, read.text().len()..read.text().len())]) {
        let passed_over = read.text().get(at..span.range().start.max(at)).unwrap_or_default();
        let says_nothing = passed_over.split_whitespace().all(|word| word == "export");
        assert!(says_nothing, "nothing is said of {passed_over:?} at {at}");
        at = at.max(span.range().end);
    }
}
