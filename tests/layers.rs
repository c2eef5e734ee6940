//! The order of the layers, and the homes of what has only one.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test that reads the sources")]

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

/// Each may use those before it. `lib.rs` and `main.rs` stand above all.
const LAYERS: [&str; 12] = [
    "threads",
    "source",
    "diagnostic",
    "syntax",
    "config",
    "model",
    "policy",
    "check",
    "checks",
    "engine",
    "report",
    "cli",
];

/// A file longer than this has two jobs.
const LONGEST: usize = 400;

/// What may be named in one place only: the word, and where.
const HOMES: [(&str, &str); 3] =
    [("miette", "report/pretty"), ("granit_parser", "syntax/yaml"), ("std::fs", "source/vfs")];

struct Source {
    /// Below `src/`, without `.rs`.
    module: String,
    /// Without comments.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files
        .map(|path| {
            let path = Utf8PathBuf::from_path_buf(path).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let module = path.strip_prefix(&root).unwrap().with_extension("").to_string();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            Source { module, code: code.collect::<Vec<_>>().join("\n"), lines: text.lines().count() }
        })
        .collect()
}

impl Source {
    fn layer(&self) -> Option<usize> {
        let top = self.module.split('/').next()?;
        LAYERS.iter().position(|layer| *layer == top)
    }

    /// The top modules that `crate::…` names, also in `use crate::{a, b::c}`, and those that a chain
    /// of `super::` gets at.
    fn uses(&self) -> BTreeSet<&str> {
        let mut uses = self.climbed();
        for path in self.code.split("crate::").skip(1) {
            match path.strip_prefix('{') {
                Some(group) => uses.extend(items(group).into_iter().map(name)),
                None => drop(uses.insert(name(path))),
            }
        }
        uses.remove("");
        uses
    }

    /// The layers behind chains of `super::` that are long enough to leave the top module.
    fn climbed(&self) -> BTreeSet<&str> {
        let depth = self.module.split('/').count();
        let mut steps = 0;
        let mut climbed = BTreeSet::new();
        for path in self.code.split("super::").skip(1) {
            steps += 1;
            // An empty piece stands between two steps of one chain.
            if !path.is_empty() {
                climbed.extend((steps >= depth).then(|| name(path)).filter(|name| LAYERS.contains(name)));
                steps = 0;
            }
        }
        climbed
    }
}

/// The items of a group whose opening brace is gone, up to the brace that closes it.
fn items(group: &str) -> Vec<&str> {
    let at_depth = |mut depth: i32, separator: char| {
        move |character: char| {
            depth += i32::from(character == '{') - i32::from(character == '}');
            depth == 0 && character == separator
        }
    };
    let body = group.split(at_depth(1, '}')).next().unwrap_or_default();
    body.split(at_depth(0, ',')).collect()
}

fn name(path: &str) -> &str {
    path.trim_start()
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .next()
        .unwrap_or_default()
}

#[test]
fn every_layer_uses_only_those_before_it() {
    for source in sources() {
        if matches!(source.module.as_str(), "lib" | "main") {
            continue;
        }
        let own = source.layer().unwrap_or_else(|| panic!("src/{}.rs lies in no layer", source.module));
        for used in source.uses() {
            let layer = LAYERS.iter().position(|layer| *layer == used);
            assert!(
                layer.is_some_and(|layer| layer <= own),
                "src/{}.rs uses `crate::{used}`, which is not to the left of `{}`",
                source.module,
                LAYERS[own]
            );
        }
    }
}

#[test]
fn no_file_has_two_jobs() {
    for source in sources() {
        assert!(source.lines <= LONGEST, "src/{}.rs has {} lines: split it", source.module, source.lines);
    }
}

#[test]
fn what_has_one_home_stays_there() {
    for source in sources() {
        for (word, home) in HOMES {
            assert!(
                !source.code.contains(word) || source.module.starts_with(home),
                "src/{}.rs names `{word}`, whose home is src/{home}",
                source.module
            );
        }
    }
}

#[test]
fn groups_of_uses_are_read() {
    let code =
        "use crate::source::{Span, Text};\nuse crate::{\n    diagnostic::Draft,\n    model::{Value, self},\n};".into();
    let source = Source { module: "check".into(), code, lines: 0 };
    assert_eq!(source.uses(), BTreeSet::from(["diagnostic", "model", "source"]));
    let code = "use super::check;\nuse super::super::model::Value;\nuse super::super::engine;".into();
    let source = Source { module: "checks/ports".into(), code, lines: 0 };
    assert_eq!(source.uses(), BTreeSet::from(["engine", "model"]));
}
