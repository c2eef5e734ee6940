//! One object for machines.

mod shape;

use std::io::{self, Write};

use super::Presented;

pub use shape::Range;

/// Writes the report on one line, in the stable shape of version 1.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &shape::Output::new(presented))?;
    writeln!(out)
}
