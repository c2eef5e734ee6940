//! Of whole runs.

use camino::{Utf8Path, Utf8PathBuf};
use envlint::config::Preset;
use envlint::engine::{self, Error, Options, Report};
use envlint::model::{LoadError, LoadOptions};
use envlint::report::{self, Format, Look, Presented};
use envlint::source::vfs::{Entry, Memory, ReadError, Vfs};

use super::places::lies;

/// A file system that lists the last entry first.
pub struct Backwards<V>(pub V);

impl<V: Vfs> Vfs for Backwards<V> {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        self.0.read(path)
    }

    fn list(&self, directory: &Utf8Path) -> Vec<Entry> {
        let mut entries = self.0.list(directory);
        entries.reverse();
        entries
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        self.0.exists(path)
    }

    fn is_dir(&self, path: &Utf8Path) -> bool {
        self.0.is_dir(path)
    }

    fn canonical(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.0.canonical(path)
    }
}

/// Any tree is linted without a mistake of ours, every finding has places, no format holds one of
/// `secrets`, and a second run says the same, also when files are met in another order.
pub fn workspace(files: &Memory, secrets: &[String]) {
    for preset in [Preset::Recommended, Preset::Strict] {
        let Some(report) = lint(files, preset) else { return };
        findings(&report);
        let first = rendered(&report);
        for (format, text) in &first {
            output(*format, text);
            for secret in secrets {
                assert!(!text.contains(secret), "{format:?} holds a secret:\n{text}");
            }
        }
        let again = lint(&Backwards(files.clone()), preset).map(|report| rendered(&report));
        assert_eq!(Some(first), again, "the order of files matters");
    }
}

/// The report on everything in `/shop`; none where there is nothing to lint.
fn lint(vfs: &dyn Vfs, preset: Preset) -> Option<Report> {
    let load = LoadOptions { working_directory: "/shop".into(), paths: vec![".".into()], ..LoadOptions::default() };
    let options = Options { load, preset: Some(preset), ..Options::default() };
    match engine::lint(vfs, &options) {
        Ok(report) => Some(report),
        Err(Error::Load(LoadError::Nothing(_))) => None,
        Err(error) => panic!("a run cannot be made: {error}"),
    }
}

/// Everything that is told has places.
pub fn findings(report: &Report) {
    let silenced = report.suppressed.iter().map(|suppressed| &suppressed.diagnostic);
    for finding in report.diagnostics.iter().chain(silenced) {
        assert_ne!(finding.rule, "internal-error", "a rule failed: {}", finding.draft.message);
        let what = format!("{}: {}", finding.rule, finding.draft.message);
        let span = finding.draft.span;
        lies(&report.sources, span, &what);
        assert!(!span.is_empty() || span.start == 0 || finding.rule.starts_with("valid-"), "{what} underlines nothing");
        finding.draft.related.iter().for_each(|label| lies(&report.sources, label.span, &label.message));
    }
}

/// The report in every format.
pub fn rendered(report: &Report) -> Vec<(Format, String)> {
    let presented = Presented::new(report);
    let write = |format| {
        let mut text = Vec::new();
        report::write(format, &presented, Look::PLAIN, &mut text).expect("memory takes everything");
        (format, String::from_utf8(text).expect("output is text"))
    };
    Format::ALL.into_iter().map(|(format, _)| write(format)).collect()
}

/// What the readers of a format rely on.
fn output(format: Format, text: &str) {
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    match format {
        Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => {
            assert!(is_json(text), "{format:?} is no JSON:\n{text}");
        }
        Format::Jsonl => assert!(text.lines().all(is_json), "a line is no JSON:\n{text}"),
        Format::Github => assert!(text.lines().all(|line| line.starts_with("::")), "a line is no command:\n{text}"),
        Format::Pretty | Format::Short | Format::Junit => {}
    }
    let foreign = text.chars().find(|letter| letter.is_control() && *letter != '\n');
    assert!(foreign.is_none(), "{format:?} holds {foreign:?}");
}
