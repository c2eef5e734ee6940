//! The part of a long line that is worth showing.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// What a tab takes at most.
const TAB: usize = 4;

/// The bytes of `line` around `focus` that fit into `width` columns: all of it, if it fits. The
/// cost depends on `width`, not on how long the line is.
pub(super) fn window(line: &str, focus: &Range<usize>, width: usize) -> Range<usize> {
    if line.len() <= width * TAB && line.chars().map(columns).sum::<usize>() <= width {
        return 0..line.len();
    }
    let start = back(line, focus.start, width / 3);
    let end = forth(line, start, width);
    // Where the line ends early, there is room for more of its beginning.
    let start = if end == line.len() { back(line, end, width) } else { start };
    start..end
}

/// The earliest byte from which at most `width` columns lead to `from`.
fn back(line: &str, from: usize, width: usize) -> usize {
    let before = line.get(..from).unwrap_or_default();
    let fitting = before.char_indices().rev().scan(0, |used, (at, character)| {
        *used += columns(character);
        (*used <= width).then_some(at)
    });
    fitting.last().unwrap_or(from)
}

/// The last byte to which at most `width` columns lead from `from`.
fn forth(line: &str, from: usize, width: usize) -> usize {
    let after = line.get(from..).unwrap_or_default();
    let fitting = after.char_indices().scan(0, |used, (at, character)| {
        *used += columns(character);
        (*used <= width).then_some(from + at + character.len_utf8())
    });
    fitting.last().unwrap_or(from)
}

fn columns(character: char) -> usize {
    // Marks that combine take no column, but a line made of them has to end somewhere.
    if character == '\t' { TAB } else { character.width().unwrap_or(0).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_fits() {
        assert_eq!(window("short", &(0..1), 10), 0..5);
    }

    #[test]
    fn keeps_the_focus_in_sight() {
        let line = "0123456789".repeat(10);
        assert_eq!(window(&line, &(0..2), 30), 0..30);
        assert_eq!(window(&line, &(50..52), 30), 40..70);
        assert_eq!(window(&line, &(98..100), 30), 70..100);
    }

    #[test]
    fn cuts_between_characters() {
        let line = "é漢".repeat(40);
        let part = window(&line, &(100..102), 20);
        assert!(line.get(part).is_some());
    }
}
