//! What runs beside an env file. Docker Compose reads `.env` for all of it; another file is for what uses it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use indexmap::IndexMap;

use crate::config::Role;
use crate::model::caseless::is_one_of;
use crate::model::env_file::{EnvFile, EnvFileId, EnvFileName};
use crate::model::environment::{Belonging, EnvironmentId, Evidence, Kind, Marker, words};
use crate::model::project::Project;
use crate::model::workspace::Workspace;
use crate::source::Span;

/// So many environments are named in a reason; more are several.
const NAMED: usize = 3;

/// Words that say nothing in the name of a file.
const COMMON: [&str; 3] = ["env", "docker", "compose"];

/// What reads the `.env` of each directory.
#[derive(Default)]
pub(super) struct Neighbours(IndexMap<String, Beside>);

/// The projects that the `.env` of one directory feeds.
#[derive(Default)]
struct Beside {
    /// The environments of their services.
    environments: BTreeSet<EnvironmentId>,
    /// Environments that an env file there is named for, and nothing else.
    served: BTreeSet<EnvironmentId>,
    /// The variables they use: in which environments, each with a place.
    uses: BTreeMap<String, BTreeMap<EnvironmentId, Span>>,
    /// What `docker compose up` starts when it is told no files.
    started: Option<Started>,
    /// The environments of each Compose file, by its name.
    files: BTreeMap<String, BTreeSet<EnvironmentId>>,
}

/// A project that needs not be named.
struct Started {
    environments: BTreeSet<EnvironmentId>,
    /// Where its services belong that say nothing of themselves.
    home: Option<EnvironmentId>,
    /// The last of its files.
    file: String,
}

impl Neighbours {
    pub(super) fn of(workspace: &mut Workspace) -> Self {
        let mut neighbours = Self::default();
        for project in &workspace.projects {
            let environments = project.services.values().filter_map(|service| service.belongs.environment);
            let environments: BTreeSet<EnvironmentId> = environments.collect();
            for directory in &project.env_directories {
                let beside = neighbours.0.entry(directory.to_string()).or_default();
                beside.add(workspace, project, &environments);
            }
        }
        for file in &workspace.env_files {
            if let (Some(marker), Some(directory)) = (alone(file), file.path.parent())
                && let Some(beside) = neighbours.0.get_mut(directory.as_str())
            {
                beside.served.insert(workspace.environments.of_marker(marker));
            }
        }
        neighbours
    }

    /// Where a `.env`, or a template for one, belongs because of what runs beside it.
    pub(super) fn of_plain(&self, workspace: &Workspace, id: EnvFileId) -> Option<Belonging> {
        let (file, name, beside) = self.find(workspace, id)?;
        if name.deployed == ".env" { beside.of_plain(workspace, file) } else { None }
    }

    /// Where a file belongs that Compose does not read by itself because of what runs beside it.
    pub(super) fn of_other(&self, workspace: &Workspace, id: EnvFileId) -> Option<Belonging> {
        let (file, name, beside) = self.find(workspace, id)?;
        if name.deployed == ".env" { None } else { beside.of_other(file, &name) }
    }

    fn find<'w>(&self, workspace: &'w Workspace, id: EnvFileId) -> Option<(&'w EnvFile, EnvFileName, &Beside)> {
        let file = workspace.env_file(id)?;
        let name = EnvFileName::parse(file.path.file_name()?)?;
        Some((file, name, self.0.get(file.path.parent().map_or("", Utf8Path::as_str))?))
    }
}

impl Beside {
    /// Where `.env` belongs, or a template for it. An environment that has an env file of its own does not need this
    /// one; of the others, those count that use a variable of it, and of several the one that `docker compose up` starts.
    fn of_plain(&self, workspace: &Workspace, file: &EnvFile) -> Option<Belonging> {
        let told = |environment, reason: String| Belonging::new(environment, Evidence::new(Kind::Neighbour, reason));
        if let Some(only) = only(&self.environments) {
            return Some(told(Some(only), "Compose reads `.env` beside a file of that environment".to_owned()));
        }
        let unserved: BTreeSet<EnvironmentId> = self.environments.difference(&self.served).copied().collect();
        let open = if unserved.is_empty() { self.environments.clone() } else { unserved };
        if let Some(only) = only(&open) {
            return Some(told(Some(only), "the other environments beside it have env files of their own".to_owned()));
        }
        let using = self.using(file, &open);
        let users: BTreeSet<EnvironmentId> = using.keys().copied().collect();
        if let (Some(only), Some(place)) = (only(&users), using.values().next()) {
            let evidence = Evidence::new(Kind::Neighbour, "only there are its variables used").at(*place);
            return Some(Belonging::new(Some(only), evidence));
        }
        let readers = if users.is_empty() { open } else { users };
        if let Some((environment, name)) = self.started(workspace, &readers) {
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

    /// Where another file belongs: with the Compose file that its name speaks of, as
    /// `.env.worker` does of `compose.worker.yaml`, else where more of its variables are used than elsewhere, if that
    /// is at least half of them.
    fn of_other(&self, file: &EnvFile, name: &EnvFileName) -> Option<Belonging> {
        let told = |environment, evidence| Belonging::new(Some(environment), Evidence::new(Kind::Neighbour, evidence));
        let is_own = |word: &&str| !is_one_of(word, &COMMON);
        let own: Vec<&str> = words(&name.deployed).filter(is_own).collect();
        let speaks_of = |of: &str| !own.is_empty() && own.iter().all(|word| words(of).any(|other| other == *word));
        let namesakes = || self.files.iter().filter(|(of, _)| speaks_of(of));
        let environments: BTreeSet<EnvironmentId> =
            namesakes().flat_map(|(_, environments)| environments).copied().collect();
        if let (Some(only), Some((namesake, _))) = (only(&environments), namesakes().next()) {
            return Some(told(only, format!("`{namesake}` has the same name")));
        }
        let mut used: BTreeMap<EnvironmentId, (usize, Span)> = BTreeMap::new();
        let keys: BTreeSet<&str> = file.syntax.entries.iter().map(|entry| entry.key.as_str()).collect();
        for uses in keys.iter().filter_map(|key| self.uses.get(*key)) {
            for (environment, place) in uses {
                used.entry(*environment).or_insert((0, *place)).0 += 1;
            }
        }
        let most = used.values().map(|(count, _)| *count).max().filter(|most| most * 2 >= keys.len())?;
        let mut of_most = used.iter().filter(|(_, (count, _))| *count == most);
        let (environment, (_, place)) = of_most.next().filter(|_| of_most.next().is_none())?;
        let mut belonging = told(*environment, "most of its variables are used there".to_owned());
        belonging.evidence = belonging.evidence.at(*place);
        Some(belonging)
    }

    fn add(&mut self, workspace: &Workspace, project: &Project, environments: &BTreeSet<EnvironmentId>) {
        self.environments.extend(environments);
        let referred = project.variables.iter().map(|(name, place)| (name.as_str(), *place));
        for (name, place) in referred.chain(bare(project)) {
            let uses = self.uses.entry(name.to_owned()).or_default();
            for environment in environments {
                uses.entry(*environment).or_insert(place);
            }
        }
        for file in project.files.iter().filter_map(|file| workspace.path(*file).file_name()) {
            self.files.entry(file.to_owned()).or_default().extend(environments);
        }
        let file = project.files.last().filter(|_| project.definite && self.started.is_none());
        if let Some(file) = file.and_then(|file| workspace.path(*file).file_name()) {
            let (environments, home) = (environments.clone(), project.belongs.environment);
            self.started = Some(Started { environments, home, file: file.to_owned() });
        }
    }

    /// Of the environments that are `open`, those with a place that uses a variable of `file`.
    fn using(&self, file: &EnvFile, open: &BTreeSet<EnvironmentId>) -> BTreeMap<EnvironmentId, Span> {
        let mut using = BTreeMap::new();
        for uses in file.syntax.entries.iter().filter_map(|entry| self.uses.get(entry.key.as_str())) {
            for (environment, place) in uses.iter().filter(|(environment, _)| open.contains(environment)) {
                using.entry(*environment).or_insert(*place);
            }
        }
        using
    }

    /// The one of these environments that `docker compose up` starts, and its file. What starts several
    /// environments is production's.
    fn started(&self, workspace: &Workspace, among: &BTreeSet<EnvironmentId>) -> Option<(EnvironmentId, &str)> {
        let Started { environments, home, file } = self.started.as_ref()?;
        let started: BTreeSet<EnvironmentId> = environments.intersection(among).copied().collect();
        let production = || started.iter().find(|id| workspace.environments.role(**id) == Role::Production).copied();
        let home = || home.filter(|home| started.contains(home));
        Some((only(&started).or_else(production).or_else(home)?, file))
    }
}

/// Names without a value, which take what the variables of these names hold, with their places.
fn bare(project: &Project) -> impl Iterator<Item = (&str, Span)> {
    project.services.values().flat_map(|service| {
        let arguments = service.build.iter().flat_map(|build| &build.args);
        let names = service.declared.values().chain(arguments).filter(|(_, value)| value.is_none());
        names.map(|(name, _)| (name.as_str(), name.span()))
    })
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
