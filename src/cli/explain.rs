//! `envlint explain RULE`

use std::fmt::Write as _;

use super::args::Own;
use super::{CLEAN, Failure, Process, markdown, rules};
use crate::config::suggest;
use crate::engine::RuleInfo;
use crate::report::Look;

pub(super) fn run(id: &str, own: &Own, process: &mut Process, look: Look) -> Result<u8, Failure> {
    let catalogue = rules::catalogue(own, process)?;
    let page = page(rule(&catalogue, id)?)?;
    process.print(markdown::render(&page, look).as_bytes())?;
    Ok(CLEAN)
}

/// The rule with this id.
fn rule<'a>(catalogue: &'a [RuleInfo], id: &str) -> Result<&'a RuleInfo, Failure> {
    catalogue.iter().find(|rule| rule.id == id).ok_or_else(|| {
        let failure = Failure::new(format!("there is no rule `{id}`"));
        failure.help(match suggest::closest(id, catalogue.iter().map(|rule| &rule.id)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "choose one that `envlint rules` lists".to_owned(),
        })
    })
}

/// The page of a rule; of one without, which is one of the repository's own, what its pack says.
fn page(rule: &RuleInfo) -> Result<String, Failure> {
    if let Some(page) = &rule.page {
        return Ok(page.clone());
    }
    written(rule).map_err(|_| Failure::new("cannot write the page"))
}

fn written(rule: &RuleInfo) -> Result<String, std::fmt::Error> {
    let RuleInfo { id, pack, check, level, title, why, fix, .. } = rule;
    let mut page = format!("# {id}\n\n**{}.**\n\nLevel `{level}`", title.trim_end_matches('.'));
    if let Some(strict) = rule.strict.filter(|strict| strict != level) {
        write!(page, ", in the preset `strict` `{strict}`")?;
    }
    write!(page, "; pack {pack}, check `{check}`.\n\n## Why\n\n{why}\n\n## How to fix it\n\n{fix}\n")?;
    if !rule.parameters.is_empty() {
        page.push_str("\n## Parameters\n\n");
        for (name, value) in &rule.parameters {
            writeln!(page, "- `{name}`: {value}")?;
        }
    }
    Ok(page)
}
