//! What git ignores: `.gitignore` files and `.git/info/exclude` (gitignore(5)).

use std::collections::BTreeMap;
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use indexmap::IndexMap;

use crate::source::vfs::{ReadError, Vfs};

/// How many lines of a `.gitignore` are heeded.
const MAX_PATTERNS: usize = 10_000;

/// What a repository ignores beside that.
const EXCLUDE: &str = ".git/info/exclude";

/// The ignore files of a run, each read once.
pub(super) struct Ignores<'a> {
    vfs: &'a dyn Vfs,
    read: IndexMap<String, Option<Rc<Gitignore>>>,
    /// Those that are there and could not be read.
    unread: BTreeMap<Utf8PathBuf, ReadError>,
}

/// Those that hold at one place, the nearest last.
#[derive(Clone, Default)]
pub(super) struct Stack(Vec<Rc<Gitignore>>);

impl Stack {
    /// Whether they ignore `path`: the nearest that speaks of it decides.
    pub(super) fn ignores(&self, path: &Utf8Path, is_dir: bool) -> bool {
        self.0.iter().rev().find_map(|ignore| match ignore.matched(path, is_dir) {
            ignore::Match::None => None,
            ignore::Match::Ignore(_) => Some(true),
            ignore::Match::Whitelist(_) => Some(false),
        }) == Some(true)
    }
}

impl<'a> Ignores<'a> {
    /// Nothing read yet.
    pub(super) fn new(vfs: &'a dyn Vfs) -> Self {
        Self { vfs, read: IndexMap::new(), unread: BTreeMap::new() }
    }

    /// Ignore files that are there and could not be read.
    pub(super) fn unread(&self) -> &BTreeMap<Utf8PathBuf, ReadError> {
        &self.unread
    }

    /// Those above `start`, down from `root`.
    pub(super) fn above(&mut self, root: &Utf8Path, start: &Utf8Path) -> Stack {
        let mut above: Vec<&Utf8Path> =
            start.ancestors().skip(1).take_while(|directory| directory.starts_with(root)).collect();
        above.reverse();
        let mut stack = Stack::default();
        for directory in above {
            self.enter(&mut stack, directory);
        }
        stack
    }

    /// Adds the `.gitignore` of a directory.
    pub(super) fn enter(&mut self, stack: &mut Stack, directory: &Utf8Path) {
        let vfs = self.vfs;
        stack.0.extend(self.read(directory, ".gitignore", |path| {
            // A link that leads elsewhere is not followed, as git does not.
            let real = vfs.canonical(path);
            real.is_some() && real == vfs.canonical(directory).map(|directory| directory.join(".gitignore"))
        }));
    }

    /// Whether an ignore file between `home`, a work tree, and `file`, or the repository's own list, names
    /// the file or a directory that it lies in; none when one of them could not be read.
    pub(super) fn ignored(&mut self, home: &Utf8Path, file: &Utf8Path) -> Option<bool> {
        let Ok(below) = file.strip_prefix(home) else { return Some(false) };
        let mut stack = Stack(self.read(home, EXCLUDE, |_| true).into_iter().collect());
        let mut path = home.to_owned();
        self.enter(&mut stack, &path);
        for part in below.components() {
            path.push(part);
            let is_dir = path != file;
            if stack.ignores(&path, is_dir) {
                return Some(true);
            }
            if is_dir {
                self.enter(&mut stack, &path);
            }
        }
        let is_around = |ignore: &Utf8PathBuf| ignore.parent().is_some_and(|directory| file.starts_with(directory));
        let own = home.join(EXCLUDE);
        (!self.unread.keys().any(|ignore| is_around(ignore) || *ignore == own)).then_some(false)
    }

    /// The lines of a file in `directory`, which they speak of.
    fn read(&mut self, directory: &Utf8Path, name: &str, admits: impl Fn(&Utf8Path) -> bool) -> Option<Rc<Gitignore>> {
        let path = directory.join(name);
        if let Some(known) = self.read.get(path.as_str()) {
            return known.clone();
        }
        let bytes = match self.vfs.read(&path) {
            Err(ReadError::Missing | ReadError::NotAFile) => None,
            _ if !admits(&path) => None,
            Ok(bytes) => Some(bytes),
            Err(reason) => {
                self.unread.insert(path.clone(), reason);
                None
            }
        };
        let ignore = bytes.and_then(|bytes| lines(directory, &bytes));
        self.read.insert(path.into_string(), ignore.clone());
        ignore
    }
}

fn lines(directory: &Utf8Path, bytes: &[u8]) -> Option<Rc<Gitignore>> {
    let mut builder = GitignoreBuilder::new(directory);
    for line in String::from_utf8_lossy(bytes).lines().take(MAX_PATTERNS) {
        // A line that git would not understand either ignores nothing.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok().map(Rc::new)
}
