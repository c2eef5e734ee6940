use serde::Deserialize;

use super::*;
use crate::source::SourceMap;
use crate::syntax::yaml;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ports {
    ports: Vec<u16>,
    #[serde(default)]
    strict: bool,
}

fn ports(text: &str) -> Result<Ports, Vec<String>> {
    let mut sources = SourceMap::new();
    let file = sources.add("pack.yaml".into(), text.as_bytes());
    let (root, _) = document(yaml::parse(file, text));
    read::<Ports>(&root.unwrap()).complete().map_err(|errors| {
        errors.iter().map(|error| format!("{}: {}", sources.text(error.span), error.message)).collect()
    })
}

#[test]
fn parameters_are_read_whole_or_not_at_all() {
    let read = ports("ports: [80, 0x1bb]\nstrict: true\n").unwrap();
    assert_eq!((read.ports.as_slice(), read.strict), ([80, 443].as_slice(), true));
    assert_eq!(
        ports("ports: [80, 70000, -1, web]\nstrict: yes\n").unwrap_err(),
        [
            "70000: `ports[1]` must be a number from 0 to 65535, not this number",
            "-1: `ports[2]` must be a number from 0 to 65535, not this number",
            "web: `ports[3]` must be a number from 0 to 65535, not text",
            "yes: `strict` must be `true` or `false`, not text",
        ]
    );
}

#[test]
fn what_is_missing_is_told_at_the_first_key() {
    assert_eq!(ports("strict: true\n").unwrap_err(), ["strict: this has no `ports`"]);
}

#[test]
fn an_empty_value_is_told_at_its_key() {
    assert_eq!(
        ports("ports: [1]\nstrict:\n").unwrap_err(),
        ["strict: `strict` must be `true` or `false`, not nothing"]
    );
}

#[test]
fn text_that_looks_like_serde_is_no_matter() {
    let text = "ports: [\", expected `x`, expected u8\"]\n\"a`, expected `b\": 1\n";
    let errors = ports(text).unwrap_err();
    assert!(errors[0].ends_with("`ports[0]` must be a number from 0 to 65535, not text"), "{errors:?}");
    assert!(errors[1].contains("unknown key"), "{errors:?}");
}
