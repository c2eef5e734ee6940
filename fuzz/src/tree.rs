//! Small repositories that look like those of people, made of whatever bytes there are.

mod compose;
mod env_file;
mod value;

use arbitrary::Arbitrary;
use envlint::source::vfs::Memory;

use compose::Compose;
use env_file::EnvFile;
use value::{Environment, Secret};

/// A repository.
#[derive(Debug, Arbitrary)]
pub struct Tree {
    compose: Vec<Compose>,
    env_files: Vec<EnvFile>,
    config: Option<Config>,
    /// Files that end early, or are no text.
    damage: Option<(u8, u16, bool)>,
}

#[derive(Debug, Arbitrary)]
struct Config {
    staging: Vec<compose::Name>,
    shared: Vec<compose::Name>,
    env_file: Option<Environment>,
    text: String,
}

impl Tree {
    /// Its files, below `/shop`.
    pub fn files(&self) -> Memory {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        files.push((".git/HEAD".to_owned(), Vec::new()));
        files.extend(self.compose.iter().take(4).map(|file| (file.path(), file.text().into_bytes())));
        files.extend(self.env_files.iter().take(6).map(|file| (file.path(), file.text().into_bytes())));
        files.extend(self.config.as_ref().map(|config| ("envlint.yaml".to_owned(), config.text().into_bytes())));
        if let Some((file, at, invalid)) = self.damage {
            let index = usize::from(file) % files.len();
            if let Some((_, bytes)) = files.get_mut(index) {
                bytes.truncate(usize::from(at) % (bytes.len() + 1));
                bytes.extend(invalid.then_some(0xff));
            }
        }
        files.into_iter().fold(Memory::new(), |files, (path, bytes)| files.with(format!("/shop/{path}"), bytes))
    }

    /// What no output may hold.
    pub fn secrets() -> Vec<String> {
        Secret::ALL.into_iter().map(Secret::text).collect()
    }
}

impl Config {
    fn text(&self) -> String {
        let names = |names: &[compose::Name]| names.iter().map(|name| name.text()).collect::<Vec<_>>().join(", ");
        let (staging, shared) = (names(&self.staging), names(&self.shared));
        let env_files =
            self.env_file.map(|environment| format!("\".env{}\"", environment.suffix())).unwrap_or_default();
        let text = serde_json::Value::from(self.text.as_str());
        format!(
            "environments:\n  staging:\n    services: [{staging}]\n    env_files: [{env_files}]\n\
             shared:\n  services: [{shared}]\n\
             exceptions:\n  - {{ rule: no-host-ports, at: {text}, reason: {text} }}\n"
        )
    }
}
