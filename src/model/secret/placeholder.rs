//! Values that stand for a value still to come.

/// Words that only placeholders hold.
const TELLING: [&str; 24] = [
    "changeme",
    "change_me",
    "change-me",
    "changethis",
    "change_this",
    "change-this",
    "replaceme",
    "replace_me",
    "replace-me",
    "replace_with",
    "replace-with",
    "your_",
    "your-",
    "yourpassword",
    "yoursecret",
    "placeholder",
    "to_be_set",
    "set_me",
    "set-me",
    "fill_in",
    "fill-in",
    "generate_",
    "generate-",
    "insert_",
];

/// Whether a person is meant to replace `text` before use.
pub fn is_placeholder(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    if lower.is_empty() {
        return false;
    }
    let bracketed = (lower.starts_with('<') && lower.ends_with('>'))
        || (lower.starts_with('[') && lower.ends_with(']'))
        || (lower.starts_with("{{") && lower.ends_with("}}"))
        || (lower.starts_with("__") && lower.ends_with("__"));
    let same = |filler: char| lower.len() >= 3 && lower.chars().all(|character| character == filler);
    bracketed
        || ['x', '*', '.', '?', '-'].into_iter().any(same)
        || lower.contains("xxxx")
        || matches!(lower.as_str(), "todo" | "tbd" | "fixme" | "change" | "example" | "dummy" | "none" | "null")
        || lower.starts_with("todo ")
        || TELLING.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_are_told_from_secrets() {
        for text in [
            "changeme",
            "CHANGE_ME_IN_PROD",
            "<password>",
            "your-secret-key",
            "xxx",
            "sk_live_XXXX",
            "replace-me",
            "TODO",
            "***",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "hunter2", "postgres", "9f8a7c6b5d4e", "prodJwt-3d1f"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
