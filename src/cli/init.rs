//! `envlint init`

mod draft;
#[cfg(test)]
mod tests;

use super::args::{Init, Policy, Scope};
use super::{CLEAN, Failure, Process, lint};
use crate::engine;
use crate::model::{CONFIG_NAMES, LoadOptions};
use crate::source::clean;
use crate::source::vfs::write_atomically;

pub(super) fn run(arguments: &Init, process: &mut Process) -> Result<u8, Failure> {
    let scope = Scope { paths: arguments.paths.clone(), ..Scope::default() };
    let options = lint::options(&scope, &Policy::default(), process)?.load;
    let root = engine::survey(process.vfs, &options)?.root;
    // Paths in a configuration start where it stands.
    let paths = options.paths.iter().map(|path| process.absolute(path)).collect();
    let survey = engine::survey(process.vfs, &LoadOptions { working_directory: root.clone(), paths, ..options })?;
    let text = draft::of(&survey);
    if arguments.stdout {
        process.print(text.as_bytes())?;
        return Ok(CLEAN);
    }
    if let Some(known) = CONFIG_NAMES.into_iter().find(|name| process.vfs.exists(&root.join(name))) {
        let failure = Failure::new(format!("there is an `{known}` already, which is kept"));
        return Err(failure.help("see what would be written with `envlint init --stdout`"));
    }
    let path = root.join(CONFIG_NAMES[0]);
    write_atomically(&path, text.as_bytes())
        .map_err(|error| Failure::new(format!("cannot write `{path}`: {}", error.kind())))?;
    let shown = path.strip_prefix(&process.working_directory).unwrap_or(&path);
    process.print(format!("wrote {}: read it, and correct what is wrong\n", clean(shown.as_str())).as_bytes())?;
    Ok(CLEAN)
}
