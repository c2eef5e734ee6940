//! Of YAML.

use std::sync::Arc;

use envlint::source::Span;
use envlint::syntax::directive::Directives;
use envlint::syntax::yaml::{self, Kind, Node};

use super::places::{Read, error, lies, reads, within};

/// Any bytes read as trees whose places are nested like themselves, or as errors with places.
pub fn yaml(bytes: &[u8]) {
    let read = Read::new("compose.yaml", bytes);
    let yaml = yaml::parse(read.id, read.text());
    let says_nothing = |line: &str| line.is_empty() || line.starts_with(['#', '%']) || matches!(line, "---" | "...");
    assert!(
        !yaml.documents.is_empty() || !yaml.errors.is_empty() || read.text().lines().map(str::trim).all(says_nothing),
        "text is neither read nor refused"
    );
    yaml.errors.iter().for_each(|found| error(&read.sources, found));
    let mut last = 0;
    for comment in &yaml.comments {
        let span = comment.text.span();
        reads(&read.sources, &comment.text, read.whole(), "a comment");
        assert!(last <= span.start, "comments stand in no order");
        last = span.end;
    }
    for document in &yaml.documents {
        tree(&read, &document.root);
    }
    directives(&read, &Directives::of_yaml(&yaml, read.file()));
}

/// A node holds its children, one behind the other.
fn tree(read: &Read, root: &Arc<Node>) {
    let mut open = vec![(root, read.whole())];
    while let Some((node, outer)) = open.pop() {
        within(&read.sources, node.span, outer, "a node");
        if let Some(tag) = node.tag() {
            within(&read.sources, tag.span, read.whole(), "a tag");
        }
        if let Some(anchor) = node.anchor() {
            reads(&read.sources, anchor, read.whole(), "an anchor");
        }
        let mut children: Vec<&Arc<Node>> = Vec::new();
        match &node.kind {
            Kind::Scalar(scalar) => reads(&read.sources, &scalar.text, node.span, "a scalar"),
            Kind::Alias(alias) => reads(&read.sources, &alias.name, node.span, "an alias"),
            Kind::Sequence(items) => children.extend(items),
            Kind::Mapping(mapping) => {
                children.extend(mapping.entries.iter().flat_map(|entry| [&entry.key, &entry.value]));
            }
        }
        let mut last = node.span.start;
        for child in &children {
            assert!(last <= child.span.start, "children of {:?} overlap at {last}", node.span.range());
            last = child.span.end;
        }
        open.extend(children.into_iter().map(|child| (child, node.span)));
    }
}

/// Comments that are meant for envlint.
pub fn directives(read: &Read, directives: &Directives) {
    directives.errors.iter().for_each(|found| error(&read.sources, found));
    for directive in &directives.found {
        lies(&read.sources, directive.span, "an ignore comment");
        let within_it = |span: Span, what| within(&read.sources, span, directive.span, what);
        within_it(directive.reason.span(), "a reason");
        directive.rules.iter().for_each(|rule| within_it(rule.span(), "the name of a rule"));
        assert!(!directive.rules.is_empty() && !directive.reason.as_str().is_empty(), "a comment ignores for nothing");
        if let Some(covered) = directive.covers {
            lies(&read.sources, covered, "what a comment covers");
        }
    }
}
