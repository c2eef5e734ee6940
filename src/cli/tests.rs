//! Whole commands, without a process.

mod failing;
mod reports;

use camino::Utf8Path;
use clap::Parser;

use super::args::Arguments;
use super::{Process, lint, rules, run};
use crate::diagnostic::{Diagnostic, Draft, Level, Severity};
use crate::engine::RuleInfo;
use crate::engine::{Report, Summary};
use crate::report::Look;
use crate::source::vfs::{Disk, Memory, Vfs};
use crate::source::{SourceMap, Span};

pub(super) struct Outcome {
    pub(super) code: u8,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Calls `act` with a process without terminal in `directory`.
pub(super) fn with_process(vfs: &dyn Vfs, directory: &Utf8Path, act: impl FnOnce(&mut Process) -> u8) -> Outcome {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut process = Process {
        args: Vec::new(),
        working_directory: directory.to_owned(),
        vfs,
        today: None,
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        width: None,
        no_color: false,
        unicode: true,
        in_ci: false,
    };
    let code = act(&mut process);
    Outcome { code, stdout: String::from_utf8(stdout).unwrap(), stderr: String::from_utf8(stderr).unwrap() }
}

pub(super) fn envlint(args: &[&str]) -> Outcome {
    let files = Memory::new().with("/repo/compose.yaml", "services: {}\n");
    with_process(&files, "/repo".into(), |process| {
        process.args = std::iter::once("envlint").chain(args.iter().copied()).map(Into::into).collect();
        run(process)
    })
}

/// Delivers `report` as `envlint` with `args` would.
fn delivered(report: &Report, directory: &Utf8Path, args: &[&str]) -> Outcome {
    let arguments = Arguments::try_parse_from(std::iter::once("envlint").chain(args.iter().copied())).unwrap();
    with_process(&Disk, directory, |process| {
        let look = process.look(arguments.output.color);
        lint::deliver(report, &arguments, process, look).unwrap()
    })
}

fn report(findings: &[(&str, Severity)]) -> Report {
    let mut sources = SourceMap::new();
    let file = sources.add("compose.yaml".into(), b"services: {}\n");
    let diagnostics = findings.iter().map(|&(rule, severity)| Diagnostic {
        rule: rule.into(),
        also: Vec::new(),
        severity,
        draft: Draft::at(Span::new(file, 0..8), "something is wrong"),
        fingerprint: String::new(),
    });
    let diagnostics = diagnostics.collect();
    Report { sources, diagnostics, summary: Summary { files: 1, ..Summary::default() }, ..Report::default() }
}

#[test]
fn paths_with_different_configurations_are_refused() {
    let files = Memory::new()
        .with("/r/.git/HEAD", "")
        .with("/r/a/compose.yaml", "services: {}\n")
        .with("/r/b/compose.yaml", "services: {}\n")
        .with("/r/b/envlint.yaml", "rules: { no-debug: { level: off } }\n")
        .with("/r/b/c/compose.yaml", "services: {}\n");
    let lint = |args: &[&str]| {
        with_process(&files, "/r".into(), |process| {
            process.args = std::iter::once("envlint").chain(args.iter().copied()).map(Into::into).collect();
            run(process)
        })
    };
    let (forth, back) = (lint(&["a", "b"]), lint(&["b", "a"]));
    assert_eq!((forth.code, back.code), (2, 2));
    assert_eq!(
        forth.stderr,
        "error: `a` has no configuration and `b` has the configuration `b/envlint.yaml`\n  help: lint them one by one, \
         or name the configuration of all with `--config`\n"
    );
    assert_eq!(lint(&["b", "b/c"]).code, 0);
    assert_eq!(lint(&["a", "b", "--config", "b/envlint.yaml"]).code, 0);
}

const HELP: &str = "\
Proves that production and staging of a Docker Compose repository are isolated from each other

Usage: envlint [OPTIONS] [PATHS]...
       envlint <COMMAND>

Commands:
  environments  Show which service and file belongs to which environment, and why
  init          Write `envlint.yaml` with the environments that were recognised
  resolve       Show what a service is really given, and where each value comes from
  rules         List the rules
  explain       Explain a rule: what it means, why, and how to fix what it finds
  schema        Print a JSON Schema, for an editor or a program
  completions   Write a script that completes the command line in a shell
  man           Write the manual page

Arguments:
  [PATHS]...  Directories and files to lint [default: .]

Options:
  -h, --help     Print help
  -V, --version  Print version

Project:
  -f, --file <FILE>      Take only this Compose file; repeat it for those merged over it
      --env-file <FILE>  Take variables from this file, not from `.env`; repeat it, the last wins

Policy:
      --config <FILE>           Read this configuration, not `envlint.yaml` of the repository
      --preset <NAME>           Start from the levels of `recommended` or `strict`
      --select <RULE,...>       Check these rules only
      --ignore <RULE,...>       Do not check these rules
      --level <RULE=LEVEL>      Set the level of a rule: `off`, `info`, `warning` or `error`
      --environment <NAME,...>  Tell only findings of these environments
      --baseline <FILE>         Do not tell findings that this file lists
      --write-baseline          Write all findings to the baseline, and tell none
      --fail-on <LEVEL>         Exit with 1 from this level on: `error`, `warning`, `info` or
                                `never` [default: error]

Output:
      --format <FORMAT[=FILE]>  How to print: `pretty`, `short`, `json`, `jsonl`, `sarif`, `github`,
                                `gitlab`, `junit` or `rdjson`; repeat it to write to files too
                                [default: pretty]
  -q, --quiet                   Print findings only, without the closing lines
  -v, --verbose                 Say which files were read
      --color <WHEN>            When to use colours: `auto`, `always` or `never`

Examples:
  envlint                             lint the repository you are in
  envlint infra/ --fail-on warning    lint a directory, and be strict about it
  envlint -f compose.yaml             lint one project alone
  envlint --format json=envlint.json  write a report for machines

Exit codes:
  0  no finding is as serious as --fail-on
  1  there are such findings
  2  nothing was linted: wrong arguments, no files, or an error of envlint itself

A path that is named like a command is written with a directory: `envlint ./rules`.
";

#[test]
fn help_is_worth_reading() {
    for flag in ["--help", "-h"] {
        let outcome = envlint(&[flag]);
        assert_eq!(outcome.stdout, HELP, "the help reads:\n{}", outcome.stdout);
        assert_eq!(outcome.code, 0);
    }
}

#[test]
fn the_version_is_one_line() {
    let outcome = envlint(&["--version"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, concat!("envlint ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[test]
fn wrong_arguments_exit_with_two() {
    let cases: [(&[&str], &str); 10] = [
        (&["--nonsense"], "unexpected argument '--nonsense'"),
        (&["--format", "xml"], "the formats are `pretty`, `short`, `json`"),
        (&["--format", "json="], "the file after `=` has no name"),
        (&["--format", "json", "--format", "short"], "two formats would mix on the standard output"),
        (&["--level", "no-debug"], "write the rule, `=` and its level"),
        (&["--level", "no-debug=fatal"], "the levels are `off`, `info`, `warning`, `error`"),
        (&["--fail-on", "off"], "it is one of `error`, `warning`, `info`, `never`"),
        (&["missing/"], "error: there is no file or directory `missing/`"),
        (
            &["--select", "no-shared-secret"],
            "error: there is no rule `no-shared-secret`\n  help: did you mean `no-shared-secrets`?",
        ),
        (&["explain", "qqq"], "error: there is no rule `qqq`\n  help: choose one that `envlint rules` lists"),
    ];
    for (args, expected) in cases {
        let outcome = envlint(args);
        assert!(outcome.stderr.contains(expected), "{args:?}: {}", outcome.stderr);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
    }
}

#[test]
fn a_command_that_is_taken_for_a_path_is_recognised() {
    let outcome = envlint(&["explian", "no-debug"]);
    assert!(outcome.stderr.ends_with("help: for the command, write `envlint explain` first\n"), "{}", outcome.stderr);
    assert_eq!(outcome.code, 2);
}

#[test]
fn a_wrong_argument_commands_nobody() {
    let outcome = envlint(&["a\n::error::\u{1b}[31m"]);
    assert!(!outcome.stderr.contains("\n::"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains('\u{1b}'), "{}", outcome.stderr);
}

#[test]
fn a_rule_is_explained() {
    let outcome = envlint(&["explain", "no-shared-secrets"]);
    assert!(outcome.stdout.starts_with("no-shared-secrets\n\n"), "{}", outcome.stdout);
    assert_eq!(outcome.code, 0);
}

#[test]
fn the_code_tells_what_was_found() {
    let directory = Utf8Path::new("/");
    let code = |findings: &[(&str, Severity)], args: &[&str]| delivered(&report(findings), directory, args).code;
    assert_eq!(code(&[], &[]), 0);
    assert_eq!(code(&[("a", Severity::Warning)], &[]), 0);
    assert_eq!(code(&[("a", Severity::Error)], &[]), 1);
    assert_eq!(code(&[("a", Severity::Error)], &["--format", "json", "-q"]), 1);
    assert_eq!(code(&[("a", Severity::Warning)], &["--fail-on", "warning"]), 1);
    assert_eq!(code(&[("a", Severity::Error)], &["--fail-on", "never"]), 0);
    assert_eq!(code(&[("internal-error", Severity::Error)], &["--fail-on", "never"]), 2);
    let mut nothing = report(&[]);
    nothing.summary.files = 0;
    let outcome = delivered(&nothing, directory, &[]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.starts_with("error: there is no Compose or env file"), "{}", outcome.stderr);
}

#[test]
fn closing_lines_go_where_they_do_not_disturb() {
    let report = report(&[("no-debug", Severity::Warning)]);
    let closing = "1 warning in 1 file\nchecked 1 file; no environment, nothing to compare\n";
    let run = |args: &[&str]| delivered(&report, "/".into(), args);
    let pretty = run(&[]);
    assert!(pretty.stdout.ends_with(closing), "{}", pretty.stdout);
    assert_eq!(pretty.stderr, "");
    let short = run(&["--format", "short"]);
    assert_eq!(short.stdout, "compose.yaml:1:1: warning no-debug: something is wrong\n");
    assert_eq!(short.stderr, closing);
    assert_eq!(run(&["--format", "short", "-q"]).stderr, "");
    assert_eq!(run(&["-v", "--format", "json"]).stderr, format!("read compose.yaml\n{closing}"));
}

#[test]
fn colours_appear_only_where_they_are_wanted() {
    let report = report(&[("no-debug", Severity::Warning)]);
    assert!(!delivered(&report, "/".into(), &[]).stdout.contains('\u{1b}'));
    assert!(delivered(&report, "/".into(), &["--color", "always"]).stdout.contains('\u{1b}'));
}

#[test]
fn reports_are_written_to_files() {
    let directory = tempfile::tempdir().unwrap();
    let directory = Utf8Path::from_path(directory.path()).unwrap();
    let report = report(&[("no-debug", Severity::Warning)]);
    let outcome =
        delivered(&report, directory, &["--format", "short", "--format", "json=out.json", "--color", "always"]);
    assert!(outcome.stdout.starts_with("compose.yaml:1:1:"));
    let written = Disk.read(&directory.join("out.json")).unwrap();
    assert!(written.starts_with(b"{\"version\":1,"));
}

#[test]
fn a_shell_and_a_manual_can_be_taught() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = envlint(&["completions", shell]);
        assert!(outcome.code == 0 && outcome.stdout.contains("fail-on"), "{shell}: {}", outcome.stdout);
    }
    let page = envlint(&["man"]).stdout;
    assert!(page.contains(".TH envlint 1") && page.contains(".SH \"ENVLINT RESOLVE\""), "{page}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let arguments = Arguments::try_parse_from(["envlint"]).unwrap();
    let outcome = with_process(&Disk, "/".into(), |process| {
        let mut process = Process {
            stdout: &mut Closed,
            stderr: &mut *process.stderr,
            args: Vec::new(),
            working_directory: "/".into(),
            ..*process
        };
        lint::deliver(&report(&[("a", Severity::Error)]), &arguments, &mut process, Look::PLAIN).unwrap()
    });
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
}

#[test]
fn rules_are_listed_by_pack() {
    let rule = |id: &str, pack: &str, level: Severity, strict: Option<Level>, title: &str| RuleInfo {
        id: id.into(),
        pack: pack.into(),
        check: String::new(),
        level: Level::On(level),
        strict,
        always: false,
        title: title.into(),
        why: String::new(),
        fix: String::new(),
        parameters: Vec::new(),
        page: None,
    };
    let catalogue = [
        rule(
            "no-shared-secrets",
            "isolation",
            Severity::Error,
            None,
            "no secret of one environment is used in another",
        ),
        rule(
            "separate-networks",
            "isolation",
            Severity::Info,
            Some(Level::On(Severity::Error)),
            "environments share no network but the proxy's, or the reason for it is written down somewhere",
        ),
        rule("no-debug", "exposure", Severity::Warning, None, "debug switches are off in production"),
    ];
    let expected = "\
isolation
  no-shared-secrets  error                 no secret of one environment is used in another
  separate-networks  info (strict: error)  environments share no network but the proxy's, or the
                                           reason for it is written down somewhere

exposure
  no-debug           warning               debug switches are off in production
";
    assert_eq!(rules::table(&catalogue, Look::PLAIN), expected);
}

#[test]
fn files_that_are_not_there_are_refused() {
    for (args, message) in [
        (["-f", "nope.yaml"], "error: there is no file `nope.yaml`"),
        (["--env-file", "nope.env"], "error: there is no file `nope.env`"),
        (["-f", "."], "error: `.` is a directory"),
    ] {
        let outcome = envlint(&args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
        assert!(outcome.stderr.starts_with(message), "{}", outcome.stderr);
    }
}
