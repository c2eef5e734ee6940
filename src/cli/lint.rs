//! `envlint [PATHS]...`

use camino::Utf8PathBuf;
use clap::CommandFactory;

use super::args::{Arguments, FailOn, Policy, Scope, Target};
use super::{CLEAN, FAILURE, FINDINGS, Failure, Process};
use crate::config::suggest;
use crate::diagnostic::Severity;
use crate::engine::Report;
use crate::engine::{self, Options};
use crate::model::LoadOptions;
use crate::report::{self, Format, Look, Paint, Presented, style};
use crate::source::vfs::write_atomically;

/// The rule that reports mistakes of envlint itself.
const INTERNAL_ERROR: &str = "internal-error";

pub(super) fn run(arguments: &Arguments, process: &mut Process, look: Look) -> Result<u8, Failure> {
    check_targets(&arguments.targets)?;
    let options = options(&arguments.scope, &arguments.policy, process)?;
    let report = engine::lint(process.vfs, &options)?;
    deliver(&report, arguments, process, look)
}

/// What the library is to do; paths must exist.
pub(super) fn options(scope: &Scope, policy: &Policy, process: &Process) -> Result<Options, Failure> {
    for path in &scope.paths {
        if !process.vfs.exists(&process.absolute(path)) {
            let failure = Failure::new(format!("there is no file or directory `{path}`"));
            let command = Arguments::command();
            let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            return Err(match suggest::closest(path.as_str(), &names) {
                Some(name) => failure.help(format!("for the command, write `envlint {name}` first")),
                None => failure,
            });
        }
    }
    for path in scope.project.files.iter().chain(&scope.project.env_files) {
        let there = process.absolute(path);
        if !process.vfs.exists(&there) {
            return Err(Failure::new(format!("there is no file `{path}`")).help("correct the path"));
        }
        if process.vfs.is_dir(&there) {
            return Err(Failure::new(format!("`{path}` is a directory")).help("name a file of it"));
        }
    }
    Ok(Options {
        load: LoadOptions {
            working_directory: process.working_directory.clone(),
            paths: paths(scope),
            files: scope.project.files.clone(),
            env_files: scope.project.env_files.clone(),
            config: scope.config.clone(),
        },
        preset: policy.preset.clone(),
        levels: policy.levels.clone(),
        select: policy.select.clone(),
        ignore: policy.ignore.clone(),
    })
}

/// The paths that are looked at: the working directory, unless something is named.
fn paths(scope: &Scope) -> Vec<Utf8PathBuf> {
    if scope.paths.is_empty() && scope.project.files.is_empty() { vec![".".into()] } else { scope.paths.clone() }
}

fn check_targets(targets: &[Target]) -> Result<(), Failure> {
    if targets.iter().filter(|target| target.file.is_none()).count() > 1 {
        let failure = Failure::new("two formats would mix on the standard output");
        return Err(failure.help("give one of them a file, as in `--format json=envlint.json`"));
    }
    Ok(())
}

/// Writes the report wherever it is wanted and tells the exit code.
pub(super) fn deliver(
    report: &Report,
    arguments: &Arguments,
    process: &mut Process,
    look: Look,
) -> Result<u8, Failure> {
    let presented = Presented::new(report);
    if arguments.verbose {
        presented.files.iter().for_each(|path| process.note(&format!("read {path}")));
    }
    let standard = [Target { format: Format::Pretty, file: None }];
    let targets = if arguments.targets.is_empty() { &standard[..] } else { &arguments.targets };
    for Target { format, file } in targets {
        match file {
            Some(path) => {
                let text = rendered(*format, &presented, Look::PLAIN)?;
                write_atomically(&process.absolute(path), &text)
                    .map_err(|error| Failure::new(format!("cannot write `{path}`: {}", error.kind())))?;
            }
            None => process.print(&rendered(*format, &presented, look)?)?,
        }
    }
    if !arguments.quiet {
        let is_pretty = targets.iter().any(|target| target.format == Format::Pretty && target.file.is_none());
        close(&presented, process, is_pretty.then_some(look))?;
    }
    if report.summary.files == 0 {
        let failure = Failure::new("there is no Compose or env file to lint here");
        process.complain(&failure.help("name the directory or the files: `envlint infra/`"));
        return Ok(FAILURE);
    }
    let fail_on = arguments.policy.fail_on.unwrap_or(FailOn::AtLeast(Severity::Error));
    Ok(code(report, fail_on))
}

fn rendered(format: Format, presented: &Presented, look: Look) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    report::write(format, presented, look, &mut text)
        .map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
    Ok(text)
}

/// The closing lines belong to the pretty form; with the others they go to the error stream.
fn close(presented: &Presented, process: &mut Process, pretty: Option<Look>) -> Result<(), Failure> {
    let (counted, proof) = (report::counted(presented), report::proof(presented));
    let Some(look) = pretty else {
        process.note(&format!("{counted}\n{proof}"));
        return Ok(());
    };
    let paint = Paint { on: look.colour };
    let worst = presented.findings.iter().map(|finding| finding.severity).max();
    let counted = paint.text(worst.map_or(style::STRONG, style::severity), &counted);
    process.print(format!("{counted}\n{proof}\n").as_bytes())
}

/// The code does not depend on how the report was written.
fn code(report: &Report, fail_on: FailOn) -> u8 {
    if report.diagnostics.iter().any(|diagnostic| diagnostic.rule == INTERNAL_ERROR) {
        FAILURE
    } else if report.diagnostics.iter().any(|diagnostic| fail_on.includes(diagnostic.severity)) {
        FINDINGS
    } else {
        CLEAN
    }
}
