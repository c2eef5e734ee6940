//! Text in XML 1.0.

use std::borrow::Cow;

/// `text` for an attribute in double quotes or between two tags. What XML cannot hold at all
/// (section 2.2) is replaced.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(|character| replacement(character).is_some()) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match replacement(character) {
            Some(replacement) => escaped.push_str(replacement),
            None => escaped.push(character),
        }
    }
    escaped.into()
}

fn replacement(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&apos;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        character if character.is_control() => Some("\u{fffd}"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_field() {
        assert_eq!(escape("plain: é漢😀"), "plain: é漢😀");
        assert_eq!(escape("]]></a> & \"b\" 'c'"), "]]&gt;&lt;/a&gt; &amp; &quot;b&quot; &apos;c&apos;");
        assert_eq!(escape("a\nb\u{0}\u{1b}\u{ffff}"), "a&#10;b\u{fffd}\u{fffd}\u{fffd}");
    }
}
