//! Texts that are made up, and damage to those that are not.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What texts are made of: all that means something to one of the readers.
const TOKENS: [&str; 96] = [
    "a",
    "é",
    "😀",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{f8ff}",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\n  ",
    "\n    ",
    "\n- ",
    ":",
    ": ",
    ":\n",
    "- ",
    "? ",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "{}",
    "\"",
    "\"",
    "'",
    "''",
    "\\",
    "\\n",
    "\\\"",
    "\\x41",
    "\\u00e9",
    "\\$",
    "|\n",
    ">-\n",
    "|2+\n",
    "#",
    " # ",
    "# envlint: ignore[no-debug] why",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!reset ",
    "!override ",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    "=",
    "==",
    "export ",
    "A=",
    "KEY",
    "$",
    "$$",
    "$A",
    "${A}",
    "${A:-",
    "${A?",
    "${",
    "}",
    ":+",
    "~",
    "null",
    "true",
    "0x1F",
    "1e3",
    "80",
    "8080:80",
    "-",
    "/udp",
    "127.0.0.1:",
    "[::1]:",
    "/",
    "./",
    "C:\\",
    ":ro",
    "1m30s",
    "512mb",
    "services:\n",
    "  api:\n",
    "Host(`",
    "`)",
    " && ",
    " || ",
    "!(",
    "rules:\n",
    "environments:\n",
];

/// A text of some tokens.
pub fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(TOKENS.as_slice()), 0..24).prop_map(|tokens| tokens.concat())
}

/// What can happen to a file.
#[derive(Debug, Clone)]
pub enum Damage {
    /// It ends early.
    Cut(Index),
    /// Something is gone.
    Remove(Index, Index),
    /// Something is there twice.
    Repeat(Index, Index),
    /// Something is there that was not.
    Insert(Index, &'static str),
    /// A byte that no text has.
    Break(Index),
    /// Lines end as on Windows.
    Windows,
    /// It begins with a byte order mark.
    Mark,
}

/// One damage, or a few.
pub fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let index = any::<Index>;
    let damage = prop_oneof![
        2 => index().prop_map(Damage::Cut),
        4 => (index(), index()).prop_map(|(from, to)| Damage::Remove(from, to)),
        2 => (index(), index()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        8 => (index(), select(TOKENS.as_slice())).prop_map(|(at, token)| Damage::Insert(at, token)),
        1 => index().prop_map(Damage::Break),
        1 => Just(Damage::Windows),
        1 => Just(Damage::Mark),
    ];
    prop::collection::vec(damage, 1..6)
}

/// `bytes` with all of `damages`.
pub fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let at = |index: &Index| index.index(bytes.len() + 1);
        // A long piece of a file is a short one as well as any other.
        let range = |from: &Index, to: &Index| at(from)..(at(from) + to.index(64)).min(bytes.len());
        match damage {
            Damage::Cut(index) => bytes.truncate(at(index)),
            Damage::Remove(from, to) => drop(bytes.drain(range(from, to))),
            Damage::Repeat(from, to) => {
                let range = range(from, to);
                let twice = bytes[range.clone()].to_vec();
                drop(bytes.splice(range.end..range.end, twice));
            }
            Damage::Insert(index, token) => {
                let at = at(index);
                drop(bytes.splice(at..at, token.bytes()));
            }
            Damage::Break(index) => bytes.insert(at(index), 0xff),
            Damage::Windows => {
                bytes = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(b"\r\n".as_slice());
            }
            Damage::Mark => drop(bytes.splice(0..0, *b"\xef\xbb\xbf")),
        }
    }
    bytes
}
