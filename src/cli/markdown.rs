//! Markdown as the pages of rules use it, for a terminal.

use crate::report::layout::{Table, wrap};
use crate::report::{Look, Paint, style};
use crate::source::clean;

/// Headings become bold, code is indented, paragraphs and tables are laid out. What it does not
/// know it shows as written.
pub(super) fn render(markdown: &str, look: Look) -> String {
    let mut renderer = Renderer { look, lines: Vec::new(), paragraph: String::new(), table: Table::new(), fence: None };
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
    /// What ends the block of code that is open.
    fence: Option<String>,
}

impl Renderer {
    fn line(&mut self, line: &str) {
        let paint = self.paint();
        if let Some(fence) = &self.fence {
            if line.trim() == fence {
                self.fence = None;
            } else {
                self.lines.push(format!("    {line}").trim_end().to_owned());
            }
        } else if line.trim_start().starts_with("```") {
            self.flush();
            self.fence = Some(line.trim().chars().take_while(|letter| *letter == '`').collect());
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

/// Without emphasis, and with the address of a link behind its text, unless it leads to another page
/// of ours. Code stays as it is.
fn inline(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '[']) {
        let (before, tail) = rest.split_at(at);
        plain.push_str(before);
        let (shown, length) = code(tail).or_else(|| emphasis(tail)).or_else(|| link(tail)).unwrap_or_else(|| {
            let length = tail.chars().next().map_or(1, char::len_utf8);
            (tail.get(..length).unwrap_or_default().to_owned(), length)
        });
        plain.push_str(&shown);
        rest = tail.get(length..).unwrap_or_default();
    }
    plain + rest
}

/// A code span at the beginning of `text`: how it is shown, and how long it is.
fn code(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('`')?;
    let length = inner.find('`')? + 2;
    Some((text.get(..length)?.to_owned(), length))
}

fn emphasis(text: &str) -> Option<(String, usize)> {
    text.starts_with("**").then(|| (String::new(), 2))
}

fn link(text: &str) -> Option<(String, usize)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, _) = rest.split_once(')')?;
    if label.contains('[') {
        return None;
    }
    let shown = if address.contains("://") { format!("{label} ({address})") } else { label.to_owned() };
    Some((shown, label.len() + address.len() + 4))
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

    #[test]
    fn code_stays_as_it_is() {
        assert_eq!(inline("a `**/x[0](y)` [b](../c.md) **d** [e"), "a `**/x[0](y)` b d [e");
        assert_eq!(inline("[`x.yaml`](https://example.org) `open"), "`x.yaml` (https://example.org) `open");
    }

    #[test]
    fn a_fence_ends_where_it_began() {
        let page = "````text\n```\n# no heading\n```\n````\nafter";
        assert_eq!(render(page, Look::PLAIN), "```\n    # no heading\n    ```\nafter\n");
    }
}
