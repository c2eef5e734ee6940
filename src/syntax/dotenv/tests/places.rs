//! Places: exact where something is read, sound whatever is read.

use proptest::prelude::*;

use super::super::{Entry, EnvFile, parse, parse_raw};
use super::read;
use crate::source::{FileId, SourceMap, Span, Text};
use crate::syntax::interpolation::{MAX_DEPTH, Part, Template};

/// The text of every place of an entry: whole, `export`, key, separator, value with quotes, text.
fn places(map: &SourceMap, entry: &Entry) -> Vec<String> {
    let value = entry.value.as_ref();
    let spans = [Some(entry.span), entry.export, Some(entry.key.span()), entry.separator];
    let spans = spans.into_iter().chain([value.map(|value| value.span), value.map(|value| value.text.span())]);
    spans.flatten().map(|span| map.text(span).to_owned()).collect()
}

#[test]
fn of_entries() {
    let source = " export A = \"b\\tc\" # d\nB: 'e'\r\nC=f # g\nD=  \nE  \n";
    let (map, env) = read(parse, source);
    let places: Vec<Vec<String>> = env.entries.iter().map(|entry| places(&map, entry)).collect();
    assert_eq!(places[0], ["export A = \"b\\tc\"", "export", "A", "=", "\"b\\tc\"", "b\\tc"]);
    assert_eq!(places[1], ["B: 'e'", "B", ":", "'e'", "e"]);
    assert_eq!(places[2], ["C=f", "C", "=", "f", "f"]);
    assert_eq!(places[3], ["D=", "D", "=", "", ""]);
    assert_eq!(places[4], ["E", "E"]);
    let empty = env.entries[3].value.as_ref().unwrap();
    assert_eq!(empty.span.start, env.entries[3].separator.unwrap().end);
}

#[test]
fn behind_escapes() {
    let source = r#"URL="a\tb://\"${USER}\":\$pw\0101z@é""#;
    let (map, env) = read(parse, source);
    let value = env.entries[0].value.as_ref().unwrap();
    assert_eq!(value.text.as_str(), "a\tb://\"${USER}\":$$pwAz@é");
    let place = |found: &str| {
        let start = value.text.as_str().find(found).unwrap();
        map.text(value.text.slice(start..start + found.len()).span())
    };
    assert_eq!(place("\t"), "\\t");
    assert_eq!(place("b://"), "b://");
    assert_eq!(place("\""), "\\\"");
    assert_eq!(place("$$pw"), "\\$pw");
    assert_eq!(place("A"), "\\0101");
    assert_eq!(place("z@é"), "z@é");
    let variable = value.template.variables().next().unwrap();
    assert_eq!((map.text(variable.span), map.text(variable.name.span())), ("${USER}", "USER"));
}

#[test]
fn of_what_was_skipped() {
    let (map, env) = read(parse, "A=1\n\"PASSWORD\"=\"one\ntwo\n\n# c\nB=2\nC D=3");
    let skipped: Vec<&str> = env.skipped.iter().map(|&span| map.text(span)).collect();
    assert_eq!(skipped, ["\"PASSWORD\"=\"one\ntwo", "C D=3"]);
    let (map, env) = read(parse_raw, "A=1\n C D=3 \r\n");
    assert_eq!(map.text(env.skipped[0]), "C D=3 ");
}

#[test]
fn messages_hold_no_value() {
    let (_, env) = read(parse, "A=\"hunter\nB=hunter${2\nhunter2 = hunter2 x y\nhun/ter=1\n'hunter=2'\n");
    assert!(env.errors.len() > 2);
    for error in &env.errors {
        let said = format!("{} {:?}", error.message, error.help);
        assert!(!said.contains("hun"), "{said}");
    }
}

#[test]
fn long_and_deep_files_end() {
    for source in ["A=\"\n", "A='\"\n", "${", "A=${X:-", "A={\n", "\\\"", "A=\"\"", "#", "export ", "A:", "\"A\"=\"\n"]
    {
        let source = source.repeat(100_000);
        read(parse, &source);
        read(parse_raw, &source);
    }
    let nested = format!("A={}{}", "${X:-".repeat(MAX_DEPTH + 1), "}".repeat(MAX_DEPTH + 1));
    assert_eq!(read(parse, &nested).1.errors.len(), 1);
}

/// Every place in `env`.
fn all(env: &EnvFile) -> Vec<Span> {
    let mut spans: Vec<Span> = env.skipped.clone();
    spans.extend(env.errors.iter().map(|error| error.span));
    spans.extend(env.comments.iter().map(|comment| comment.text.span()));
    for entry in &env.entries {
        spans.extend([entry.span, entry.key.span()]);
        spans.extend(entry.export.into_iter().chain(entry.separator));
        if let Some(value) = &entry.value {
            spans.extend([value.span, value.text.span()]);
            spans.extend(characters(&value.text));
            parts(&value.template, &mut spans);
        }
    }
    spans
}

fn parts(template: &Template, spans: &mut Vec<Span>) {
    for part in &template.parts {
        match part {
            Part::Text(text) => spans.push(text.span()),
            Part::Variable(variable) => {
                spans.extend([variable.span, variable.name.span()]);
                parts(&variable.argument, spans);
            }
        }
    }
}

/// The place of each character of a text.
fn characters(text: &Text) -> impl Iterator<Item = Span> {
    text.as_str().char_indices().map(|(at, character)| text.slice(at..at + character.len_utf8()).span())
}

fn files() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "A", "B=", "=", ":", " ", "\t", "\n", "\r\n", "\"", "'", "\\", "#", " #", "export ", "$", "${U:-", "}", "é",
        "😀", "\\n", "\\$", "\\0101", "\\\"", "\0", "\u{a0}", "\u{3000}", "\r", "`", "C=\"", "D='",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn check(parse: impl Fn(FileId, &str) -> EnvFile, source: &str) -> Result<(), TestCaseError> {
    let (map, env) = read(parse, source);
    for span in all(&env) {
        prop_assert!(map.file(span.file).text().get(span.range()).is_some(), "{:?} {:?}", span, env);
    }
    for entry in &env.entries {
        let inner = entry.export.into_iter().chain([entry.key.span()]).chain(entry.separator);
        let inner: Vec<Span> = inner.chain(entry.value.as_ref().map(|value| value.span)).collect();
        prop_assert!(inner.iter().all(|&span| entry.span.contains(span)), "{:?}", entry);
        prop_assert!(inner.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", entry);
        if let Some(value) = &entry.value {
            prop_assert!(value.span.contains(value.text.span()));
            let places: Vec<Span> = characters(&value.text).collect();
            prop_assert!(places.windows(2).all(|pair| pair[0].end == pair[1].start), "{:?}", places);
        }
    }
    prop_assert!(env.entries.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    prop_assert!(env.comments.windows(2).all(|pair| pair[0].text.span().end <= pair[1].text.span().start));
    prop_assert!(env.errors.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
    prop_assert!(env.errors.iter().all(|error| error.help.is_some()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn are_sound_in_any_file(source in files()) {
        check(parse, &source)?;
        check(parse_raw, &source)?;
    }

    #[test]
    fn are_sound_in_any_text(source in any::<String>()) {
        check(parse, &source)?;
        check(parse_raw, &source)?;
    }
}
