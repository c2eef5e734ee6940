//! The hooks of pre-commit run for every file that envlint knows by its name.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test that reads a file of the repository")]

use envlint::cli::{self, Process};
use envlint::source::vfs::Memory;
use regex::Regex;

/// Names that envlint knows, and that a pattern such as `\.env.*` misses.
const KNOWN: [&str; 24] = [
    "compose.yaml",
    "docker-compose.yml",
    ".env",
    ".env.staging",
    ".env-example",
    ".env.staging.example",
    ".ENV",
    "staging.env",
    "backend.env.example",
    "sample.env",
    "env.sample",
    "env_example",
    "deploy/.env.production",
    "infra/docker-compose.prod.yml",
    "infra/docker-compose.staging.YML",
    "nginx.staging.compose.yaml",
    "production.yml",
    "staging.yaml",
    "environments/staging/compose.yaml",
    "a b/compose.yml",
    "prod-compose.yml",
    "compose.override.yaml",
    "dev.yml",
    "infra/.env.local",
];

/// Files that are read because another names them, or beside the rest.
const READ: [&str; 6] =
    ["envlint.yaml", ".envs/.prod/.db", ".gitignore", "infra/policy.yaml", "traefik/dynamic.yml", "common/base.yml"];

/// Files that have nothing to say. `env.rs` would not either, but a pattern cannot know every language.
const OTHERS: [&str; 9] = [
    "README.md",
    "docs/environment.md",
    ".envrc",
    "env/notes.txt",
    "environment.py",
    "Cargo.toml",
    "compose.md",
    "yaml.rs",
    "src/development.ts",
];

fn pattern() -> Regex {
    let hooks = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml")).unwrap();
    let line = hooks.lines().find_map(|line| line.trim().strip_prefix("files: &files '")).unwrap();
    assert_eq!(hooks.matches("files: *files").count(), 1);
    Regex::new(line.strip_suffix('\'').unwrap()).unwrap()
}

/// How many files envlint finds where there is only `name`.
fn found(name: &str) -> u64 {
    let text = if name.to_lowercase().ends_with("ml") { "services: { api: { image: api:1 } }\n" } else { "A=1\n" };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    cli::run(&mut Process {
        args: ["envlint", "--format", "json"].map(Into::into).into(),
        working_directory: "/r".into(),
        vfs: &Memory::new().with(format!("/r/{name}"), text),
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        width: None,
        no_color: true,
        unicode: true,
        in_ci: false,
        today: None,
    });
    let report: serde_json::Value = serde_json::from_slice(&stdout).unwrap_or_default();
    report.pointer("/summary/files").and_then(serde_json::Value::as_u64).unwrap_or(0)
}

#[test]
fn every_name_that_is_known_is_waited_for() {
    let pattern = pattern();
    for name in KNOWN {
        assert_eq!(found(name), 1, "envlint does not know {name}");
        assert!(pattern.is_match(name), "the hook does not run for {name}");
    }
    assert_eq!(found("README.md"), 0);
}

#[test]
fn what_others_name_is_waited_for_and_no_more() {
    let pattern = pattern();
    for name in READ {
        assert!(pattern.is_match(name), "the hook does not run for {name}");
    }
    for name in OTHERS {
        assert!(!pattern.is_match(name), "the hook runs for {name}");
    }
}
