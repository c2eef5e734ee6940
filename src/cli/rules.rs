//! `envlint rules`

use super::args::Own;
use super::{CLEAN, Failure, Process};
use crate::diagnostic::Level;
use crate::engine::{self, RuleInfo};
use crate::model::LoadOptions;
use crate::report::layout::Table;
use crate::report::{Look, Paint, style};
use crate::source::clean;

pub(super) fn run(own: &Own, process: &mut Process, look: Look) -> Result<u8, Failure> {
    let rules = catalogue(own, process)?;
    process.print(table(&rules, look).as_bytes())?;
    Ok(CLEAN)
}

/// The rules of the repository that the command runs in.
pub(super) fn catalogue(own: &Own, process: &mut Process) -> Result<Vec<RuleInfo>, Failure> {
    let options = LoadOptions {
        working_directory: process.working_directory.clone(),
        paths: vec![".".into()],
        config: own.config.clone(),
        ..LoadOptions::default()
    };
    let catalogue = engine::catalogue_of(process.vfs, &options)?;
    if catalogue.mistakes > 0 {
        process.note("note: the configuration or a pack has mistakes, which `envlint` shows");
    }
    Ok(catalogue.rules)
}

/// The rules below the names of their packs, in the order of the catalogue.
pub(super) fn table(catalogue: &[RuleInfo], look: Look) -> String {
    let mut table = Table::new();
    let mut pack = None;
    for rule in catalogue {
        if pack != Some(&rule.pack) {
            if pack.is_some() {
                table.row([]);
            }
            table.row([(clean(&rule.pack), style::STRONG)]);
            pack = Some(&rule.pack);
        }
        let plain = anstyle::Style::new();
        table.row([(format!("  {}", clean(&rule.id)), plain), level(rule), (clean(&rule.title), plain)]);
    }
    table.lines(Paint { on: look.colour }, look.width).join("\n") + "\n"
}

fn level(rule: &RuleInfo) -> (String, anstyle::Style) {
    let name = match rule.strict {
        Some(strict) if strict != rule.level => format!("{} (strict: {strict})", rule.level),
        _ => rule.level.to_string(),
    };
    let style = match rule.level {
        Level::On(severity) => style::severity(severity),
        Level::Off => style::FAINT,
    };
    (name, style)
}
