//! `envlint environments`

mod json;
mod page;
mod places;
#[cfg(test)]
mod tests;

use super::args::{Environments, Policy};
use super::{CLEAN, Failure, Process, lint};
use crate::engine::{self, Survey};
use crate::report::Look;

pub(super) fn run(arguments: &Environments, process: &mut Process, look: Look) -> Result<u8, Failure> {
    let options = lint::options(&arguments.scope, &Policy::default(), process)?;
    let survey = engine::survey(process.vfs, &options.load)?;
    let text = if arguments.format == "json" { json(&survey)? } else { page(&survey, look) };
    process.print(text.as_bytes())?;
    Ok(CLEAN)
}

/// The survey for machines, on one line.
pub(super) fn json(survey: &Survey) -> Result<String, Failure> {
    let text = serde_json::to_string(&json::View::of(survey)).map_err(|error| Failure::new(error.to_string()))?;
    Ok(text + "\n")
}

/// The survey for people.
pub(super) fn page(survey: &Survey, look: Look) -> String {
    page::Page::of(survey, look)
}
