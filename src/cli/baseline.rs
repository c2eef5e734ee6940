//! `--baseline FILE`: findings that are known.

use camino::Utf8Path;

use super::{Failure, Process};
use crate::engine::{Baseline, Report};
use crate::source::vfs::{ReadError, write_atomically};

/// Reads the baseline at `path`.
pub(super) fn read(path: &Utf8Path, process: &Process) -> Result<Baseline, Failure> {
    let bytes = process.vfs.read(&process.absolute(path)).map_err(|error| {
        let failure = Failure::new(format!("cannot read the baseline `{path}`: {error}"));
        match error {
            ReadError::Missing => failure.help("write it with `--write-baseline`"),
            _ => failure,
        }
    })?;
    Baseline::read(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        Failure::new(format!("the baseline `{path}` is broken: {error}")).help("write it anew with `--write-baseline`")
    })
}

/// The baseline at `path` that is about to be written anew, if it is one.
pub(super) fn known(path: &Utf8Path, process: &Process) -> Option<Baseline> {
    read(path, process).ok()
}

/// Writes what `report` tells to the baseline at `path`, and says so. The report is left with what a
/// baseline cannot hold.
pub(super) fn write(report: &mut Report, path: &Utf8Path, process: &Process) -> Result<String, Failure> {
    let baseline = Baseline::of(report, &process.working_directory, |text| report.sources.mask().text(text));
    write_atomically(&process.absolute(path), baseline.to_json().as_bytes())
        .map_err(|error| Failure::new(format!("cannot write `{path}`: {}", error.kind())))?;
    baseline.apply(&mut report.diagnostics, &mut report.suppressed);
    report.gone = 0;
    report.summary.suppressed = report.suppressed.len();
    Ok(format!("{} in the baseline `{path}`", findings(baseline.len())))
}

/// Says that the baseline could be shorter.
pub(super) fn gone(report: &Report) -> Option<String> {
    let verb = if report.gone == 1 { "is" } else { "are" };
    let findings = findings(report.gone);
    (report.gone > 0).then(|| format!("{findings} of the baseline {verb} gone: write it anew with `--write-baseline`"))
}

fn findings(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}

#[cfg(test)]
mod tests {
    use super::super::run;
    use super::super::tests::{Outcome, with_process};
    use super::*;
    use crate::source::vfs::{Disk, Memory, Vfs};

    const ENVLINT: [&str; 6] = ["envlint", "--select", "no-host-ports", "--baseline", "known.json", "."];

    fn envlint(vfs: &dyn Vfs, directory: &Utf8Path, more: &[&str]) -> Outcome {
        with_process(vfs, directory, |process| {
            process.args = ENVLINT.iter().chain(more).map(Into::into).collect();
            run(process)
        })
    }

    /// One service a line, each with the port that no proxy publishes.
    fn compose(before: &str, services: &[&str]) -> Vec<u8> {
        let service = |name: &&str| format!("  {name}: {{ image: app, ports: ['{}000:80'] }}\n", name.len());
        let edge = "  edge: { image: traefik, ports: ['443:443'] }\n";
        format!("{before}services:\n{edge}{}", services.iter().map(service).collect::<String>()).into_bytes()
    }

    #[test]
    fn only_what_is_new_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let put = |before, services: &[&str]| {
            write_atomically(&directory.join("compose.prod.yaml"), &compose(before, services)).unwrap();
        };
        put("", &["web", "admin"]);
        let written = envlint(&Disk, directory, &["--write-baseline"]);
        assert_eq!((written.code, written.stdout.as_str()), (0, "2 findings in the baseline `known.json`\n"));
        put("# A line more.\n", &["web", "admin"]);
        let known = envlint(&Disk, directory, &[]);
        assert_eq!((known.code, known.stderr.as_str()), (0, ""));
        assert!(known.stdout.starts_with("no findings in 1 file; 2 suppressed\n"), "{}", known.stdout);
        put("", &["web", "metrics"]);
        let changed = envlint(&Disk, directory, &[]);
        assert_eq!(changed.code, 1);
        assert!(changed.stdout.contains("metrics") && !changed.stdout.contains("`web`"), "{}", changed.stdout);
        assert_eq!(changed.stderr, "1 finding of the baseline is gone: write it anew with `--write-baseline`\n");
    }

    #[test]
    fn what_is_not_looked_at_stays_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let put = |path: &str, content: &[u8]| write_atomically(&directory.join(path), content).unwrap();
        put("compose.prod.yaml", &compose("", &["web", "admin"]));
        let written = envlint(&Disk, directory, &["--write-baseline"]);
        assert_eq!(written.stdout, "2 findings in the baseline `known.json`\n");
        let command = ["--select", "no-debug", "--baseline", "known.json", "--write-baseline"];
        let narrowed = with_process(&Disk, directory, |process| {
            process.args = ["envlint"].iter().chain(&command).map(Into::into).collect();
            run(process)
        });
        assert_eq!((narrowed.code, narrowed.stdout.as_str()), (0, "2 findings in the baseline `known.json`\n"));
        let known = envlint(&Disk, directory, &[]);
        assert!(known.code == 0 && known.stderr.is_empty(), "{}{}", known.stdout, known.stderr);
        let of_one = envlint(&Disk, directory, &["--write-baseline", "--environment", "production"]);
        assert!(of_one.code == 2 && of_one.stderr.contains("--environment"), "{}", of_one.stderr);
    }

    #[test]
    fn what_it_cannot_hold_is_told_and_counts() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let put = |path: &str, content: &[u8]| write_atomically(&directory.join(path), content).unwrap();
        put("compose.prod.yaml", &compose("", &["web"]));
        put("envlint.yaml", b"rules: { no-such-rule: { level: off } }\n");
        let written = envlint(&Disk, directory, &["--write-baseline"]);
        assert_eq!((written.code, written.stderr.as_str()), (1, "1 finding in the baseline `known.json`\n"));
        assert!(
            written.stdout.contains("error[valid-config]") && !written.stdout.contains("`web`"),
            "{}",
            written.stdout
        );
    }

    #[test]
    fn a_broken_one_ends_the_run() {
        let refused = |content: Option<&str>| {
            let files = Memory::new().with("/r/compose.yaml", compose("", &["web"]));
            let files = content.map_or(files.clone(), |content| files.with("/r/known.json", content));
            let outcome = envlint(&files, "/r".into(), &[]);
            assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
            outcome.stderr
        };
        assert!(refused(None).starts_with("error: cannot read the baseline `known.json`"));
        let broken = refused(Some("{\n  \"version\": 1,\n  \"findings\": [{}]\n}"));
        assert!(broken.starts_with("error: the baseline `known.json` is broken: line 3, column "), "{broken}");
    }

    #[test]
    fn environments_are_known_by_their_names() {
        let files = Memory::new().with("/r/compose.prod.yaml", compose("", &["web"]));
        let outcome = with_process(&files, "/r".into(), |process| {
            process.args = ["envlint", "--environment", "prodution"].map(Into::into).into();
            run(process)
        });
        assert_eq!(outcome.code, 2);
        assert_eq!(outcome.stderr, "error: there is no environment `prodution`\n  help: did you mean `production`?\n");
    }
}
