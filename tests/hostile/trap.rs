//! A tree that is built, linted and gone.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::Failed;
use tempfile::TempDir;

/// After so long a run counts as one that never ends; each takes far less.
const PATIENCE: Duration = Duration::from_mins(1);

/// The address space that a run may take, in KiB.
const MEMORY: u32 = 3 << 20;

/// So many bytes are printed at most, however much is read.
const LONGEST: usize = 4 << 20;

/// What no output may hold: the beginning of a file that lies outside.
const OUTSIDE: &str = "root:x:0:0";

/// A tree, and what must be said of it.
pub struct Trap {
    /// What it is.
    pub name: &'static str,
    /// Builds it.
    pub build: fn(&Tree) -> std::io::Result<()>,
    /// The exit code.
    pub code: i32,
    /// Parts of the output that must occur.
    pub says: &'static [&'static str],
}

impl Trap {
    /// Builds the tree and lints it.
    pub fn spring(&self) -> Result<(), Failed> {
        let tree = Tree::new()?;
        (self.build)(&tree)?;
        let (code, output) = tree.lint()?;
        let shown: String = output.chars().take(2000).collect();
        if code != Some(self.code) {
            return Err(format!("exit code {code:?} instead of {}:\n{shown}", self.code).into());
        }
        for unwanted in ["panicked", "internal-error", OUTSIDE] {
            if output.contains(unwanted) {
                return Err(format!("the output holds `{unwanted}`:\n{shown}").into());
            }
        }
        if output.len() > LONGEST {
            return Err(format!("{} bytes of output:\n{shown}", output.len()).into());
        }
        if let Some(unsafe_one) = output.chars().find(|next| next.is_control() && *next != '\n') {
            return Err(format!("the output holds {unsafe_one:?}:\n{}", shown.escape_debug()).into());
        }
        match self.says.iter().find(|part| !output.contains(**part)) {
            Some(missing) => Err(format!("nothing says `{missing}`:\n{shown}").into()),
            None => Ok(()),
        }
    }
}

/// A directory that is a repository of its own.
pub struct Tree {
    directory: TempDir,
}

impl Tree {
    pub fn new() -> std::io::Result<Self> {
        let tree = Self { directory: tempfile::tempdir()? };
        std::fs::create_dir_all(tree.path(".git"))?;
        Ok(tree)
    }

    /// Where `name` lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join("tree").join(name)
    }

    /// Writes a file.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> std::io::Result<()> {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
        std::fs::write(path, content)
    }

    /// Writes `compose.yaml` with a service `api` of these further lines, each indented by four.
    pub fn api(&self, lines: &str) -> std::io::Result<()> {
        self.file("compose.yaml", format!("services:\n  api:\n    image: api\n{lines}\n"))
    }

    /// Writes a file of a name that need not be text.
    pub fn bytes(&self, name: &[u8], content: &str) -> std::io::Result<()> {
        std::fs::write(self.path("").join(OsStr::from_bytes(name)), content)
    }

    /// Makes a directory.
    pub fn directory(&self, name: &str) -> std::io::Result<()> {
        std::fs::create_dir_all(self.path(name))
    }

    /// Makes a symbolic link.
    pub fn link(&self, name: &str, to: &str) -> std::io::Result<()> {
        symlink(to, self.path(name))
    }

    /// Makes a pipe that nobody writes to.
    pub fn pipe(&self, name: &str) -> std::io::Result<()> {
        let made = Command::new("mkfifo").arg(self.path(name)).status()?;
        if made.success() { Ok(()) } else { Err(std::io::Error::other("mkfifo failed")) }
    }

    /// The exit code and all that was printed.
    fn lint(&self) -> Result<(Option<i32>, String), Failed> {
        let (output, errors) = (self.directory.path().join("output"), self.directory.path().join("errors"));
        let mut run = Command::new("sh")
            .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_envlint")])
            .args(["--color", "never", "--format", "short", "."])
            .current_dir(self.path(""))
            .stdin(Stdio::null())
            .stdout(File::create(&output)?)
            .stderr(File::create(&errors)?)
            .spawn()?;
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = run.try_wait()? {
                break status;
            }
            if begun.elapsed() > PATIENCE {
                run.kill()?;
                run.wait()?;
                return Err(format!("still running after {} s", PATIENCE.as_secs()).into());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let read = |path| std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok((status.code(), read(output)? + &read(errors)?))
    }
}
