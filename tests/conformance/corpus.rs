//! The Compose files of real repositories, each alone and over the default file of its directory.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::engine::{Answer, Call, Engine};

/// How many things may be missing from a project.
const MAX_MISSING: usize = 100;

/// The names of default files, the strongest first.
pub const DEFAULT_NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Files that are deployed together.
pub struct Case {
    pub title: String,
    pub call: Call,
}

/// The repositories below the directory that `ENVLINT_CORPUS` names.
pub fn repositories() -> Option<Vec<Utf8PathBuf>> {
    let corpus = Utf8PathBuf::from(std::env::var("ENVLINT_CORPUS").ok()?);
    // Findings name paths as the system does.
    let corpus = corpus.canonicalize_utf8().expect("the directory of repositories");
    let mut found: Vec<Utf8PathBuf> = corpus
        .read_dir_utf8()
        .expect("the directory of repositories")
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    Some(found)
}

/// The cases of a repository, of which a copy is made at `root`: what is missing is added there.
pub fn cases(repository: &Utf8Path, root: &Utf8Path) -> Vec<Case> {
    let mut files: Vec<Utf8PathBuf> = Vec::new();
    for entry in WalkDir::new(repository).sort_by_file_name() {
        let entry = entry.expect("a readable repository");
        let path = Utf8Path::from_path(entry.path()).expect("a path of characters");
        let copy = root.join(path.strip_prefix(repository).expect("a path below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&copy).expect("a directory");
        } else if entry.file_type().is_file() {
            let bytes = fs::read(path).expect("a file");
            if is_compose(path, &bytes) {
                files.push(copy.clone());
            }
            fs::write(&copy, bytes).expect("a file");
        }
    }
    fs::create_dir_all(root.join(".git")).expect("a directory");
    let name = repository.file_name().unwrap_or_default();
    let title = |file: &Utf8Path| format!("{name}/{}", file.strip_prefix(root).unwrap_or(file));
    let call = |files: Vec<Utf8PathBuf>, directory: &Utf8Path| Call {
        directory: directory.to_owned(),
        files,
        env_files: Vec::new(),
    };
    let mut cases = Vec::new();
    for file in &files {
        let directory = file.parent().unwrap_or(root).to_owned();
        let base = DEFAULT_NAMES.iter().map(|name| directory.join(name)).find(|base| files.contains(base));
        cases.push(Case { title: title(file), call: call(vec![file.clone()], &directory) });
        if let Some(base) = base.filter(|base| base != file) {
            let title = format!("{} over {}", title(file), base.file_name().unwrap_or_default());
            cases.push(Case { title, call: call(vec![base, file.clone()], &directory) });
        }
    }
    cases
}

fn is_compose(path: &Utf8Path, bytes: &[u8]) -> bool {
    let begins = |line: &[u8]| line.starts_with(b"services:") || line.starts_with(b"include:");
    matches!(path.extension(), Some("yml" | "yaml")) && bytes.split(|byte| *byte == b'\n').any(begins)
}

impl Case {
    /// What Compose makes of it once all is added that is not in a repository but must be there for it to
    /// read on: env files and required variables. An error says what cannot be added.
    pub fn complete(&self, engine: &Engine, root: &Utf8Path) -> Result<Answer, String> {
        for _ in 0..MAX_MISSING {
            let refusal = match engine.answer(&self.call) {
                Ok(model) => return Ok(Ok(model)),
                Err(refusal) => refusal,
            };
            let missing_file = between(&refusal.words, "env file ", " not found: stat");
            let missing_variable = between(&refusal.words, "required variable ", " is missing a value");
            if let Some(path) = missing_file.map(Utf8Path::new) {
                if !path.starts_with(root) {
                    return Err(format!("reads `{path}`"));
                }
                fs::create_dir_all(path.parent().unwrap_or(path)).expect("a directory");
                fs::write(path, "").expect("a file");
            } else if let Some(variable) = missing_variable {
                let path = self.call.directory.join(".env");
                let before = fs::read_to_string(&path).unwrap_or_default();
                fs::write(path, format!("{before}\n{variable}=given\n")).expect("a file");
            } else if refusal.is_blank {
                // What the caller sets may be right; nobody knows.
                return Err(refusal.words);
            } else {
                return Ok(Err(refusal));
            }
        }
        Err("misses too much".to_owned())
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}
