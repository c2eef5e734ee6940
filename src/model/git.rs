//! What git knows of env files, read without running git: the index, and what is ignored.

mod index;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::ignores::Ignores;
use crate::source::vfs::{Vfs, normalize};

/// What git does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tracking {
    /// It is in the index: it is committed, or will be with the next commit.
    Tracked,
    /// It is not in the index, and nothing keeps `git add .` from adding it.
    Loose,
    /// It is not in the index, and ignored.
    Ignored,
}

/// What git does with each of `files`, all absolute; nothing for those that lie in no repository,
/// or in one whose index cannot be read. Below `roots` only; of a git directory that lies outside
/// them, as that of a worktree does, nothing is read but the index.
pub(super) fn tracking(
    vfs: &dyn Vfs,
    ignores: &mut Ignores<'_>,
    roots: &[Utf8PathBuf],
    files: &[&Utf8Path],
) -> Vec<Option<Tracking>> {
    let homes: Vec<Option<&Utf8Path>> = files.iter().map(|file| home(vfs, roots, file)).collect();
    let mut wanted: BTreeMap<&Utf8Path, BTreeSet<String>> = BTreeMap::new();
    for (file, home) in files.iter().zip(&homes) {
        if let Some(home) = home {
            wanted.entry(home).or_default().extend(name(home, file));
        }
    }
    let tracked: BTreeMap<&Utf8Path, BTreeSet<String>> =
        wanted.into_iter().filter_map(|(home, wanted)| Some((home, tracked(vfs, home, &wanted)?))).collect();
    let judge = |(file, home): (&&Utf8Path, Option<&Utf8Path>)| {
        let home = home?;
        let tracked = tracked.get(home)?;
        Some(match name(home, file) {
            Some(name) if tracked.contains(&name) => Tracking::Tracked,
            _ if ignores.ignored(home, file)? => Tracking::Ignored,
            _ => Tracking::Loose,
        })
    };
    files.iter().zip(homes).map(judge).collect()
}

/// The work tree that a file lies in.
fn home<'a>(vfs: &dyn Vfs, roots: &[Utf8PathBuf], file: &'a Utf8Path) -> Option<&'a Utf8Path> {
    let is_inside = |directory: &&Utf8Path| roots.iter().any(|root| directory.starts_with(root));
    file.ancestors().skip(1).take_while(is_inside).find(|directory| vfs.exists(&directory.join(".git")))
}

/// A file as the index names it.
fn name(home: &Utf8Path, file: &Utf8Path) -> Option<String> {
    let below = file.strip_prefix(home).ok()?;
    Some(below.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"))
}

/// Those of `wanted` that are in the index; none when it cannot be read. A repository without index
/// is one in which nothing was ever added.
fn tracked(vfs: &dyn Vfs, home: &Utf8Path, wanted: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let git = home.join(".git");
    let directory = if vfs.is_dir(&git) { git } else { elsewhere(vfs, home)? };
    let path = directory.join("index");
    if !vfs.exists(&path) {
        return vfs.exists(&directory.join("HEAD")).then(BTreeSet::new);
    }
    index::among(&vfs.read(&path).ok()?, wanted)
}

/// Where `.git` is a file, the directory that it names (gitrepository-layout(5)).
fn elsewhere(vfs: &dyn Vfs, home: &Utf8Path) -> Option<Utf8PathBuf> {
    let bytes = vfs.read(&home.join(".git")).ok()?;
    let path = std::str::from_utf8(&bytes).ok()?.strip_prefix("gitdir:")?.trim();
    (!path.is_empty() && !path.contains('\0')).then(|| normalize(home, Utf8Path::new(path)))
}

#[cfg(test)]
mod tests {
    use super::Tracking::{Ignored, Loose, Tracked};
    use super::*;
    use crate::source::vfs::Memory;

    fn judged(files: &Memory, names: &[&str]) -> Vec<Option<Tracking>> {
        let paths: Vec<Utf8PathBuf> = names.iter().map(|name| Utf8Path::new("/r").join(name)).collect();
        let paths: Vec<&Utf8Path> = paths.iter().map(Utf8PathBuf::as_path).collect();
        tracking(files, &mut Ignores::new(files), &["/r".into()], &paths)
    }

    #[test]
    fn the_index_comes_before_ignore_files() {
        let files = Memory::new()
            .with("/r/.git/index", index::tests::version_2(&["a/.env", ".env"]))
            .with("/r/.git/info/exclude", ".env.local\n")
            .with("/r/.gitignore", ".env\n/secret/\n")
            .with("/r/a/.gitignore", ".env.*\n!.env.staging\n");
        let names = [".env", "a/.env", "a/.env.prod", "a/.env.staging", "secret/x.env", ".env.local", "b/.env"];
        let expected = [Tracked, Tracked, Ignored, Loose, Ignored, Ignored, Ignored].map(Some);
        assert_eq!(judged(&files, &names), expected);
    }

    #[test]
    fn a_worktree_names_its_directory() {
        let files = Memory::new()
            .with("/r/.git", "gitdir: ../main/.git/worktrees/r\n")
            .with("/main/.git/worktrees/r/index", index::tests::version_2(&[".env"]))
            .with("/r/.env", "");
        assert_eq!(judged(&files, &[".env", "b.env"]), [Some(Tracking::Tracked), Some(Tracking::Loose)]);
    }

    #[test]
    fn without_a_repository_nothing_is_known() {
        assert_eq!(judged(&Memory::new().with("/r/.env", ""), &[".env"]), [None]);
        let broken = Memory::new().with("/r/.git/index", "DIRC").with("/r/.git/HEAD", "");
        assert_eq!(judged(&broken, &[".env"]), [None]);
        let fresh = Memory::new().with("/r/.git/HEAD", "ref: refs/heads/main\n");
        assert_eq!(judged(&fresh, &[".env"]), [Some(Tracking::Loose)]);
        let elsewhere =
            Memory::new().with("/r/.git", "gitdir: \0").with("/.git/index", index::tests::version_2(&["r/.env"]));
        assert_eq!(judged(&elsewhere, &[".env"]), [None]);
    }
}
