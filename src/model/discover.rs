//! Which files of a tree are Compose and env files.

use camino::{Utf8Path, Utf8PathBuf};

use super::env_file::{EnvFileName, Kind};
use super::environment::{Marker, words};
use super::ignores::Ignores;
use crate::source::vfs::{Entry, Vfs};

/// Directories that hold other people's files.
const PRUNED: [&str; 6] = [".git", "node_modules", ".venv", "__pycache__", ".terraform", "bower_components"];

/// How many directories are looked into; a tree of more is not a repository of configurations.
const MAX_DIRECTORIES: usize = 100_000;

/// How deep below the first directory they may lie.
const MAX_DEPTH: usize = 64;

/// The file names that Docker Compose looks for, in its order.
pub const DEFAULT_NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The file names that it loads beside one of these, in its order.
pub const OVERRIDE_NAMES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Files that may be Compose files: their content decides.
    pub compose: Vec<Utf8PathBuf>,
    /// Env files.
    pub env: Vec<Utf8PathBuf>,
    /// Files that would be read and directories that would be looked into, were their names UTF-8.
    pub unnameable: Vec<Entry>,
    /// Whether there was more than is looked at.
    pub truncated: bool,
}

impl Discovery {
    /// Looks through `path`, a directory below `root`, or takes it as the file that it is.
    pub(super) fn add(&mut self, vfs: &dyn Vfs, ignores: &mut Ignores<'_>, root: &Utf8Path, path: &Utf8Path) {
        if vfs.is_dir(path) {
            self.walk(vfs, ignores, root, path);
        } else if path.file_name().and_then(EnvFileName::parse).is_some() {
            self.env.push(path.to_owned());
        } else {
            self.add_files(vfs, &[path.to_owned()]);
        }
    }

    /// The Compose files of one project, with the env files of its directory.
    pub fn of(vfs: &dyn Vfs, files: &[Utf8PathBuf]) -> Self {
        let mut found = Self::default();
        found.add_files(vfs, files);
        found.finish();
        found
    }

    /// Takes `files` for the Compose files of one project, with the env files of its directory.
    fn add_files(&mut self, vfs: &dyn Vfs, files: &[Utf8PathBuf]) {
        self.compose.extend_from_slice(files);
        let directory = files.first().and_then(|first| first.parent());
        let beside = directory.map(|directory| vfs.list(directory)).unwrap_or_default();
        let is_env = |entry: &Entry| !entry.is_dir && entry.path.file_name().and_then(EnvFileName::parse).is_some();
        let (env, unnameable): (Vec<Entry>, Vec<Entry>) =
            beside.into_iter().filter(is_env).partition(|entry| entry.is_utf8);
        self.env.extend(env.into_iter().map(|entry| entry.path));
        self.unnameable.extend(unnameable);
    }

    /// Sorts what was found and drops what was found twice.
    pub fn finish(&mut self) {
        for paths in [&mut self.compose, &mut self.env] {
            paths.sort();
            paths.dedup();
        }
        // Two names may read the same, and are told once.
        self.unnameable.sort_by(|one, other| one.path.cmp(&other.path));
        self.unnameable.dedup();
    }

    /// Ignored directories are pruned; ignored files are not: real `.env` files are ignored, and are
    /// what this is about.
    fn walk(&mut self, vfs: &dyn Vfs, ignores: &mut Ignores<'_>, root: &Utf8Path, start: &Utf8Path) {
        let mut open = vec![(start.to_owned(), 0, ignores.above(root, start))];
        let mut seen = 0;
        while let Some((directory, depth, mut around)) = open.pop() {
            seen += 1;
            if seen > MAX_DIRECTORIES {
                self.truncated = true;
                return;
            }
            if depth > MAX_DEPTH {
                self.truncated = true;
                continue;
            }
            ignores.enter(&mut around, &directory);
            for entry in vfs.list(&directory) {
                let Some(name) = entry.path.file_name() else { continue };
                if !entry.is_utf8 {
                    if entry.is_dir || EnvFileName::parse(name).is_some() || is_compose_name(name) {
                        self.unnameable.push(entry);
                    }
                } else if entry.is_dir && !stands_for_a_file(name) {
                    if !PRUNED.contains(&name) && !is_generator(name) && !around.ignores(&entry.path, true) {
                        open.push((entry.path, depth + 1, around.clone()));
                    }
                } else if EnvFileName::parse(name).is_some() {
                    self.env.push(entry.path);
                } else if is_compose_name(name) {
                    self.compose.push(entry.path);
                }
            }
        }
    }
}

/// Whether a file of this name may be a Compose file: it says so, or begins with `docker`, or is named for nothing
/// but environments (`staging.yml`, `prod-staging.yml`).
fn is_compose_name(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    matches!(extension.to_ascii_lowercase().as_str(), "yml" | "yaml")
        && (words(stem).any(|word| word.eq_ignore_ascii_case("compose"))
            || words(stem).next().is_some_and(|word| word.eq_ignore_ascii_case("docker"))
            || is_environment(stem))
}

/// Whether a name is made of nothing but words for environments: `staging`, `prod-staging`, `prod-like-local`.
fn is_environment(name: &str) -> bool {
    let mut rest = words(name).filter(|word| !word.eq_ignore_ascii_case("like")).peekable();
    rest.peek().is_some() && rest.all(|word| Marker::of_word(word).is_some())
}

/// Whether a directory lies where a file should, which then cannot be read. One called `.env` is passed
/// over, as Compose does: it may hold a Python environment; one without a dot, such as `env-templates`, holds files.
fn stands_for_a_file(name: &str) -> bool {
    let is_env_file = |env: EnvFileName| env.kind == Kind::Template || Marker::of_name(name).is_some();
    is_compose_name(name) || (name.contains('.') && EnvFileName::parse(name).is_some_and(is_env_file))
}

/// Whether a directory is named by a variable of a project generator: what it holds is no YAML yet.
fn is_generator(name: &str) -> bool {
    name.contains("{{") && name.contains("}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::vfs::Memory;

    #[test]
    fn finds_what_is_named_for_it() {
        let files = Memory::new()
            .with("/r/.gitignore", ".env\nbuild/\n")
            .with("/r/.env", "")
            .with("/r/compose.yaml", "")
            .with("/r/build/compose.yaml", "")
            .with("/r/node_modules/x/docker-compose.yml", "")
            .with("/r/infra/docker-compose.prod.yml", "")
            .with("/r/infra/staging.yml", "")
            .with("/r/infra/prod-like-local.yml", "")
            .with("/r/infra/prod-database.yml", "")
            .with("/r/infra/docker-db.yml", "")
            .with("/r/infra/dockerhub.yml", "")
            .with("/r/{{cookiecutter.slug}}/compose.yaml", "")
            .with("/r/infra/prometheus.yml", "")
            .with("/r/infra/nginx.staging.compose.yaml", "")
            .with("/r/infra/.env.staging.example", "")
            .with("/r/infra/env-template-prompter/example.env", "");
        let mut found = Discovery::default();
        found.add(&files, &mut Ignores::new(&files), "/r".into(), "/r".into());
        found.finish();
        let names: Vec<_> = found.compose.iter().chain(&found.env).map(|path| path.as_str()).collect();
        assert_eq!(
            names,
            [
                "/r/compose.yaml",
                "/r/infra/docker-compose.prod.yml",
                "/r/infra/docker-db.yml",
                "/r/infra/nginx.staging.compose.yaml",
                "/r/infra/prod-like-local.yml",
                "/r/infra/staging.yml",
                "/r/.env",
                "/r/infra/.env.staging.example",
                "/r/infra/env-template-prompter/example.env"
            ]
        );
    }
}
