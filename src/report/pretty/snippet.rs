//! Excerpts as text. This is the one module that names miette.
//!
//! miette draws the lines and what is underlined; the frame around them is ours, because its own
//! knows one file per diagnostic and would part what belongs together.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::excerpt::Excerpt;
use crate::diagnostic::Severity;
use crate::report::{Look, Paint, style};

/// How a finding is framed.
#[derive(Debug)]
pub(super) struct Frame {
    severity: Severity,
    theme: GraphicalTheme,
    paint: Paint,
}

impl Frame {
    pub(super) fn new(look: Look, severity: Severity) -> Self {
        let theme = match (look.unicode, look.colour) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        Self { severity, theme, paint: Paint { on: look.colour } }
    }

    /// The excerpts in one frame, line numbers aligned.
    pub(super) fn draw(&self, excerpts: &[Excerpt]) -> String {
        let digits = excerpts.iter().map(Excerpt::digits).max().unwrap_or(1);
        let characters = &self.theme.characters;
        let margin = " ".repeat(digits + 2);
        let mut drawn = Vec::new();
        for (at, excerpt) in excerpts.iter().enumerate() {
            let corner = if at == 0 { characters.ltop } else { characters.lcross };
            let link = self.paint.text(style::ADVICE, &excerpt.link);
            drawn.push(format!("{margin}{corner}{}[{link}]\n", characters.hbar));
            let indent = " ".repeat(digits - excerpt.digits());
            drawn.extend(self.lines(excerpt).lines().map(|line| format!("{indent}{}\n", line.trim_end())));
        }
        let end = characters.hbar.to_string().repeat(4);
        drawn.push(format!("{margin}{}{end}\n", characters.lbot));
        drawn.concat()
    }

    /// The numbered lines of an excerpt without the frame miette puts around them.
    fn lines(&self, excerpt: &Excerpt) -> String {
        let mut theme = self.theme.clone();
        let primary = match self.severity {
            Severity::Error => theme.styles.error,
            Severity::Warning => theme.styles.warning,
            Severity::Info => theme.styles.advice,
        };
        let marks = excerpt.marks.iter();
        let primary = if self.paint.on { primary.bold() } else { primary };
        theme.styles.highlights =
            marks.map(|(_, mark)| if mark.is_primary { primary } else { theme.styles.advice }).collect();
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_context_lines(0)
            // The message is empty; wrapped, it would still be indented.
            .with_wrap_lines(false)
            .without_syntax_highlighting();
        let mut drawn = String::new();
        // Writing to a string cannot fail, and what miette could not draw is left out.
        let _ = handler.render_report(&mut drawn, &Snippet(excerpt));
        // An empty message, the top of the frame, the lines, the bottom.
        let body = drawn.splitn(3, '\n').nth(2).unwrap_or_default().trim_end_matches('\n');
        body.rsplit_once('\n').map_or(String::new(), |(body, _)| body.to_owned())
    }
}

impl Excerpt {
    /// Of its largest line number.
    fn digits(&self) -> usize {
        (self.first_line + self.line_count).to_string().len()
    }
}

/// An excerpt for miette: a diagnostic without words, which is also its own source.
#[derive(Debug)]
struct Snippet<'a>(&'a Excerpt);

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels =
            self.0.marks.iter().map(|(range, mark)| LabeledSpan::new(mark.label.clone(), range.start, range.len()));
        Some(Box::new(labels))
    }
}

impl SourceCode for Snippet<'_> {
    /// Always the whole excerpt: it was cut to what is to be shown, and counting its lines again
    /// from the start of the file, as miette's own sources do for every label, is quadratic.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Excerpt { text, first_line, line_count, .. } = self.0;
        let all = SourceSpan::from(0..text.len());
        Ok(Box::new(MietteSpanContents::new(text.as_bytes(), all, *first_line, 0, *line_count)))
    }
}
