//! The small projects of `probes.txt`.

use camino::Utf8Path;

const PROBES: &str = include_str!("probes.txt");

/// A small project.
pub struct Probe {
    pub title: String,
    /// Paths with texts.
    files: Vec<(String, String)>,
}

/// All of them.
pub fn all() -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    for line in PROBES.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            probes.push(Probe { title: title.to_owned(), files: vec![("compose.yaml".to_owned(), String::new())] });
        } else if let Some(probe) = probes.last_mut() {
            match line.strip_prefix("-- ") {
                Some(path) => probe.files.push((path.to_owned(), String::new())),
                None => {
                    if let Some((_, text)) = probe.files.last_mut() {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
        }
    }
    probes
}

impl Probe {
    /// Writes its files below `root`.
    pub fn write(&self, root: &Utf8Path) {
        for (path, text) in &self.files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(root)).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
    }
}
