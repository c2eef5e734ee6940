//! `envlint [PATHS]...`

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use clap::CommandFactory;

use super::args::{Arguments, FailOn, Policy, Scope, Target};
use super::baseline;
use super::{CLEAN, FAILURE, FINDINGS, Failure, Process, progress};
use crate::config::suggest;
use crate::diagnostic::Severity;
use crate::engine::Report;
use crate::engine::{self, Options};
use crate::model::LoadOptions;
use crate::report::{self, Format, Look, Paint, Presented, style};
use crate::source::vfs::write_atomically;

pub(super) fn run(arguments: &Arguments, process: &mut Process, look: Look) -> Result<u8, Failure> {
    check_targets(&arguments.targets, process)?;
    let options = options(&arguments.scope, &arguments.policy, process)?;
    let vfs = process.vfs;
    let told = process.stderr_is_terminal.then_some(&mut *process.stderr);
    let mut report = progress::during(|| engine::lint(vfs, &options), progress::PATIENCE, told)?;
    match &arguments.policy.baseline {
        Some(path) if arguments.policy.write_baseline => {
            let line = baseline::write(&mut report, path, process)?;
            if report.diagnostics.is_empty() && report.summary.files > 0 {
                process.print(format!("{line}\n").as_bytes())?;
                return Ok(CLEAN);
            }
            process.note(&line);
        }
        _ => {}
    }
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
            ..LoadOptions::default()
        },
        preset: policy.preset,
        levels: policy.levels.clone(),
        select: policy.select.clone(),
        ignore: policy.ignore.clone(),
        environments: policy.environments.clone(),
        baseline: match &policy.baseline {
            Some(path) if policy.write_baseline => baseline::known(path, process),
            Some(path) => Some(baseline::read(path, process)?),
            None => None,
        },
        today: process.today,
    })
}

/// The paths that are looked at: the working directory, unless something is named.
fn paths(scope: &Scope) -> Vec<Utf8PathBuf> {
    if scope.paths.is_empty() && scope.project.files.is_empty() { vec![".".into()] } else { scope.paths.clone() }
}

fn check_targets(targets: &[Target], process: &Process) -> Result<(), Failure> {
    if targets.iter().filter(|target| target.file.is_none()).count() > 1 {
        let failure = Failure::new("two formats would mix on the standard output");
        return Err(failure.help("give one of them a file, as in `--format json=envlint.json`"));
    }
    let mut taken = BTreeSet::new();
    for path in targets.iter().filter_map(|target| target.file.as_ref()) {
        if !taken.insert(process.absolute(path)) {
            return Err(Failure::new(format!("two formats would be written to `{path}`")).help("name two files"));
        }
        check_file(path, process)?;
    }
    Ok(())
}

/// Says before anything is read that a report could not be written.
fn check_file(path: &Utf8Path, process: &Process) -> Result<(), Failure> {
    let there = process.absolute(path);
    let failure = |why: String| Failure::new(format!("cannot write `{path}`: {why}"));
    if process.vfs.is_dir(&there) || path.as_str().ends_with('/') {
        return Err(failure("it is a directory".to_owned()).help("name a file in it"));
    }
    match path.parent() {
        Some(directory) if !process.vfs.is_dir(&process.absolute(directory)) => {
            Err(failure(format!("there is no directory `{directory}`")).help("create it first"))
        }
        _ => Ok(()),
    }
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
        presented.files().for_each(|path| process.note(&format!("read {path}")));
    }
    let standard = [Target { format: Format::Pretty, file: None }];
    let targets = if arguments.targets.is_empty() { &standard[..] } else { &arguments.targets };
    let reports = targets.iter().map(|target| {
        Ok((target, rendered(target.format, &presented, if target.file.is_some() { Look::PLAIN } else { look })?))
    });
    let reports = reports.collect::<Result<Vec<_>, Failure>>()?;
    // That one report cannot be written is no reason to withhold the others.
    let written: Vec<Result<(), Failure>> =
        reports.iter().map(|(target, text)| write(target.file.as_deref(), text, process)).collect();
    if !arguments.quiet {
        let is_pretty = targets.iter().any(|target| target.format == Format::Pretty && target.file.is_none());
        close(&presented, process, is_pretty.then_some(look))?;
        if let Some(line) = baseline::gone(report) {
            process.note(&line);
        }
    }
    written.into_iter().collect::<Result<(), Failure>>()?;
    if report.summary.files == 0 {
        let failure = Failure::new("there is no Compose or env file to lint here");
        process.complain(&failure.help("name the directory or the files: `envlint infra/`"));
        return Ok(FAILURE);
    }
    let fail_on = arguments.policy.fail_on.unwrap_or(FailOn::AtLeast(Severity::Error));
    Ok(code(report, fail_on))
}

/// Writes one report to its file, or to the standard output.
fn write(file: Option<&Utf8Path>, text: &[u8], process: &mut Process) -> Result<(), Failure> {
    let Some(path) = file else { return process.print(text) };
    write_atomically(&process.absolute(path), text)
        .map_err(|error| Failure::new(format!("cannot write `{path}`: {}", error.kind())))
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
    if report.has_failed() {
        FAILURE
    } else if report.diagnostics.iter().any(|diagnostic| fail_on.includes(diagnostic.severity)) {
        FINDINGS
    } else {
        CLEAN
    }
}
