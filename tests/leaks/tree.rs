//! A repository with secrets in all places.

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use super::trace::base64;

/// Characters of a secret. What is cut off is still to be found: pieces of eight are looked for.
const LENGTH: usize = 28;

/// The repository, on the disk.
pub struct Tree {
    directory: TempDir,
    /// What each secret is, and how it reads.
    pub secrets: Vec<(String, String)>,
}

impl Tree {
    /// Copies `leaks/tree/` with the secrets of `seed` in the places of its marks.
    pub fn plant(seed: u64) -> Self {
        let mut tree = Self { directory: tempfile::tempdir().unwrap(), secrets: Vec::new() };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/leaks/tree");
        std::fs::create_dir_all(tree.root().join(".git")).unwrap();
        for entry in walkdir::WalkDir::new(&source).sort_by_file_name() {
            let entry = entry.unwrap();
            let target = tree.root().join(Utf8Path::from_path(entry.path().strip_prefix(&source).unwrap()).unwrap());
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(target).unwrap();
            } else {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                std::fs::write(target, tree.planted(&text, seed)).unwrap();
            }
        }
        tree.secrets.sort();
        tree.secrets.dedup();
        tree
    }

    /// Its root.
    pub fn root(&self) -> Utf8PathBuf {
        Utf8Path::from_path(self.directory.path()).unwrap().join("repository")
    }

    /// `text` with a secret for each `‹name›`. After `%` it is written percent-encoded, after `=` as
    /// base64, each with what makes that necessary.
    fn planted(&mut self, text: &str, seed: u64) -> String {
        let mut pieces = text.split('‹');
        let mut planted = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once('›').unwrap();
            let secret = secret(name, seed);
            let written = match name.chars().next_back() {
                Some('%') => [&secret[..LENGTH / 2], "%40", &secret[LENGTH / 2..]].concat(),
                Some('=') => base64(format!("user:{secret}").as_bytes()),
                _ => secret.clone(),
            };
            planted.extend([&written, rest]);
            self.secrets.push((name.to_owned(), secret));
        }
        planted
    }
}

/// Letters and digits as a generator writes them, the same for the same name and seed.
fn secret(name: &str, seed: u64) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut state = name.bytes().fold(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3).rotate_left(29)
    });
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    // A digit after every few letters, as in most of what is random; by chance there could be none.
    let character = |at: usize| if at % 3 == 1 { b"0123456789"[next(10)] } else { LETTERS[next(LETTERS.len())] };
    (0..LENGTH).map(character).map(char::from).collect()
}
