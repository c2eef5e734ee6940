//! One line a finding.

use std::io::{self, Write};

use super::Presented;

/// Writes `path:line:column: severity rule: message`, line and column counted from one.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    for finding in &presented.findings {
        let (link, severity) = (finding.place.link(), finding.severity);
        writeln!(out, "{link}: {severity} {}: {}", finding.rule, finding.message)?;
    }
    Ok(())
}
