//! Files with the line ends of Windows say what they say with those of Unix.

use camino::{Utf8Path, Utf8PathBuf};
use envlint::engine::{self, Options};
use envlint::model::LoadOptions;
use envlint::source::vfs::{Entry, ReadError, Vfs};

use super::case::{self, Case};
use super::checkout::Checkout;

/// Files of which every line ends with `\r\n`, but for those with a `\r` of their own, and those of git.
struct Windows(Checkout);

impl Vfs for Windows {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        let bytes = self.0.read(path)?;
        let is_text = !bytes.contains(&b'\r') && !bytes.contains(&0) && !path.as_str().contains("/.git/");
        Ok(if is_text {
            bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(b"\r\n".as_slice())
        } else {
            bytes
        })
    }

    fn list(&self, directory: &Utf8Path) -> Vec<Entry> {
        self.0.list(directory)
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

/// Every finding with its places as lines and characters.
fn told(vfs: &dyn Vfs, case: &Case) -> Vec<String> {
    let load =
        LoadOptions { working_directory: case.directory.clone(), paths: vec![".".into()], ..LoadOptions::default() };
    let report = engine::lint(vfs, &Options { load, ..Options::default() }).unwrap_or_default();
    let place = |span: envlint::source::Span| {
        let (start, end) = report.sources.positions(span);
        let path = report.sources.file(span.file).path();
        format!("{path}:{}:{}-{}:{}", start.line, start.character, end.line, end.character)
    };
    let one = |found: &envlint::diagnostic::Diagnostic| {
        let draft = &found.draft;
        let related: Vec<String> = draft.related.iter().map(|label| place(label.span)).collect();
        format!("{} {} {:?} {} {related:?}", place(draft.span), found.rule, found.severity, draft.message)
    };
    report.diagnostics.iter().map(one).collect()
}

#[test]
fn line_ends_change_nothing() {
    let mut count = 0;
    for case in case::all().expect("there are fixtures") {
        let checkout = || Checkout { root: case.directory.clone() };
        let (unix, windows) = (told(&checkout(), &case), told(&Windows(checkout()), &case));
        assert_eq!(unix, windows, "{}", case.name);
        count += unix.len();
    }
    assert!(count > 0);
}
