//! Every case of the engine's grammar, each compared with the engine (2.40.3) when it was written.

use proptest::prelude::*;

use super::{MAX_DEPTH, Operator, Part, Template, parse};
use crate::source::{FileId, SourceMap, Span, Text};
use crate::syntax::SyntaxError;

/// A file that holds `source`, and what is read of all of it.
fn read(source: &str) -> (SourceMap, Result<Template, SyntaxError>) {
    let mut map = SourceMap::new();
    let file = map.add("compose.yaml".into(), source.as_bytes());
    let template = parse(&Text::verbatim(source, Span::new(file, 0..source.len())));
    (map, template)
}

/// A template in one line: texts in quotes, variables in angle brackets.
fn show(template: &Template) -> String {
    let parts: Vec<String> = template
        .parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => format!("{:?}", text.as_str()),
            Part::Variable(variable) => {
                let operator = variable.operator.map_or("", Operator::as_str);
                let argument = show(&variable.argument);
                format!("<{}{operator}{argument}>", variable.name.as_str())
            }
        })
        .collect();
    parts.join(" ")
}

#[track_caller]
fn reads(source: &str, expected: &str) {
    let (map, template) = read(source);
    let template = template.unwrap();
    assert_eq!(show(&template), expected, "{source}");
    check_places(&map, &template);
}

/// Texts and names stand verbatim at their spans; a variable's span is all of it.
fn check_places(map: &SourceMap, template: &Template) {
    for part in &template.parts {
        match part {
            Part::Text(text) => assert_eq!(map.text(text.span()), text.as_str()),
            Part::Variable(variable) => {
                let whole = map.text(variable.span);
                let name = variable.name.as_str();
                assert_eq!(map.text(variable.name.span()), name);
                let operator = variable.operator.map_or("", Operator::as_str);
                assert!(whole == format!("${name}") || whole.starts_with(&format!("${{{name}{operator}")), "{whole}");
                assert!(whole.starts_with("${") == whole.ends_with('}'), "{whole}");
                check_places(map, &variable.argument);
            }
        }
    }
}

#[track_caller]
fn refuses(source: &str, place: &str) {
    let (map, template) = read(source);
    let error = template.map(|template| show(&template)).unwrap_err();
    assert_eq!(map.text(error.span), place, "{source}: {}", error.message);
    assert!(error.help.is_some());
}

#[test]
fn operators() {
    reads("$X", "<X>");
    reads("${X}", "<X>");
    reads("${X:-d}", "<X:-\"d\">");
    reads("${X-d}", "<X-\"d\">");
    reads("${X:+a}", "<X:+\"a\">");
    reads("${X+a}", "<X+\"a\">");
    reads("${X:?m}", "<X:?\"m\">");
    reads("${X?m}", "<X?\"m\">");
    reads("${X:-}", "<X:->");
    reads("${_x9}/$_x9/", "<_x9> \"/\" <_x9> \"/\"");
}

#[test]
fn arguments_nest_and_balance_braces() {
    reads("${A:-${B:-${SET}x}y}z", "<A:-<B:-<SET> \"x\"> \"y\"> \"z\"");
    reads("${U:-{\"a\":1}}", "<U:-\"{\\\"a\\\":1}\">");
    reads("${U:-{a}", "<U:-\"{a\">");
    reads("${U:-a}b}", "<U:-\"a\"> \"b}\"");
    reads("${SET}}", "<SET> \"}\"");
    reads("${A}${B}", "<A> <B>");
    reads("${U:-a}${V:-b}}", "<U:-\"a\"> <V:-\"b\"> \"}\"");
    // The engine skips the character behind an opening brace when it counts.
    reads("${U:-{}} x", "<U:-\"{}\"> \" x\"");
    reads("${U:-{}} }", "<U:-\"{}} \">");
    reads("${U:-{}", "<U:-\"{\">");
    reads("${U:-{a}\nb}}", "<U:-\"{a\"> \"\\nb}}\"");
}

#[test]
fn the_first_operator_decides() {
    reads("${U-x:-y}", "<U-\"x:-y\">");
    reads("${U:-a:-b}", "<U:-\"a:-b\">");
    reads("${U:?:-x}", "<U:?\":-x\">");
    reads("${U--1}", "<U-\"-1\">");
    reads("${U:--}", "<U:-\"-\">");
    reads("$A-b", "<A> \"-b\"");
    reads("$SETx", "<SETx>");
}

#[test]
fn a_dollar_that_begins_nothing_is_text() {
    for text in ["$", "$ x", "a$", "$1", "$-x", "$(cmd)", "$É", "a$\nb", "no variable"] {
        reads(text, &format!("{text:?}"));
    }
    reads("", "");
    reads("$2y$05$abc", "\"$2y$05\" <abc>");
    reads("${U:-$}}", "<U:-\"$\"> \"}\"");
}

#[test]
fn dollars_pair_up_from_the_left() {
    reads("$$", "\"$\"");
    reads("$$$$", "\"$\" \"$\"");
    reads("$$$SET", "\"$\" <SET>");
    reads("$${SET}", "\"$\" \"{SET}\"");
    reads("pa$$word", "\"pa$\" \"word\"");
    reads("${U:-$$x}", "<U:-\"$\" \"x\">");
    reads("$${", "\"$\" \"{\"");
}

#[test]
fn what_compose_calls_invalid() {
    for source in ["${}", "${1}", "${ X}", "${X }", "${X!}", "${X/x/y}", "${X:x}", "${X:0:2}", "${#X}"] {
        refuses(source, source);
        refuses(&format!("a{source}b}}"), source);
    }
    for source in ["${X%x}", "${X=x}", "${X:=x}", "${SÉT}", "${X:}", "${É}"] {
        refuses(source, source);
    }
    refuses("a ${X", "${X");
    refuses("a ${X-", "${X");
    refuses("${", "${");
    refuses("${U:-a\nb}", "${U");
    refuses("${X\n}", "${X");
    refuses("ok ${A:-b} ${U:-${V!}}", "${V!}");
    refuses("${U:-${V:-a}", "${V");
    reads("a\n${X}\nb", "\"a\\n\" <X> \"\\nb\"");
}

#[test]
fn messages_hold_no_text_of_the_file() {
    for source in ["hunter${2}", "hunter${two", "hunter${t wo}", "${a:-hunter\n}"] {
        let error = read(source).1.unwrap_err();
        let said = format!("{} {:?}", error.message, error.help);
        assert!(!said.contains("hunter") && !said.contains("two"), "{said}");
    }
}

#[test]
fn places_survive_escapes() {
    // The file reads `"\"${A:-\"}$$x"`.
    let file = SourceMap::new().add("compose.yaml".into(), b"");
    let breaks = vec![(0, 1), (1, 3), (6, 8), (7, 10)];
    let text = Text::mapped("\"${A:-\"}$$x", Span::new(file, 1..14), breaks);
    let template = parse(&text).unwrap();
    assert_eq!(show(&template), "\"\\\"\" <A:-\"\\\"\"> \"$\" \"x\"");
    let Part::Variable(variable) = &template.parts[1] else { panic!("{template:?}") };
    assert_eq!(variable.span.range(), 3..11);
    let Part::Text(argument) = &variable.argument.parts[0] else { panic!("{variable:?}") };
    assert_eq!(argument.span().range(), 8..10);
}

#[test]
fn variables_come_in_order_with_nested_ones() {
    let (_, template) = read("$A ${B:-${C:-$D}$E} $F");
    let template = template.unwrap();
    let names: Vec<&str> = template.variables().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "C", "D", "E", "F"]);
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}x{}", "${A:-".repeat(depth), "}".repeat(depth));
    assert!(read(&nested(MAX_DEPTH)).1.is_ok());
    refuses(&nested(MAX_DEPTH + 1), "${A");
    assert!(read(&nested(100_000)).1.is_err());
    assert!(read(&"${A:-".repeat(100_000)).1.is_err());
    assert_eq!(
        read(&"${A-{}".repeat(100_000)).1.unwrap_err().message,
        "variables are nested more than 100 levels deep"
    );
}

/// Pieces of which interesting templates are made.
fn templates() -> impl Strategy<Value = String> {
    let piece =
        prop::sample::select(vec!["$", "${", "{", "}", ":-", "-", "?", "A", "1", "é", "\n", "$$", "${U:-", "😀"]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_is_total_and_places_are_exact(source in templates()) {
        let (map, template) = read(&source);
        match template {
            Ok(template) => check_places(&map, &template),
            Err(error) => prop_assert_eq!(map.text(error.span).get(..2), Some("${")),
        }
    }

    #[test]
    fn nothing_is_lost(source in "[^$]{0,20}") {
        let file: FileId = SourceMap::new().add("x".into(), b"");
        let text = Text::verbatim(&source, Span::new(file, 0..source.len()));
        prop_assert_eq!(parse(&text), Ok(Template::literal(&text)));
    }
}
