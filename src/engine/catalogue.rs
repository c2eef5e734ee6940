//! The rules, for people.

use include_dir::{Dir, include_dir};

use crate::diagnostic::Level;
use crate::policy::Registry;
use crate::source::SourceMap;

/// The pages of the rules, as the documentation has them.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/rules");

/// A rule with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its id.
    pub id: String,
    /// The pack it stands in.
    pub pack: String,
    /// The level of the recommended preset.
    pub level: Level,
    /// The level of the strict preset, where it differs.
    pub strict: Option<Level>,
    /// Whether it runs however few rules were selected.
    pub always: bool,
    /// What holds where nothing is found.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// How to mend a finding.
    pub fix: String,
    /// Its page of the documentation, in Markdown.
    pub page: Option<String>,
}

/// Every built-in rule, in catalogue order.
pub fn catalogue() -> Vec<RuleInfo> {
    let (registry, _) = Registry::built_in(&mut SourceMap::new());
    registry
        .rules()
        .map(|rule| RuleInfo {
            id: rule.id.clone(),
            pack: rule.pack.clone(),
            level: rule.level,
            strict: rule.strict,
            always: rule.always,
            title: rule.title.clone(),
            why: rule.why.clone(),
            fix: rule.fix.clone(),
            page: page(&rule.id),
        })
        .collect()
}

fn page(id: &str) -> Option<String> {
    PAGES.get_file(format!("{id}.md"))?.contents_utf8().map(ToOwned::to_owned)
}
