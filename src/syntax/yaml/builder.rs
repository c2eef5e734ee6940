//! Events into trees, held against what Compose makes of the same text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use granit_parser::{Event, Placement, ScalarStyle, StructureStyle};

use super::dialect;
use super::error::{TAB, describe, place};
use super::mend::{self, Patch};
use super::node::{Alias, Comment, Entry, Kind, Mapping, Node, Properties, Scalar, Style, Tag};
use super::offsets;
use super::parse::{Document, MAX_DEPTH, Yaml};
use super::tabs::Tabs;
use crate::source::{FileId, Span, Text};
use crate::syntax::SyntaxError;

/// Makes the trees of a file.
pub(super) struct Builder<'a> {
    file: FileId,
    text: &'a Arc<str>,
    mended: &'a str,
    /// What there is so far.
    pub(super) yaml: Yaml,
    stack: Vec<Frame>,
    root: Option<Built>,
    /// Finished anchored nodes by the parser's number for them.
    anchors: Vec<Option<Built>>,
    /// And by their names.
    names: BTreeMap<String, Built>,
    /// Where the last document ended.
    head: usize,
    /// Bytes that the parser takes for something else than Compose does.
    pub(super) misread: Vec<Patch>,
    /// None in a file without tabs.
    tabs: Option<Tabs>,
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
    marks: Marks,
    /// The column of a block collection; none for one in brackets.
    column: Option<usize>,
}

impl Frame {
    fn wants_key_in_brackets(&self) -> bool {
        self.column.is_none() && self.key.is_none() && matches!(self.kind, Kind::Mapping(_))
    }
}

#[derive(Default)]
struct Marks {
    tag: Option<Tag>,
    anchor: Option<(usize, Text)>,
}

type ParserSpan = granit_parser::Span;

impl<'a> Builder<'a> {
    /// A builder for `text`, which the parser reads as `mended`.
    pub(super) fn new(file: FileId, text: &'a Arc<str>, mended: &'a str) -> Self {
        Self {
            file,
            text,
            mended,
            yaml: Yaml::default(),
            stack: Vec::new(),
            root: None,
            anchors: Vec::new(),
            names: BTreeMap::new(),
            head: 0,
            misread: Vec::new(),
            tabs: text.contains('\t').then(Tabs::default),
        }
    }

    /// Takes an event; `anchor` is that of its node.
    pub(super) fn event(&mut self, event: Event<'_>, span: &ParserSpan, anchor: Option<&(Event<'_>, ParserSpan)>) {
        let range = span.byte_range().unwrap_or_default();
        let marks = self.marks(&event, span, anchor);
        match event {
            Event::DocumentStart(explicit, _) => {
                if !explicit && self.head > 0 && self.yaml.errors.is_empty() {
                    let span = Span::new(self.file, range.start..range.start);
                    self.yaml.errors.push(dialect::unmarked_document(span));
                }
                let head = self.text.get(self.head..range.start).unwrap_or_default();
                dialect::directives(self.file, head, self.head, &mut self.yaml.errors);
                self.stack.clear();
                self.root = None;
            }
            Event::DocumentEnd => {
                self.head = range.end;
                if let Some(built) = self.root.take() {
                    self.yaml.documents.push(Document { root: built.node });
                }
            }
            Event::Scalar(value, style, ..) => {
                let span = Span::new(self.file, range);
                let scalar = self.scalar(&value, style, span);
                self.judge(&scalar, span);
                self.finish(Kind::Scalar(scalar), span, 0, marks);
            }
            Event::SequenceStart(style, ..) => {
                self.open(Kind::Sequence(Vec::new()), range.start, column(style, span), marks);
            }
            Event::MappingStart(style, ..) => {
                self.open(Kind::Mapping(Mapping::default()), range.start, column(style, span), marks);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range),
            Event::Alias(id) => {
                let found = self.anchors.get(id).cloned().flatten();
                self.alias(range, found, "an anchor that contains this alias");
            }
            // For Compose, anchors outlive their document.
            Event::UnresolvedAlias(name) => {
                let found = self.names.get(name.as_ref()).cloned();
                self.alias(range, found, "an anchor that is not defined above it");
            }
            Event::Comment(_, placement) => {
                self.tabs.iter_mut().for_each(|tabs| tabs.take(range.clone()));
                let whole = Span::new(self.file, range);
                let text = Text::of(self.text, whole);
                let text = text.slice(1..text.as_str().len());
                self.yaml.comments.push(Comment { text, trailing: placement == Placement::Right });
            }
            _ => {}
        }
    }

    /// Drops the document that the parser gave up.
    pub(super) fn fail(&mut self, error: &granit_parser::ScanError) {
        let span = place(self.file, self.text, error);
        self.yaml.errors.push(describe(error.kind(), span));
        self.stack.clear();
        self.root = None;
    }

    /// Says where the first tab is that Compose refuses, unless the parser gave up before.
    pub(super) fn refuse_tab(&mut self, gave_up: Option<usize>) -> Option<usize> {
        let whole = self.text.get(..gave_up.unwrap_or(self.text.len()))?;
        let lines = gave_up.map_or(whole, |_| whole.rsplit_once('\n').map_or("", |(lines, _)| lines));
        let at = self.tabs.take()?.refused(lines)?;
        let (message, help) = TAB;
        self.yaml.errors.push(SyntaxError::new(Span::new(self.file, at..at + 1), message).help(help));
        Some(at)
    }

    /// Holds a scalar against what Compose makes of it.
    fn judge(&mut self, scalar: &Scalar, span: Span) {
        let raw = self.text.get(span.range()).unwrap_or_default();
        let around = self.stack.last();
        let in_brackets = around.is_some_and(|frame| frame.column.is_none());
        if let Some(tabs) = &mut self.tabs {
            match scalar.style {
                Style::Plain => tabs.plain(span.range(), self.stack.iter().rev().find_map(|frame| frame.column)),
                _ => tabs.take(span.range()),
            }
        }
        let error = match scalar.style {
            Style::Plain if in_brackets && !raw.is_empty() => {
                if around.is_some_and(Frame::wants_key_in_brackets) && raw.starts_with('?') {
                    self.misread.push(mend::question_mark(span.start as usize));
                    return;
                }
                self.colon(span).or_else(|| dialect::plain_in_brackets(raw, span))
            }
            Style::DoubleQuoted => dialect::escape(raw, span),
            style if dialect::block_begins_with_tab(self.text, span, style) => {
                let (message, help) = TAB;
                Some(SyntaxError::new(Span { end: span.start + 1, ..span }, message).help(help))
            }
            _ => None,
        };
        self.yaml.errors.extend(error);
    }

    /// Looks at a `:` behind a plain scalar in brackets: for Compose it is part of the text unless a
    /// blank follows.
    fn colon(&mut self, scalar: Span) -> Option<SyntaxError> {
        let behind = self.text.get(scalar.end as usize..)?;
        let rest = behind.trim_start();
        let at = scalar.end as usize + behind.len() - rest.len();
        match rest.strip_prefix(':')?.chars().next()? {
            ',' | ']' | '}' => self.misread.push(mend::colon(at)),
            '[' | '{' => return Some(dialect::value_at_once(Span::new(self.file, at..at + 1))),
            _ => {}
        }
        None
    }

    fn marks(&mut self, event: &Event<'_>, span: &ParserSpan, anchor: Option<&(Event<'_>, ParserSpan)>) -> Marks {
        let resolved = match event {
            Event::Scalar(_, _, _, tag) | Event::SequenceStart(_, _, tag) | Event::MappingStart(_, _, tag) => {
                tag.as_ref()
            }
            _ => None,
        };
        let tag = span.tag_span().and_then(|span| span.byte_range()).map(|range| {
            let written = self.text.get(range.clone()).unwrap_or_default();
            let span = Span::new(self.file, range);
            self.yaml.errors.extend(dialect::end_of_tag(self.text, span));
            let name = resolved.map_or_else(|| written.to_owned(), |tag| canonical(tag, written));
            Tag { name, span }
        });
        let anchor = anchor.and_then(|(event, span)| match event {
            Event::Anchor(id, name) => {
                let range = span.byte_range()?;
                let span = Span::new(self.file, range.end.saturating_sub(name.len())..range.end);
                self.yaml.errors.extend(dialect::anchor(name, span));
                Some((*id, Text::verbatim(name, span)))
            }
            _ => None,
        });
        Marks { tag, anchor }
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
        let raw = self.text.get(span.range()).unwrap_or_default();
        let value = if self.mended.get(span.range()) == Some(raw) {
            Cow::Borrowed(value)
        } else {
            Cow::Owned(mend::restore(value, raw, style))
        };
        Scalar { text: offsets::locate(self.text, span, style, &value), style }
    }

    fn alias(&mut self, range: std::ops::Range<usize>, found: Option<Built>, problem: &str) {
        let span = Span::new(self.file, range);
        let name = Text::of(self.text, span);
        let name = name.slice(1..name.as_str().len());
        self.yaml.errors.extend(dialect::anchor(name.as_str(), name.span()));
        let deep = found.as_ref().is_some_and(|built| built.height + self.stack.len() > MAX_DEPTH);
        let found = found.filter(|_| !deep);
        if found.is_none() {
            let (problem, help) = if deep {
                (
                    "an anchor that is nested too deeply",
                    "write out what it stands for, with fewer aliases inside aliases",
                )
            } else {
                (problem, "define the anchor before its first alias")
            };
            let message = format!("alias `*{}` refers to {problem}", name.as_str());
            self.yaml.errors.push(SyntaxError::new(span, message).help(help));
        }
        let height = found.as_ref().map_or(0, |built| built.height + 1);
        let target = found.map(|built| built.node);
        self.finish(Kind::Alias(Alias { name, target }), span, height, Marks::default());
    }

    fn open(&mut self, kind: Kind, start: usize, column: Option<usize>, marks: Marks) {
        self.stack.push(Frame { kind, key: None, start, end: start, height: 0, marks, column });
    }

    fn close(&mut self, end: &std::ops::Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        // A block collection ends for the parser at the next token, which may be lines below.
        let end = if end.is_empty() { frame.end } else { end.end };
        let span = Span::new(self.file, frame.start..end);
        if let Some(tabs) = self.tabs.as_mut().filter(|_| frame.column.is_none()) {
            tabs.take(span.range());
        }
        self.finish(frame.kind, span, frame.height + 1, frame.marks);
    }

    fn finish(&mut self, kind: Kind, span: Span, height: usize, marks: Marks) {
        let Marks { tag, anchor } = marks;
        if self.stack.last().is_some_and(Frame::wants_key_in_brackets) {
            let starts = tag.iter().map(|tag| tag.span.start).chain(anchor.iter().map(|(_, name)| name.span().start));
            let start = starts.min().unwrap_or(span.start).min(span.start);
            self.yaml.errors.extend(dialect::key_in_brackets(self.text, Span { start, ..span }));
        }
        let (id, anchor) = anchor.map_or((None, None), |(id, name)| (Some(id), Some(name)));
        let properties = (tag.is_some() || anchor.is_some()).then(|| Box::new(Properties { tag, anchor }));
        let node = Arc::new(Node { span, properties, kind });
        if let Some(id) = id {
            if self.anchors.len() <= id {
                self.anchors.resize(id + 1, None);
            }
            let built = Built { node: Arc::clone(&node), height };
            if let Some(name) = node.anchor() {
                self.names.insert(name.as_str().to_owned(), built.clone());
            }
            if let Some(slot) = self.anchors.get_mut(id) {
                *slot = Some(built);
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

/// The name of a tag: with `!!` when it is one of YAML's own, else as `written`.
fn canonical(tag: &granit_parser::Tag, written: &str) -> String {
    match tag.suffix_in_namespace("tag:yaml.org,2002:") {
        Some(name) => format!("!!{name}"),
        None if written.starts_with("!!") => format!("!<{}{}>", tag.handle(), tag.suffix()),
        None => written.to_owned(),
    }
}

/// The column of a block collection, in characters; none for one in brackets.
fn column(style: StructureStyle, span: &ParserSpan) -> Option<usize> {
    (style == StructureStyle::Block).then(|| span.start.col())
}
