//! Who has variables: services, and env files of an environment that no service loads.

use std::borrow::Cow;
use std::collections::BTreeSet;

use camino::Utf8Path;
use indexmap::IndexMap;

use super::compose::{Origin, Service, Variable};
use super::env_file::{EnvFile, EnvFileId, EnvFileName, Kind};
use super::environment::{Environment, EnvironmentId, Environments, Marker, words};
use super::project::{Project, ProjectId};
use super::value::{Certainty, Part, Value};
use super::workspace::Workspace;
use crate::source::{FileId, Span};

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
/// that depend on others come first: of all that load a file, they are the ones it is written for.
pub fn holders(workspace: &Workspace) -> Vec<Holder<'_>> {
    let mut services: Vec<_> = workspace.services().collect();
    services.sort_by_key(|(_, _, service)| service.depends_on.is_empty());
    let services =
        services.into_iter().filter_map(|(id, project, service)| of_service(workspace, id, project, service));
    let used = used(workspace);
    let present: BTreeSet<&Utf8Path> =
        workspace.env_files.iter().filter(|file| file.kind == Kind::Deployed).map(|file| file.path.as_path()).collect();
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
    let unread = service.env_files.iter().any(|used| !used.whole);
    !defined || service.extends || !project.whole || unread
}

fn of_service<'a>(
    workspace: &Workspace,
    id: ProjectId,
    project: &'a Project,
    service: &'a Service,
) -> Option<Holder<'a>> {
    let environment = service.belongs.environment?;
    Some(Holder {
        environment,
        service: Some((id, project, service)),
        file: None,
        variables: Cow::Borrowed(&service.environment),
        open: is_open(project, service),
        template: service.env_files.iter().any(|used| used.file.is_none()),
        family: family(workspace, &project.directory, base(service.name.as_str(), workspace, environment)),
    })
}

fn of_file<'a>(
    workspace: &Workspace,
    id: EnvFileId,
    file: &'a EnvFile,
    present: &BTreeSet<&Utf8Path>,
) -> Option<Holder<'a>> {
    let environment = workspace.env_file_belonging(id)?.environment?;
    let (directory, name) = (file.path.parent()?, file.path.file_name()?);
    // `.env` belongs to whatever runs beside it; what nobody takes from it says nothing of that.
    let deployed = EnvFileName::parse(name).map_or_else(|| name.to_owned(), |name| name.deployed);
    let template = file.kind == Kind::Template;
    if deployed == ".env" || (template && present.contains(directory.join(&deployed).as_path())) {
        return None;
    }
    let own = workspace.environments.get(environment)?;
    let origin = Origin::EnvFile { named: Span::start_of(file.file), file: id, template };
    let entries: Vec<(String, crate::source::Text, Option<Value>)> = if template {
        let told = file.as_template(&workspace.classifier);
        told.into_iter().map(|(name, (key, value))| (name, key, value.map(maybe))).collect()
    } else {
        let set = workspace.assignments(file);
        set.into_iter().map(|(name, assignment)| (name, assignment.key, assignment.value)).collect()
    };
    let variables = entries
        .into_iter()
        .filter_map(|(name, key, value)| {
            Some((unmarked(&name, own)?, Variable { key, value, origin, lost: Vec::new() }))
        })
        .collect();
    let plain: Vec<&str> = words(&deployed).filter(|word| Marker::of_word(word).is_none()).collect();
    Some(Holder {
        environment,
        service: None,
        file: Some(file),
        variables: Cow::Owned(variables),
        open: !file.is_whole(),
        template,
        family: family(workspace, directory, &format!("/{}", plain.join("."))),
    })
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
            for part in &value.parts {
                match part {
                    Part::Text(piece) => used.extend([piece.text.file()]),
                    Part::Unset(unset) => used.extend(unset.template.iter().map(|value| value.span.file)),
                }
            }
        }
    }
    used
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
fn unmarked(name: &str, own: &Environment) -> Option<String> {
    match Marker::of_service(name) {
        Some((marker, base)) if !marker.weak => (marker.role == own.role).then(|| base.to_owned()),
        _ => Some(name.to_owned()),
    }
}

fn family(workspace: &Workspace, directory: &Utf8Path, base: &str) -> String {
    let directory = directory.strip_prefix(&workspace.root).unwrap_or(directory);
    let plain = directory.components().map(|part| part.as_str());
    let plain: Vec<&str> = plain.filter(|part| Marker::of_word(part).is_none()).collect();
    format!("{}:{base}", plain.join("/"))
}

fn maybe(mut value: Value) -> Value {
    for part in &mut value.parts {
        if let Part::Text(piece) = part {
            piece.certainty = Certainty::Maybe;
        }
    }
    value
}
