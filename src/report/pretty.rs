//! Findings as people like to read them: a sentence, the lines it is about, and what to do.

mod excerpt;
mod page;
mod snippet;
mod window;

use std::io::{self, Write};

use self::excerpt::{Excerpt, Mark};
use self::page::Pages;
use self::snippet::Frame;
use super::layout::wrap;
use super::{Finding, Look, Paint, Presented, style};

/// How many places of one finding are shown: enough for a story, not a list.
const MOST_PLACES: usize = 8;

/// Writes the findings, a blank line after each.
pub(super) fn write(presented: &Presented, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer { look, paint: Paint { on: look.colour }, pages: Pages::new(presented) };
    for finding in &presented.findings {
        writeln!(out, "{}", printer.finding(finding))?;
    }
    Ok(())
}

struct Printer<'a> {
    look: Look,
    paint: Paint,
    pages: Pages<'a>,
}

impl Printer<'_> {
    fn finding(&mut self, finding: &Finding) -> String {
        let mut text = self.header(finding);
        let marks = marks(finding);
        let frame = Frame::new(self.look, finding.severity);
        text.push_str(&frame.draw(&self.excerpts(marks)));
        let hidden = (finding.related.len() + 1).saturating_sub(MOST_PLACES);
        if hidden > 0 {
            text.push_str(&self.footer("note", &format!("{hidden} more places")));
        }
        if !finding.also.is_empty() {
            text.push_str(&self.footer("also", &finding.also.join(", ")));
        }
        if let Some(help) = &finding.help {
            text.push_str(&self.footer("help", help));
        }
        text
    }

    /// `error[rule]: message`, the lines after the first indented.
    fn header(&self, finding: &Finding) -> String {
        let rule = if self.look.links { link(&finding.url, &finding.rule) } else { finding.rule.clone() };
        let head = self.paint.text(style::severity(finding.severity), &format!("{}[{rule}]", finding.severity));
        let plain = finding.severity.name().len() + finding.rule.len() + 4;
        // The head is wrapped as one word: its escapes have no width.
        let wrapped = wrap(&format!("{} {}", "-".repeat(plain - 1), finding.message), self.look.width - 2);
        let mut text = format!("{head}: ");
        for (at, line) in wrapped.iter().enumerate() {
            let line = if at == 0 { line.get(plain..).unwrap_or_default() } else { line };
            if at > 0 {
                text.push_str("  ");
            }
            text.push_str(&self.paint.text(style::STRONG, line));
            text.push('\n');
        }
        text
    }

    fn footer(&self, name: &str, body: &str) -> String {
        let mut text = format!("  {}", self.paint.text(style::ADVICE, &format!("{name}:")));
        let indent = name.len() + 4;
        for (at, line) in wrap(body, self.look.width - indent).iter().enumerate() {
            if at > 0 {
                text.push_str(&" ".repeat(indent - 1));
            }
            text.push(' ');
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The file of the primary place comes first, the others as the story names them.
    fn excerpts(&mut self, marks: Vec<Mark>) -> Vec<Excerpt> {
        let mut files: Vec<Vec<Mark>> = Vec::new();
        for mark in marks {
            let known = files.iter_mut().find(|marks| marks.iter().any(|other| other.file() == mark.file()));
            match known {
                Some(marks) => marks.push(mark),
                None => files.push(vec![mark]),
            }
        }
        let mut excerpts = Vec::new();
        for marks in files {
            let Some(file) = marks.first().map(Mark::file) else { continue };
            excerpts.extend(excerpt::cut(self.pages.page(file), marks, self.look));
        }
        excerpts
    }
}

fn marks(finding: &Finding) -> Vec<Mark> {
    let primary = Mark::new(&finding.place, finding.label.clone(), true);
    let related = finding.related.iter().map(|related| Mark::new(&related.place, Some(related.message.clone()), false));
    std::iter::once(primary).chain(related).take(MOST_PLACES).collect()
}

/// `text` as a link of the terminal (OSC 8).
fn link(url: &str, text: &str) -> String {
    format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\")
}
