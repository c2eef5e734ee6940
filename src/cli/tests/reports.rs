//! Reports that are written to files.

use camino::Utf8Path;
use clap::Parser;

use super::super::args::Arguments;
use super::{envlint, lint, report, with_process};
use crate::diagnostic::Severity;
use crate::report::Look;
use crate::source::vfs::{Disk, Vfs};

#[test]
fn what_cannot_be_written_is_told_before_anything_is_read() {
    for (args, message) in [
        (&["--format", "sarif=."][..], "error: cannot write `.`: it is a directory\n"),
        (&["--format", "sarif=new/"], "error: cannot write `new/`: it is a directory\n"),
        (&["--format", "json=../gone/out.json"], "error: cannot write `../gone/out.json`: there is no directory"),
        (&["--format", "json=a", "--format", "junit=./a"], "error: two formats would be written to `./a`\n"),
    ] {
        let outcome = envlint(args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
        assert!(outcome.stderr.starts_with(message), "{}", outcome.stderr);
    }
    let outcome = envlint(&["--format", "sarfi"]);
    assert!(outcome.stderr.contains("did you mean `sarif`? the formats are `pretty`"), "{}", outcome.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn one_that_fails_does_not_take_the_others_along() {
    let directory = tempfile::tempdir().unwrap();
    let directory = Utf8Path::from_path(directory.path()).unwrap();
    std::os::unix::fs::symlink("/dev/full", directory.join("full")).unwrap();
    let args = ["envlint", "--format", "json=full", "--format", "short", "--format", "sarif=out.sarif"];
    let arguments = Arguments::try_parse_from(args).unwrap();
    let outcome = with_process(&Disk, directory, |process| {
        let failure = lint::deliver(&report(&[("a", Severity::Error)]), &arguments, process, Look::PLAIN).unwrap_err();
        assert!(failure.message.starts_with("cannot write `full`: "), "{}", failure.message);
        2
    });
    assert_eq!(outcome.stdout, "compose.yaml:1:1: error a: something is wrong\n");
    assert!(Disk.read(&directory.join("out.sarif")).unwrap().ends_with(b"]}]}\n"));
    assert_eq!(Disk.list(directory).len(), 2);
}
