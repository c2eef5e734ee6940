//! Which env files feed which variables.

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use super::EnvStore;
use crate::model::env_file::{EnvFile, Kind};
use crate::model::problem::Problem;
use crate::model::scope::{Lookup, Scope, Told, assumed};
use crate::model::secret::Classifier;
use crate::model::value::{ScopeId, Value};
use crate::model::workspace::files::{Files, Unread};
use crate::model::workspace::load::{self, Loader};
use crate::source::SourceMap;
use crate::source::vfs::ReadError;

impl EnvStore {
    /// The scope that `.env` of these directories feeds, an earlier one over a later one.
    pub(in crate::model::workspace) fn project_scope(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        problems: &mut Vec<Problem>,
        directories: &[Utf8PathBuf],
    ) -> ScopeId {
        let id = self.scopes.add(Scope { open: true, ..Scope::default() });
        let mut scope = Scope::default();
        let mut read_any = false;
        for directory in directories {
            let own = directory.join(".env");
            match self.open(files, sources, &own, false, false) {
                Ok(file) => {
                    read_any = true;
                    self.referenced.insert(file);
                    let file = self.get(file);
                    scope.partial |= file.is_some_and(|file| !file.is_whole());
                    scope.open |= scope.partial;
                    let values = file.map(|file| values(file, id, &scope.set)).unwrap_or_default();
                    for (name, value) in values {
                        scope.set.entry(name).or_insert(value);
                    }
                }
                // A directory of that name is passed over, as Compose does.
                Err(Unread::Failed(ReadError::Missing | ReadError::NotAFile)) => {
                    scope.open |= self.template_of(&own).is_some();
                }
                Err(reason) => {
                    scope.partial |= reason.is_there();
                    scope.open = true;
                    if self.missed.insert(own.clone()) {
                        problems.push(load::unread(sources, files, &own, &reason));
                    }
                }
            }
            self.beside(directory, id, &mut scope);
        }
        scope.open |= !read_any;
        self.scopes.replace(id, scope);
        id
    }

    /// What the templates of a directory list, and what the files that Compose does not read set.
    fn beside(&self, directory: &Utf8Path, id: ScopeId, scope: &mut Scope) {
        for file in self.by_directory.get(directory.as_str()).into_iter().flatten().filter_map(|id| self.get(*id)) {
            if file.kind == Kind::Template {
                scope.partial |= !file.is_whole();
                scope.templates.push((file.marker.map(|marker| marker.name.to_owned()), told(file, &self.classifier)));
            } else if let Some(marker) = file.marker {
                scope.partial_of.extend((!file.is_whole()).then(|| marker.name.to_owned()));
                scope.assumed.push((marker.name.to_owned(), values(file, id, &IndexMap::new())));
            }
        }
    }

    /// The scope that `--env-file` feeds: these files, a later one over an earlier one.
    pub(in crate::model::workspace) fn named_scope(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        problems: &mut Vec<Problem>,
        paths: &[Utf8PathBuf],
    ) -> ScopeId {
        let id = self.scopes.add(Scope { open: true, ..Scope::default() });
        let mut scope = Scope::default();
        for path in paths {
            match self.open(files, sources, path, false, false) {
                Ok(file) => {
                    self.referenced.insert(file);
                    let Some(file) = self.files.get(file.0 as usize) else { continue };
                    scope.partial |= !file.is_whole();
                    scope.open |= scope.partial;
                    let values = values(file, id, &scope.set);
                    scope.set.extend(values);
                }
                Err(reason) => {
                    scope.open = true;
                    if let Some(template) = self.template_of(path).and_then(|id| self.files.get(id.0 as usize)) {
                        scope.partial |= !template.is_whole();
                        scope.templates.push((None, told(template, &self.classifier)));
                    }
                    if reason != Unread::Failed(ReadError::Missing) {
                        scope.partial |= reason.is_there();
                        problems.push(load::unread(sources, files, path, &reason));
                    }
                }
            }
        }
        self.scopes.replace(id, scope);
        id
    }

    /// The scope that somebody is thought to feed with `--env-file` and these files. What `.env` of
    /// `directory` and its template list may be passed as well.
    pub(in crate::model::workspace) fn assumed_scope(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        paths: &[Utf8PathBuf],
        directory: &Utf8Path,
    ) -> ScopeId {
        let id = self.scopes.add(Scope { open: true, ..Scope::default() });
        let mut scope = Scope { open: true, ..Scope::default() };
        for path in paths {
            let opened = self.open(files, sources, path, false, false);
            scope.partial |= opened.as_ref().is_err_and(Unread::is_there);
            if let Some(file) = opened.ok().and_then(|file| self.get(file)) {
                scope.partial |= !file.is_whole();
                let values = values(file, id, &scope.set);
                scope.set.extend(values.into_iter().map(|(name, value)| (name, assumed(&value))));
            } else if let Some(template) = self.template_of(path).and_then(|id| self.get(id)) {
                scope.partial |= !template.is_whole();
                scope.templates.push((None, told(template, &self.classifier)));
            }
        }
        for file in self.by_directory.get(directory.as_str()).into_iter().flatten().filter_map(|id| self.get(*id)) {
            if file.kind == Kind::Template && file.marker.is_none() {
                scope.partial |= !file.is_whole();
                scope.templates.push((None, told(file, &self.classifier)));
            } else if file.path.file_name() == Some(".env") {
                scope.partial |= !file.is_whole();
                let keys = file.syntax.entries.iter().map(|entry| (entry.key.as_str().to_owned(), None));
                scope.templates.push((None, keys.collect()));
            }
        }
        self.scopes.replace(id, scope);
        id
    }

    /// The scope of an included file: that of the file that includes it, over the env files given, or
    /// over `.env` in the directory of the included one.
    pub(in crate::model::workspace) fn included_scope(
        &mut self,
        loader: &mut Loader<'_>,
        outer: ScopeId,
        home: &Utf8Path,
        named: Option<&[Utf8PathBuf]>,
    ) -> ScopeId {
        let own = [home.join(".env")];
        let paths = named.unwrap_or(&own);
        let mut set: IndexMap<String, Value> = IndexMap::new();
        let id = self.scopes.add(Scope { open: true, ..Scope::default() });
        let (mut read_any, mut partial) = (false, false);
        for path in paths {
            let opened = self.open(&mut loader.files, &mut loader.sources, path, false, false);
            partial |= opened.as_ref().is_err_and(Unread::is_there);
            let Ok(file) = opened else { continue };
            self.referenced.insert(file);
            read_any = true;
            let (Some(file), Some(outer)) = (self.files.get(file.0 as usize), self.scopes.get(outer)) else { continue };
            partial |= !file.is_whole();
            let lookup = |name: &str| outer.lookup(name, None);
            let values = file.assignments(id, &lookup);
            set.extend(values.iter().filter_map(|(name, set)| Some((name.clone(), set.value.clone()?))));
        }
        // Without files of its own it sees the very same variables.
        let Some(above) = self.scopes.get(outer).filter(|_| read_any || partial) else { return outer };
        set.extend(above.set.clone());
        let scope = Scope {
            set,
            assumed: above.assumed.clone(),
            templates: above.templates.clone(),
            partial: above.partial || partial,
            partial_of: above.partial_of.clone(),
            open: above.open || partial,
        };
        self.scopes.replace(id, scope);
        id
    }
}

/// What the template `file` tells of the file that is made from it.
fn told(file: &EnvFile, classifier: &Classifier) -> Told {
    file.as_template(classifier).into_iter().map(|(name, (_, value))| (name, value)).collect()
}

/// What `file` sets, with what earlier files set known to it.
fn values(file: &EnvFile, scope: ScopeId, earlier: &IndexMap<String, Value>) -> IndexMap<String, Value> {
    let earlier = |name: &str| match earlier.get(name) {
        Some(value) => Lookup::Set(value.clone()),
        None => Lookup::Unset { open: false, listed: false, template: None },
    };
    let assignments = file.assignments(scope, &earlier);
    assignments.iter().filter_map(|(name, set)| Some((name.clone(), set.value.clone()?))).collect()
}
