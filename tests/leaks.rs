//! No secret leaves: in every place where one can stand, a secret of its own is planted, and whatever
//! the program prints or writes is searched for all of them.
//!
//! `leaks/tree/` is a repository in which `‹what stands here›` marks each place. Other tests hold the
//! same for what fixtures happen to contain; here the places are the point.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test that builds a tree and runs the program")]
#![expect(clippy::indexing_slicing, clippy::string_slice, reason = "secrets are ASCII, and of one length")]

#[path = "leaks/runs.rs"]
mod runs;
#[path = "leaks/trace.rs"]
mod trace;
#[path = "leaks/tree.rs"]
mod tree;

use std::sync::LazyLock;

use runs::{Output, everything};
use trace::Traces;
use tree::Tree;

/// What the program leaves behind of a repository, and that repository.
static GATHERED: LazyLock<(Tree, Vec<Output>)> = LazyLock::new(|| {
    let tree = Tree::plant(1);
    let outputs = everything(&tree);
    (tree, outputs)
});

/// Nothing that is printed or written holds a secret, a piece of it, or either in another writing.
#[test]
fn no_planted_secret_is_told() {
    let (tree, outputs) = &*GATHERED;
    let traces = Traces::of(&tree.secrets);
    let mut leaks: Vec<String> = outputs
        .iter()
        .flat_map(|output| traces.find(&output.text).map(|(secret, piece)| (secret, &output.command, piece)))
        .map(|(secret, command, piece)| format!("{secret}: `{piece}` in `{command}`"))
        .collect();
    leaks.sort();
    leaks.dedup_by_key(|leak| leak.split(": `").next().map(ToOwned::to_owned));
    assert!(leaks.is_empty(), "{} secrets leak:\n{}", leaks.len(), leaks.join("\n"));
}

/// With other secrets in the same places every output is the same, byte for byte: it holds no digest of
/// a secret, and nothing is sorted by one.
#[test]
fn other_secrets_change_nothing() {
    let other = everything(&Tree::plant(2));
    let (_, one) = &*GATHERED;
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        assert!(one.text == other.text, "`{}` depends on a secret:\n{}", one.command, difference(one, other));
    }
}

/// What two outputs read where they begin to differ.
fn difference(one: &Output, other: &Output) -> String {
    let same = one.text.chars().zip(other.text.chars()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(200)).take(400).collect::<String>();
    format!("- {}\n+ {}", around(&one.text), around(&other.text))
}

/// What the other tests rest on: planted secrets are many, and found in whatever writing.
#[test]
fn traces_are_found() {
    let tree = Tree::plant(1);
    assert!(tree.secrets.len() > 200, "{} secrets are planted", tree.secrets.len());
    let traces = Traces::of(&tree.secrets);
    let (name, secret) = tree.secrets.first().unwrap();
    let hex = trace::spelled(secret, |byte| format!("{byte:02X}"));
    let percent = trace::spelled(secret, |byte| format!("%{byte:02x}"));
    let spread = format!("{}\n  {}", &secret[..8], &secret[8..]);
    let base64 = ["", "a", "ab"].map(|before| trace::base64(format!("{before}{secret}c").as_bytes()));
    for text in [secret[5..13].to_owned(), hex, percent, spread].iter().chain(&base64) {
        assert_eq!(traces.find(text).next().map(|(found, _)| found), Some(name.as_str()), "{text}");
    }
    assert_eq!(traces.find("a secret: *** or ***(A)").next(), None);
}
