//! Events into trees.

use std::sync::Arc;

use granit_parser::{Event, Parser, Placement, ScalarStyle};

use super::error::{describe, place};
use super::node::{Alias, Comment, Entry, Kind, Mapping, Node, Scalar, Style, Tag};
use super::offsets;
use crate::source::{FileId, Span, Text};
use crate::syntax::SyntaxError;

/// How deep collections may nest, also through aliases. Visitors recurse no deeper than this.
const MAX_DEPTH: usize = 500;

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
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        max_buffered_comment_events: 1_000_000,
    };
    let mut builder = Builder { file, text, yaml: Yaml::default(), stack: Vec::new(), root: None, anchors: Vec::new() };
    let mut parser = Parser::new_from_str_with_options(text, options);
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
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    builder.yaml
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    yaml: Yaml,
    stack: Vec<Frame>,
    root: Option<Built>,
    /// Finished anchored nodes by the parser's number for them.
    anchors: Vec<Option<Built>>,
}

/// A node and how deep it nests, aliases included.
#[derive(Clone)]
struct Built {
    node: Arc<Node>,
    height: usize,
}

/// An open collection.
struct Frame {
    kind: Kind,
    key: Option<Arc<Node>>,
    start: usize,
    end: usize,
    height: usize,
    properties: Properties,
}

#[derive(Default)]
struct Properties {
    tag: Option<Tag>,
    anchor: Option<(usize, Text)>,
}

type ParserSpan = granit_parser::Span;

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: &ParserSpan, anchor: Option<&(Event<'_>, ParserSpan)>) {
        let range = span.byte_range().unwrap_or_default();
        let properties = self.properties(span, anchor);
        match event {
            Event::DocumentStart(..) => {
                self.stack.clear();
                self.root = None;
            }
            Event::DocumentEnd => {
                if let Some(built) = self.root.take() {
                    self.yaml.documents.push(Document { root: built.node });
                }
            }
            Event::Scalar(value, style, ..) => {
                let span = Span::new(self.file, range);
                let kind = Kind::Scalar(self.scalar(&value, style, span));
                self.finish(kind, span, 0, properties);
            }
            Event::SequenceStart(..) => self.open(Kind::Sequence(Vec::new()), range.start, properties),
            Event::MappingStart(..) => self.open(Kind::Mapping(Mapping::default()), range.start, properties),
            Event::SequenceEnd | Event::MappingEnd => self.close(&range),
            Event::Alias(id) => {
                let found = self.anchors.get(id).cloned().flatten();
                self.alias(range, found, "an anchor that contains this alias");
            }
            Event::UnresolvedAlias(_) => self.alias(range, None, "an anchor that is not defined above it"),
            Event::Comment(_, placement) => {
                let whole = Span::new(self.file, range.clone());
                let text = Text::verbatim(self.text.get(range).unwrap_or_default(), whole);
                let text = text.slice(1..text.as_str().len());
                self.yaml.comments.push(Comment { text, trailing: placement == Placement::Right });
            }
            _ => {}
        }
    }

    fn fail(&mut self, error: &granit_parser::ScanError) {
        let span = place(self.file, self.text, error);
        self.yaml.errors.push(describe(error.kind(), span));
        self.stack.clear();
        self.root = None;
    }

    fn properties(&self, span: &ParserSpan, anchor: Option<&(Event<'_>, ParserSpan)>) -> Properties {
        let tag = span.tag_span().and_then(|span| span.byte_range()).map(|range| Tag {
            name: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            span: Span::new(self.file, range),
        });
        let anchor = anchor.and_then(|(event, span)| match event {
            Event::Anchor(id, name) => {
                let range = span.byte_range()?;
                let span = Span::new(self.file, range.end.saturating_sub(name.len())..range.end);
                Some((*id, Text::verbatim(name, span)))
            }
            _ => None,
        });
        Properties { tag, anchor }
    }

    fn scalar(&self, value: &str, style: ScalarStyle, span: Span) -> Scalar {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        // A missing value arrives as `~` of no width.
        let value = if style == Style::Plain && span.is_empty() { "" } else { value };
        Scalar { text: offsets::locate(self.text, span, style, value), style }
    }

    fn alias(&mut self, range: std::ops::Range<usize>, found: Option<Built>, problem: &str) {
        let span = Span::new(self.file, range.clone());
        let name = Text::verbatim(self.text.get(range).unwrap_or_default(), span);
        let name = name.slice(1..name.as_str().len());
        let deep = found.as_ref().is_some_and(|built| built.height + self.stack.len() > MAX_DEPTH);
        let found = found.filter(|_| !deep);
        if found.is_none() {
            let problem = if deep { "an anchor that is nested too deeply" } else { problem };
            let message = format!("alias `*{}` refers to {problem}", name.as_str());
            self.yaml.errors.push(SyntaxError::new(span, message).help("define the anchor before its first alias"));
        }
        let height = found.as_ref().map_or(0, |built| built.height + 1);
        let target = found.map(|built| built.node);
        self.finish(Kind::Alias(Alias { name, target }), span, height, Properties::default());
    }

    fn open(&mut self, kind: Kind, start: usize, properties: Properties) {
        self.stack.push(Frame { kind, key: None, start, end: start, height: 0, properties });
    }

    fn close(&mut self, end: &std::ops::Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        // A block collection ends for the parser at the next token, which may be lines below.
        let end = if end.is_empty() { frame.end } else { end.end };
        let span = Span::new(self.file, frame.start..end);
        self.finish(frame.kind, span, frame.height + 1, frame.properties);
    }

    fn finish(&mut self, kind: Kind, span: Span, height: usize, properties: Properties) {
        let Properties { tag, anchor } = properties;
        let (id, anchor) = anchor.map_or((None, None), |(id, name)| (Some(id), Some(name)));
        let node = Arc::new(Node { span, tag, anchor, kind });
        if let Some(id) = id {
            if self.anchors.len() <= id {
                self.anchors.resize(id + 1, None);
            }
            if let Some(slot) = self.anchors.get_mut(id) {
                *slot = Some(Built { node: Arc::clone(&node), height });
            }
        }
        let Some(parent) = self.stack.last_mut() else {
            self.root = Some(Built { node, height });
            return;
        };
        parent.end = parent.end.max(span.end as usize);
        parent.height = parent.height.max(height);
        match &mut parent.kind {
            Kind::Sequence(items) => items.push(node),
            Kind::Mapping(mapping) => match parent.key.take() {
                None => parent.key = Some(node),
                Some(key) => mapping.entries.push(Entry { key, value: node }),
            },
            Kind::Scalar(_) | Kind::Alias(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn read(text: &str) -> (Yaml, String) {
        let mut map = SourceMap::new();
        let file = map.add("compose.yaml".into(), text.as_bytes());
        (parse(file, map.file(file).text()), map.file(file).text().to_owned())
    }

    fn at(text: &str, span: Span) -> &str {
        &text[span.range()]
    }

    #[test]
    fn every_scalar_knows_its_place() {
        let (yaml, text) = read("a: \"q\\\"é\" # c\nb: 'it''s'\nc: |\n  one\n   two\n\nd: >-\n  x\n  y\ne:\n");
        let root = &yaml.documents[0].root;
        let value = |key: &str| root.get(key).unwrap().text().unwrap().clone();
        assert_eq!(at(&text, root.get("a").unwrap().span), "\"q\\\"é\"");
        assert_eq!(at(&text, value("a").slice(1..2).span()), "\\\"");
        assert_eq!(at(&text, value("b").slice(2..4).span()), "''s");
        assert_eq!(value("c").as_str(), "one\n two\n");
        assert_eq!(at(&text, value("c").slice(5..8).span()), "two");
        assert_eq!(value("d").as_str(), "x y");
        assert_eq!(at(&text, value("d").slice(2..3).span()), "y");
        assert!(value("e").span().is_empty());
        assert_eq!(yaml.comments[0].text.as_str(), " c");
        assert!(yaml.comments[0].trailing);
    }

    #[test]
    fn a_block_collection_ends_with_its_last_child() {
        let (yaml, text) = read("a:\n  - x\n  - y\n\n# far below\nb: 1\n");
        let list = yaml.documents[0].root.get("a").unwrap();
        assert_eq!(at(&text, list.span), "- x\n  - y");
    }

    #[test]
    fn an_alias_shares_its_target_and_keeps_its_place() {
        let (yaml, text) = read("x: &a\n  k: v\ny: *a\n<<: [*a]\n");
        let root = &yaml.documents[0].root;
        let alias = &root.mapping().unwrap().get("y").unwrap().value;
        assert_eq!(at(&text, alias.span), "*a");
        assert_eq!(root.get("y").unwrap().get("k").unwrap().text().unwrap().as_str(), "v");
    }

    #[test]
    fn references_to_nothing_are_errors_and_the_rest_is_read() {
        let (yaml, text) = read("a: *nope\nb: &b [*b]\nc: 1\n");
        let messages: Vec<_> =
            yaml.errors.iter().map(|error| (at(&text, error.span), error.message.as_str())).collect();
        assert_eq!(
            messages,
            [
                ("*nope", "alias `*nope` refers to an anchor that is not defined above it"),
                ("*b", "alias `*b` refers to an anchor that contains this alias"),
            ]
        );
        assert_eq!(yaml.documents.len(), 1);
    }

    #[test]
    fn after_an_error_the_next_document_is_read() {
        let (yaml, _) = read("a: [1\n---\nb: 2\n");
        assert_eq!(yaml.errors.len(), 1);
        assert!(yaml.documents.iter().any(|document| document.root.get("b").is_some()));
    }

    #[test]
    fn chains_of_aliases_do_not_nest_without_bound() {
        let mut text = String::from("a0: &a0 [x]\n");
        for n in 1..2_000 {
            text.push_str(&format!("a{n}: &a{n} [*a{}]\n", n - 1));
        }
        let (yaml, _) = read(&text);
        assert!(yaml.errors[0].message.ends_with("nested too deeply"));
    }

    #[test]
    fn deep_nesting_is_an_error() {
        assert_eq!(read(&"[".repeat(100_000)).0.errors.len(), 1);
        assert_eq!(read(&"- ".repeat(100_000)).0.errors.len(), 1);
    }
}
