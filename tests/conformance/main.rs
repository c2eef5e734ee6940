//! What Docker Compose accepts, envlint accepts, and reads as the same model; what it refuses, envlint
//! refuses. The engine itself says which is which.
//!
//! `ENVLINT_ENGINE` names the binary of Docker Compose 2.40.3; without it the comparison is skipped.
//! `ENVLINT_CORPUS` names a directory of repositories whose Compose files are compared too.
//! `CONFORMANCE_VERBOSE=1` prints every known difference with what both have to say.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a harness that runs a program and says what came of it"
)]

mod compare;
mod corpus;
mod engine;
mod ours;
mod parallel;
mod probes;
mod verdicts;

use std::collections::BTreeMap;
use std::io::Write as _;

use camino::Utf8Path;

use engine::{Answer, Call, Engine};

const KNOWN: &str = include_str!("known-differences.txt");
const KNOWN_OF_REPOSITORIES: &str = include_str!("known-differences-of-repositories.txt");

#[test]
fn compose_decides() {
    let Some(engine) = Engine::find() else {
        say("conformance: skipped, for ENVLINT_ENGINE names no Docker Compose");
        return;
    };
    let mut tally = Tally::new("probes", KNOWN);
    let probes = probes::all();
    let found = parallel::each(&probes, |probe| {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let root = Utf8Path::from_path(directory.path()).expect("a path of characters").join("probe");
        probe.write(&root);
        let call = probe.call(&root);
        difference(engine.answer(&call), &call)
    });
    for (probe, difference) in probes.iter().zip(found) {
        tally.add(&probe.title, difference);
    }
    tally.close();
}

#[test]
fn compose_decides_on_real_repositories() {
    let (Some(engine), Some(repositories)) = (Engine::find(), corpus::repositories()) else {
        say("conformance, repositories: skipped, for ENVLINT_ENGINE or ENVLINT_CORPUS is not set");
        return;
    };
    let mut tally = Tally::new("repositories", KNOWN_OF_REPOSITORIES);
    let found = parallel::each(&repositories, |repository| {
        let home = tempfile::tempdir().expect("a temporary directory");
        let root = Utf8Path::from_path(home.path()).expect("a path of characters").join("repository");
        // What one case adds is there for the next.
        let compare = |case: corpus::Case| {
            let difference = case.complete(&engine, &root).map(|answer| difference(answer, &case.call));
            (case.title, difference)
        };
        corpus::cases(repository, &root).into_iter().map(compare).collect::<Vec<_>>()
    });
    for (title, difference) in found.into_iter().flatten() {
        match difference {
            Ok(difference) => tally.add(&title, difference),
            Err(reason) => tally.left_out.push(format!("{title}: {reason}")),
        }
    }
    tally.close();
}

#[test]
fn envlint_judges_real_repositories_as_compose_does() {
    match verdicts::judge() {
        None => say("conformance, verdicts: skipped, for ENVLINT_CORPUS is not set"),
        Some((line, wrong)) => {
            say(&format!("conformance, verdicts: {line}"));
            assert!(wrong.is_empty(), "{} wrong verdicts:\n{}", wrong.len(), wrong.join("\n"));
        }
    }
}

/// What Compose, which gave `answer`, and envlint do not agree on.
fn difference(answer: Answer, call: &Call) -> Option<String> {
    let plain = |words: &str| words.replace(call.directory.as_str(), "").replace('\n', " ");
    match (answer, ours::accepts(call)) {
        (Ok(_), Err(words)) => Some(format!("Compose accepts it\n  envlint: {words}")),
        (Err(refusal), Ok(())) => Some(format!("envlint accepts it\n  Compose: {}", plain(&refusal.words))),
        (Err(_), Err(_)) | (Ok(None), Ok(())) => None,
        (Ok(Some(theirs)), Ok(())) => match ours::model(call) {
            Ok(ours) => Some(compare::differences(&theirs, &ours).join("\n  ")).filter(|found| !found.is_empty()),
            Err(words) => Some(words),
        },
    }
}

/// What came of many cases.
struct Tally {
    name: &'static str,
    known: BTreeMap<&'static str, &'static str>,
    agreements: usize,
    expected: usize,
    new: Vec<String>,
    /// Cases that cannot be compared, each with the reason.
    left_out: Vec<String>,
}

impl Tally {
    /// For cases of which those in `known` differ.
    fn new(name: &'static str, known: &'static str) -> Self {
        // `title: reason` a line; titles may hold colons.
        let lines = known.lines().filter(|line| !line.starts_with('#'));
        let known = lines.filter_map(|line| line.rsplit_once(": ")).collect();
        Self { name, known, agreements: 0, expected: 0, new: Vec::new(), left_out: Vec::new() }
    }

    fn add(&mut self, title: &str, difference: Option<String>) {
        let reason = self.known.remove(title);
        match (difference, reason) {
            (None, None) => self.agreements += 1,
            (None, Some(_)) => self.new.push(format!("`{title}` is listed as a difference and is none")),
            (Some(difference), None) => self.new.push(format!("`{title}`\n  {difference}")),
            (Some(difference), Some(reason)) => {
                self.expected += 1;
                if is_verbose() {
                    say(&format!("known: `{title}`: {reason}\n  {difference}"));
                }
            }
        }
    }

    /// Says what came of them, and fails when something is new.
    fn close(mut self) {
        let total = self.agreements + self.expected + self.new.len();
        let (name, agreements, expected) = (self.name, self.agreements, self.expected);
        say(&format!("conformance, {name}: {total} cases, {agreements} agreements, {expected} known differences"));
        if !self.left_out.is_empty() {
            say(&format!("conformance, {name}: {} cases left out", self.left_out.len()));
            self.left_out.iter().filter(|_| is_verbose()).for_each(|case| say(&format!("  {case}")));
        }
        if std::env::var("CONFORMANCE_ONLY").is_err() {
            let unused = self.known.keys().map(|title| format!("`{title}` is listed as a difference and is no case"));
            self.new.extend(unused);
        }
        assert!(self.new.is_empty(), "{} new differences:\n{}", self.new.len(), self.new.join("\n"));
    }
}

fn is_verbose() -> bool {
    std::env::var("CONFORMANCE_VERBOSE").is_ok()
}

/// Says it although the test passes: the runner keeps what is printed, not what is written.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
