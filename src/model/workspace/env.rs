//! Env files in their places: beside Compose files, behind `env_file:`, as templates.

mod scopes;

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::{IndexMap, IndexSet};

use super::absent::Absent;
use super::files::{Files, Unread};
use super::load;
use crate::diagnostic::Severity;
use crate::model::compose::{EnvFileUse, Origin, Service, Variable};
use crate::model::env_file::{Alone, Assignment, EnvFile, EnvFileId, EnvFileName, Kind};
use crate::model::environment::Marker;
use crate::model::evaluate::Evaluator;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::scope::{Lookup, Scope, Scopes};
use crate::model::secret::Classifier;
use crate::model::value::{Part, ScopeId, Unset, Value};
use crate::source::vfs::{ReadError, normalize, windows};
use crate::source::{FileId, SourceMap, Text};
use crate::syntax::SyntaxError;
use crate::syntax::dotenv;

/// How many variables all services may get from env files; each costs some hundred bytes.
const MAX_VARIABLES: usize = 500_000;

/// A long variable counts once more for every so many bytes.
const VARIABLE_BYTES: usize = 64;

/// The env files read so far, and the scopes they feed.
pub(super) struct EnvStore {
    pub(super) files: Vec<EnvFile>,
    pub(super) scopes: Scopes,
    pub(super) classifier: Classifier,
    /// Files that Compose itself reads.
    pub(super) referenced: BTreeSet<EnvFileId>,
    /// By path, as a text, which is compared faster, and by whether the file is read as it stands.
    by_path: IndexMap<(String, bool), EnvFileId>,
    by_directory: IndexMap<String, Vec<EnvFileId>>,
    /// How many variables services have got so far.
    variables: usize,
    /// One scope for each absent env file: its keys are variables of nobody else.
    absent: IndexMap<String, ScopeId>,
    missed: IndexSet<Utf8PathBuf>,
    /// What services name and is not there, each once.
    pub(super) wanted: Vec<Absent>,
}

impl EnvStore {
    pub(super) fn new(classifier: Classifier) -> Self {
        Self {
            files: Vec::new(),
            scopes: Scopes::default(),
            classifier,
            referenced: BTreeSet::new(),
            by_path: IndexMap::new(),
            by_directory: IndexMap::new(),
            variables: 0,
            absent: IndexMap::new(),
            missed: IndexSet::new(),
            wanted: Vec::new(),
        }
    }

    /// Reads an env file that was found or named.
    pub(super) fn read(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        problems: &mut Vec<Problem>,
        path: &Utf8Path,
        named: bool,
    ) {
        match self.open(files, sources, path, false, named) {
            Ok(_) | Err(Unread::Failed(ReadError::Missing)) => {}
            Err(reason) => {
                self.missed.insert(path.to_owned());
                let problem = load::unread(sources, files, path, &reason);
                // Its name still tells that there is such a file.
                self.add(path, problem.error.span.file, dotenv::EnvFile::default(), false);
                problems.push(problem);
            }
        }
    }

    fn open(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        path: &Utf8Path,
        raw: bool,
        named: bool,
    ) -> Result<EnvFileId, Unread> {
        if let Some(id) = self.by_path.get(&(path.to_string(), raw)) {
            return Ok(*id);
        }
        let file = if named { files.read_named(sources, path)? } else { files.read(sources, path)? };
        let text = sources.file(file).text();
        let syntax = if raw { dotenv::parse_raw(file, text) } else { dotenv::parse(file, text) };
        let id = self.add(path, file, syntax, true);
        self.by_path.insert((path.to_string(), raw), id);
        Ok(id)
    }

    fn add(&mut self, path: &Utf8Path, file: FileId, syntax: dotenv::EnvFile, readable: bool) -> EnvFileId {
        let name = path.file_name().unwrap_or_default();
        let kind = EnvFileName::parse(name).map_or(Kind::Deployed, |name| name.kind);
        let scope = self.scopes.add(Scope { open: true, ..Scope::default() });
        let id = EnvFileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let marker = Marker::of_env_file(name);
        self.files.push(EnvFile {
            path: path.to_owned(),
            file,
            kind,
            marker,
            syntax,
            scope,
            readable,
            alone: Alone::default(),
        });
        if let Some(directory) = path.parent() {
            self.by_directory.entry(directory.to_string()).or_default().push(id);
        }
        id
    }

    /// Reads the env files of every service and works out what the containers get.
    pub(super) fn attach(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        problems: &mut Vec<Problem>,
        project: &mut Project,
    ) {
        let (directory, scope) = (project.directory.clone(), project.scope);
        let of_project = project.marker().map(|marker| marker.name);
        for service in project.services.values_mut() {
            let enabled = service.is_enabled();
            for used in &mut service.env_files {
                if self.variables > MAX_VARIABLES {
                    if self.missed.insert(Utf8PathBuf::new()) {
                        let error = SyntaxError::new(
                            used.span,
                            "services load more variables than are kept; from here on none",
                        );
                        problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Warning));
                    }
                    continue;
                }
                self.resolve(files, sources, problems, &directory, (used, enabled));
                // What only an inactive profile names is not read.
                self.referenced.extend(used.file.filter(|_| enabled));
            }
            let environment = Marker::of_service(service.name.as_str()).map(|(marker, _)| marker.name).or(of_project);
            service.environment = self.effective(&directory, scope, service, environment);
            self.arguments(scope, service, environment);
            self.variables += service.environment.values().map(weight).sum::<usize>();
        }
    }

    fn resolve(
        &mut self,
        files: &mut Files<'_>,
        sources: &mut SourceMap,
        problems: &mut Vec<Problem>,
        directory: &Utf8Path,
        (used, enabled): (&mut EnvFileUse, bool),
    ) {
        let Some(path) = env_file_path(directory, used) else { return };
        let name = used.path.text().unwrap_or_default();
        let is_elsewhere = windows(&name).is_some();
        let opened =
            if is_elsewhere { Err(Unread::Outside) } else { self.open(files, sources, &path, used.raw, false) };
        match opened {
            Ok(id) => {
                // Whatever its name, a file that is loaded is deployed.
                if let Some(file) = self.files.get_mut(id.0 as usize) {
                    file.kind = Kind::Deployed;
                    used.whole = file.is_whole();
                    used.unread = !used.whole;
                }
                used.file = Some(id);
            }
            Err(Unread::Failed(ReadError::Missing)) => {
                used.template = self.template_of(&path);
                used.whole = used.template.and_then(|id| self.get(id)).is_some_and(EnvFile::is_whole);
                // Said once for each file, however many services load it.
                if self.missed.insert(path.clone()) {
                    let (has_template, required) = (used.template.is_some(), used.required && enabled);
                    self.wanted.push(Absent { path, name: name.into_owned(), span: used.span, has_template, required });
                }
            }
            Err(reason) => {
                used.unread = reason.is_there();
                if self.missed.insert(path) {
                    let (message, severity) = match &reason {
                        // Secrets kept on the server are no fault of the repository.
                        Unread::Outside if is_elsewhere || name.starts_with('/') => (
                            format!("env file `{name}` lies outside the root; what it sets is unknown"),
                            Severity::Info,
                        ),
                        Unread::Outside => {
                            (format!("env file `{name}` leads out of the root and was not read"), Severity::Warning)
                        }
                        Unread::Failed(error) => {
                            (format!("env file `{name}` could not be read: {error}"), Severity::Error)
                        }
                    };
                    let error = SyntaxError::new(used.span, message);
                    problems.push(Problem::new(ProblemKind::Coverage, error).at_most(severity));
                }
            }
        }
    }

    fn template_of(&self, path: &Utf8Path) -> Option<EnvFileId> {
        let name = path.file_name()?;
        let is_template = |id: &&EnvFileId| {
            self.get(**id).filter(|file| file.kind == Kind::Template).is_some_and(|file| {
                file.path.file_name().and_then(EnvFileName::parse).is_some_and(|template| template.deployed == name)
            })
        };
        self.by_directory.get(path.parent()?.as_str())?.iter().find(is_template).copied()
    }

    fn get(&self, id: EnvFileId) -> Option<&EnvFile> {
        self.files.get(id.0 as usize)
    }

    /// The environment of a container: env files in their order, then `environment:`.
    fn effective(
        &mut self,
        directory: &Utf8Path,
        scope_id: ScopeId,
        service: &Service,
        environment: Option<&str>,
    ) -> IndexMap<String, Variable> {
        let mut effective: IndexMap<String, Variable> = IndexMap::with_capacity(service.declared.len());
        for used in &service.env_files {
            let Some(id) = used.file.or(used.template) else { continue };
            let template = used.file.is_none();
            let absent = template.then(|| env_file_path(directory, used)).flatten().map(|path| self.absent(path));
            let (Some(file), Some(scope)) = (self.files.get(id.0 as usize), self.scopes.get(scope_id)) else {
                continue;
            };
            let origin = Origin::EnvFile { named: used.span, file: id, template };
            if let Some(absent) = absent {
                for (name, (key, told)) in file.as_template(&self.classifier) {
                    let value = Some(told.map_or_else(|| unknown(&key, absent), Value::doubted));
                    Variable { key, value, origin, lost: Vec::new() }.set(&name, &mut effective);
                }
                continue;
            }
            let assignments = {
                let outer = |name: &str| match scope.lookup(name, environment) {
                    Lookup::Set(value) => Lookup::Set(value),
                    unset @ Lookup::Unset { .. } => {
                        let declared = service.declared.get(name).and_then(|(_, value)| value.clone());
                        let earlier = || effective.get(name).and_then(|variable| variable.value.clone());
                        declared.or_else(earlier).map_or(unset, Lookup::Set)
                    }
                };
                file.assignments(scope_id, &outer)
            };
            effective.reserve(assignments.len());
            for (name, Assignment { key, value }) in assignments.iter().filter(|(_, set)| set.value.is_some()) {
                let (key, value) = (key.clone(), value.clone());
                Variable { key, value, origin, lost: Vec::new() }.set(name, &mut effective);
            }
        }
        let Some(scope) = self.scopes.get(scope_id) else { return effective };
        let lookup = |name: &str| scope.lookup(name, environment);
        for (name, (key, value)) in &service.declared {
            let value = match value {
                Some(value) => Some(value.clone()),
                // Taken from the caller; when nobody there sets it, it is taken away.
                None => match scope.lookup(name, environment) {
                    Lookup::Unset { open: false, .. } => None,
                    _ => Some(Evaluator { scope: scope_id, lookup: &lookup }.pass_through(key)),
                },
            };
            let variable = Variable { key: key.clone(), value, origin: Origin::Environment, lost: Vec::new() };
            variable.set(name, &mut effective);
        }
        effective
    }

    /// Gives bare build arguments the variables of their names.
    fn arguments(&self, scope_id: ScopeId, service: &mut Service, environment: Option<&str>) {
        let Some(scope) = self.scopes.get(scope_id) else { return };
        let lookup = |name: &str| scope.lookup(name, environment);
        for (key, value) in service.build.iter_mut().flat_map(|build| &mut build.args) {
            if value.is_none() && !matches!(lookup(key.as_str()), Lookup::Unset { open: false, .. }) {
                *value = Some(Evaluator { scope: scope_id, lookup: &lookup }.pass_through(key));
            }
        }
    }

    fn absent(&mut self, path: Utf8PathBuf) -> ScopeId {
        let scopes = &mut self.scopes;
        *self.absent.entry(path.into_string()).or_insert_with(|| scopes.add(Scope { open: true, ..Scope::default() }))
    }
}

/// What a variable counts for: a long one, and one of many parts, for several.
fn weight(variable: &Variable) -> usize {
    let parts = variable.value.iter().flat_map(|value| &*value.parts);
    let size = |part: &Part| match part {
        Part::Text(piece) => 1 + piece.text.as_str().len() / VARIABLE_BYTES,
        Part::Unset(_) => 1,
    };
    parts.map(size).sum::<usize>().max(1)
}

fn env_file_path(directory: &Utf8Path, used: &EnvFileUse) -> Option<Utf8PathBuf> {
    let path = used.path.likely_text()?;
    (!path.is_empty() && !path.starts_with('~')).then(|| normalize(directory, Utf8Path::new(&path)))
}

/// A key of an absent file, whose template only says that it is there.
fn unknown(key: &Text, scope: ScopeId) -> Value {
    let unset = Unset {
        variable: key.clone(),
        scope,
        span: key.span(),
        operator: None,
        argument: None,
        template: None,
        open: true,
        via: Vec::new(),
    };
    Value { parts: Arc::new([Part::Unset(Box::new(unset))]), span: key.span() }
}
