//! Markdown as the pages of rules use it, for a terminal.

use crate::report::layout::{Table, wrap};
use crate::report::{Look, Paint, style};
use crate::source::clean;

/// Headings become bold, code is indented, paragraphs and tables are laid out. What it does not
/// know it shows as written.
pub(super) fn render(markdown: &str, look: Look) -> String {
    let mut renderer =
        Renderer { look, lines: Vec::new(), paragraph: String::new(), table: Table::new(), in_code: false };
    for line in markdown.lines() {
        renderer.line(&untabbed(line));
    }
    renderer.flush();
    renderer.lines.join("\n").trim().to_owned() + "\n"
}

struct Renderer {
    look: Look,
    lines: Vec<String>,
    paragraph: String,
    table: Table,
    in_code: bool,
}

impl Renderer {
    fn line(&mut self, line: &str) {
        let paint = self.paint();
        if line.trim_start().starts_with("```") {
            self.flush();
            self.in_code = !self.in_code;
        } else if self.in_code {
            self.lines.push(paint.text(style::FAINT, &format!("    {line}")));
        } else if let Some(heading) = heading(line) {
            self.flush();
            self.lines.push(paint.text(style::STRONG, &inline(heading)));
        } else if line.trim().is_empty() || line.starts_with("<!--") {
            self.flush();
            if self.lines.last().is_some_and(|last| !last.is_empty()) {
                self.lines.push(String::new());
            }
        } else if line.starts_with('|') {
            self.row(line);
        } else {
            if is_item(line) {
                self.flush();
            } else if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(if self.paragraph.is_empty() { line } else { line.trim() });
        }
    }

    fn row(&mut self, line: &str) {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let is_rule = cells.iter().all(|cell| cell.chars().all(|character| matches!(character, '-' | ':')));
        if !is_rule {
            self.table.row(cells.into_iter().map(|cell| (inline(cell), anstyle::Style::new())));
        }
    }

    /// Ends the paragraph and the table, one of which may be open.
    fn flush(&mut self) {
        let table = std::mem::take(&mut self.table);
        self.lines.extend(table.lines(self.paint(), self.look.width));
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        let lead = paragraph.len() - paragraph.trim_start().len();
        let hang = if is_item(&paragraph) { lead + 2 } else { lead };
        for (at, line) in wrap(inline(&paragraph).trim(), self.look.width.saturating_sub(hang)).iter().enumerate() {
            let indent = if at == 0 { lead } else { hang };
            self.lines.push(format!("{}{line}", " ".repeat(indent)));
        }
    }

    fn paint(&self) -> Paint {
        Paint { on: self.look.colour }
    }
}

/// Without control characters; tabs as in code become four blanks.
fn untabbed(line: &str) -> String {
    clean(&line.replace('\t', "    "))
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    if text.len() < line.len() { text.strip_prefix(' ') } else { None }
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("- ") || line.starts_with("* ")
}

/// Without emphasis, and with the address of a link behind its text.
fn inline(text: &str) -> String {
    let text = text.replace("**", "");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("](") {
        let (Some((lead, label)), Some((address, tail))) = (before.rsplit_once('['), after.split_once(')')) else {
            break;
        };
        plain.extend([lead, label, " (", address, ")"]);
        rest = tail;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
<!-- generated -->
# no-debug

**Debug mode** shows internals to strangers, see
[the manual](https://example.org/debug) and `x[0]`.

- an item that is long enough to be
  continued, and then some more of it
- another

| name | default |
| :--- | --- |
| `keys` | `[DEBUG]` |

```yaml
environment:
\tDEBUG: \"1\"
```
";

    #[test]
    fn a_page_is_laid_out() {
        let expected = "\
no-debug

Debug mode shows internals to strangers, see the manual
(https://example.org/debug) and `x[0]`.

- an item that is long enough to be continued, and then
  some more of it
- another

name    default
`keys`  `[DEBUG]`

    environment:
        DEBUG: \"1\"
";
        assert_eq!(render(PAGE, Look { width: 60, ..Look::PLAIN }), expected);
    }

    #[test]
    fn headings_are_bold_on_a_terminal() {
        let coloured = render(PAGE, Look { colour: true, ..Look::PLAIN });
        assert!(coloured.starts_with("\u{1b}[1mno-debug\u{1b}[0m"), "{coloured}");
    }
}
