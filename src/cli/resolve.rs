//! `envlint resolve [SERVICE [KEY]]`

mod pretty;
mod select;
#[cfg(test)]
mod tests;
mod view;

use self::view::View;
use super::args::{Policy, Resolve, Scope};
use super::{CLEAN, Failure, Process, lint};
use crate::engine;
use crate::model::Secrecy;
use crate::report::Look;

pub(super) fn run(arguments: &Resolve, process: &mut Process, look: Look) -> Result<u8, Failure> {
    if arguments.show_values && process.in_ci {
        let failure = Failure::new("`--show-values` shows no secrets where `CI` is set, since output is kept there");
        return Err(failure.help("leave it out, or run it on your own machine"));
    }
    let (paths, project) = (arguments.paths.clone(), arguments.project.clone());
    let scope = Scope { paths, project, config: arguments.config.clone() };
    let options = lint::options(&scope, &Policy::default(), process)?;
    let secrecy = if arguments.show_values { Secrecy::Revealed } else { Secrecy::Masked };
    let mut resolution = engine::resolve(process.vfs, &options.load, secrecy)?;
    select::select(&mut resolution, arguments)?;
    let view = View::new(&resolution, secrecy);
    let text = if arguments.format == "json" {
        serde_json::to_string(&view).map_err(|error| Failure::new(error.to_string()))? + "\n"
    } else if arguments.key.is_some() {
        pretty::ways(&view, look)
    } else {
        pretty::overview(&view, look)
    };
    process.print(text.as_bytes())?;
    Ok(CLEAN)
}
