//! The readers, on texts that are made up and on damaged fixtures.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

use super::case;
use super::holds;
use super::text::{damaged, damages, text};

/// A few seconds' worth. The same ones each time: more are for `fuzz/`, and what is found there stays.
pub fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

/// The content of every file of every fixture that is not large.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let cases = case::all().expect("there are fixtures");
    let files = cases.iter().flat_map(|case| case.files().expect("a fixture is a folder"));
    let contents = files.map(|path| std::fs::read(path).expect("a fixture is readable"));
    contents.filter(|content| content.len() < 16 * 1024).collect()
});

fn file() -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), damages()).prop_map(|(index, damages)| damaged(index.get(&FILES).clone(), &damages))
}

/// What rules are made of.
const PIECES: [&str; 14] =
    ["Host(`", "a.example", "`)", "HostRegexp(`.+`)", " && ", " || ", "!", "(", ")", ", ", "\"", "$A", "${A:-b}", "é"];

/// A rule, more or less.
fn rule() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES.as_slice()), 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn yaml_is_read_in_place(text in text()) {
        holds::yaml(text.as_bytes());
    }

    #[test]
    fn env_files_are_read_in_place(text in text()) {
        holds::dotenv(text.as_bytes());
    }

    #[test]
    fn variables_are_read_in_place(text in text()) {
        holds::interpolation(&text);
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn damaged_files_are_read_in_place(bytes in file()) {
        holds::yaml(&bytes);
        holds::dotenv(&bytes);
    }

    #[test]
    fn short_syntax_is_read_in_place(text in text()) {
        holds::short_syntax(&text);
    }

    #[test]
    fn rules_of_routers_are_read_in_place(text in prop_oneof![rule(), text()]) {
        holds::router_rule(&text);
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn configurations_are_read_in_place(bytes in prop_oneof![file(), text().prop_map(String::into_bytes)]) {
        holds::config(&bytes);
    }
}
