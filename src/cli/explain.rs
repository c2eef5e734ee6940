//! `envlint explain RULE`

use super::{CLEAN, Failure, Process, markdown, suggest};
use crate::engine::{self, RuleInfo};
use crate::report::Look;

pub(super) fn run(id: &str, process: &mut Process, look: Look) -> Result<u8, Failure> {
    let catalogue = engine::catalogue();
    let page = page(suggest::rule(&catalogue, id)?);
    process.print(markdown::render(&page, look).as_bytes())?;
    Ok(CLEAN)
}

/// The page of a rule; of one without, what the catalogue knows.
fn page(rule: &RuleInfo) -> String {
    rule.page.clone().unwrap_or_else(|| {
        let RuleInfo { id, pack, level, title, why, fix, .. } = rule;
        format!("# {id}\n\n{title} ({pack}, {level})\n\n## Why\n\n{why}\n\n## How to fix it\n\n{fix}\n")
    })
}
