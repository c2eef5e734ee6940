//! Lines that fit and columns that align.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::Paint;

/// `text` in lines of at most `width` columns, broken at blanks only; a longer word stays whole. A
/// line never begins with what a CI runner could take for a command.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    for word in text.split(' ') {
        let needed = word.width();
        if !line.is_empty() {
            if columns + 1 + needed > width && !word.starts_with([':', '#']) {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            } else {
                line.push(' ');
                columns += 1;
            }
        }
        line.push_str(word);
        columns += needed;
    }
    lines.push(line);
    lines
}

/// Text in columns.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<(String, Style)>>,
}

impl Table {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row. Its texts must be clean: they are shown as they are. A single text is a heading
    /// outside the columns, none an empty line.
    pub fn row(&mut self, cells: impl IntoIterator<Item = (String, Style)>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Lines in which every column but the last is as wide as its widest text. The last is wrapped
    /// at `width`, unless too little room is left.
    pub fn lines(&self, paint: Paint, width: usize) -> Vec<String> {
        let widths = self.widths();
        let mut lines = Vec::new();
        for row in &self.rows {
            let mut line = String::new();
            let mut indent = 0;
            if let [(heading, style)] = row.as_slice() {
                lines.push(paint.text(*style, heading));
                continue;
            }
            for ((text, style), column) in row.iter().zip(&widths) {
                line.push_str(&paint.text(*style, text));
                line.push_str(&" ".repeat(column + 2 - text.width().min(*column)));
                indent += column + 2;
            }
            if let Some((text, style)) = row.get(widths.len()) {
                let room = width.saturating_sub(indent).max(30);
                for (at, piece) in wrap(text, room).iter().enumerate() {
                    if at > 0 {
                        lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
                    }
                    line.push_str(&paint.text(*style, piece));
                }
            }
            line.truncate(line.trim_end().len());
            lines.push(line);
        }
        lines
    }

    /// Of every column but the last.
    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(1);
        let mut widths = vec![0; columns];
        for row in self.rows.iter().filter(|row| row.len() > 1) {
            for ((text, _), widest) in row.iter().zip(&mut widths) {
                *widest = text.width().max(*widest);
            }
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_blanks() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("a very-long-word b", 6), ["a", "very-long-word", "b"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn no_line_begins_with_a_command() {
        assert_eq!(wrap("aaaa ::error::x", 6), ["aaaa ::error::x"]);
    }

    #[test]
    fn aligns_by_columns_on_the_screen() {
        let mut table = Table::new();
        let plain = Style::new();
        table.row([("漢字".into(), plain), ("one".into(), plain)]);
        table.row([("a".into(), plain), ("two".into(), plain)]);
        table.row([]);
        table.row([("a heading".into(), plain)]);
        assert_eq!(table.lines(Paint { on: false }, 80), ["漢字  one", "a     two", "", "a heading"]);
    }
}
