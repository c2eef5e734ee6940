//! Of the reading of whole files.

use super::*;
use crate::source::{SourceMap, Span};

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
    let messages: Vec<_> = yaml.errors.iter().map(|error| (at(&text, error.span), error.message.as_str())).collect();
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
    assert!(yaml.errors[0].help.as_deref().is_some_and(|help| help.contains("fewer aliases")));
}

#[test]
fn deep_nesting_is_an_error() {
    assert_eq!(read(&"[".repeat(100_000)).0.errors.len(), 1);
    assert_eq!(read(&"- ".repeat(100_000)).0.errors.len(), 1);
}

/// What Docker Compose 2.40.3 reads and YAML 1.2 does not, at its place.
#[test]
fn what_only_compose_reads_keeps_its_place() {
    let (yaml, text) = read("a: -,\nb: [-, {c:, d: 1}]\ne: \"x\\'y\"# f\ng: {\n\th: 1\n}\n");
    assert!(yaml.errors.is_empty(), "{:?}", yaml.errors);
    let root = &yaml.documents[0].root;
    let value = |key: &str| root.get(key).unwrap().text().unwrap().clone();
    assert_eq!((value("a").as_str(), at(&text, value("a").span())), ("-,", "-,"));
    let items = root.get("b").unwrap().sequence().unwrap();
    assert_eq!(items[0].text().unwrap().as_str(), "-");
    assert!(items[1].get("c:").is_some());
    assert_eq!(value("e").as_str(), "x'y");
    assert_eq!(at(&text, value("e").slice(1..2).span()), "\\'");
    assert!(root.get("g").unwrap().get("h").is_some());
}

/// What YAML 1.2 reads and Docker Compose 2.40.3 does not.
#[test]
fn what_compose_refuses_is_an_error_at_its_place() {
    for (text, place) in [
        ("%YAML 1.2\n---\na: 1\n", "%YAML 1.2"),
        ("a: [b?c]\n", "?"),
        ("a: {b: :c}\n", ":"),
        ("a: {b:[1]}\n", ":"),
        ("a: {\"b\"\n : 1}\n", "\"b\""),
        ("a: \"b\\/c\"\n", "\\/"),
        ("a: \"\\uD83D\\uDE00\"\n", "\\u"),
        ("a: &b.c 1\n", "."),
        ("a: 1\n\t\nb: 2\n", "\t"),
        ("a: \"1\"\n  \t# c\nb: 2\n", "\t"),
        ("-\ta\n", "\t"),
        ("a: |\n  \tb\n", "\t"),
        ("a: 1\n...\nb: 2\n", ""),
    ] {
        let (yaml, text) = read(text);
        let places: Vec<_> = yaml.errors.iter().map(|error| at(&text, error.span)).collect();
        assert_eq!(places, [place], "{text:?}");
    }
}

#[test]
fn many_tabs_cost_no_more_than_their_bytes() {
    let (yaml, _) = read(&format!("{}a:{}1\n", " ".repeat(200_000), "\t".repeat(200_000)));
    assert!(yaml.errors.is_empty());
}
