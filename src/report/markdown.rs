//! Text that a reader of Markdown shows as it is.

/// Characters that begin or end something in Markdown, in the dialects of GitHub and GitLab too.
const SPECIAL: [char; 16] = ['\\', '`', '*', '_', '[', ']', '<', '>', '&', '~', '|', '$', '#', '@', '!', '^'];

/// `text` without links, emphasis, HTML and mentions. Names between two backticks stay code, where
/// nothing else is special.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, code) = rest.split_at(at);
        plain(before, &mut escaped);
        let ticks = code.len() - code.trim_start_matches('`').len();
        let end = if ticks == 1 { closing(code) } else { None };
        let (piece, after) = code.split_at(end.unwrap_or(ticks));
        match end {
            Some(_) => escaped.push_str(piece),
            None => plain(piece, &mut escaped),
        }
        rest = after;
    }
    plain(rest, &mut escaped);
    escaped
}

/// Where the code ends that the first character of `text`, a backtick, begins: behind the next
/// backtick that stands alone, as `CommonMark` 0.31, section 6.1, has it.
fn closing(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_tick = |at: usize| bytes.get(at) == Some(&b'`');
    (1..bytes.len()).find(|&at| is_tick(at) && !is_tick(at - 1) && !is_tick(at + 1)).map(|at| at + 1)
}

fn plain(text: &str, escaped: &mut String) {
    let mut at = 0;
    for character in text.chars() {
        let rest = text.get(at..).unwrap_or_default();
        // A URL becomes a link without being asked to.
        let is_url = rest.starts_with("://") || (character == '.' && ends_with_www(text, at));
        if is_url || SPECIAL.contains(&character) {
            escaped.push('\\');
        }
        escaped.push(character);
        at += character.len_utf8();
    }
}

/// Whether `www` stands right before byte `at`.
fn ends_with_www(text: &str, at: usize) -> bool {
    let before = at.checked_sub("www".len()).and_then(|start| text.get(start..at));
    before.is_some_and(|before| before.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_code() {
        let message = "`JWT_SECRET` of staging service `api_staging` is production's";
        assert_eq!(escape(message), message);
    }

    #[test]
    fn nothing_else_is_special() {
        assert_eq!(escape("[a](http://x) *b* <i> @you www.x.y"), r"\[a\](http\://x) \*b\* \<i\> \@you www\.x.y");
    }

    #[test]
    fn dots_cost_the_same_however_many_there_are() {
        let dots = ".".repeat(300_000);
        assert_eq!(escape(&dots), dots);
        assert_eq!(escape("é.x WWW.x wwé.x"), r"é.x WWW\.x wwé.x");
    }

    #[test]
    fn a_backtick_in_a_name_does_not_let_it_out() {
        assert_eq!(escape("`a`[x](y)` is"), r"`a`\[x\](y)\` is");
        assert_eq!(escape("`a``[x](y)` is [z]"), r"`a``[x](y)` is \[z\]");
        assert_eq!(escape("``[x](y)``"), r"\`\`\[x\](y)\`\`");
        assert_eq!(escape("`"), r"\`");
    }
}
