//! Settings of Traefik as paths with values: whether labels, flags, variables or a file give them.

use std::sync::Arc;

use crate::model::value::Value;
use crate::source::{Span, Text};
use crate::syntax::yaml::{Kind, Node};

/// How many settings of one file are read; its aliases may unfold to any number.
const MAX_SETTINGS: usize = 20_000;

/// One setting, such as `http.routers.api.rule`.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its path, as written. Names of properties have no case, names of objects do.
    pub path: Vec<Text>,
    /// Its name where it is written: a label, a flag, a variable or the key in a file.
    pub key: Text,
    /// What it is set to: nothing, one value, or the items of a list.
    pub values: Vec<Value>,
}

impl Setting {
    /// Whether its path is `path`, in any case.
    pub fn is(&self, path: &[&str]) -> bool {
        self.path.len() == path.len() && self.starts_with(path)
    }

    /// Whether its path begins with `path`, in any case.
    pub fn starts_with(&self, path: &[&str]) -> bool {
        let is_same = |(own, other): (&Text, &&str)| own.as_str().eq_ignore_ascii_case(other);
        self.path.len() >= path.len() && self.path.iter().zip(path).all(is_same)
    }

    /// Its path, as labels write it.
    pub fn dotted(&self) -> String {
        self.path.iter().map(Text::as_str).collect::<Vec<_>>().join(".")
    }

    /// Its value, if it has exactly one.
    pub fn value(&self) -> Option<&Value> {
        match self.values.as_slice() {
            [value] => Some(value),
            _ => None,
        }
    }

    /// The items of a list, which labels and flags separate by commas.
    pub fn items(&self) -> Vec<Value> {
        self.values.iter().flat_map(|value| value.flat().split(|letter| letter == ',')).collect()
    }

    /// Where its name stands.
    pub fn span(&self) -> Span {
        self.key.span()
    }

    /// Where the part of its name stands that `index` parts stand before, in a label.
    pub fn part_span(&self, index: usize) -> Span {
        let mut start = 0;
        for (at, part) in self.key.as_str().split('.').enumerate() {
            if at == index {
                return self.key.slice(start..start + part.len()).span();
            }
            start += part.len() + 1;
        }
        self.span()
    }

    /// Where a person would edit what it is set to.
    pub fn place(&self) -> Span {
        self.value().map(Value::place).filter(|place| !place.is_empty()).unwrap_or(self.span())
    }

    /// As Go reads booleans; nothing at all means true. None for a variable, or what is no boolean.
    pub fn flag(&self) -> Option<bool> {
        match self.value() {
            None => Some(true),
            Some(value) => boolean(&value.text()?),
        }
    }

    /// The setting without the first `count` parts of its path.
    pub(super) fn below(mut self, count: usize) -> Self {
        self.path.drain(..count.min(self.path.len()));
        self
    }
}

/// A boolean as Go's `ParseBool` takes it, and as Traefik takes an empty one.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "" | "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// The settings that labels make below `traefik.`.
pub(super) fn of_labels(labels: &[(Text, Option<Value>)]) -> Vec<Setting> {
    labels
        .iter()
        .filter_map(|(label, value)| {
            let path = label.as_str().strip_prefix("traefik.")?;
            Some(Setting { path: parts(label, path), key: label.clone(), values: value.iter().cloned().collect() })
        })
        .collect()
}

/// The settings of a command line: `--a.b=c`, or `--a.b` for true.
pub(super) fn of_words(words: &[Value]) -> Vec<Setting> {
    words
        .iter()
        .filter_map(|word| {
            let flat = word.flat();
            let text = flat.as_str();
            let start = text.len() - text.strip_prefix("--")?.len();
            let at = text.find('=');
            let name = text.get(start..at.unwrap_or(text.len()))?;
            let values = at.map(|at| flat.slice(at + 1..text.len()));
            let key = flat.slice(0..at.unwrap_or(text.len()));
            let key = key.known().unwrap_or_else(|| Text::opaque(name, key.span));
            Some(Setting { path: parts(&key, name), key, values: values.into_iter().collect() })
        })
        .collect()
}

/// The settings of variables: `TRAEFIK_A_B=c`.
pub(super) fn of_variables<'a>(variables: impl Iterator<Item = (&'a Text, Option<&'a Value>)>) -> Vec<Setting> {
    variables
        .filter_map(|(name, value)| {
            let path = name.as_str().strip_prefix("TRAEFIK_")?.to_ascii_lowercase();
            let path = Text::opaque(&path, name.span()).split(|letter| letter == '_');
            Some(Setting { path, key: name.clone(), values: value.into_iter().cloned().collect() })
        })
        .collect()
}

/// The settings of a YAML file; none when it holds more than any real one.
pub(super) fn of_file(root: &Arc<Node>) -> Option<Vec<Setting>> {
    let mut settings = Vec::new();
    let mut left = MAX_SETTINGS;
    flatten(root, &Text::opaque("", root.span), &mut Vec::new(), &mut left, &mut settings);
    (left > 0).then_some(settings)
}

// Depth is bounded by the parser, aliases included; the number of nodes here.
fn flatten(node: &Arc<Node>, key: &Text, path: &mut Vec<Text>, left: &mut usize, into: &mut Vec<Setting>) {
    *left = left.saturating_sub(1);
    let (Some(node), true) = (node.resolved(), *left > 0) else { return };
    let mut leaf = |values: Vec<Value>| into.push(Setting { path: path.clone(), key: key.clone(), values });
    match &node.kind {
        Kind::Scalar(_) if node.is_null() => leaf(Vec::new()),
        Kind::Scalar(scalar) => leaf(vec![Value::literal(scalar.text.clone())]),
        Kind::Sequence(items) if items.iter().all(|item| item.text().is_some()) => {
            *left = left.saturating_sub(items.len());
            leaf(items.iter().filter_map(|item| item.text()).map(|text| Value::literal(text.clone())).collect());
        }
        Kind::Sequence(items) => {
            let name = path.pop().unwrap_or_else(|| key.clone());
            for (index, item) in items.iter().enumerate() {
                path.push(Text::opaque(&format!("{}[{index}]", name.as_str()), name.span()));
                flatten(item, key, path, left, into);
                path.pop();
            }
            path.push(name);
        }
        Kind::Mapping(mapping) if mapping.entries.is_empty() => leaf(Vec::new()),
        Kind::Mapping(mapping) => {
            for entry in &mapping.entries {
                let Some(name) = entry.key.text() else { continue };
                path.push(name.clone());
                flatten(&entry.value, name, path, left, into);
                path.pop();
            }
        }
        Kind::Alias(_) => {}
    }
}

/// The parts of `path`, which `key` ends with.
fn parts(key: &Text, path: &str) -> Vec<Text> {
    let text = key.as_str();
    key.slice(text.len() - path.len()..text.len()).split(|letter| letter == '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, SourceMap};
    use crate::syntax::yaml;

    fn file(text: &str) -> (SourceMap, FileId) {
        let mut map = SourceMap::new();
        let file = map.add("x".into(), text.as_bytes());
        (map, file)
    }

    #[test]
    fn files_read_like_labels() {
        let text = "http:\n  routers:\n    API:\n      rule: Host(`a`)\n      entryPoints: [web, websecure]\n      tls: {}\n      domains:\n        - main: a\n";
        let (_, id) = file(text);
        let document = yaml::parse(id, text).documents.into_iter().next().unwrap();
        let settings = of_file(&document.root).unwrap();
        let paths: Vec<String> = settings.iter().map(Setting::dotted).collect();
        assert_eq!(
            paths,
            [
                "http.routers.API.rule",
                "http.routers.API.entryPoints",
                "http.routers.API.tls",
                "http.routers.API.domains[0].main"
            ]
        );
        assert_eq!(settings.iter().map(|setting| setting.items().len()).collect::<Vec<_>>(), [1, 2, 0, 1]);
        assert_eq!(settings.get(2).unwrap().flag(), Some(true));
    }

    #[test]
    fn flags_have_a_name_and_a_value() {
        let (map, id) = file("--EntryPoints.Web.address=:80");
        let word = Value::literal(Text::verbatim("--EntryPoints.Web.address=:80", Span::new(id, 0..29)));
        let settings = of_words(&[word]);
        let setting = settings.first().unwrap();
        assert!(setting.is(&["entrypoints", "web", "address"]));
        assert_eq!(map.text(setting.place()), ":80");
        assert_eq!(map.text(setting.span()), "--EntryPoints.Web.address");
    }
}
