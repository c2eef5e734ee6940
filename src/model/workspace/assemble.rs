//! From the files of a stack to a project.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use super::env::EnvStore;
use super::extends::Extender;
use super::files::Unread;
use super::include::Includer;
use super::label_files;
use super::load::Loader;
use super::stacks::{Gathering, Parsed, Stack, title};
use crate::config::Settings;
use crate::model::compose::element::Element;
use crate::model::compose::resolver::Resolver;
use crate::model::compose::{self, TopLevel, merge};
use crate::model::discover::{DEFAULT_NAMES, OVERRIDE_NAMES};
use crate::model::edge;
use crate::model::environment::{self, Belonging, Environments, Hints, Marker, Told};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::profile::Profiles;
use crate::model::project::{Extensions, NAME_VARIABLE, Naming, Project, ProjectName};
use crate::model::scope::Scope;
use crate::model::secret;
use crate::model::value::ScopeId;
use crate::source::vfs::{ReadError, normalize};
use crate::syntax::SyntaxError;

/// Reads a stack: each document of each file is resolved and laid over what was there before.
pub(super) fn project(
    loader: &mut Loader<'_>,
    stack: &Stack<'_>,
    store: &mut EnvStore,
    environments: &mut Environments,
    settings: &Settings,
) -> Option<Project> {
    let first = stack.files.first()?;
    let directory = first.path.parent()?.to_owned();
    let env_directories: Vec<Utf8PathBuf> = match &stack.env_files {
        Some(_) => Vec::new(),
        None => stack.home.iter().filter(|home| **home != directory).chain([&directory]).cloned().collect(),
    };
    let scope_id = match &stack.env_files {
        Some(paths) if stack.assumed => store.assumed_scope(&mut loader.files, &mut loader.sources, paths, &directory),
        Some(paths) => store.named_scope(&mut loader.files, &mut loader.sources, &mut loader.problems, paths),
        None => store.project_scope(&mut loader.files, &mut loader.sources, &mut loader.problems, &env_directories),
    };
    let of_stack = |told: &[Told]| told.first().map(|told| told.marker.name).or(stack.environment.as_deref());
    let name = name(loader, stack, store, &directory, scope_id, of_stack(&stack.told))?;
    let told: Vec<Told> = stack.told.iter().cloned().chain(name.told()).collect();
    let of_file = of_stack(&told);
    let mut project = Project {
        name,
        files: stack.files.iter().map(|file| file.file).collect(),
        directory,
        scope: scope_id,
        told,
        environment: stack.environment.clone(),
        belongs: Belonging::unknown(),
        whole: false,
        definite: stack.kind == Gathering::Named || stack.files.iter().all(|file| has_default_name(file)),
        assumed: stack.assumed,
        passed: stack.env_files.iter().flatten().map(|path| loader.files.display(path)).collect(),
        env_directories,
        profiles: store.scopes.get(scope_id).map(|scope| Profiles::of(scope, of_file)).unwrap_or_default(),
        top_level: TopLevel::default(),
        variables: BTreeMap::new(),
        missing: Vec::new(),
        services: IndexMap::new(),
        extended: Extensions::new(),
    };
    let (merged, whole) = merged(loader, stack, store, &mut project, of_file);
    if let Some(mut document) = merged {
        document.settle();
        project.whole = whole;
        project.whole &= compose::read_document(document, &mut project, &mut loader.problems);
    }
    edge::mark(project.services.values_mut(), settings);
    store.attach(&mut loader.files, &mut loader.sources, &mut loader.problems, &mut project);
    label_files::attach(loader, &mut project);
    secret_files(loader, &mut project);
    let hints = Hints {
        served: store.scopes.get(project.scope).map(Scope::served).unwrap_or_default(),
        title: title::told(stack),
        doubt: stack.doubt.clone(),
    };
    environment::assign(&mut project, environments, settings, &hints);
    Some(project)
}

/// The documents of a stack, each laid over those before it, and whether all that belongs to them was
/// read.
fn merged(
    loader: &mut Loader<'_>,
    stack: &Stack<'_>,
    store: &mut EnvStore,
    project: &mut Project,
    of_file: Option<&str>,
) -> (Option<Element>, bool) {
    let of_service = |name: &str| Marker::of_service(name).map(|(marker, _)| marker.name);
    let mut merged: Option<Element> = None;
    let mut whole = !stack.broken && !stack.files.iter().any(|file| file.broken);
    let (mut elements, mut included) = (0, 0);
    for (file, tree) in stack.files.iter().flat_map(|file| file.roots.iter().map(move |root| (file, root))) {
        let fallback = Scope::default();
        let scope = store.scopes.get(project.scope).unwrap_or(&fallback);
        let mut resolver =
            Resolver::new((project.scope, scope), of_file, &of_service, &mut loader.problems, &mut elements);
        let mut document = resolver.document(tree);
        Extender::new(&mut loader.files, &mut loader.sources, &project.directory).apply(
            &mut document,
            &mut resolver,
            &mut project.extended,
        );
        project.missing.append(&mut resolver.missing);
        project.variables.append(&mut resolver.variables);
        let mut includer = Includer {
            loader,
            store,
            environment: of_file,
            of_service: &of_service,
            elements: &mut elements,
            files: &mut included,
            extended: &mut project.extended,
            variables: &mut project.variables,
        };
        whole &= includer.apply(&mut document, &project.directory, project.scope, &mut vec![file.path.clone()]);
        merged = Some(match merged {
            None => document,
            Some(base) => merge::document(base, document),
        });
    }
    (merged, whole)
}

/// The name of the project, which its files then see as a variable.
fn name(
    loader: &mut Loader<'_>,
    stack: &Stack<'_>,
    store: &mut EnvStore,
    directory: &Utf8Path,
    scope_id: ScopeId,
    environment: Option<&str>,
) -> Option<ProjectName> {
    let documents: Vec<_> = stack.files.iter().flat_map(|file| &file.roots).collect();
    let naming = Naming {
        scope: (scope_id, store.scopes.get(scope_id)?),
        environment,
        documents: &documents,
        directory,
        is_root: loader.is_root(directory),
        file: stack.files.first()?.file,
    };
    let name = naming.name(&mut loader.problems);
    store.scopes.set(scope_id, NAME_VARIABLE, name.value.clone());
    Some(name)
}

/// Looks into the files of top-level secrets, so that they can be compared.
fn secret_files(loader: &mut Loader<'_>, project: &mut Project) {
    for source in project.top_level.secrets.values_mut() {
        let Some((path, place)) = source.file.as_ref().and_then(|file| Some((file.text()?, file.place()))) else {
            continue;
        };
        match loader.files.peek(&normalize(&project.directory, Utf8Path::new(&path))) {
            Ok(bytes) => source.content = secret::identity_of_file(&bytes),
            Err(Unread::Failed(error)) if error != ReadError::Missing => {
                let message = format!("the file of secret `{}` could not be read: {error}", source.key.as_str());
                loader.problems.push(Problem::new(ProblemKind::Coverage, SyntaxError::new(place, message)));
            }
            // Secrets are mostly made where they are used.
            Err(_) => {}
        }
    }
}

fn has_default_name(file: &Parsed) -> bool {
    file.path.file_name().is_some_and(|name| DEFAULT_NAMES.contains(&name) || OVERRIDE_NAMES.contains(&name))
}
