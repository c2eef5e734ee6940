//! The only code that touches the file system.
//!
//! Paths are absolute and normalised here; turning what a user wrote into one is the caller's job.

mod write;

use std::collections::BTreeMap;
use std::io::Read;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use thiserror::Error;

pub use write::write_atomically;

/// The largest file that is read, in bytes: far above any real configuration, far below what hurts.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file could not be read. The texts name no path: the caller knows where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("no such file")]
    Missing,
    /// A directory, a device, a pipe or a socket.
    #[error("not a regular file")]
    NotAFile,
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024)]
    TooLarge,
    /// Anything else the system said, such as a missing permission.
    #[error("{0}")]
    Unreadable(String),
}

/// What a directory holds, one level deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Absolute path; what is not UTF-8 in the name reads U+FFFD, and cannot be opened.
    pub path: Utf8PathBuf,
    /// Whether the name is UTF-8.
    pub is_utf8: bool,
    /// Whether it is a directory that may be walked (links to directories are not).
    pub is_dir: bool,
}

/// A file system, real or not.
pub trait Vfs: Sync {
    /// The bytes of a regular file.
    ///
    /// # Errors
    /// When it is missing, not a regular file, larger than [`MAX_FILE_BYTES`] or unreadable.
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError>;

    /// The entries of a directory, sorted by name; empty when it cannot be listed.
    fn list(&self, directory: &Utf8Path) -> Vec<Entry>;

    /// Whether something is there.
    fn exists(&self, path: &Utf8Path) -> bool;

    /// Whether a directory is there.
    fn is_dir(&self, path: &Utf8Path) -> bool;

    /// The path with all links followed; none when nothing is there, or what is there cannot be told.
    fn canonical(&self, path: &Utf8Path) -> Option<Utf8PathBuf>;
}

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

#[expect(clippy::disallowed_methods, reason = "this is the one home of std::fs")]
impl Vfs for Disk {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        let metadata = std::fs::metadata(path).map_err(|error| read_error(&error))?;
        // Checked before opening: to open a pipe is to wait for its writer.
        if !metadata.is_file() {
            return Err(ReadError::NotAFile);
        }
        let file = std::fs::File::open(path).map_err(|error| read_error(&error))?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(MAX_FILE_BYTES)).unwrap_or(0));
        // A file may grow, or lie about its size as those below /proc do: the limit is on what comes.
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| read_error(&error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES { Err(ReadError::TooLarge) } else { Ok(bytes) }
    }

    fn list(&self, directory: &Utf8Path) -> Vec<Entry> {
        walkdir::WalkDir::new(directory)
            .min_depth(1)
            .max_depth(1)
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .map(|entry| {
                let is_dir = entry.file_type().is_dir();
                match Utf8PathBuf::from_path_buf(entry.into_path()) {
                    Ok(path) => Entry { path, is_utf8: true, is_dir },
                    Err(path) => Entry { path: path.to_string_lossy().into_owned().into(), is_utf8: false, is_dir },
                }
            })
            .collect()
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        path.exists()
    }

    fn is_dir(&self, path: &Utf8Path) -> bool {
        path.is_dir()
    }

    fn canonical(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        path.canonicalize_utf8().ok()
    }
}

fn read_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => ReadError::Missing,
        std::io::ErrorKind::IsADirectory => ReadError::NotAFile,
        kind => ReadError::Unreadable(kind.to_string()),
    }
}

/// Files that exist only here; directories are what their paths imply.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

impl Memory {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<Utf8PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl Vfs for Memory {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        match self.files.get(path) {
            Some(bytes) if bytes.len() as u64 > MAX_FILE_BYTES => Err(ReadError::TooLarge),
            Some(bytes) => Ok(bytes.clone()),
            None if self.is_dir(path) => Err(ReadError::NotAFile),
            None => Err(ReadError::Missing),
        }
    }

    fn list(&self, directory: &Utf8Path) -> Vec<Entry> {
        let mut entries: BTreeMap<Utf8PathBuf, bool> = BTreeMap::new();
        for path in self.files.keys() {
            let Ok(rest) = path.strip_prefix(directory) else { continue };
            let mut components = rest.components();
            if let Some(name) = components.next() {
                entries.insert(directory.join(name), components.next().is_some());
            }
        }
        entries.into_iter().map(|(path, is_dir)| Entry { path, is_utf8: true, is_dir }).collect()
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path) || self.is_dir(path)
    }

    fn is_dir(&self, path: &Utf8Path) -> bool {
        self.files.keys().any(|file| file != path && file.starts_with(path))
    }

    fn canonical(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.exists(path).then(|| path.to_owned())
    }
}

/// The working directory of the process.
///
/// # Errors
/// When it is gone or not UTF-8.
#[expect(clippy::disallowed_methods, reason = "this is the one home of the file system")]
pub fn working_directory() -> std::io::Result<Utf8PathBuf> {
    let path = std::env::current_dir()?;
    Utf8PathBuf::from_path_buf(path).map_err(|_| std::io::Error::other("the working directory is not UTF-8"))
}

/// `path` below `base` with `.` and `..` resolved by the letter, as Compose cleans paths. A `..`
/// above the root stays there. Two such paths are the same when their texts are: what is looked up often goes by the
/// text, which is compared at once and not part by part.
pub fn normalize(base: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    let mut clean = Utf8PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// `path` as seen from `base`, both absolute and clean.
pub fn relative(base: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    if let Ok(below) = path.strip_prefix(base) {
        return if below.as_str().is_empty() { Utf8PathBuf::from(".") } else { slashes(below) };
    }
    let common = base.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    if common <= 1 {
        return slashes(path);
    }
    let up = base.components().count() - common;
    let mut shown = Utf8PathBuf::new();
    (0..up).for_each(|_| shown.push(".."));
    path.components().skip(common).for_each(|component| shown.push(component));
    slashes(&shown)
}

/// `path` with `/` between its parts, whatever this system writes.
fn slashes(path: &Utf8Path) -> Utf8PathBuf {
    with_slashes(path.as_str(), std::path::MAIN_SEPARATOR).into()
}

fn with_slashes(path: &str, separator: char) -> String {
    path.replace(separator, "/")
}

/// `path` with `/` between its parts and a capital drive, if it is absolute on Windows: `C:\data`, `c:/data`,
/// `\\server\share`. Compose leaves such a path alone on every system.
pub fn windows(path: &str) -> Option<String> {
    let mut letters = path.chars();
    match (letters.next()?, letters.next()?, letters.next()?) {
        (drive, ':', '\\' | '/') if drive.is_ascii_alphabetic() => {
            let rest: String = path.chars().skip(1).collect();
            Some(format!("{}{}", drive.to_ascii_uppercase(), with_slashes(&rest, '\\')))
        }
        ('\\', '\\', _) => Some(with_slashes(path, '\\')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_working_directory() {
        let shown = |path: &str| relative("/home/me/shop".into(), path.into()).into_string();
        assert_eq!(shown("/home/me/shop/infra/.env"), "infra/.env");
        assert_eq!(shown("/home/me/other/.env"), "../other/.env");
        assert_eq!(shown("/etc/x"), "/etc/x");
    }

    #[test]
    fn paths_are_shown_with_slashes_on_every_system() {
        assert_eq!(with_slashes(r"infra\prod\.env", '\\'), "infra/prod/.env");
        assert_eq!(with_slashes(r"infra/a\b.env", '/'), r"infra/a\b.env");
    }

    #[test]
    fn absolute_paths_of_windows_are_known_everywhere() {
        for (path, known) in [
            (r"C:\data", Some("C:/data")),
            (r"c:/data\x", Some("C:/data/x")),
            (r"\\server\share", Some("//server/share")),
            (r"\\.\pipe\docker_engine", Some("//./pipe/docker_engine")),
            (r"..\prod", None),
            (r".\env", None),
            (r"\data", None),
            ("C:data", None),
            ("/data", None),
            ("é:/x", None),
            ("", None),
        ] {
            assert_eq!(windows(path).as_deref(), known, "{path}");
        }
    }

    #[test]
    fn normalises_by_the_letter() {
        let clean = |path: &str| normalize("/root/infra".into(), path.into()).into_string();
        assert_eq!(clean("./a/../b"), "/root/infra/b");
        assert_eq!(clean("../../../etc"), "/etc");
        assert_eq!(clean("/abs/./x"), "/abs/x");
    }

    #[test]
    fn a_directory_or_a_device_is_not_read() {
        assert_eq!(Disk.read("/".into()), Err(ReadError::NotAFile));
        assert_eq!(Disk.read("/nonexistent/file".into()), Err(ReadError::Missing));
        #[cfg(unix)]
        assert_eq!(Disk.read("/dev/zero".into()), Err(ReadError::NotAFile));
    }
}
