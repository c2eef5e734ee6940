//! The same files make the same report, however they are met.

use std::num::NonZeroUsize;

use camino::{Utf8Path, Utf8PathBuf};
use envlint::Threads;
use envlint::engine::{self, Options, Report};
use envlint::model::LoadOptions;
use envlint::source::vfs::Vfs;

use super::case::{self, Case};
use super::checkout::Checkout;
use super::holds::workspace::{Backwards, findings, rendered};

fn lint(vfs: &dyn Vfs, working_directory: &Utf8Path, paths: Vec<Utf8PathBuf>) -> Report {
    with_threads(Threads::default(), vfs, working_directory, paths)
}

fn with_threads(threads: Threads, vfs: &dyn Vfs, working_directory: &Utf8Path, paths: Vec<Utf8PathBuf>) -> Report {
    let load =
        LoadOptions { working_directory: working_directory.to_owned(), paths, threads, ..LoadOptions::default() };
    engine::lint(vfs, &Options { load, ..Options::default() }).expect("a fixture can be linted")
}

fn checkout(case: &Case) -> Checkout {
    Checkout { root: case.directory.clone() }
}

/// What is found, with paths from the root, and without what depends on where it is seen from.
fn told(report: &Report, seen_from: &str) -> Vec<String> {
    let path = |span: envlint::source::Span| {
        let path = report.sources.file(span.file).path();
        let below = path.strip_prefix(seen_from).unwrap_or(path);
        format!("{below}:{:?}", span.range())
    };
    let one = |found: &envlint::diagnostic::Diagnostic| {
        let related: Vec<_> = found.draft.related.iter().map(|label| path(label.span)).collect();
        let draft = &found.draft;
        format!("{} {} {:?} {} {related:?}", found.fingerprint, found.rule, found.severity, path(draft.span))
    };
    report.diagnostics.iter().map(one).collect()
}

/// Fixtures in which several files come together.
fn several() -> impl Iterator<Item = Case> {
    let cases = case::all().expect("there are fixtures").into_iter();
    cases.filter(|case| ["projects/", "model/", "hostile/"].iter().any(|group| case.name.starts_with(group)))
}

#[test]
fn every_finding_has_places() {
    for case in case::all().expect("there are fixtures") {
        findings(&lint(&checkout(&case), &case.directory, vec![".".into()]));
    }
}

#[test]
fn directories_may_be_listed_in_any_order() {
    for case in several() {
        let run = |vfs: &dyn Vfs| rendered(&lint(vfs, &case.directory, vec![".".into()]));
        assert_eq!(run(&checkout(&case)), run(&Backwards(checkout(&case))), "{}", case.name);
    }
}

#[test]
fn any_number_of_threads_may_work() {
    for case in several() {
        let run = |count: NonZeroUsize| {
            let report = with_threads(Threads::new(count), &checkout(&case), &case.directory, vec![".".into()]);
            let read: Vec<_> = report.sources.files().map(|(_, file)| file.path().to_owned()).collect();
            (rendered(&report), read)
        };
        let alone = run(NonZeroUsize::MIN);
        for count in [2, 3, 16].into_iter().filter_map(NonZeroUsize::new) {
            assert_eq!(alone, run(count), "{} on {count} threads", case.name);
        }
    }
}

#[test]
fn paths_may_be_given_in_any_order() {
    for case in several() {
        let vfs = checkout(&case);
        let mut paths: Vec<Utf8PathBuf> = vfs.list(&case.directory).into_iter().map(|entry| entry.path).collect();
        // Whatever is named is linted.
        let is_meant = |path: &Utf8PathBuf| {
            vfs.is_dir(path)
                || path.file_name().is_some_and(|name| name.contains("compose") || name.starts_with(".env"))
        };
        paths.retain(is_meant);
        if paths.len() < 2 {
            continue;
        }
        let forwards = rendered(&lint(&vfs, &case.directory, paths.clone()));
        paths.reverse();
        assert_eq!(forwards, rendered(&lint(&vfs, &case.directory, paths)), "{}", case.name);
    }
}

#[test]
fn a_run_may_start_anywhere() {
    for case in several() {
        let vfs = checkout(&case);
        let within = told(&lint(&vfs, &case.directory, vec![".".into()]), "");
        let (Some(above), Some(name)) = (case.directory.parent(), case.directory.file_name()) else { continue };
        assert_eq!(within, told(&lint(&vfs, above, vec![name.into()]), name), "{}", case.name);
        let beside = case.directory.join("not-of-the-fixture");
        assert_eq!(within, told(&lint(&vfs, &beside, vec!["..".into()]), ".."), "{}", case.name);
    }
}
