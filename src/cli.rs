//! The command line.
//!
//! [`run`] does everything over a [`Process`], which is given its arguments and streams, so that
//! tests run whole commands without a process.

mod args;
mod baseline;
mod completions;
mod environments;
mod explain;
mod init;
mod lint;
mod man;
mod markdown;
mod process;
mod progress;
mod resolve;
mod rules;
mod schema;
#[cfg(test)]
mod tests;

use clap::{CommandFactory, FromArgMatches};

use self::args::{Arguments, Command};
#[cfg(test)]
use self::process::silence_panics;
pub use self::process::{Process, main};
use crate::engine;

/// The run went through and found nothing to fail for.
const CLEAN: u8 = 0;
/// There are findings to fail for.
const FINDINGS: u8 = 1;
/// The run could not be made.
const FAILURE: u8 = 2;

/// Why a run could not be made.
#[derive(Debug)]
struct Failure {
    /// One clause, lower case.
    message: String,
    /// What to do, as an order.
    help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            engine::Error::Rule { help, .. } | engine::Error::Environment { help, .. } => failure.help(help),
            engine::Error::Load(error) => match error.help() {
                Some(help) => failure.help(help),
                None => failure,
            },
        }
    }
}

/// Runs the command and returns its exit code.
pub fn run(process: &mut Process) -> u8 {
    dispatch(process).unwrap_or_else(|failure| {
        process.complain(&failure);
        FAILURE
    })
}

fn dispatch(process: &mut Process) -> Result<u8, Failure> {
    let command = Arguments::command().term_width(process.width.unwrap_or(100).min(100));
    let parsed = command.try_get_matches_from(&process.args);
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return process.usage(&error),
    };
    let look = process.look(arguments.output.color);
    match &arguments.command {
        None => lint::run(&arguments, process, look),
        Some(Command::Environments(arguments)) => environments::run(arguments, process, look),
        Some(Command::Init(arguments)) => init::run(arguments, process),
        Some(Command::Resolve(arguments)) => resolve::run(arguments, process, look),
        Some(Command::Rules(policy)) => rules::run(policy, process, look),
        Some(Command::Schema { document }) => schema::run(*document, process),
        Some(Command::Explain { rule, policy }) => explain::run(rule, policy, process, look),
        Some(Command::Completions { shell }) => completions::run(*shell, process),
        Some(Command::Man) => man::run(process),
    }
}
