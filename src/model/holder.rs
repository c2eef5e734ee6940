//! Who has variables: services, and env files of an environment that no service loads.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use indexmap::IndexMap;

use super::compose::{Origin, Service, Variable};
use super::env_file::{EnvFile, EnvFileId, EnvFileName, Kind};
use super::environment::{Environment, EnvironmentId, Environments, Marker, words};
use super::project::{Project, ProjectId};
use super::value::{Part, Value};
use super::workspace::Workspace;
use crate::source::{FileId, Span, Text};

/// Env files for many services.
#[derive(Debug, Clone, Default)]
pub struct FilesForMany(BTreeSet<EnvFileId>);

impl FilesForMany {
    /// Whether `variable` comes from one of them.
    pub fn has(&self, variable: &Variable) -> bool {
        matches!(variable.origin, Origin::EnvFile { file, .. } if self.0.contains(&file))
    }
}

/// Variables of one environment that reach one process.
#[derive(Debug)]
pub struct Holder<'a> {
    /// Where it belongs.
    pub environment: EnvironmentId,
    /// The service that has them.
    pub service: Option<(ProjectId, &'a Project, &'a Service)>,
    /// The env file that has them, which nothing is known to load.
    pub file: Option<&'a EnvFile>,
    /// The variables.
    pub variables: Cow<'a, IndexMap<String, Variable>>,
    /// Whether something that could not be read may add more.
    pub open: bool,
    /// Whether a template stands in for an absent file.
    pub template: bool,
    /// Env files that other services of the environment load as well, where nothing tells which of
    /// them needs what stands there.
    pub common: FilesForMany,
    /// What it has in common with its siblings in other environments: where it stands and what it
    /// is called, markers aside.
    family: String,
}

/// Whether `span` stands in a template that is nobody's in particular: what a repository gives as an
/// example to all tells nothing of one environment.
pub fn is_general_template(workspace: &Workspace, span: Span) -> bool {
    let file = workspace.env_files.iter().find(|file| file.file == span.file && file.kind == Kind::Template);
    file.is_some_and(|file| {
        let directory = file.path.parent().unwrap_or(&file.path);
        let directory = directory.strip_prefix(&workspace.root).unwrap_or(directory);
        file.marker.is_none() && directory.components().all(|part| Marker::of_name(part.as_str()).is_none())
    })
}

/// Every service of an environment, then the env files of environments that nothing loads. Services
/// that are built here and those that depend on others come first: of all that load a file, they are
/// the ones it is written for.
pub fn holders(workspace: &Workspace) -> Vec<Holder<'_>> {
    let mut services: Vec<_> = workspace.services().collect();
    services.sort_by_key(|(_, _, service)| is_bystander(service));
    let loads = loads(workspace);
    let services =
        services.into_iter().filter_map(|(id, project, service)| of_service(workspace, id, project, service, &loads));
    let used = used(workspace);
    let present: BTreeSet<&str> =
        workspace.env_files.iter().filter(|file| file.kind == Kind::Deployed).map(|file| file.path.as_str()).collect();
    let files = workspace.env_files().filter(|(_, file)| !used.contains(&file.file));
    services.chain(files.filter_map(|(id, file)| of_file(workspace, id, file, &present))).collect()
}

/// The holders that are copies of one another in different environments, by number.
pub fn families(holders: &[Holder<'_>]) -> Vec<Vec<usize>> {
    let mut families: IndexMap<&str, Vec<usize>> = IndexMap::new();
    for (index, holder) in holders.iter().enumerate() {
        families.entry(holder.family.as_str()).or_default().push(index);
    }
    families.into_values().collect()
}

impl Holder<'_> {
    /// Who it is, for a message: the environment and the service, or the environment alone.
    pub fn whose(&self, environments: &Environments) -> String {
        let environment = environments.name(self.environment);
        match self.service {
            Some((_, _, service)) => format!("{environment} service `{}`", service.name.as_str()),
            None => environment.to_owned(),
        }
    }

    /// Who has `variable`, for a message: the environment alone where several services have it from
    /// one file and nothing tells which of them needs it.
    pub fn whose_is(&self, environments: &Environments, variable: &Variable) -> String {
        if self.has_in_common(variable) {
            environments.name(self.environment).to_owned()
        } else {
            self.whose(environments)
        }
    }

    /// Whether `variable` comes from a file for many services.
    pub fn has_in_common(&self, variable: &Variable) -> bool {
        self.common.has(variable)
    }

    /// The project that feeds its variables; none for an env file on its own.
    pub fn project(&self) -> Option<ProjectId> {
        self.service.map(|(id, _, _)| id)
    }

    /// Its place as a whole: the name of the service, or the start of the file.
    pub fn span(&self) -> Option<Span> {
        let service = self.service.map(|(_, _, service)| service.name.span());
        service.or_else(|| self.file.map(|file| Span::start_of(file.file)))
    }
}

/// Whether something that could not be read may give a service more variables.
pub fn is_open(project: &Project, service: &Service) -> bool {
    let defined = service.image.is_some() || service.build.is_some() || service.has_provider;
    !defined || service.extends || !project.whole || service.has_open_env_files()
}

/// How little tells that a service runs what a file for many is written for: databases are neither
/// built here, nor do they depend on others.
fn is_bystander(service: &Service) -> (bool, bool) {
    (service.build.is_none(), service.depends_on.is_empty())
}

/// How many services of an environment load each env file.
type Loads = BTreeMap<(EnvironmentId, EnvFileId), usize>;

fn loads(workspace: &Workspace) -> Loads {
    let mut loads = Loads::new();
    for (_, _, service) in workspace.services() {
        let Some(environment) = service.belongs.environment else { continue };
        for file in loaded(service) {
            *loads.entry((environment, file)).or_default() += 1;
        }
    }
    loads
}

/// The env files of a service, with the templates of those that are absent.
fn loaded(service: &Service) -> BTreeSet<EnvFileId> {
    service.env_files.iter().filter_map(|used| used.file.or(used.template)).collect()
}

fn of_service<'a>(
    workspace: &Workspace,
    id: ProjectId,
    project: &'a Project,
    service: &'a Service,
    loads: &Loads,
) -> Option<Holder<'a>> {
    let environment = service.belongs.environment?;
    let mut common = loaded(service);
    common.retain(|file| {
        is_bystander(service) == (true, true) && loads.get(&(environment, *file)).is_some_and(|count| *count > 1)
    });
    Some(Holder {
        environment,
        service: Some((id, project, service)),
        file: None,
        variables: Cow::Borrowed(&service.environment),
        open: is_open(project, service),
        template: service.env_files.iter().any(|used| used.file.is_none()),
        common: FilesForMany(common),
        family: family(workspace, &project.directory, base(service.name.as_str(), workspace, environment)),
    })
}

fn of_file<'a>(
    workspace: &Workspace,
    id: EnvFileId,
    file: &'a EnvFile,
    present: &BTreeSet<&str>,
) -> Option<Holder<'a>> {
    // `.env` belongs to whatever runs beside it; what nobody takes from it says nothing of that.
    let deployed = deployed(file)?;
    let is_template = file.kind == Kind::Template;
    if deployed == ".env" || (is_template && present.contains(file.path.parent()?.join(&deployed).as_str())) {
        return None;
    }
    of_its_own(workspace, id, file, |_| true)
}

/// The name of the file that is deployed: its own, or the one that it is a template for.
fn deployed(file: &EnvFile) -> Option<String> {
    let name = file.path.file_name()?;
    Some(EnvFileName::parse(name).map_or_else(|| name.to_owned(), |name| name.deployed))
}

/// An env file that has its variables for itself, those that are wanted.
fn of_its_own<'a>(
    workspace: &Workspace,
    id: EnvFileId,
    file: &'a EnvFile,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<Holder<'a>> {
    let environment = workspace.env_file_belonging(id)?.environment?;
    let (directory, deployed) = (file.path.parent()?, deployed(file)?);
    let template = file.kind == Kind::Template;
    let own = workspace.environments.get(environment)?;
    let origin = Origin::EnvFile { named: Span::start_of(file.file), file: id, template };
    let mut variables = IndexMap::new();
    let mut add = |name: &str, key: &Text, value: Option<Value>| {
        if let Some(name) = unmarked(name, own).filter(|name| is_wanted(name)) {
            variables.insert(name.to_owned(), Variable { key: key.clone(), value, origin, lost: Vec::new() });
        }
    };
    if template {
        let told = file.as_template(&workspace.classifier);
        told.into_iter().for_each(|(name, (key, value))| add(&name, &key, value.map(Value::doubted)));
    } else {
        let set = workspace.assignments(file);
        set.iter().for_each(|(name, assignment)| add(name, &assignment.key, assignment.value.clone()));
    }
    let plain: Vec<&str> = words(&deployed).filter(|word| Marker::of_word(word).is_none()).collect();
    Some(Holder {
        environment,
        service: None,
        file: Some(file),
        variables: Cow::Owned(variables),
        open: !file.is_whole(),
        template,
        common: FilesForMany::default(),
        family: family(workspace, directory, &format!("/{}", plain.join("."))),
    })
}

/// What deployed env files of an environment set and no service is known to be given: an application
/// may still read the file itself. What services of the environment have from elsewhere is left out, and so is
/// everything else than the variables that are wanted.
pub fn leftovers(workspace: &Workspace, is_wanted: impl Fn(&str) -> bool) -> Vec<Holder<'_>> {
    let used = used(workspace);
    let files = workspace.env_files().filter(|(_, file)| file.kind == Kind::Deployed);
    let files = files.filter(|(_, file)| used.contains(&file.file) || file.path.file_name() == Some(".env"));
    let mut holders: Vec<Holder<'_>> =
        files.filter_map(|(id, file)| of_its_own(workspace, id, file, &is_wanted)).collect();
    holders.retain(|holder| !holder.variables.is_empty());
    if holders.is_empty() {
        return holders;
    }
    let mut given: BTreeSet<Span> = BTreeSet::new();
    let mut names: BTreeSet<(EnvironmentId, &str)> = BTreeSet::new();
    for (_, _, service) in workspace.services() {
        for (name, variable) in &service.environment {
            names.extend(service.belongs.environment.map(|environment| (environment, name.as_str())));
            given.extend(variable.value.iter().flat_map(places));
        }
    }
    for holder in &mut holders {
        let environment = holder.environment;
        holder.variables.to_mut().retain(|name, variable| {
            let is_given = variable.value.iter().flat_map(places).any(|place| given.contains(&place));
            !is_given && !names.contains(&(environment, name.as_str()))
        });
    }
    holders
}

/// The files that some service takes a variable from, or loads.
fn used(workspace: &Workspace) -> BTreeSet<FileId> {
    let mut used = BTreeSet::new();
    for (_, _, service) in workspace.services() {
        for entry in &service.env_files {
            let file = entry.file.or(entry.template).and_then(|id| workspace.env_file(id));
            used.extend(file.map(|file| file.file));
        }
        for value in service.environment.values().filter_map(|variable| variable.value.as_ref()) {
            used.extend(places(value).map(|place| place.file));
        }
    }
    used
}

/// Where the texts of a value stand.
fn places(value: &Value) -> impl Iterator<Item = Span> {
    value.parts.iter().filter_map(|part| match part {
        Part::Text(piece) => Some(piece.text.span()),
        Part::Unset(unset) => unset.template.as_ref().map(|value| value.span),
    })
}

/// The name of a service without the marker of its environment.
fn base<'n>(name: &'n str, workspace: &Workspace, environment: EnvironmentId) -> &'n str {
    match Marker::of_service(name) {
        Some((marker, base)) if marker.role == workspace.environments.role(environment) => base,
        _ => name,
    }
}

/// The name of a variable as the application knows it: `EMAIL_MODE_STAGING` is staging's
/// `EMAIL_MODE`. None when it is another environment's.
fn unmarked<'n>(name: &'n str, own: &Environment) -> Option<&'n str> {
    match Marker::of_service(name) {
        Some((marker, base)) if !marker.weak => (marker.role == own.role).then_some(base),
        _ => Some(name),
    }
}

fn family(workspace: &Workspace, directory: &Utf8Path, base: &str) -> String {
    let directory = directory.strip_prefix(&workspace.root).unwrap_or(directory);
    let plain = directory.components().map(|part| part.as_str());
    let plain: Vec<&str> = plain.filter(|part| Marker::of_word(part).is_none()).collect();
    format!("{}:{base}", plain.join("/"))
}
