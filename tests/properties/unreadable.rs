//! What cannot be read takes nothing from what can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use envlint::engine::{self, Options, Report};
use envlint::model::LoadOptions;
use envlint::source::Span;
use envlint::source::vfs::{Entry, ReadError, Vfs};
use proptest::prelude::*;
use proptest::sample::Index;

use super::case::{self, Case};
use super::checkout::Checkout;
use super::texts::cases;

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The system refuses.
    Denied,
    /// A directory stands in its place.
    Directory,
    /// It is no text.
    Bytes,
    /// The end is missing.
    Cut,
    /// It is not there at all, which is another matter: something to compare with.
    Gone,
}

const WAYS: [Way; 4] = [Way::Denied, Way::Directory, Way::Bytes, Way::Cut];

struct Damaged<'a> {
    files: &'a Checkout,
    ways: BTreeMap<Utf8PathBuf, Way>,
}

impl Vfs for Damaged<'_> {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        let bytes = self.files.read(path)?;
        match self.ways.get(path) {
            None => Ok(bytes),
            Some(Way::Denied) => Err(ReadError::Unreadable("permission denied".to_owned())),
            Some(Way::Directory) => Err(ReadError::NotAFile),
            Some(Way::Gone) => Err(ReadError::Missing),
            Some(Way::Bytes) => Ok(bytes.into_iter().map(|byte| byte | 0x80).collect()),
            Some(Way::Cut) => Ok([bytes.as_slice(), b"\nx-cut: [".as_slice()].concat()),
        }
    }

    fn list(&self, directory: &Utf8Path) -> Vec<Entry> {
        let mut entries = self.files.list(directory);
        entries.retain(|entry| self.ways.get(&entry.path) != Some(&Way::Gone));
        for entry in &mut entries {
            entry.is_dir |= self.ways.get(&entry.path) == Some(&Way::Directory);
        }
        entries
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        self.files.exists(path) && self.ways.get(path) != Some(&Way::Gone)
    }

    fn is_dir(&self, path: &Utf8Path) -> bool {
        self.files.is_dir(path) || self.ways.get(path) == Some(&Way::Directory)
    }

    fn canonical(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        if self.exists(path) { self.files.canonical(path) } else { None }
    }
}

/// A finding by what it is about: the file it stands in, the byte, and the rule.
type Key = (Utf8PathBuf, u32, String);

struct Told {
    /// Every finding, and under the names of all rules that saw it.
    keys: BTreeSet<Key>,
    /// Findings with all files that they speak of, and the text that is underlined.
    findings: Vec<(Key, BTreeSet<Utf8PathBuf>, String)>,
}

impl Told {
    fn of(report: &Report) -> Self {
        let path = |span: Span| report.sources.file(span.file).path().to_owned();
        let (mut keys, mut findings) = (BTreeSet::new(), Vec::new());
        for found in &report.diagnostics {
            let span = found.draft.span;
            let key = |rule: &String| (path(span), span.start, rule.clone());
            keys.extend(found.also.iter().chain([&found.rule]).map(key));
            let related = found.draft.related.iter().map(|label| path(label.span));
            let paths = related.chain([path(span)]).collect();
            findings.push((key(&found.rule), paths, report.sources.text(span).to_owned()));
        }
        Self { keys, findings }
    }
}

fn lint(vfs: &dyn Vfs, directory: &Utf8Path) -> Report {
    let load =
        LoadOptions { working_directory: directory.to_owned(), paths: vec![".".into()], ..LoadOptions::default() };
    engine::lint(vfs, &Options { load, ..Options::default() }).unwrap_or_default()
}

/// Damage to some files of a project.
type Ways = BTreeMap<Utf8PathBuf, Way>;

/// What must hold with any damage: what is found whether or not the damaged files are there speaks of the
/// others alone, and is found still; nothing is found in the others that was not; and each damaged file
/// is named.
fn check(case: &Case, whole: &Told, ways: &Ways) {
    let files = Checkout { root: case.directory.clone() };
    let run = |ways: Ways| {
        let ways = ways.into_iter().map(|(path, way)| (case.directory.join(path), way)).collect();
        Told::of(&lint(&Damaged { files: &files, ways }, &case.directory))
    };
    let without = run(ways.keys().map(|path| (path.clone(), Way::Gone)).collect());
    let left = run(ways.clone());
    let is_coverage = |key: &Key| key.2 == "coverage";
    let name = &case.name;
    for key in whole.keys.intersection(&without.keys).filter(|key| !is_coverage(key)) {
        assert!(ways.contains_key(&key.0) || left.keys.contains(key), "{name}: {key:?} is lost with {ways:?}");
    }
    for key in left.keys.difference(&whole.keys).filter(|key| !is_coverage(key)) {
        assert!(ways.contains_key(&key.0), "{name}: {key:?} is new with {ways:?}");
    }
    for (path, way) in ways {
        // Compose passes over a directory called `.env`, and so do we.
        let passed_over = *way == Way::Directory && path.file_name() == Some(".env");
        let says_so = |(key, paths, text): &(Key, BTreeSet<Utf8PathBuf>, String)| {
            let is_named = path.file_name().is_some_and(|name| text.ends_with(name));
            (paths.contains(path) || is_named) && (is_coverage(key) || key.2.starts_with("valid-"))
        };
        assert!(
            passed_over || left.findings.iter().any(says_so),
            "{name}: nothing says that {path} is not read: {way:?}"
        );
    }
}

/// The projects, with what is found in them and the files that this takes.
fn projects() -> Vec<(Case, Told, Vec<Utf8PathBuf>)> {
    let cases = case::all().expect("there are fixtures").into_iter().filter(|case| case.name.starts_with("projects/"));
    let linted = cases.map(|case| {
        let report = lint(&Checkout { root: case.directory.clone() }, &case.directory);
        let paths = report.sources.files().map(|(_, file)| file.path().to_owned());
        let paths = paths.filter(|path| path.file_name() != Some("envlint.yaml")).collect();
        (case, Told::of(&report), paths)
    });
    linted.collect()
}

/// An env file that ends early reads well up to there.
fn way(path: &Utf8Path, number: usize) -> Way {
    let ways = if path.extension() == Some("yaml") || path.extension() == Some("yml") { &WAYS[..] } else { &WAYS[..3] };
    ways[number % ways.len()]
}

#[test]
fn one_file_takes_nothing_from_the_others() {
    for (case, whole, paths) in projects() {
        for (number, path) in paths.iter().enumerate() {
            check(&case, &whole, &Ways::from([(path.clone(), way(path, number))]));
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn any_files_take_nothing_from_the_others(picked: Index, damaged: [bool; 16], first: u8) {
        static PROJECTS: LazyLock<Vec<(Case, Told, Vec<Utf8PathBuf>)>> = LazyLock::new(projects);
        let (case, whole, paths) = picked.get(&PROJECTS);
        let picked = paths.iter().enumerate().filter(|(number, _)| damaged[number % 16]);
        let ways: Ways = picked.map(|(number, path)| (path.clone(), way(path, number + usize::from(first)))).collect();
        // Where nothing is left, nothing can be said of it.
        if ways.len() < paths.len() {
            check(case, whole, &ways);
        }
    }
}
