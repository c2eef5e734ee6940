//! A file into its documents.

use std::sync::Arc;

use granit_parser::{Event, Parser, ScanError};

use super::builder::Builder;
use super::dialect;
use super::mend::{self, Patch};
use super::node::{Comment, Node};
use crate::source::FileId;
use crate::syntax::SyntaxError;

/// How deep collections may nest, also through aliases. Visitors recurse no deeper than this.
pub(super) const MAX_DEPTH: usize = 500;

/// A file as YAML.
#[derive(Debug, Default)]
pub struct Yaml {
    /// The documents that could be read whole.
    pub documents: Vec<Document>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// Why the others could not, and references to nothing.
    pub errors: Vec<SyntaxError>,
}

/// One document of a stream.
#[derive(Debug)]
pub struct Document {
    /// The tree.
    pub root: Arc<Node>,
}

/// Reads `text`, the content of `file`. Never fails: after an error reading goes on with the next
/// document (YAML 1.2.2 §9.2).
pub fn parse(file: FileId, text: &str) -> Yaml {
    // All that is read shares one copy.
    let text: &Arc<str> = &text.into();
    let mut mended = mend::line_ends(text);
    let mut best = read(file, text, mended.as_deref().unwrap_or(text));
    for _ in 0..mend::MOST {
        let current = mended.as_deref().unwrap_or(text);
        let misread = std::mem::take(&mut best.misread);
        let patches = match &best.gave_up {
            _ if !misread.is_empty() => misread.clone(),
            Some(error) => mend::patches(text, current, error),
            None => break,
        };
        let Some(next) = mend::apply(current, &patches) else { break };
        let reading = read(file, text, &next);
        if reading.until < best.until || (misread.is_empty() && reading.until == best.until) {
            break;
        }
        (best, mended) = (reading, Some(next));
    }
    best.yaml.errors.extend(dialect::late_mark(file, text));
    best.yaml
}

/// What came of reading a file once.
struct Reading {
    yaml: Yaml,
    /// Why the parser gave up first.
    gave_up: Option<ScanError>,
    /// Bytes that it takes for something else than Compose does.
    misread: Vec<Patch>,
    /// Where the first thing is that Compose does not get past either.
    until: usize,
}

/// Reads `mended`, which is `text` but for bytes that stand in for others.
fn read(file: FileId, text: &Arc<str>, mended: &str) -> Reading {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        max_buffered_comment_events: 1_000_000,
    };
    let mut builder = Builder::new(file, text, mended);
    let mut parser = Parser::new_from_str_with_options(mended, options);
    let mut gave_up = None;
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, span)) => {
                let anchored = matches!(
                    &event,
                    Event::Scalar(_, _, id, _) | Event::SequenceStart(_, id, _) | Event::MappingStart(_, id, _) if *id != 0
                );
                // An anchor's name follows its node; the node wants it at once.
                let anchor = if anchored { parser.next_event().and_then(Result::ok) } else { None };
                builder.event(event, &span, anchor.as_ref());
            }
            Err(error) => {
                builder.fail(&error);
                gave_up.get_or_insert(error);
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    let failed = gave_up.as_ref().map(|error| error.marker().byte_offset().unwrap_or(text.len()));
    let tab = builder.refuse_tab(failed);
    let until = failed.into_iter().chain(tab).min().unwrap_or(usize::MAX);
    Reading { yaml: builder.yaml, gave_up, misread: builder.misread, until }
}

#[cfg(test)]
mod tests;
