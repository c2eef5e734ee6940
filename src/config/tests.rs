use super::*;
use crate::source::SourceMap;

/// The configuration, and each error as `underlined text: message (help)`.
fn read(text: &str) -> (Config, SourceMap, Vec<String>) {
    let mut sources = SourceMap::new();
    let file = sources.add("envlint.yaml".into(), text.as_bytes());
    let (config, errors) = Config::read(file, text);
    let errors = errors.iter().map(|error| {
        let help = error.help.as_deref().unwrap_or_default();
        format!("{}: {} ({help})", sources.text(error.span), error.message)
    });
    let errors = errors.collect();
    (config, sources, errors)
}

fn errors(text: &str) -> Vec<String> {
    read(text).2
}

const WHOLE: &str = r#"
preset: strict
environments:
  production:
    role: production
    projects:
      - files: [compose.yaml, compose.prod.yaml]
        env_files: [.env.prod]
    domains: ["shop.example", "*.shop.example"]
  staging:
    role: staging
    services: ["*_staging"]
    env_files: [".env.staging"]
    host: vps-1
    domains: ["staging.shop.example"]
shared: { services: [traefik, neo4j] }
edge: [traefik]
secrets: { names: ["*_PEPPER"], public: [SENTRY_DSN] }
rules:
  no-host-ports: { level: off }
"#;

#[test]
fn reads_every_key() {
    let (config, _, errors) = read(WHOLE);
    assert_eq!(errors, [""; 0]);
    let settings = &config.settings;
    assert_eq!(settings.preset, Preset::Strict);
    assert_eq!(settings.environments.keys().collect::<Vec<_>>(), ["production", "staging"]);
    let production = &settings.environments["production"];
    assert_eq!(production.role, Some(Role::Production));
    assert_eq!(production.projects[0].files, ["compose.yaml", "compose.prod.yaml"]);
    assert_eq!(production.projects[0].env_files, [".env.prod"]);
    let staging = &settings.environments["staging"];
    assert!(staging.services.is_match("backend_staging"));
    assert!(staging.env_files.is_match("infra/.env.staging"));
    assert_eq!(staging.host.as_deref(), Some("vps-1"));
    assert!(settings.shared.services.is_match("neo4j") && settings.edge.is_match("traefik"));
    assert!(settings.secrets.names.is_match("TOKEN_PEPPER") && settings.secrets.public.is_match("SENTRY_DSN"));
    assert_eq!(settings.rules["no-host-ports"].level, Some(crate::diagnostic::Level::Off));
}

#[test]
fn every_key_and_value_has_its_place() {
    let (config, sources, _) = read(WHOLE);
    let key = |path: &[&str]| config.key_span(path).map(|span| sources.text(span));
    let value = |path: &[&str]| config.value_span(path).map(|span| sources.text(span));
    assert_eq!(key(&["rules", "no-host-ports"]), Some("no-host-ports"));
    assert_eq!(value(&["rules", "no-host-ports", "level"]), Some("off"));
    assert_eq!(value(&["environments", "production", "domains", "1"]), Some("\"*.shop.example\""));
    assert_eq!(value(&["environments", "production", "projects", "0", "files", "1"]), Some("compose.prod.yaml"));
    assert_eq!(key(&["environments", "production", "domains", "1"]), None);
    assert_eq!(key(&["environments", "canary"]), None);
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "# nothing\n", "---\n", "preset:\nenvironments:\nedge:\n"] {
        let (config, _, errors) = read(text);
        assert_eq!(errors, [""; 0], "{text:?}");
        assert_eq!(config.settings.preset, Preset::Recommended);
    }
}

#[test]
fn all_unknown_keys_are_told() {
    let text = "enviroments: {}\nenvironments:\n  staging:\n    rol: staging\n    host: a\nfoo: 1\n";
    let (config, _, errors) = read(text);
    assert_eq!(
        errors,
        [
            "enviroments: unknown key `enviroments` (did you mean `environments`?)",
            "rol: unknown key `rol` (did you mean `role`?)",
            "foo: unknown key `foo` (use one of `preset`, `environments`, `shared`, `edge`, `secrets`, `packs`, `rules` and `exceptions`)",
        ]
    );
    assert_eq!(config.settings.environments["staging"].host.as_deref(), Some("a"));
}

#[test]
fn closed_words_are_suggested() {
    let text = "preset: strickt\nenvironments: {p: {role: prodution}}\nrules: {no-host-ports: {level: critical}}\n";
    assert_eq!(
        errors(text),
        [
            "strickt: unknown word for `preset` (did you mean `strict`?)",
            "prodution: unknown word for `environments.p.role` (did you mean `production`?)",
            "critical: unknown word for `rules.no-host-ports.level` (use one of `off`, `info`, `warning` and `error`)",
        ]
    );
}

#[test]
fn a_wrong_type_costs_only_its_key() {
    let text =
        "edge: traefik\nshared: [a]\nenvironments:\n  p: {services: [api, {a: b}, 80], host: [x], role: {a: b}}\n";
    let (config, sources, errors) = read(text);
    assert_eq!(
        errors,
        [
            "traefik: `edge` must be a list, not text (write `[one, two]`, or one item a line after `- `)",
            "[a]: `shared` must be a mapping, not a list (write `key: value` below it)",
            "{a: b}: `environments.p.services[1]` must be text, not a mapping ()",
            "80: `environments.p.services[2]` must be text, not this number (put it in quotes)",
            "[x]: `environments.p.host` must be text, not a list ()",
            "{a: b}: `environments.p.role` must be one of `production`, `staging`, `development` and `other`, \
             not a mapping ()",
        ]
    );
    assert_eq!(config.settings.environments["p"].services.texts(), ["api"]);
    let place = config.value_span(&["environments", "p", "services", "0"]).unwrap();
    assert_eq!(sources.text(place), "api");
}

#[test]
fn a_project_needs_files() {
    assert_eq!(
        errors("environments:\n  p:\n    projects:\n      - env_files: [.env]\n"),
        ["env_files: `environments.p.projects[0]` has no `files` (add `files:`)"]
    );
    // What is broken is not missing too.
    assert_eq!(
        errors("environments:\n  p:\n    projects:\n      - files: a.yaml\n"),
        ["a.yaml: `environments.p.projects[0].files` must be a list, not text \
          (write `[one, two]`, or one item a line after `- `)"]
    );
}

#[test]
fn bad_patterns_are_told_one_by_one() {
    let text = "edge: [\"a[\", ok, \"{a\", \"\"]\nenvironments: {s: {domains: [\"https://a.example\", \"a.${D}\", a.example]}}\n";
    let (config, _, errors) = read(text);
    assert_eq!(
        errors,
        [
            "\"a[\": `edge[0]` has a `[` that is never closed (close it with `]`, or write `[[]` for the bracket itself)",
            "\"{a\": `edge[2]` has a `{` that is never closed (close it with `}`, or write `[{]` for the brace itself)",
            "\"\": `edge[3]` is empty (write a pattern, or remove the item)",
            "\"https://a.example\": `environments.s.domains[0]` is no domain \
             (write the host name alone, without scheme, port and path)",
            "\"a.${D}\": `environments.s.domains[1]` cannot contain a variable (write the domain itself)",
        ]
    );
    assert_eq!(config.settings.edge.texts(), ["ok"]);
    assert!(config.settings.environments["s"].domains.is_match("A.example"));
}

#[test]
fn yaml_that_says_one_thing_twice_is_refused() {
    let text =
        "base: &b {level: off}\nrules:\n  a: *b\n  c: {<<: *b, level: info}\n  c: {level: error}\nedge: !x [y]\n";
    let (config, _, errors) = read(text);
    assert_eq!(
        errors,
        [
            "base: unknown key `base` (use one of `preset`, `environments`, `shared`, `edge`, `secrets`, `packs`, `rules` and `exceptions`)",
            "*b: aliases are not followed here (repeat the text that the alias stands for)",
            "<<: merge keys are not followed here (repeat the keys that it merges)",
            "c: the key `c` is set twice (keep one of the two)",
            "!x: tags have no meaning here (remove the tag)",
        ]
    );
    assert_eq!(config.settings.rules["c"].level.map(|level| level.to_string()).as_deref(), Some("info"));
    assert!(config.settings.edge.is_match("y"));
}

#[test]
fn a_key_must_be_text() {
    assert_eq!(errors("[a, b]: c\n"), ["[a, b]: a key must be text (write a name before the colon)"]);
}

#[test]
fn the_whole_must_be_a_mapping_in_one_document() {
    assert_eq!(errors("- a\n"), ["- a: this must be a mapping, not a list (write `key: value` below it)"]);
    assert_eq!(
        errors("edge: [a]\n---\nshared: {}\n"),
        ["shared: only the first document of this file is read \
          (move everything into one document, without `---` between)"]
    );
}

#[test]
fn hostile_files_end() {
    let deep = format!("edge: {}{}\n", "[".repeat(400), "]".repeat(400));
    assert_eq!(errors(&deep).len(), 2);
    let many = (0..10_000).map(|number| format!("k{number}: 1\n")).collect::<Vec<_>>().concat();
    let told = errors(&many);
    assert_eq!(told.len(), 21);
    assert!(told.iter().any(|error| error.contains("more mistakes than are shown")));
    let long = "k".repeat(100_000);
    let errors_of_long = errors(&format!("environments: {{{long}: {{{long}: 1, role: x}}}}\n"));
    assert!(errors_of_long.iter().all(|error| error.split_once(": ").unwrap().1.len() < 300));
    let aliases = format!("a: &a 1\nedge: [{}]\n", "*a, ".repeat(10_000));
    assert_eq!(errors(&aliases).len(), 22);
    let large = format!("edge: [{}]\n", "a, ".repeat(100_000));
    assert_eq!(errors(&large), ["edge: this file is larger than 128 KiB (shorten it, for instance with patterns)"]);
    let alternatives = format!("edge: [\"{}a{}\"]\n", "{".repeat(250), "}".repeat(250));
    assert_eq!(errors(&alternatives).len(), 1);
}

#[test]
fn no_value_is_quoted() {
    let text =
        "preset: hunter2\nedge: hunter2\nsecrets: {names: {hunter2: 1}, public: [[hunter2]]}\nrules: {a: hunter2}\n";
    for error in errors(text) {
        assert!(!error.split_once(": ").unwrap().1.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_file_that_is_no_yaml_leaves_the_defaults() {
    let (config, _, errors) = read("edge: [traefik\npreset: strict\n");
    assert_eq!(errors.len(), 1);
    assert!(config.settings.edge.is_empty());
    assert_eq!(config.key_span(&["edge"]), None);
}
