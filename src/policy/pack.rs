//! A file of rules.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::Rule;
use super::parameters::Parameters;
use super::rule::{Entry, id};
use crate::config::typed::{self, Tree};
use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{self, Kind, Node};

/// A file of rules.
#[derive(Debug, Clone)]
pub struct Pack {
    /// What it is about.
    pub heading: Heading,
    /// The rules that could be read, in the order of the file.
    pub rules: Vec<Rule>,
    /// Ids of entries that could not be read: that is told where they stand, so that nobody needs to
    /// hear that there is no such rule.
    pub broken: Vec<String>,
}

/// What a pack is about.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its name: `isolation`.
    pub name: String,
    /// The place of the name.
    pub span: Span,
    /// A few words; may be empty.
    pub title: String,
    /// What its rules have in common, in a paragraph; may be empty.
    pub description: String,
}

/// A pack of rules for envlint.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Pack")]
struct File {
    /// The name of the pack, in words joined by `-`.
    #[serde(deserialize_with = "id")]
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]{0,63}$"))]
    pack: String,
    /// A heading.
    #[serde(default)]
    title: String,
    /// What the rules have in common, in a paragraph.
    #[serde(default)]
    description: String,
    /// The rules.
    rules: Vec<Entry>,
}

/// The built-in packs as the build left them, without parameters.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/packs.json"));

/// The parameters of each of their rules, in that order.
const PARAMETERS: &[Option<&str>] = include!(concat!(env!("OUT_DIR"), "/parameters.rs"));

impl Pack {
    /// The built-in packs, in catalogue order: what [`read`](Self::read) makes of their files, without
    /// places.
    pub fn built_in() -> Vec<Self> {
        let files: Vec<File> = serde_json::from_str(BUILT_IN).unwrap_or_default();
        let mut parameters = PARAMETERS.iter().map(|with| with.map(Parameters::BuiltIn));
        let mut rule =
            |entry: Entry, pack: &str| Rule { with: parameters.next().flatten(), ..entry.rule(pack, Span::NOWHERE) };
        let pack = |file: File| Self {
            rules: file.rules.into_iter().map(|entry| rule(entry, &file.pack)).collect(),
            heading: Heading { name: file.pack, span: Span::NOWHERE, title: file.title, description: file.description },
            broken: Vec::new(),
        };
        files.into_iter().map(pack).collect()
    }

    /// The schema of a pack, whatever checks there are; each rule is a `Rule` of its `$defs`.
    pub fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.root_schema_for::<File>()
    }

    /// Reads `text`, the content of `file`, and says what is wrong with it. A broken rule is left
    /// out, the others count; none without `pack:` or `rules:`.
    pub fn read(file: FileId, text: &str) -> (Option<Self>, Vec<SyntaxError>) {
        let (root, mut errors) = typed::document(yaml::parse(file, text));
        let Some(root) = root else {
            if errors.is_empty() {
                let error = SyntaxError::new(Span::start_of(file), "this pack is empty");
                errors.push(error.help("write `pack:` and `rules:`"));
            }
            return (None, errors);
        };
        let typed::Read { value, tree, errors: found } = typed::read::<File>(&root);
        errors.extend(found);
        let pack = value.map(|file| {
            let rules = (0..).zip(file.rules).map(|(index, entry)| rule(index, entry, &file.pack, &tree, root.span));
            let rules: Vec<Rule> = rules.collect();
            let broken = ids(&root).filter(|id| rules.iter().all(|rule| rule.id != *id)).map(str::to_owned).collect();
            let span = tree.value_span(&["pack"]).unwrap_or(root.span);
            let heading = Heading { name: file.pack, span, title: file.title, description: file.description };
            Self { heading, rules, broken }
        });
        (pack, errors)
    }
}

/// The ids of all entries, whatever else is wrong with them.
fn ids(root: &Node) -> impl Iterator<Item = &str> {
    let items = match root.get("rules").map(|rules| &rules.kind) {
        Some(Kind::Sequence(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|item| item.get("id")?.text()).map(crate::source::Text::as_str)
}

fn rule(index: usize, entry: Entry, pack: &str, tree: &Tree, whole: Span) -> Rule {
    let index = index.to_string();
    let with = tree.node(&["rules", &index, "with"]).filter(|node| !node.is_null());
    let span = |key: &str| tree.value_span(&["rules", &index, key]).unwrap_or(whole);
    Rule {
        span: span("id"),
        check_span: span("check"),
        with: with.map(|node| Parameters::Written(Arc::clone(node))),
        ..entry.rule(pack, whole)
    }
}

#[cfg(test)]
mod tests;
