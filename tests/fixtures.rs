//! One test for each folder of `testdata/`, and the promises that no compiler can keep.
//!
//! `BLESS=1 cargo test --test fixtures` rewrites what is expected.

#![expect(clippy::disallowed_methods, reason = "the harness reads and writes fixtures, and asks whether to bless")]

#[path = "fixtures/case.rs"]
mod case;
#[path = "fixtures/catalogue.rs"]
mod catalogue;
#[path = "fixtures/checkout.rs"]
mod checkout;
#[path = "fixtures/contributing.rs"]
mod contributing;
#[path = "fixtures/expected.rs"]
mod expected;
#[path = "fixtures/formats.rs"]
mod formats;
#[path = "fixtures/limits.rs"]
mod limits;
#[path = "fixtures/links.rs"]
mod links;
#[path = "fixtures/output.rs"]
mod output;
#[path = "fixtures/page.rs"]
mod page;
#[path = "fixtures/pages.rs"]
mod pages;
#[path = "fixtures/parameters.rs"]
mod parameters;
#[path = "fixtures/planted.rs"]
mod planted;
#[path = "fixtures/program.rs"]
mod program;
#[path = "fixtures/properties.rs"]
mod properties;
#[path = "fixtures/readme.rs"]
mod readme;
#[path = "fixtures/schemas.rs"]
mod schemas;
#[path = "fixtures/secrets.rs"]
mod secrets;
#[path = "fixtures/summary.rs"]
mod summary;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use case::Case;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments = Arguments::from_args();
    let cases = case::all()?;
    let mut trials = catalogue::trials(&cases);
    trials.extend(planted::trials());
    trials.extend(readme::trials());
    trials.extend(pages::trials());
    trials.extend(contributing::trials());
    trials.extend(schemas::trials());
    trials.extend(summary::trials());
    trials.extend(links::trials());
    trials.extend(limits::trials());
    trials.extend(properties::trials());
    trials.extend(cases.into_iter().map(|case| Trial::test(case.name.clone(), move || check(&case))));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

/// All that holds for every folder.
fn check(case: &Case) -> Result<(), Failed> {
    let json = program::run(case, &case.directory, "json")?;
    let findings = output::findings(&json)?;
    output::is_sane(case, &findings)?;
    output::agrees_with_exit_code(&json, &findings)?;
    output::names_the_rule(case, &findings)?;
    let (outputs, code) = program::run_all(case, &case.directory)?;
    formats::agree(&findings, &outputs)?;
    formats::have_one_exit_code(&json, code)?;
    secrets::none_escapes(case, &outputs)?;
    secrets::none_matters(case)?;
    schemas::agree(case, &json.stdout, &findings)?;
    expected::compare(case, &findings)
}
