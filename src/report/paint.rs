//! Colours, or none.

use anstyle::Style;

/// The few styles there are.
pub mod style {
    use anstyle::{AnsiColor, Style};

    use crate::diagnostic::Severity;

    /// What matters most.
    pub const STRONG: Style = Style::new().bold();
    /// What may be passed over.
    pub const FAINT: Style = Style::new().dimmed();
    /// Advice, and names to follow.
    pub const ADVICE: Style = AnsiColor::Cyan.on_default();

    /// How serious it is.
    pub const fn severity(severity: Severity) -> Style {
        match severity {
            Severity::Error => AnsiColor::Red.on_default().bold(),
            Severity::Warning => AnsiColor::Yellow.on_default().bold(),
            Severity::Info => AnsiColor::Cyan.on_default().bold(),
        }
    }
}

/// Puts styles around text when colours are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// Whether they are.
    pub on: bool,
}

impl Paint {
    /// `text` in `style`.
    pub fn text(self, style: Style, text: &str) -> String {
        if self.on && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
