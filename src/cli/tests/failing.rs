//! A rule of ours that fails.

use std::process::Command;

use camino::Utf8Path;

use super::super::silence_panics;
use super::delivered;
use crate::check::{Check, Context, Findings, Subject};
use crate::checks;
use crate::diagnostic::Draft;
use crate::engine::{Build, Options, Report, lint_with};
use crate::model::LoadOptions;
use crate::report::Format;
use crate::source::vfs::Memory;

/// What stands in the file, and in what the panic says.
const SECRET: &str = "s3cr3t-Zx81-of-nobody";

/// Fails at the first service, after it has found something.
struct Broken;

impl Check for Broken {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let place = cx.subjects().next().map(|subject| subject.service.name.span());
        out.report(Draft::at(place.unwrap(), "found before it failed"));
    }

    fn service(&self, _: &Context<'_>, subject: &Subject<'_>, _: &mut Findings) {
        panic!("service `{}` has {SECRET}", subject.name());
    }
}

/// What is found where the rule about ports on the host is broken.
fn report() -> Report {
    let service =
        |name: &str| format!("  {name}:\n    image: shop/api:1\n    container_name: api\n    ports: ['8000:80']\n");
    let secret = format!("    environment:\n      API_TOKEN: {SECRET}\n");
    let compose = format!("services:\n{}{secret}{}", service("api"), service("api_staging"));
    let files = Memory::new().with("/r/compose.yaml", compose);
    let load = LoadOptions { working_directory: "/r".into(), paths: vec![".".into()], ..LoadOptions::default() };
    let build: Build = |rule| if rule.id == "no-host-ports" { Ok(Box::new(Broken)) } else { checks::of_rule(rule) };
    lint_with(&files, &Options { load, ..Options::default() }, build).unwrap()
}

#[test]
#[ignore = "the test below runs it in a process of its own, for what is done about panics is done to all"]
fn one_rule_fails() {
    silence_panics();
    let report = report();
    let messages = |rule: &str| -> Vec<&str> {
        let found = report.diagnostics.iter().filter(|found| found.rule == rule);
        found.map(|found| found.draft.message.as_str()).collect()
    };
    assert_eq!(messages("internal-error"), ["the rule `no-host-ports` failed while it judged this workspace"]);
    assert_eq!(messages("no-host-ports"), ["found before it failed"]);
    assert!(["no-inline-secrets", "unique-names"].iter().all(|rule| !messages(rule).is_empty()), "the others go on");
    for format in Format::names() {
        let outcome = delivered(&report, Utf8Path::new("/"), &["--fail-on", "never", "--format", format]);
        assert_eq!(outcome.code, 2, "{format}");
        assert!(outcome.stdout.contains("internal-error"), "{format}: {}", outcome.stdout);
        assert!(!(outcome.stdout + &outcome.stderr).contains(SECRET), "{format}");
    }
}

#[test]
fn a_rule_that_fails_is_told_and_its_last_words_are_not() {
    let own = std::env::current_exe().unwrap();
    let name = "cli::tests::failing::one_rule_fails";
    let run = Command::new(own).args(["--exact", name, "--ignored", "--nocapture"]).output().unwrap();
    let told = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(run.status.success() && told[0].contains("1 passed"), "{told:?}");
    assert!(!told.concat().contains(SECRET) && told[1].is_empty(), "{told:?}");
}
