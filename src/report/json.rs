//! One object for machines, or one a finding.

mod shape;

use std::io::{self, Write};

use schemars::generate::SchemaSettings;

use super::Presented;

pub use shape::Range;

/// The JSON Schema (2020-12) of a report.
pub fn schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<shape::Output<'_>>().to_value()
}

/// Writes the report on one line, in the stable shape of version 1.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &shape::Output::new(presented))?;
    writeln!(out)
}

/// Writes each finding on a line of its own, in the same shape.
pub(super) fn write_lines(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    for finding in &presented.findings {
        serde_json::to_writer(&mut *out, &shape::Diagnostic::new(finding))?;
        writeln!(out)?;
    }
    Ok(())
}
