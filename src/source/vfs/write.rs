//! Writing reports.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};

use camino::{Utf8Path, Utf8PathBuf};

/// How many links are followed to where nothing is.
const MOST_LINKS: u32 = 16;

/// How many names of new files are tried.
const MOST_ATTEMPTS: u32 = 16;

/// Writes `bytes` to the absolute `path` so that a reader sees the old content or the new, never a
/// part. Who may read the file stays as it was. A link is followed, also to where nothing is yet; what is there and
/// no regular file (a pipe, `/dev/stdout`) is written to as it is.
///
/// # Errors
/// What the system says; the old content is then still there.
pub fn write_atomically(path: &Utf8Path, bytes: &[u8]) -> std::io::Result<()> {
    // Before any link is followed: that of a pipe leads to no path.
    if path.exists() && !path.is_file() {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let target = destination(path)?;
    let (mut file, draft) = draft_of(&target)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| match target.metadata() {
            Ok(old) => file.set_permissions(old.permissions()),
            Err(_) => Ok(()),
        })
        // Or a machine that loses its power may keep the new name and not the new content.
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&draft, &target));
    if written.is_err() {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&draft);
    }
    written
}

/// The file that `path` leads to, links followed; it need not be there.
fn destination(path: &Utf8Path) -> std::io::Result<Utf8PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(real) = target.canonicalize_utf8() {
            return Ok(real);
        }
        match target.read_link_utf8() {
            // Seen from the directory of the link; an absolute one stands alone.
            Ok(next) => target = target.parent().unwrap_or(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(std::io::Error::other("too many links"))
}

/// A new file beside `target`.
fn draft_of(target: &Utf8Path) -> std::io::Result<(File, Utf8PathBuf)> {
    let name = target.file_name().ok_or(ErrorKind::IsADirectory)?;
    let mut attempt = 0;
    loop {
        let draft = target.with_file_name(format!(".{name}.{}-{attempt}.tmp", std::process::id()));
        // To create anew is to follow no link that someone else has put there.
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            // A run that was killed left it, and had the same number.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < MOST_ATTEMPTS => attempt += 1,
            opened => return Ok((opened?, draft)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "what was there before is put there")]

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

    #[test]
    fn what_a_killed_run_left_is_in_nobodys_way() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let draft = directory.join(format!(".report.json.{}-0.tmp", std::process::id()));
        std::fs::write(&draft, b"half").unwrap();
        write_atomically(&directory.join("report.json"), b"new").unwrap();
        assert_eq!(Disk.read(&directory.join("report.json")).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn who_may_read_it_stays() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("report.json");
        std::fs::write(&path, b"old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
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
        std::os::unix::fs::symlink("later", directory.join("early")).unwrap();
        write_atomically(&directory.join("early"), b"new").unwrap();
        assert_eq!(Disk.read(&directory.join("later")).unwrap(), b"new");
        std::os::unix::fs::symlink("circle", directory.join("circle")).unwrap();
        assert!(write_atomically(&directory.join("circle"), b"new").is_err());
    }
}
