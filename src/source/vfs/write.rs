//! Writing reports.

use std::fs::OpenOptions;
use std::io::Write;

use camino::Utf8Path;

/// Writes `bytes` to the absolute `path` so that a reader sees the old content or the new, never a
/// part. A link is followed; what is there and no regular file (a pipe, `/dev/stdout`) is written
/// to as it is.
///
/// # Errors
/// What the system says; the old content is then still there.
pub fn write_atomically(path: &Utf8Path, bytes: &[u8]) -> std::io::Result<()> {
    let target = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return OpenOptions::new().write(true).open(&target)?.write_all(bytes);
    }
    let name = target.file_name().ok_or(std::io::ErrorKind::IsADirectory)?;
    let draft = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    // To create anew is to follow no link that someone else has put there.
    let mut file = OpenOptions::new().write(true).create_new(true).open(&draft)?;
    let written = file.write_all(bytes).and_then(|()| std::fs::rename(&draft, &target));
    if written.is_err() {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&draft);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::{Disk, Vfs};
    use super::*;

    #[test]
    fn replaces_the_file_and_leaves_no_draft() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let path = directory.join("report.json");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(Disk.read(&path).unwrap(), b"new");
        assert_eq!(Disk.list(directory).len(), 1);
        assert!(write_atomically(directory, b"x").is_err());
        assert!(write_atomically(&directory.join("missing/report.json"), b"x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        write_atomically(&directory.join("real"), b"old").unwrap();
        std::os::unix::fs::symlink("real", directory.join("link")).unwrap();
        write_atomically(&directory.join("link"), b"new").unwrap();
        assert_eq!(Disk.read(&directory.join("real")).unwrap(), b"new");
    }
}
