//! The small projects of `probes.txt`.

use camino::{Utf8Path, Utf8PathBuf};

use super::engine::Call;

/// Read when the tests run, so that a new probe needs no build.
const PROBES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/probes.txt");

/// A small project.
pub struct Probe {
    pub title: String,
    /// Paths with texts.
    files: Vec<(String, String)>,
    /// What follows `docker compose`.
    arguments: String,
}

/// All of them, or those of which the title holds what `CONFORMANCE_ONLY` says.
pub fn all() -> Vec<Probe> {
    let text = std::fs::read_to_string(PROBES).expect("the probes");
    let mut probes: Vec<Probe> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            let files = vec![("compose.yaml".to_owned(), String::new())];
            probes.push(Probe { title: title.to_owned(), files, arguments: String::new() });
        } else if let Some(probe) = probes.last_mut() {
            if let Some(arguments) = line.strip_prefix("-- $ ") {
                arguments.clone_into(&mut probe.arguments);
            } else if let Some(path) = line.strip_prefix("-- ") {
                // One that begins with the name of a file has only the files that are named.
                probe.files.retain(|(path, text)| path != "compose.yaml" || !text.is_empty());
                probe.files.push((path.to_owned(), String::new()));
            } else if let Some((_, text)) = probe.files.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    let only = std::env::var("CONFORMANCE_ONLY").unwrap_or_default();
    probes.retain(|probe| probe.title.contains(&only));
    probes
}

impl Probe {
    /// How Compose is called in `root`.
    pub fn call(&self, root: &Utf8Path) -> Call {
        let mut call = Call { directory: root.to_owned(), files: Vec::new(), env_files: Vec::new() };
        let mut words = shell_words(&self.arguments).into_iter();
        while let Some(option) = words.next() {
            let path = Utf8PathBuf::from(words.next().expect("a path behind an option"));
            match option.as_str() {
                "-f" => call.files.push(path),
                "--env-file" => call.env_files.push(path),
                _ => unreachable!("`{option}` in the probe `{}`", self.title),
            }
        }
        call
    }

    /// Writes its files below `root`.
    pub fn write(&self, root: &Utf8Path) {
        for (path, text) in &self.files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(root)).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
    }
}

/// Words between blanks; a blank between `"` is part of one.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
