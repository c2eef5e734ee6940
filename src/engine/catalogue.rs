//! The rules, for people.

use include_dir::{Dir, include_dir};

use super::Error;
use crate::diagnostic::Level;
use crate::model::{LoadOptions, OwnFiles};
use crate::policy::{Registry, Rule};
use crate::source::vfs::Vfs;
use crate::source::{Mask, SourceMap};
use crate::syntax::yaml::{Kind, Mapping, Node};

/// The pages of the rules, as the documentation has them.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/rules");

/// A rule with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its id.
    pub id: String,
    /// The pack it stands in.
    pub pack: String,
    /// The check that does the work.
    pub check: String,
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
    /// Its parameters with what they are set to, each in a line.
    pub parameters: Vec<(String, String)>,
    /// Its page of the documentation, in Markdown; built-in rules have one.
    pub page: Option<String>,
}

/// The rules of a repository.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The built-in rules, then those of the repository's own packs.
    pub rules: Vec<RuleInfo>,
    /// How many mistakes the configuration and its packs hold, which may hide rules. Linting tells
    /// them.
    pub mistakes: usize,
}

/// Every built-in rule, in catalogue order.
pub fn catalogue() -> Vec<RuleInfo> {
    rules(&Registry::built_in(&mut SourceMap::new()).0, Mask::NOTHING)
}

/// Every rule of the repository that `options` lead to, in catalogue order.
///
/// # Errors
/// When a named path cannot be read.
pub fn catalogue_of(vfs: &dyn Vfs, options: &LoadOptions) -> Result<Catalogue, Error> {
    let own = OwnFiles::load(vfs, options)?;
    let (registry, errors) = Registry::with_packs(&own.sources, &own.packs);
    Ok(Catalogue { rules: rules(&registry, own.sources.mask()), mistakes: own.problems.len() + errors.len() })
}

/// The rules of a repository's own packs, as they are written: a report is masked where it is presented.
pub(super) fn own(registry: &Registry) -> Vec<RuleInfo> {
    registry.own_rules().map(|rule| info(rule, Mask::NOTHING)).collect()
}

fn rules(registry: &Registry, mask: &Mask) -> Vec<RuleInfo> {
    registry.rules().map(|rule| info(rule, mask)).collect()
}

fn info(rule: &Rule, mask: &Mask) -> RuleInfo {
    let told = |text: &String| mask.without_secrets(text);
    let with = rule.parameters();
    let parameters = with.as_deref().and_then(Node::mapping).into_iter().flat_map(parameters);
    RuleInfo {
        id: told(&rule.id),
        pack: told(&rule.pack),
        check: told(&rule.check),
        level: rule.level,
        strict: rule.strict,
        always: rule.always,
        title: told(&rule.title),
        why: told(&rule.why),
        fix: told(&rule.fix),
        parameters: parameters.map(|(name, value)| (told(&name), told(&value))).collect(),
        page: page(&rule.id),
    }
}

fn page(id: &str) -> Option<String> {
    PAGES.get_file(format!("{id}.md"))?.contents_utf8().map(ToOwned::to_owned)
}

fn parameters(with: &Mapping) -> Vec<(String, String)> {
    let parameter = |key: &Node, value: &Node| Some((key.text()?.as_str().to_owned(), written(value)));
    with.entries.iter().filter_map(|entry| parameter(&entry.key, &entry.value)).collect()
}

/// A parameter on one line. Recurses as deep as packs may nest, which is not deep.
fn written(node: &Node) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match &node.kind {
        Kind::Scalar(scalar) => format!("`{}`", scalar.text.as_str()),
        Kind::Sequence(items) => joined(items.iter().map(|item| written(item)).collect()),
        Kind::Mapping(mapping) => {
            joined(parameters(mapping).into_iter().map(|(name, value)| format!("{name}: {value}")).collect())
        }
        Kind::Alias(_) => String::new(),
    }
}
