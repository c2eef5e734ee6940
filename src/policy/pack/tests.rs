use super::*;
use crate::diagnostic::{Level, Severity};
use crate::source::SourceMap;

fn read(text: &str) -> (Option<Pack>, Vec<String>) {
    let mut sources = SourceMap::new();
    let file = sources.add("infra/policy.yaml".into(), text.as_bytes());
    let (pack, errors) = Pack::read(file, text);
    let told = errors.iter().map(|error| {
        let help = error.help.as_deref().unwrap_or_default();
        format!("{}: {} ({help})", sources.text(error.span), error.message)
    });
    (pack, told.collect())
}

const GOOD: &str = "
  - id: no-debug-ports
    check: published-ports
    level: warning
    strict: error
    title: No debug ports
    why: They let strangers in.
    fix: Remove them.
    with: { entrypoints: [80] }
";

#[test]
fn reads_a_rule() {
    let (pack, errors) = read(&format!("pack: ours\nrules:{GOOD}"));
    assert_eq!(errors, [""; 0]);
    let pack = pack.unwrap();
    let rule = &pack.rules[0];
    assert_eq!(
        (rule.id.as_str(), rule.pack.as_str(), rule.check.as_str()),
        ("no-debug-ports", "ours", "published-ports")
    );
    assert_eq!((rule.level, rule.strict), (Level::On(Severity::Warning), Some(Level::On(Severity::Error))));
    assert!(rule.parameters().unwrap().get("entrypoints").is_some());
    assert!(!rule.always);
}

#[test]
fn a_broken_rule_is_left_out_and_its_parameters_keep_their_place() {
    let text = format!(
        "pack: ours\nrules:\n  - {{id: No_Ports, check: x, level: eror, title: t, why: w, fix: f}}\n  - {{id: a, chek: b}}{GOOD}"
    );
    let (pack, errors) = read(&text);
    assert_eq!(
        errors,
        [
            "No_Ports: `rules[0].id` is no id (write lower-case words joined by `-`, as in `no-host-ports`)",
            "eror: unknown word for `rules[0].level` (did you mean `error`?)",
            "id: `rules[1]` has no `check` (add `check:`)",
            "chek: unknown key `chek` (did you mean `check`?)",
        ]
    );
    let pack = pack.unwrap();
    assert_eq!(pack.rules.len(), 1);
    assert!(pack.rules[0].parameters().is_some());
}

#[test]
fn an_unknown_level_is_told() {
    let text = "pack: ours\nrules:\n  - {id: a, check: x, level: eror, title: t, why: w, fix: f}\n";
    assert_eq!(read(text).1, ["eror: unknown word for `rules[0].level` (did you mean `error`?)"]);
}

#[test]
fn an_empty_pack_is_told() {
    assert_eq!(read("# later\n").1, [": this pack is empty (write `pack:` and `rules:`)"]);
}
