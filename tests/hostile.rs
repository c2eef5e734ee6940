//! What somebody writes who wants to hurt: the program says so and ends, in bounded time and memory.
//!
//! Each trap is built in a directory of its own and given to the real program. What is small enough
//! to be kept stands in `testdata/hostile/` instead.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "traps are built on the disk")]

#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/nesting.rs"]
mod nesting;
#[path = "hostile/policy.rs"]
mod policy;
#[path = "hostile/trap.rs"]
mod trap;
#[path = "hostile/unfolding.rs"]
mod unfolding;
#[path = "hostile/writing.rs"]
mod writing;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let traps = [nesting::traps(), files::traps(), unfolding::traps(), policy::traps()];
    let trials = traps.into_iter().flatten().map(|trap| Trial::test(trap.name, move || trap.spring()));
    let trials = trials.chain(writing::trials());
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
