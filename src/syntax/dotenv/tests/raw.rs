//! `format: raw`.

use super::super::parse_raw;
use super::{read, show};

#[test]
fn nothing_but_lines_and_the_first_equals_sign() {
    let cases = [
        ("A=b\nB=\nC=a=b\n", "A=b | B= | C=a=b"),
        ("A= b  \r\n", "A= b  "),
        ("  A=b\n\t# c\n", "A=b"),
        ("A=b # c\nB=#b\n", "A=b # c | B=#b"),
        ("A=\"b\" B='c'\nC=\"l1\nl2\"\n", "A=\"b\" B='c' | C=\"l1 | l2\""),
        ("A=$X ${Y\n", "A=$X ${Y"),
        ("A\nA:b\n", "A | A:b"),
        ("\"A\"=b\nA/B=c\n", "\"A\"=b | A/B=c"),
        ("A = 1\nexport A=1\nA: 1\nA B\nC=1\n", "!A  | !export A | !A: 1 | !A B | C=1"),
        ("=b\nA=1\n", "!= | A=1"),
        ("A=b\rB=c\n", "A=b\rB=c"),
        ("A=\u{a0}b\nA\u{a0}B=c\n", "A=\u{a0}b | A\u{a0}B=c"),
    ];
    for (source, expected) in cases {
        let (map, env) = read(parse_raw, source);
        let expected = expected.escape_debug().to_string();
        assert_eq!(show(&map, &env), expected, "{source:?} {:?}", env.errors);
        assert!(
            env.entries
                .iter()
                .filter_map(|entry| entry.value.as_ref())
                .all(|value| value.template.variables().count() == 0)
        );
    }
}

#[test]
fn a_line_of_64_kib_is_too_long() {
    let line = |length: usize| format!("A={}\nB=1\n", "x".repeat(length - 2));
    assert!(read(parse_raw, &line(65_535)).1.errors.is_empty());
    let (_, env) = read(parse_raw, &line(65_536));
    assert_eq!((env.errors.len(), env.entries.len(), env.skipped.len()), (1, 1, 1));
}
