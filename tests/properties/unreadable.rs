//! What cannot be read takes nothing from what can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use envlint::diagnostic::Severity;
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

/// What cannot be told without the file, by case and rule, although it would be the same if it were not there.
const UNDECIDED: [(&str, &str); 4] = [
    // Its routers use a middleware that was defined in the file, and that may redirect.
    ("rules/staging-only-cors/bad-middleware-in-file", "tls-routers"),
    // Of a variable with a bad default, which the file may set.
    ("rules/valid-compose/bad-boolean-from-variable", "valid-compose"),
    // Of env files that the ignore file may name.
    ("rules/defined-variables/bad-absent-env-file", "defined-variables"),
    ("rules/no-committed-env-files/bad-not-ignored", "no-committed-env-files"),
];

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
            // Nor does it begin as UTF-16 does.
            Some(Way::Bytes) => Ok(std::iter::once(0x80).chain(bytes.into_iter().map(|byte| byte | 0x80)).collect()),
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

/// A finding with all that it speaks of.
struct Finding {
    key: Key,
    severity: Severity,
    /// The files of all its places.
    paths: BTreeSet<Utf8PathBuf>,
    /// The text that is underlined.
    text: String,
}

impl Finding {
    fn is_coverage(&self) -> bool {
        self.key.2 == "coverage"
    }

    /// Whether it says of the file at `path` that it is not, or not wholly, read.
    fn is_about(&self, path: &Utf8Path) -> bool {
        let is_named = path.file_name().is_some_and(|name| self.text.ends_with(name));
        (self.paths.contains(path) || is_named) && (self.is_coverage() || self.key.2.starts_with("valid-"))
    }
}

struct Told {
    findings: Vec<Finding>,
    /// All places of findings, under the names of all rules that saw it, with how serious it is there.
    places: BTreeMap<Key, Severity>,
}

impl Told {
    fn of(report: &Report) -> Self {
        let path = |span: Span| report.sources.file(span.file).path().to_owned();
        let (mut places, mut findings) = (BTreeMap::new(), Vec::new());
        for found in &report.diagnostics {
            let spans = || found.draft.related.iter().map(|label| label.span).chain([found.draft.span]);
            for (span, rule) in
                spans().flat_map(|span| found.also.iter().chain([&found.rule]).map(move |rule| (span, rule)))
            {
                let known = places.entry((path(span), span.start, rule.clone())).or_insert(found.severity);
                *known = (*known).max(found.severity);
            }
            findings.push(Finding {
                key: (path(found.draft.span), found.draft.span.start, found.rule.clone()),
                severity: found.severity,
                paths: spans().map(path).collect(),
                text: report.sources.text(found.draft.span).to_owned(),
            });
        }
        Self { findings, places }
    }

    /// What it says of the files outside `ways` alone.
    fn apart_from(&self, ways: &Ways) -> BTreeSet<&Key> {
        let is_apart =
            |finding: &&Finding| !finding.is_coverage() && ways.keys().all(|path| !finding.paths.contains(path));
        self.findings.iter().filter(is_apart).map(|finding| &finding.key).collect()
    }
}

fn lint(vfs: &dyn Vfs, directory: &Utf8Path) -> Report {
    let load =
        LoadOptions { working_directory: directory.to_owned(), paths: vec![".".into()], ..LoadOptions::default() };
    engine::lint(vfs, &Options { load, ..Options::default() }).unwrap_or_default()
}

/// Damage to some files of a project.
type Ways = BTreeMap<Utf8PathBuf, Way>;

/// What must hold with any damage. What is found whether or not the damaged files are there speaks of the others
/// alone, and is found still. Nothing is found in the others, but for information, that was not found there before.
/// Each damaged file is named.
fn check(case: &Case, whole: &Told, ways: &Ways) {
    let files = Checkout { root: case.directory.clone() };
    let run = |ways: Ways| {
        let ways = ways.into_iter().map(|(path, way)| (case.directory.join(path), way)).collect();
        Told::of(&lint(&Damaged { files: &files, ways }, &case.directory))
    };
    let without = run(ways.keys().map(|path| (path.clone(), Way::Gone)).collect());
    let left = run(ways.clone());
    let name = &case.name;
    for key in whole.apart_from(ways).intersection(&without.apart_from(ways)) {
        let is_undecided = UNDECIDED.contains(&(name.as_str(), key.2.as_str()));
        assert!(is_undecided || left.places.contains_key(*key), "{name}: {key:?} is lost with {ways:?}");
    }
    for Finding { key, severity, .. } in left.findings.iter().filter(|finding| finding.severity > Severity::Info) {
        let is_known = whole.places.get(key).is_some_and(|known| known >= severity);
        let is_about = ways.keys().any(|path| key.0 == *path) || key.2 == "coverage";
        let says_so =
            || left.findings.iter().any(|found| found.key == *key && ways.keys().any(|path| found.is_about(path)));
        assert!(is_known || is_about || says_so(), "{name}: {severity:?} {key:?} is new with {ways:?}");
    }
    for (path, way) in ways {
        let is_told = left.findings.iter().any(|finding| finding.is_about(path));
        assert!(is_told, "{name}: nothing says that {path} is not read: {way:?}");
    }
}

fn is_yaml(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("yaml" | "yml"))
}

/// Every case, with what is found in it and the files that this takes.
fn linted() -> Vec<(Case, Told, Vec<Utf8PathBuf>)> {
    let cases = case::all().expect("there are fixtures").into_iter();
    let linted = cases.map(|case| {
        let report = lint(&Checkout { root: case.directory.clone() }, &case.directory);
        let read = report.sources.files().map(|(_, file)| file.path().to_owned());
        let ignores = case.files().expect("a fixture is a folder").into_iter();
        let ignores = ignores.filter(|path| path.file_name() == Some(".gitignore"));
        let ignores = ignores.filter_map(|path| Some(path.strip_prefix(&case.directory).ok()?.to_owned()));
        // Without a configuration nothing is linted, and a directory is no file.
        let paths = read.chain(ignores).filter(|path| path.file_name() != Some("envlint.yaml") && path != ".");
        let paths: BTreeSet<Utf8PathBuf> = paths.collect();
        let paths = paths.into_iter().collect();
        (case, Told::of(&report), paths)
    });
    linted.collect()
}

/// In what ways a file may be unreadable.
fn ways(path: &Utf8Path) -> &'static [Way] {
    let name = path.file_name().unwrap_or_default();
    let is_watched = path.parent().is_some_and(|directory| matches!(directory.as_str(), "traefik" | "dynamic"));
    if name == ".gitignore" {
        &[Way::Denied]
    } else if is_yaml(path) {
        // A directory among files of Traefik's is one more to look into.
        if is_watched {
            &[Way::Denied, Way::Bytes, Way::Cut]
        } else {
            &[Way::Denied, Way::Bytes, Way::Cut, Way::Directory]
        }
    } else {
        // An env file that ends early reads well up to there; a directory may be called like many.
        let is_plain =
            ["staging", "prod", "example"].iter().any(|word| name.starts_with(".env.") && name.contains(word));
        if is_plain { &[Way::Denied, Way::Bytes, Way::Directory] } else { &[Way::Denied, Way::Bytes] }
    }
}

fn way(path: &Utf8Path, number: usize) -> Way {
    let ways = ways(path);
    ways[number % ways.len()]
}

#[test]
fn one_file_takes_nothing_from_the_others() {
    let mut number = 0;
    for (case, whole, paths) in linted() {
        for path in &paths {
            check(&case, &whole, &Ways::from([(path.clone(), way(path, number))]));
            number += 1;
        }
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn any_files_take_nothing_from_the_others(picked: Index, damaged: [bool; 16], first: u8) {
        static CASES: LazyLock<Vec<(Case, Told, Vec<Utf8PathBuf>)>> = LazyLock::new(linted);
        let (case, whole, paths) = picked.get(&CASES);
        let picked = paths.iter().enumerate().filter(|(number, _)| damaged[number % 16]);
        let ways: Ways = picked.map(|(number, path)| (path.clone(), way(path, number + usize::from(first)))).collect();
        // Where nothing is left, nothing can be said of it.
        if ways.len() < paths.len() {
            check(case, whole, &ways);
        }
    }
}
