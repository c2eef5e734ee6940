//! `envlint completions SHELL`

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Arguments;
use super::{CLEAN, Failure, Process};

pub(super) fn run(shell: Shell, process: &mut Process) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), env!("CARGO_PKG_NAME"), &mut script);
    process.print(&script)?;
    Ok(CLEAN)
}
