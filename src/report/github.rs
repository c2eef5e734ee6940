//! Commands to a runner of GitHub Actions: annotations of the files of a pull request.

use std::io::{self, Write};

use super::{Finding, Presented};
use crate::diagnostic::Severity;

/// Writes `::error file=…,line=…,title=…::message`, one line a finding, as "Workflow commands for
/// GitHub Actions" describes them.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    for finding in &presented.findings {
        let place = &finding.place;
        let command = command(finding.severity);
        write!(out, "::{command} file={},line={}", property(&place.path), place.line())?;
        write!(out, ",endLine={}", place.last_line())?;
        // Columns are understood on one line only.
        if place.line() == place.last_line() {
            write!(out, ",col={},endColumn={}", place.column(), place.end_column())?;
        }
        let title = format!("envlint: {}", finding.rule);
        writeln!(out, ",title={}::{}", property(&title), data(&story(finding)))?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// All that an annotation can show.
fn story(finding: &Finding) -> String {
    let mut story = finding.message.clone();
    for related in &finding.related {
        story.extend(["\n", &related.place.link(), ": ", &related.message]);
    }
    if let Some(help) = &finding.help {
        story.extend(["\nhelp: ", help]);
    }
    story
}

/// `text` as what a command says.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `text` as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_field() {
        assert_eq!(data("a%0A\r\n::error::x"), "a%250A%0D%0A::error::x");
        assert_eq!(property("a,line=1::b"), "a%2Cline=1%3A%3Ab");
    }
}
