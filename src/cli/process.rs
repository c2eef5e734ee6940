//! The process: its arguments, its streams, its terminal.

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use clap::error::ErrorKind as UsageError;

use super::args::When;
use super::{CLEAN, FAILURE, Failure, run};
use crate::config::Date;
use crate::diagnostic::Severity;
use crate::report::{Look, Paint, style};
use crate::source::clean;
use crate::source::vfs::{self, Disk, Vfs};

/// What a command runs in. Nothing else of the outside reaches it.
#[expect(clippy::struct_excessive_bools, reason = "five facts, none of which excludes another")]
pub struct Process<'a> {
    /// The arguments, the name of the program first.
    pub args: Vec<OsString>,
    /// Absolute.
    pub working_directory: Utf8PathBuf,
    /// The files.
    pub vfs: &'a dyn Vfs,
    /// The day, for exceptions that end; none when there is no clock.
    pub today: Option<Date>,
    /// The standard output.
    pub stdout: &'a mut dyn Write,
    /// The error stream.
    pub stderr: &'a mut (dyn Write + Send),
    /// Whether someone looks at the standard output.
    pub stdout_is_terminal: bool,
    /// Whether someone looks at the error stream.
    pub stderr_is_terminal: bool,
    /// Columns of the terminal, if the standard output is one.
    pub width: Option<usize>,
    /// Whether colours are unwanted, as `NO_COLOR` says.
    pub no_color: bool,
    /// Whether the terminal shows more than ASCII.
    pub unicode: bool,
    /// Whether a CI system runs it, and keeps what is printed.
    pub in_ci: bool,
}

impl Process<'_> {
    /// How text on the standard output looks. What is not a terminal gets the same on every
    /// machine.
    pub(super) fn look(&self, when: When) -> Look {
        let colour = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => self.stdout_is_terminal && !self.no_color,
        };
        Look {
            width: self.width.map_or(Look::PLAIN.width, |width| width.clamp(60, 120)),
            colour,
            unicode: !self.stdout_is_terminal || self.unicode,
            links: colour && self.stdout_is_terminal,
        }
    }

    /// Writes to the standard output. That its reader has gone is no failure: it has seen enough.
    pub(super) fn print(&mut self, text: &[u8]) -> Result<(), Failure> {
        match self.stdout.write_all(text).and_then(|()| self.stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("cannot write to the standard output: {}", error.kind())))
            }
            _ => Ok(()),
        }
    }

    /// Writes a line to the error stream. There is nobody to tell when that fails.
    pub(super) fn note(&mut self, line: &str) {
        let _ = writeln!(self.stderr, "{line}");
    }

    /// Says why the run could not be made.
    pub(super) fn complain(&mut self, failure: &Failure) {
        let paint = Paint { on: self.stderr_is_terminal && !self.no_color };
        let error = paint.text(style::severity(Severity::Error), "error");
        self.note(&format!("{error}: {}", clean(&failure.message)));
        if let Some(help) = &failure.help {
            self.note(&format!("  {} {}", paint.text(style::ADVICE, "help:"), clean(help)));
        }
    }

    /// Shows what clap has to say: the help, the version, or what is wrong with the arguments.
    pub(super) fn usage(&mut self, error: &clap::Error) -> Result<u8, Failure> {
        let is_answer = matches!(error.kind(), UsageError::DisplayHelp | UsageError::DisplayVersion);
        let is_terminal = if is_answer { self.stdout_is_terminal } else { self.stderr_is_terminal };
        let text = error.render();
        let text = if is_terminal && !self.no_color { text.ansi().to_string() } else { text.to_string() };
        if is_answer {
            self.print(text.as_bytes())?;
            return Ok(CLEAN);
        }
        self.note(text.trim_end());
        Ok(FAILURE)
    }

    /// `path` as the user wrote it, made absolute.
    pub(super) fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        vfs::normalize(&self.working_directory, path)
    }
}

/// Runs the command in the process it was started in.
pub fn main() -> ExitCode {
    let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
    let (stdout_is_terminal, stderr_is_terminal) = (stdout.is_terminal(), stderr.is_terminal());
    let width = stdout_is_terminal.then(terminal_size::terminal_size).flatten();
    let working_directory = vfs::working_directory();
    let mut process = Process {
        args: std::env::args_os().collect(),
        working_directory: working_directory.as_ref().cloned().unwrap_or_default(),
        vfs: &Disk,
        today: Date::of(SystemTime::now()),
        stdout_is_terminal,
        stderr_is_terminal,
        // Consoles that know no escapes get them translated; nothing is taken out on the way.
        stdout: &mut anstream::AutoStream::always(stdout.lock()),
        stderr: &mut anstream::AutoStream::always(stderr),
        width: width.map(|(terminal_size::Width(columns), _)| usize::from(columns)),
        no_color: !variable("NO_COLOR").is_empty() || variable("TERM") == "dumb",
        unicode: !matches!(locale().as_str(), "C" | "POSIX"),
        in_ci: !matches!(variable("CI").as_str(), "" | "0" | "false"),
    };
    silence_panics();
    let code = match working_directory {
        Ok(_) => panic::catch_unwind(AssertUnwindSafe(|| run(&mut process))).unwrap_or_else(|_| {
            let failure = Failure::new("envlint failed, which is a mistake of its own");
            process.complain(&failure.help("report it with the command line and, if you may, the files"));
            FAILURE
        }),
        Err(error) => {
            process.complain(&Failure::new(format!("cannot tell the working directory: {error}")));
            FAILURE
        }
    };
    ExitCode::from(code)
}

/// What a panic says may quote what was read, secrets included: it is not shown.
pub(super) fn silence_panics() {
    panic::set_hook(Box::new(|_| {}));
}

/// The locale of characters, empty when none is set.
fn locale() -> String {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    names.into_iter().map(variable).find(|value| !value.is_empty()).unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how output looks, and whether secrets may be asked for; never a verdict"
)]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
