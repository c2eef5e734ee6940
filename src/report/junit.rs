//! `JUnit` XML: a suite a file, a case a finding.
//!
//! What is written keeps to the schema of Jenkins (`junit-10.xsd`), which others read too.

mod xml;

use std::io::{self, Write};

use self::xml::escape;
use super::{Finding, Presented, proof};
use crate::diagnostic::Severity;

/// Writes the suites. An error is a failed case; a warning or an info is a skipped one, since it does
/// not fail a run. The first suite holds one case that passes, the comparison itself: without any
/// case there would be no proof that something ran, and some readers refuse such a report.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    let findings = &presented.findings;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let (tests, failures) = (findings.len() + 1, failures(findings));
    writeln!(out, "<testsuites name=\"envlint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    suite("envlint", 1, 0, 0, out)?;
    writeln!(out, "    <testcase classname=\"envlint\" name=\"compared\">")?;
    writeln!(out, "      <system-out>{}</system-out>", escape(&proof(presented)))?;
    writeln!(out, "    </testcase>\n  </testsuite>")?;
    for findings in findings.chunk_by(|one, other| one.place.path == other.place.path) {
        let path = findings.first().map_or("", |finding| finding.place.path.as_str());
        let failures = self::failures(findings);
        suite(path, findings.len(), failures, findings.len() - failures, out)?;
        findings.iter().try_for_each(|finding| case(finding, out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn failures(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

fn suite(name: &str, tests: usize, failures: usize, skipped: usize, out: &mut dyn Write) -> io::Result<()> {
    let name = escape(name);
    write!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"")?;
    writeln!(out, " skipped=\"{skipped}\">")
}

/// A case is named by what is wrong and where, so that no two are one.
fn case(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (line, column) = (finding.place.line(), finding.place.column());
    let (rule, message) = (escape(&finding.rule), escape(&finding.message));
    let outcome = if finding.severity == Severity::Error { "failure" } else { "skipped" };
    writeln!(out, "    <testcase classname=\"{rule}\" name=\"{message} ({line}:{column})\">")?;
    write!(out, "      <{outcome} type=\"{}\" message=\"{message}\">", finding.severity)?;
    write!(out, "at {}", escape(&finding.place.link()))?;
    for related in &finding.related {
        write!(out, "\nalso {}: {}", escape(&related.place.link()), escape(&related.message))?;
    }
    if let Some(help) = &finding.help {
        write!(out, "\nhelp: {}", escape(help))?;
    }
    writeln!(out, "\nsee {}</{outcome}>\n    </testcase>", escape(&finding.url))
}
