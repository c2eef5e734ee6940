//! `include`: other Compose files that become part of this one (Compose specification, "include").

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::conflict;
use super::env::EnvStore;
use super::extends::{Extender, prefix, relocate, relocate_resource};
use super::files::Unread;
use super::load::Loader;
use crate::diagnostic::Severity;
use crate::model::compose::element::{Content, Element};
use crate::model::compose::merge;
use crate::model::compose::resolver::Resolver;
use crate::model::evaluate::Evaluator;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Extensions;
use crate::model::scope::{Lookup, Scope};
use crate::model::value::{Certainty, Part, Piece, ScopeId, Value};
use crate::source::vfs::{ReadError, normalize};
use crate::source::{FileId, Span, Text};
use crate::syntax::SyntaxError;

/// How deep files may include each other.
const MAX_DEPTH: usize = 20;

/// How many files a project may include, each as often as it does.
const MAX_FILES: usize = 1000;

/// Puts a prefix before the relative paths of a service or a resource.
type Relocate = fn(&mut Element, &str);

/// Sections with paths, and what moves those of one entry.
const RELOCATED: [(&str, Relocate); 4] = [
    ("services", relocate),
    ("volumes", relocate_resource),
    ("secrets", relocate_resource),
    ("configs", relocate_resource),
];

/// What including needs to know.
pub(super) struct Includer<'l, 'f> {
    pub(super) loader: &'l mut Loader<'f>,
    pub(super) store: &'l mut EnvStore,
    /// The environment that the files of the project speak of.
    pub(super) environment: Option<&'l str>,
    /// Tells the environment of a service by its name.
    pub(super) of_service: &'l dyn Fn(&str) -> Option<&'static str>,
    /// How many elements the project has so far.
    pub(super) elements: &'l mut usize,
    /// How many files it has included so far.
    pub(super) files: &'l mut usize,
    /// What the services of included files extend.
    pub(super) extended: &'l mut Extensions,
    /// The variables that included files refer to.
    pub(super) variables: &'l mut BTreeMap<String, Span>,
}

impl Includer<'_, '_> {
    /// Lays `document` over what it includes; false when something of that could not be read. Paths
    /// are seen from `directory`, variables from `scope`. `open` are the files on the way here.
    pub(super) fn apply(
        &mut self,
        document: &mut Element,
        directory: &Utf8Path,
        scope: ScopeId,
        open: &mut Vec<Utf8PathBuf>,
    ) -> bool {
        let Content::Map(map) = &mut document.content else { return true };
        let Some(include) = map.shift_remove("include") else { return true };
        let Content::List(items) = include.element.content else {
            if !matches!(include.element.content, Content::Null | Content::Unreadable) {
                let error = SyntaxError::new(include.element.span, "`include` must be a list");
                self.problem(ProblemKind::Compose, error.help("begin each file with `- `, on a line of its own"));
            }
            return true;
        };
        let mut whole = true;
        for item in &items {
            match self.item(item, directory, scope, open) {
                Some(mut imported) => {
                    if let Content::Map(fields) = &mut imported.content {
                        fields.retain(|name, _| name != "name" && !name.starts_with("x-"));
                    }
                    conflict::judge(document, &imported, &mut self.loader.problems);
                    let own = std::mem::replace(document, Element::new(document.span, Content::Null));
                    *document = merge::document(imported, own);
                }
                None => whole &= matches!(item.content, Content::Null),
            }
        }
        whole
    }

    /// One entry: a path, or a mapping with paths that are merged, a directory and env files.
    fn item(
        &mut self,
        item: &Element,
        directory: &Utf8Path,
        scope: ScopeId,
        open: &mut Vec<Utf8PathBuf>,
    ) -> Option<Element> {
        let texts = |element: Option<&Element>| -> Vec<Value> {
            match element.map(|element| &element.content) {
                Some(Content::List(items)) => items.iter().filter_map(Element::value).cloned().collect(),
                Some(Content::Scalar(value, _)) => vec![value.clone()],
                _ => Vec::new(),
            }
        };
        let is_map = item.map().is_some();
        let paths = if is_map { texts(item.get("path")) } else { texts(Some(item)) };
        let first = self.locate(paths.first()?, directory)?;
        let home = match texts(item.get("project_directory")).first() {
            Some(stated) => normalize(directory, Utf8Path::new(&stated.text()?)),
            None => first.parent()?.to_owned(),
        };
        let env_files: Vec<Utf8PathBuf> = texts(item.get("env_file"))
            .iter()
            .filter_map(|path| Some(normalize(directory, Utf8Path::new(&path.text()?))))
            .collect();
        let scope =
            self.store.included_scope(self.loader, scope, &home, item.get("env_file").map(|_| env_files.as_slice()));
        let mut merged: Option<Element> = None;
        for path in &paths {
            let located = self.locate(path, directory)?;
            let document = self.file(path, &located, &home, scope, open)?;
            merged = Some(match merged {
                None => document,
                Some(base) => merge::document(base, document),
            });
        }
        let mut merged = merged?;
        let prefix = prefix(directory, &home);
        for (section, relocate) in RELOCATED {
            if let Content::Map(map) = &mut merged.content
                && let Some(section) = map.get_mut(section)
                && let Content::Map(fields) = &mut section.element.content
            {
                fields.values_mut().for_each(|field| relocate(&mut field.element, &prefix));
            }
        }
        Some(merged)
    }

    fn locate(&mut self, path: &Value, directory: &Utf8Path) -> Option<Utf8PathBuf> {
        let text = path.text()?;
        if text.contains("://") || text.starts_with("git@") {
            let error = SyntaxError::new(path.place(), "this include lies elsewhere and was not read");
            self.loader.problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
            return None;
        }
        Some(normalize(directory, Utf8Path::new(&text)))
    }

    fn file(
        &mut self,
        named: &Value,
        path: &Utf8Path,
        home: &Utf8Path,
        scope: ScopeId,
        open: &mut Vec<Utf8PathBuf>,
    ) -> Option<Element> {
        if !self.admits(named, path, open) {
            return None;
        }
        let file = self.read(named, path)?;
        let tree = self.loader.files.yaml(&self.loader.sources, file);
        let fallback = Scope::default();
        let known = self.store.scopes.get(scope).unwrap_or(&fallback);
        let problems = &mut self.loader.problems;
        let mut resolver = Resolver::new((scope, known), self.environment, self.of_service, problems, self.elements);
        // What is parsed once is still unfolded, and its errors told, for each that includes it.
        if !resolver.admits_file(self.loader.sources.file(file).text(), named.place()) {
            return None;
        }
        resolver.problems.extend(tree.errors.iter().cloned().map(|error| Problem::new(ProblemKind::Yaml, error)));
        let mut merged: Option<Element> = None;
        open.push(path.to_owned());
        for document in &tree.documents {
            let known = self.store.scopes.get(scope).unwrap_or(&fallback);
            let problems = &mut self.loader.problems;
            let mut resolver =
                Resolver::new((scope, known), self.environment, self.of_service, problems, self.elements);
            let mut document = resolver.document(&document.root);
            pass_on(&mut document, (scope, known));
            Extender::new(&mut self.loader.files, &mut self.loader.sources, home).apply(
                &mut document,
                &mut resolver,
                self.extended,
            );
            self.variables.append(&mut resolver.variables);
            self.apply(&mut document, home, scope, open);
            merged = Some(match merged {
                None => document,
                Some(base) => merge::document(base, document),
            });
        }
        open.pop();
        merged
    }

    /// Whether one more file may be included here: neither in a circle nor beyond what is read.
    fn admits(&mut self, named: &Value, path: &Utf8Path, open: &[Utf8PathBuf]) -> bool {
        if open.iter().any(|file| file == path) {
            let error = SyntaxError::new(named.place(), "this file includes itself");
            self.problem(ProblemKind::Compose, error.help("break the circle"));
            return false;
        }
        if open.len() > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} files include each other, one through the other");
            self.problem(ProblemKind::Coverage, SyntaxError::new(named.place(), message).help("shorten the chain"));
            return false;
        }
        *self.files += 1;
        if *self.files > MAX_FILES {
            // Said once, at the first that is left out.
            if *self.files == MAX_FILES + 1 {
                let message = format!("this project includes more than {MAX_FILES} files; from here on none is read");
                self.problem(ProblemKind::Coverage, SyntaxError::new(named.place(), message));
            }
            return false;
        }
        true
    }

    fn read(&mut self, named: &Value, path: &Utf8Path) -> Option<FileId> {
        match self.loader.files.read(&mut self.loader.sources, path) {
            Ok(file) => return Some(file),
            Err(Unread::Failed(ReadError::Missing)) => {
                let error = SyntaxError::new(named.place(), "this included file is not there");
                self.problem(ProblemKind::Compose, error.help("correct the path"));
            }
            Err(reason) => self.loader.problems.push(super::load::unread_at(named.place(), &reason)),
        }
        None
    }

    fn problem(&mut self, kind: ProblemKind, error: SyntaxError) {
        self.loader.problems.push(Problem::new(kind, error));
    }
}

/// Gives the bare names in lists below `environment:` what the variables of an included file hold: the
/// project that includes it does not know these. Names in mappings are left to the project, as Compose does.
fn pass_on(document: &mut Element, (id, scope): (ScopeId, &Scope)) {
    let Content::Map(sections) = &mut document.content else { return };
    let Some(Content::Map(services)) = sections.get_mut("services").map(|field| &mut field.element.content) else {
        return;
    };
    for service in services.values_mut() {
        let Content::Map(attributes) = &mut service.element.content else { continue };
        let environment = attributes.get_mut("environment").map(|field| &mut field.element.content);
        let Some(Content::List(items)) = environment else { continue };
        for item in items {
            let Content::Scalar(value, _) = &mut item.content else { continue };
            let Some(key) = value.known().filter(|key| !key.as_str().contains('=')) else { continue };
            let lookup = |name: &str| scope.lookup(name, None);
            if matches!(lookup(key.as_str()), Lookup::Set(_)) {
                let name = Text::opaque(&format!("{}=", key.as_str()), key.span());
                let name = Part::Text(Piece { text: name, via: Vec::new(), certainty: Certainty::Certain });
                let given = Evaluator { scope: id, lookup: &lookup }.pass_through(&key);
                value.parts = std::iter::once(name).chain(given.parts.iter().cloned()).collect();
            }
        }
    }
}
