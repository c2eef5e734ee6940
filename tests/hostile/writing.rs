//! Reports, baselines and configurations that cannot be written, or not to their end.

use std::process::Command;

use libtest_mimic::{Failed, Trial};

use super::trap::Tree;

/// What was there before.
const OLD: &str = "{\"old\": true}\n";

/// Everything that writes, with the file it writes.
const WRITES: [(&str, &str); 3] = [
    ("--format json=report.json", "report.json"),
    ("--baseline known.json --write-baseline", "known.json"),
    ("--format pretty=link", "linked"),
];

/// What cannot be written, not even by root, with what is said of it.
const REFUSED: [(&str, &str); 4] = [
    ("--format json=/proc/self/report.json", "`/proc/self/report.json`"),
    ("--baseline /proc/self/known.json --write-baseline", "`/proc/self/known.json`"),
    ("--format json=/dev/full", "`/dev/full`"),
    ("--format json > /dev/full", "to the standard output"),
];

pub fn trials() -> Vec<Trial> {
    let killed = WRITES.map(|(arguments, file)| {
        Trial::test(format!("killed while it writes: {arguments}"), move || old_or_new(arguments, file))
    });
    let full = WRITES.map(|(arguments, file)| {
        Trial::test(format!("a disk that is full: {arguments}"), move || old_and_told(arguments, file))
    });
    let refused = REFUSED.map(|(arguments, path)| {
        Trial::test(format!("nobody can write: {arguments}"), move || cannot_be_written(arguments, path))
    });
    let piped = Trial::test("a report to a device", to_a_device);
    killed.into_iter().chain(full).chain(refused).chain([piped]).collect()
}

/// A run that is killed in the middle leaves the old content; the next one writes all of its own.
fn old_or_new(arguments: &str, file: &str) -> Result<(), Failed> {
    let tree = tree()?;
    tree.file(file, OLD)?;
    tree.link("link", "linked")?;
    // The system ends whoever writes more than a block to a file.
    let killed = envlint(&tree, "ulimit -f 1", arguments)?;
    if killed.status.code().is_some() {
        return Err(format!("it was not killed, but ended with {:?}", killed.status).into());
    }
    let read = || std::fs::read_to_string(tree.path(file));
    if read()? != OLD {
        return Err(format!("the file was touched:\n{}", read()?).into());
    }
    let whole = envlint(&tree, "true", arguments)?;
    if whole.status.code().is_none_or(|code| code > 1) || read()? == OLD || !read()?.ends_with('\n') {
        return Err(format!("{:?}:\n{}", whole.status, read()?).into());
    }
    Ok(())
}

/// A run that is told that there is no more room says so, keeps the old content, and takes away what it began.
fn old_and_told(arguments: &str, file: &str) -> Result<(), Failed> {
    let tree = tree()?;
    tree.file(file, OLD)?;
    tree.link("link", "linked")?;
    let before = std::fs::read_dir(tree.path(""))?.count();
    let refused = envlint(&tree, "trap '' XFSZ; ulimit -f 1", arguments)?;
    let errors = String::from_utf8_lossy(&refused.stderr);
    let old = std::fs::read_to_string(tree.path(file))? == OLD && std::fs::read_dir(tree.path(""))?.count() == before;
    if old && refused.status.code() == Some(2) && errors.contains("error: cannot write `") {
        Ok(())
    } else {
        Err(format!("{:?}, old content: {old}\n{errors}", refused.status).into())
    }
}

/// A system that refuses is quoted, and the run counts as one that could not be made.
fn cannot_be_written(arguments: &str, path: &str) -> Result<(), Failed> {
    let tree = tree()?;
    let refused = envlint(&tree, "true", arguments)?;
    let errors = String::from_utf8_lossy(&refused.stderr);
    if refused.status.code() == Some(2) && errors.contains(&format!("error: cannot write {path}: ")) {
        Ok(())
    } else {
        Err(format!("{:?}:\n{errors}", refused.status).into())
    }
}

/// What is no file is written to as it is: nothing could take its place.
fn to_a_device() -> Result<(), Failed> {
    let tree = tree()?;
    let run = envlint(&tree, "true", "--format json=/dev/stdout --format short=/dev/null -q")?;
    let told = String::from_utf8_lossy(&run.stdout);
    if run.status.code() == Some(1) && told.starts_with("{\"version\":1,") && told.ends_with("}\n") {
        Ok(())
    } else {
        Err(format!("{:?}:\n{told}", run.status).into())
    }
}

/// More findings than fit into a block.
fn tree() -> Result<Tree, Failed> {
    let tree = Tree::new()?;
    tree.api("    env_file: .env")?;
    let twice = (0..50).map(|number| format!("A{number}=1\nA{number}=1\n")).collect::<Vec<_>>();
    tree.file(".env", twice.concat())?;
    Ok(tree)
}

/// Lints `tree` after `before` in the same shell.
fn envlint(tree: &Tree, before: &str, arguments: &str) -> std::io::Result<std::process::Output> {
    let line = format!("{before}; exec \"$0\" {arguments} .");
    Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_envlint")]).current_dir(tree.path("")).output()
}
