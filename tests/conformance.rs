//! What Docker Compose accepts, envlint accepts; what it refuses, envlint refuses. The engine itself
//! says which is which.
//!
//! `ENVLINT_ENGINE` names the binary of Docker Compose 2.40.3; without it the comparison is skipped.
//! `CONFORMANCE_VERBOSE=1` prints every difference with what both have to say.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::expect_used,
    reason = "a harness that runs a program and says what came of it"
)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use envlint::engine::Options;
use envlint::model::LoadOptions;
use envlint::source::vfs::Disk;

const PROBES: &str = include_str!("conformance/probes.txt");
const KNOWN: &str = include_str!("conformance/known-differences.txt");

struct Probe {
    title: String,
    files: Vec<(String, String)>,
}

/// What one of the two makes of a project.
struct Verdict {
    accepted: bool,
    words: String,
}

#[test]
fn compose_decides() {
    let Ok(engine) = std::env::var("ENVLINT_ENGINE") else {
        say("conformance: skipped, for ENVLINT_ENGINE names no Docker Compose");
        return;
    };
    let verbose = std::env::var("CONFORMANCE_VERBOSE").is_ok();
    let known = known();
    let (mut agreements, mut expected, mut new) = (0, 0, Vec::new());
    let probes = probes();
    for title in known.keys().filter(|title| !probes.iter().any(|probe| probe.title == **title)) {
        new.push(format!("`{title}` is listed as a difference and is no probe"));
    }
    for probe in &probes {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let root = Utf8Path::from_path(directory.path()).expect("a path of characters").join("probe");
        write(probe, &root);
        let (theirs, ours) = (engine_verdict(&engine, &root), our_verdict(&root));
        if theirs.accepted == ours.accepted {
            agreements += 1;
            if known.contains_key(probe.title.as_str()) {
                new.push(format!("`{}` is listed as a difference and is none", probe.title));
            }
            continue;
        }
        let difference = format!("`{}`\n  Compose: {}\n  envlint: {}", probe.title, theirs.words, ours.words);
        if known.contains_key(probe.title.as_str()) {
            expected += 1;
            if verbose {
                println!("known: {difference}");
            }
        } else {
            new.push(difference);
        }
    }
    say(&format!("conformance: {} cases, {agreements} agreements, {expected} known differences", probes.len()));
    assert!(new.is_empty(), "{} new differences:\n{}", new.len(), new.join("\n"));
}

/// Says it although the test passes: the runner keeps what is printed, not what is written.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The projects of `probes.txt`.
fn probes() -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    for line in PROBES.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            probes.push(Probe { title: title.to_owned(), files: vec![("compose.yaml".to_owned(), String::new())] });
        } else if let Some(probe) = probes.last_mut() {
            match line.strip_prefix("-- ") {
                Some(path) => probe.files.push((path.to_owned(), String::new())),
                None => {
                    if let Some((_, text)) = probe.files.last_mut() {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
        }
    }
    probes
}

/// `title: reason` a line; titles may hold colons.
fn known() -> BTreeMap<&'static str, &'static str> {
    KNOWN.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once(": ")).collect()
}

fn write(probe: &Probe, root: &Utf8Path) {
    for (path, text) in &probe.files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(root)).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }
}

fn engine_verdict(engine: &str, root: &Utf8PathBuf) -> Verdict {
    let output = Command::new(engine)
        .args(["config", "-q"])
        .current_dir(root)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", root)
        .output()
        .expect("the engine runs");
    let words = String::from_utf8_lossy(&output.stderr).trim().replace(root.as_str(), "").replace('\n', " ");
    Verdict {
        accepted: output.status.success(),
        words: if output.status.success() { "accepts it".into() } else { words },
    }
}

fn our_verdict(root: &Utf8Path) -> Verdict {
    let options = Options {
        load: LoadOptions {
            working_directory: root.to_owned(),
            paths: vec![root.to_owned()],
            ..LoadOptions::default()
        },
        preset: None,
        levels: Vec::new(),
        select: vec!["no-duplicate-keys".to_owned()],
        ignore: vec!["no-duplicate-keys".to_owned()],
    };
    let report = match envlint::lint(&Disk, &options) {
        Ok(report) => report,
        Err(error) => return Verdict { accepted: false, words: error.to_string() },
    };
    let refusals: Vec<&str> = report
        .diagnostics
        .iter()
        .filter(|found| found.rule.starts_with("valid-") && found.severity == envlint::diagnostic::Severity::Error)
        .map(|found| found.draft.message.as_str())
        .collect();
    let words = if refusals.is_empty() { "accepts it".to_owned() } else { refusals.join("; ") };
    Verdict { accepted: refusals.is_empty(), words }
}
