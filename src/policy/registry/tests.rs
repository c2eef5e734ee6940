use std::collections::BTreeSet;

use super::*;

use crate::config::patterns::Names;
use crate::config::{Config, typed};
use crate::diagnostic::{Level, Severity};

fn built_in() -> (Registry, SourceMap) {
    let mut sources = SourceMap::new();
    let (registry, errors) = Registry::built_in(&mut sources);
    let told: Vec<String> = errors
        .iter()
        .map(|error| {
            format!("{}: {} at {}", sources.file(error.span.file).path(), error.message, sources.text(error.span))
        })
        .collect();
    assert_eq!(told, [""; 0]);
    (registry, sources)
}

#[test]
fn the_built_in_packs_are_clean() {
    let (registry, sources) = built_in();
    assert_eq!(sources.len(), BUILT_IN.len());
    let ids: Vec<&str> = registry.rules().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids.first(), Some(&"no-shared-secrets"));
    assert_eq!(ids.last(), Some(&"internal-error"));
    let isolation = registry.rules().filter(|rule| rule.pack == "isolation").count();
    assert_eq!(registry.position("no-host-ports"), Some(isolation));
    for pack in registry.packs() {
        assert!(!pack.title.is_empty() && !pack.description.is_empty(), "{}", pack.name);
        assert!(registry.rules().any(|rule| rule.pack == pack.name), "{}", pack.name);
    }
    for rule in registry.rules() {
        assert!(!rule.title.ends_with('.') && rule.why.ends_with('.') && rule.fix.ends_with('.'), "{}", rule.id);
        assert_eq!(rule.always, rule.pack == "always-on", "{}", rule.id);
        assert_eq!(sources.text(rule.span), rule.id);
        assert_eq!(sources.text(rule.check_span), rule.check);
    }
}

#[test]
fn what_the_build_made_of_the_packs_is_what_their_files_say() {
    let facts = |registry: &Registry| {
        let parameters =
            |rule: &Rule| rule.parameters().map(|with| typed::read::<serde_yaml::Value>(&with).value.unwrap());
        let rule = |rule: &Rule| {
            let words = [&rule.id, &rule.pack, &rule.check, &rule.title, &rule.why, &rule.fix].map(String::clone);
            (words, rule.level, rule.strict, rule.always, parameters(rule))
        };
        registry.rules().map(rule).collect::<Vec<_>>()
    };
    let (built, errors) = Registry::with_packs(&SourceMap::new(), &[]);
    assert_eq!(errors, []);
    assert_eq!(facts(&built), facts(&built_in().0));
    let headings = |registry: &Registry| {
        registry.packs().iter().map(|pack| (pack.title.clone(), pack.description.clone())).collect::<Vec<_>>()
    };
    assert_eq!(headings(&built), headings(&built_in().0));
}

#[test]
fn a_preset_then_the_configuration_sets_the_levels() {
    let (registry, mut sources) = built_in();
    let text = "preset: strict\nrules:\n  no-host-ports: {level: warning}\n  no-host-port: {level: off}\n  zebra: {}\n";
    let file = sources.add("envlint.yaml".into(), text.as_bytes());
    let (config, errors) = Config::read(file, text);
    assert_eq!(errors, []);
    let (levels, errors) = registry.levels(&config);
    assert_eq!(levels.get("no-host-ports"), Level::On(Severity::Warning));
    assert_eq!(levels.get("coverage"), Level::On(Severity::Warning));
    assert_eq!(levels.get("es-prefix"), Level::On(Severity::Error));
    assert_eq!(levels.get("no-host-port"), Level::Off);
    let told: Vec<_> = errors.iter().map(|error| (sources.text(error.span), error.help.as_deref().unwrap())).collect();
    let expected =
        [("no-host-port", "did you mean `no-host-ports`?"), ("zebra", "list the rules with `envlint rules`")];
    assert_eq!(told, expected);
}

#[test]
fn a_taken_id_is_told() {
    let (mut registry, mut sources) = built_in();
    let text = "pack: ours\nrules: [{id: es-prefix, check: x, level: off, title: t, why: w, fix: f}]\n";
    let file = sources.add("policy.yaml".into(), text.as_bytes());
    let (pack, _) = Pack::read(file, text);
    let errors = registry.add(pack.unwrap());
    assert_eq!(sources.text(errors[0].span), "es-prefix");
    assert!(registry.mentions("es-prefix") && !registry.mentions("es-prefixes"));
    assert_eq!(errors[0].message, "the rule `es-prefix` is already in the pack `isolation`");
    assert_eq!(registry.get("es-prefix").unwrap().check, "index-prefix");
}

#[test]
fn the_lists_of_the_built_in_rules_are_patterns_and_name_nothing_twice() {
    let (registry, _) = built_in();
    for id in ["es-prefix", "environment-flag", "staging-only-cors", "shadow-email"] {
        let with = registry.get(id).unwrap().parameters().unwrap();
        let lists = typed::read::<IndexMap<String, Names>>(&with).complete().unwrap();
        for (name, list) in lists {
            let texts: BTreeSet<&String> = list.texts().iter().collect();
            assert_eq!(texts.len(), list.texts().len(), "{id}: {name}");
        }
    }
}
