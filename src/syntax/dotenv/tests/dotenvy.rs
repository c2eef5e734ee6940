//! Where the dialects agree, dotenvy reads the same. Without `$` it looks at no environment.

use proptest::prelude::*;

use super::super::parse;
use super::{read, show};

/// A line both dialects read alike.
fn line() -> impl Strategy<Value = String> {
    let export = prop::sample::select(vec!["", "", "export ", "export  "]);
    let separator = prop::sample::select(vec!["=", " = ", "= ", " ="]);
    // A comment directly behind a separator is one for dotenvy only, and only dotenvy reads
    // backslashes and quotes outside of quotes.
    let plain = "[a-zA-Z0-9_./:@,;!%&*()+=~|é漢-]{1,12}(#[a-z]{0,3})?";
    let single = "'[a-zA-Z0-9 #\"=\n]{0,12}'";
    let double = "\"([a-zA-Z0-9 #'=\n]|\\\\n|\\\\\"|\\\\\\\\){0,12}\"";
    let value = prop_oneof![plain, single, double, Just(String::new())];
    let entry = (export, "[A-Za-z_][A-Za-z0-9_.]{0,5}", separator, value, "( | # [a-z]{0,5})?").prop_map(
        |(export, key, separator, value, end)| {
            // Behind an empty value a comment is the value, for Compose.
            let end = if value.is_empty() { "" } else { &end };
            format!("{export}{key}{separator}{value}{end}")
        },
    );
    prop_oneof![8 => entry, 1 => " {0,2}#[a-z =]{0,6}", 1 => Just(String::new())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn reads_the_same(lines in prop::collection::vec(line(), 0..6), end in prop::sample::select(vec!["\n", "\r\n"])) {
        let source = lines.join(end) + end;
        let (map, env) = read(parse, &source);
        prop_assert!(env.errors.is_empty(), "{}", show(&map, &env));
        let ours = env.entries.iter().map(|entry| {
            let value = entry.value.as_ref().map(|value| value.text.as_str());
            (entry.key.as_str().to_owned(), value.unwrap_or_default().to_owned())
        });
        // Its errors quote the line, so they are not printed.
        let theirs: Result<Vec<(String, String)>, ()> =
            dotenvy::from_read_iter(source.as_bytes()).map(|entry| entry.map_err(|_| ())).collect();
        prop_assert_eq!(theirs, Ok(ours.collect()));
    }
}
