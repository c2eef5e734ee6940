//! `.env` and its templates: Docker Compose reads it for whatever runs beside it.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::config::Role;
use crate::model::env_file::{EnvFile, EnvFileId, EnvFileName};
use crate::model::environment::{Belonging, EnvironmentId, Evidence, Kind, Marker, words};
use crate::model::project::Project;
use crate::model::workspace::Workspace;
use crate::source::Span;

/// So many environments are named in a reason; more are several.
const NAMED: usize = 3;

/// What reads the `.env` of each directory.
#[derive(Default)]
pub(super) struct Neighbours(BTreeMap<Utf8PathBuf, Beside>);

/// What stands in one directory.
#[derive(Default)]
struct Beside {
    readers: Vec<Reader>,
    /// Environments that an env file there is named for, and nothing else.
    served: BTreeSet<EnvironmentId>,
}

/// A project that `.env` feeds.
struct Reader {
    /// Its number.
    project: usize,
    /// Where its services belong.
    environments: BTreeSet<EnvironmentId>,
}

impl Neighbours {
    pub(super) fn of(workspace: &mut Workspace) -> Self {
        let mut neighbours = Self::default();
        for (number, project) in workspace.projects.iter().enumerate() {
            let environments = project.services.values().filter_map(|service| service.belongs.environment);
            let environments: BTreeSet<EnvironmentId> = environments.collect();
            for directory in &project.env_directories {
                let beside = neighbours.0.entry(directory.clone()).or_default();
                beside.readers.push(Reader { project: number, environments: environments.clone() });
            }
        }
        for file in &workspace.env_files {
            if let (Some(marker), Some(directory)) = (alone(file), file.path.parent())
                && let Some(beside) = neighbours.0.get_mut(directory)
            {
                beside.served.insert(workspace.environments.of_marker(marker));
            }
        }
        neighbours
    }

    /// Where a `.env`, or a template for one, belongs because of what runs beside it. An environment that
    /// has an env file of its own does not need this one; of the others, those count that use a variable of
    /// it, and of several the one that `docker compose up` starts.
    pub(super) fn belonging(&self, workspace: &Workspace, id: EnvFileId) -> Option<Belonging> {
        let file = workspace.env_file(id)?;
        let name = EnvFileName::parse(file.path.file_name()?)?;
        if name.deployed != ".env" {
            return None;
        }
        let beside = self.0.get(file.path.parent().unwrap_or(Utf8Path::new("")))?;
        let all: BTreeSet<EnvironmentId> =
            beside.readers.iter().flat_map(|reader| &reader.environments).copied().collect();
        let told = |environment, reason: String| Belonging::new(environment, Evidence::new(Kind::Neighbour, reason));
        if let Some(only) = only(&all) {
            return Some(told(Some(only), "Compose reads `.env` beside a file of that environment".to_owned()));
        }
        let unserved: BTreeSet<EnvironmentId> = all.difference(&beside.served).copied().collect();
        let open = if unserved.is_empty() { all } else { unserved };
        if let Some(only) = only(&open) {
            return Some(told(Some(only), "the other environments beside it have env files of their own".to_owned()));
        }
        let using = beside.using(workspace, file, &open);
        let users: BTreeSet<EnvironmentId> = using.keys().copied().collect();
        if let (Some(only), Some(place)) = (only(&users), using.values().next()) {
            let evidence = Evidence::new(Kind::Neighbour, "only there are its variables used").at(*place);
            return Some(Belonging::new(Some(only), evidence));
        }
        let readers = if users.is_empty() { open } else { users };
        if let Some((environment, name)) = beside.started(workspace, &readers) {
            return Some(told(Some(environment), format!("`docker compose up` reads it for `{name}`")));
        }
        let mut readers: Vec<EnvironmentId> = readers.into_iter().collect();
        readers.sort_by_key(|id| (workspace.environments.role(*id), workspace.environments.name(*id)));
        let names: Vec<&str> = readers.iter().map(|id| workspace.environments.name(*id)).collect();
        match names.as_slice() {
            [] => None,
            [.., last] if names.len() <= NAMED => {
                let others = names.iter().take(names.len() - 1).copied().collect::<Vec<_>>().join(", ");
                Some(told(None, format!("Compose reads it for {others} and {last}")))
            }
            _ => Some(told(None, "Compose reads it for several environments".to_owned())),
        }
    }
}

impl Beside {
    /// Of the environments that are `open`, those with a place that uses a variable of `file`.
    fn using(
        &self,
        workspace: &Workspace,
        file: &EnvFile,
        open: &BTreeSet<EnvironmentId>,
    ) -> BTreeMap<EnvironmentId, Span> {
        let keys: BTreeSet<&str> = file.syntax.entries.iter().map(|entry| entry.key.as_str()).collect();
        let mut using = BTreeMap::new();
        for reader in &self.readers {
            let Some(project) = workspace.projects.get(reader.project) else { continue };
            let Some(place) = uses(project, &keys) else { continue };
            for environment in reader.environments.intersection(open) {
                using.entry(*environment).or_insert(place);
            }
        }
        using
    }

    /// The one of these environments that `docker compose up` starts when it is told no files, and the last
    /// of the files that it takes then. What starts several environments is production's.
    fn started(&self, workspace: &Workspace, among: &BTreeSet<EnvironmentId>) -> Option<(EnvironmentId, String)> {
        self.readers.iter().find_map(|reader| {
            let project = workspace.projects.get(reader.project).filter(|project| project.definite)?;
            let started: BTreeSet<EnvironmentId> = reader.environments.intersection(among).copied().collect();
            let production =
                || started.iter().find(|id| workspace.environments.role(**id) == Role::Production).copied();
            let home = || project.belongs.environment.filter(|home| started.contains(home));
            let environment = only(&started).or_else(production).or_else(home)?;
            let file = project.files.last().and_then(|file| workspace.path(*file).file_name())?;
            Some((environment, file.to_owned()))
        })
    }
}

/// A place where `project` takes one of the variables `keys`.
fn uses(project: &Project, keys: &BTreeSet<&str>) -> Option<Span> {
    let referred = project.variables.iter().find(|(name, _)| keys.contains(name.as_str())).map(|(_, place)| *place);
    // A bare name takes what the variable of that name holds.
    let bare = || {
        project.services.values().find_map(|service| {
            let declared = service.declared.values();
            let arguments = service.build.iter().flat_map(|build| &build.args);
            let mut bare = declared.chain(arguments).filter(|(_, value)| value.is_none()).map(|(name, _)| name);
            bare.find(|name| keys.contains(name.as_str())).map(crate::source::Text::span)
        })
    };
    referred.or_else(bare)
}

/// The environment of a file that is named for it and nothing else, as `.env.staging` is.
fn alone(file: &EnvFile) -> Option<Marker> {
    let name = EnvFileName::parse(file.path.file_name()?)?;
    let is_plain = |word: &str| word.eq_ignore_ascii_case("env") || Marker::of_word(word).is_some();
    file.marker.filter(|_| words(&name.deployed).all(is_plain))
}

fn only(environments: &BTreeSet<EnvironmentId>) -> Option<EnvironmentId> {
    environments.first().filter(|_| environments.len() == 1).copied()
}
