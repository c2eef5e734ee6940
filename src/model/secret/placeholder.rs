//! Values that stand for a value still to come.

use std::borrow::Cow;

use super::words::Words;

/// How many of the words below tell a placeholder only where a secret belongs.
const OF_SECRETS: usize = 12;

/// Words that placeholders hold, in the languages that repositories are written in.
static TELLING: Words<87> = Words::new([
    // Of other settings they say something else.
    "generate",
    "insert_",
    "insert-",
    "paste_",
    "paste-",
    "enter_your",
    "\u{8bf7}",
    "\u{4fee}\u{6539}",
    "\u{66ff}\u{6362}",
    "\u{66f4}\u{6539}",
    "\u{441}\u{43c}\u{435}\u{43d}\u{438}",
    "\u{43f}\u{43e}\u{43c}\u{435}\u{43d}\u{44f}",
    // Only placeholders hold these, wherever they stand.
    "changeme",
    "change_me",
    "change-me",
    "changethis",
    "change_this",
    "change-this",
    "change_in_prod",
    "change-in-prod",
    "replaceme",
    "replace_me",
    "replace-me",
    "replacethis",
    "replace_this",
    "replace-this",
    "replace_with",
    "replace-with",
    "your_",
    "your-",
    "yourpassword",
    "yoursecret",
    "yourdomain",
    "placeholder",
    "to_be_set",
    "to-be-set",
    "set_me",
    "set-me",
    "fill_in",
    "fill-in",
    "fill_me",
    "fill-me",
    "fixme",
    "cambiame",
    "cambia_",
    "cambia-",
    "cambiar_",
    "cambiar-",
    "c\u{e1}mbiame",
    "reemplaza",
    "changez",
    "a_changer",
    "a-changer",
    "remplacer",
    "remplacez",
    "votre_",
    "votre-",
    "aendern",
    "\u{e4}ndern",
    "ersetzen",
    "deine_",
    "deine-",
    "troque_",
    "troque-",
    "altere_",
    "altere-",
    "substitua",
    "sua_senha",
    "sua-senha",
    "zmien_",
    "insira_",
    "insira-",
    "coloque_",
    "coloque-",
    "\u{8bf7}\u{4fee}\u{6539}",
    "\u{8bf7}\u{66ff}\u{6362}",
    "\u{8bf7}\u{586b}\u{5199}",
    "\u{8bf7}\u{8f93}\u{5165}",
    "\u{4fee}\u{6539}\u{4e3a}",
    "\u{66ff}\u{6362}\u{4e3a}",
    "\u{4f60}\u{7684}",
    "\u{437}\u{430}\u{43c}\u{435}\u{43d}\u{438}\u{442}\u{435}",
    "\u{438}\u{437}\u{43c}\u{435}\u{43d}\u{438}\u{442}\u{435}",
    "\u{443}\u{43a}\u{430}\u{436}\u{438}\u{442}\u{435}",
    "\u{432}\u{430}\u{448}_",
    "\u{432}\u{430}\u{448}-",
    // Crossed out, whatever stands around it.
    "xxxx",
]);

/// What a placeholder for a secret begins with: `your` and `to do` in other languages.
const FIRST: [&str; 10] = ["todo", "tu_", "tu-", "seu_", "seu-", "sua_", "sua-", "dein_", "dein-", "mude"];

/// What it ends with.
const LAST: [&str; 5] = ["_here", "-here", "_xxx", "-xxx", "_hier"];

/// A longer text is no placeholder, in bytes: nobody writes one of that length.
const MAX_LEN: usize = 64 * 1024;

/// Whether a person is meant to replace `text`, which stands where a secret belongs, before use.
pub fn is_placeholder(text: &str) -> bool {
    if text.len() > MAX_LEN {
        return false;
    }
    let lower = in_lower_case(text.trim());
    if lower.is_empty() {
        return false;
    }
    let bracketed = holds_brackets(&lower)
        || (lower.starts_with('[') && lower.ends_with(']'))
        || (lower.starts_with("__") && lower.ends_with("__"));
    bracketed
        || is_left_open(&lower)
        || is_filler(&lower, &['*', '.', '?', '-'])
        || matches!(lower.as_ref(), "change" | "example" | "dummy" | "none" | "null")
        || FIRST.iter().any(|word| lower.starts_with(word))
        || LAST.iter().any(|word| lower.ends_with(word))
        || TELLING.any_in(&lower)
}

/// Whether a person is meant to replace `text` before use, whatever it is: what is told here
/// reads like no host, mode or list.
pub fn is_unfinished(text: &str) -> bool {
    if text.len() > MAX_LEN {
        return false;
    }
    let lower = in_lower_case(text.trim());
    // Of the words that begin at one place the last of the list is told.
    is_left_open(&lower) || TELLING.places(&lower).any(|(_, number)| number >= OF_SECRETS)
}

/// Most values are in lower case.
fn in_lower_case(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// Whether all of a text in lower case is a blank to be filled in.
fn is_left_open(lower: &str) -> bool {
    let bracketed = |open: &str, close: &str| {
        lower.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|inside| !inside.is_empty())
    };
    (bracketed("<", ">") && !lower.contains(['=', '/', '@']))
        || bracketed("{{", "}}")
        || is_filler(lower, &['x'])
        || matches!(lower, "todo" | "tbd")
}

/// Whether there is a word between `<` and `>`.
fn holds_brackets(text: &str) -> bool {
    let inside = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inside, _)| inside);
    inside.is_some_and(|inside| inside.len() >= 2 && inside.chars().any(char::is_alphabetic))
}

/// Whether `text` is at least three times the same of `fillers`.
fn is_filler(text: &str, fillers: &[char]) -> bool {
    fillers.iter().any(|filler| text.len() >= 3 && text.chars().all(|character| character == *filler))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_only_secrets_are_asked_for_come_first() {
        let number = |word| TELLING.places(word).map(|(_, number)| number).next();
        assert_eq!(number("\u{43f}\u{43e}\u{43c}\u{435}\u{43d}\u{44f}"), Some(OF_SECRETS - 1));
        assert_eq!(number("changeme"), Some(OF_SECRETS));
        assert!(is_unfinished("changeme") && !is_unfinished("generate") && is_placeholder("generate"));
    }

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
            "1:<32-byte-key>",
            "bitte-aendern",
            "generate-with-openssl",
            "\u{8bf7}\u{4fee}\u{6539}",
            "troque-esta-senha",
            "tu-clave-secreta",
            "mettez-votre-cle",
            "\u{437}\u{430}\u{43c}\u{435}\u{43d}\u{438}\u{442}\u{435}",
            "api-key-here",
            "todo: ask ops",
            "sk_live_xxx",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "hunter2", "postgres", "9f8a7c6b5d4e", "prodJwt-3d1f"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn settings_are_no_placeholders() {
        for text in [
            "none",
            "...",
            "[\"a\"]",
            "generate-reports",
            "__main__",
            "No Reply <mail@shop.example>",
            "<a/>",
            "tu-berlin.example",
            "\u{8bf7}\u{767b}\u{5f55}",
        ] {
            assert!(!is_unfinished(text), "{text}");
        }
        for text in ["<host>", "smtp.your-domain.com", "xxx", "{{ host }}", "change_me"] {
            assert!(is_unfinished(text), "{text}");
        }
    }
}
