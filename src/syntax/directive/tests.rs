//! What covers what, and what is not meant for envlint.

use super::{Directives, Reach};
use crate::source::{SourceMap, Span};
use crate::syntax::{dotenv, yaml};

fn of_yaml(text: &str) -> (SourceMap, Directives) {
    let mut sources = SourceMap::new();
    let file = sources.add("compose.yaml".into(), text.as_bytes());
    let parsed = yaml::parse(file, sources.file(file).text());
    let directives = Directives::of_yaml(&parsed, sources.file(file));
    (sources, directives)
}

fn of_env(text: &str) -> (SourceMap, Directives) {
    let mut sources = SourceMap::new();
    let file = sources.add(".env".into(), text.as_bytes());
    let parsed = dotenv::parse(file, sources.file(file).text());
    let directives = Directives::of_env_file(&parsed, sources.file(file));
    (sources, directives)
}

/// Rules, reason and covered text of each.
fn told((sources, directives): &(SourceMap, Directives)) -> Vec<(String, String, String)> {
    let text = |span: Span| sources.text(span).to_owned();
    let rules =
        |rules: &[crate::source::Text]| rules.iter().map(|rule| text(rule.span())).collect::<Vec<_>>().join("+");
    let told = directives
        .found
        .iter()
        .map(|found| (rules(&found.rules), text(found.reason.span()), found.covers.map(text).unwrap_or_default()));
    told.collect()
}

/// Underlined text and message of each mistake.
fn mistakes((sources, directives): &(SourceMap, Directives)) -> Vec<(String, String)> {
    directives.errors.iter().map(|error| (sources.text(error.span).to_owned(), error.message.clone())).collect()
}

#[test]
fn alone_it_covers_the_entry_below() {
    let read = of_yaml(
        "services:\r\n  # envlint: ignore[a, b-c] wéil\r\n\r\n  # more\r\n  api:\r\n    ports:\r\n      # envlint: ignore[d]: the item\r\n      - \"80:80\"\r\n      - \"81:81\"\r\n  db: {}\r\n",
    );
    let told = told(&read);
    assert_eq!((told[0].0.as_str(), told[0].1.as_str()), ("a+b-c", "wéil"));
    assert!(told[0].2.starts_with("api:") && told[0].2.ends_with("\"81:81\""), "{}", told[0].2);
    assert_eq!((told[1].1.as_str(), told[1].2.as_str()), ("the item", "\"80:80\""));
    assert!(read.1.errors.is_empty());
    assert_eq!(read.0.text(read.1.found[0].span), "# envlint: ignore[a, b-c] wéil");
}

#[test]
fn at_the_end_of_a_line_it_covers_what_begins_or_ends_there() {
    let read = of_yaml(
        "a:\n  b: # envlint: ignore[x] block\n    - 1\n    - 2\n  c: [1, # envlint: ignore[x] item\n    2] # envlint: ignore[x] list\n  d: 'e\n    f' # envlint: ignore[x] text\n  g: 1 # envlint: ignore[x] last\n",
    );
    let covered: Vec<String> = told(&read).into_iter().map(|(.., covered)| covered.trim().to_owned()).collect();
    assert!(covered[0].starts_with("b:") && covered[0].ends_with("- 2"), "{covered:?}");
    assert_eq!(covered[1], "c: [1, # envlint: ignore[x] item\n    2]");
    assert!(covered[2].starts_with("c: [1") && covered[2].ends_with("2]"), "{covered:?}");
    assert_eq!(covered[3], "d: 'e\n    f'");
    assert_eq!(covered[4], "g: 1");
}

#[test]
fn a_number_sign_that_begins_no_comment_is_none() {
    let read = of_yaml("a: '# envlint: ignore[x] y'\nb: |\n  # envlint: ignore[x] y\nc: x#envlint: ignore[x] y\n");
    assert!(read.1.found.is_empty() && read.1.errors.is_empty());
    for prose in ["envlint is run in CI", "see envlint.yaml", "entline: ok", "lint: ignored", "envlint"] {
        let read = of_yaml(&format!("# {prose}\na: 1\n"));
        assert!(read.1.found.is_empty() && read.1.errors.is_empty(), "{prose}");
    }
}

#[test]
fn a_file_is_covered_from_its_top_only() {
    let read = of_yaml("\u{feff}# envlint: ignore-file[x] all of it\na: 1\n# envlint: ignore-file[x] too late\nb: 2\n");
    assert_eq!(read.1.found.len(), 1);
    assert_eq!(read.1.found[0].reach, Reach::File);
    assert!(told(&read)[0].2.ends_with("b: 2\n"));
    assert_eq!(mistakes(&read)[0].0, "# envlint: ignore-file[x] too late");
}

#[test]
fn mistakes_are_told_where_they_stand() {
    for (comment, place, message) in [
        ("envlint: ignore[x]", "# envlint: ignore[x]", "the reason is missing"),
        ("envlint: ignore[x] --", "# envlint: ignore[x] --", "the reason is missing"),
        ("envlint: ignore x y", "ignore", "no rule in brackets follows `ignore`"),
        ("envlint: ignore[x y", "[", "the bracket is never closed"),
        ("envlint: ignore[x,] y", "[x,]", "a rule is missing in the brackets"),
        ("envlint: ignore-line[x] y", "ignore-line", "unknown word `ignore-line` after `envlint:`"),
        ("envlint:", "# envlint:", "nothing follows `envlint:`"),
        ("evnlint: ignore[x] y", "evnlint", "a comment for envlint begins with `envlint:`"),
        ("Envlint: ignore[x] y", "Envlint", "a comment for envlint begins with `envlint:`"),
        ("envlint ignore[x] y", "envlint", "a comment for envlint begins with `envlint:`"),
        ("envlint-ignore[x] y", "envlint-ignore", "a comment for envlint begins with `envlint:`"),
    ] {
        let read = of_yaml(&format!("# {comment}\na: 1\n"));
        assert!(read.1.found.is_empty(), "{comment}");
        assert_eq!(mistakes(&read), [(place.to_owned(), message.to_owned())], "{comment}");
    }
}

#[test]
fn in_an_env_file_it_stands_above_the_key() {
    let read = of_env(
        "# envlint: ignore-file[x] old\n\n# envlint: ignore[x] why\n# more\nexport A='b'\nC=d # envlint: ignore[x] no\nE=f#envlint: ignore[x] no\n# envlint: ignore[x] nothing below\n",
    );
    let told = told(&read);
    assert_eq!(told[1].2, "export A='b'");
    assert_eq!(told[2].2, "");
    let places: Vec<String> = mistakes(&read).into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["# envlint: ignore[x] no", "#envlint: ignore[x] no"]);
}

#[test]
fn nothing_breaks_it() {
    for text in ["#", "# envlint:\u{301}", "# envlint: ignore[", "#envlint:ignore[é]é", "# envlint: ignore]["] {
        of_yaml(text);
        of_env(text);
    }
}
