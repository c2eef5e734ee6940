//! A Compose project: files that are deployed together under one name.

mod name;
#[cfg(test)]
mod tests;

pub use name::{NameOrigin, ProjectName, VARIABLE as NAME_VARIABLE};

pub(super) use name::Naming;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::compose::{Service, TopLevel};
use super::environment::{Belonging, Marker, Told};
use super::missing::Missing;
use super::profile::Profiles;
use super::value::{Certainty, Part, Piece, ScopeId, Value};
use crate::source::{FileId, Span, Text};

/// The number of a project in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(pub(super) u32);

impl ProjectId {
    /// Counted from zero, in the order of the files.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A Compose project.
#[derive(Debug)]
pub struct Project {
    /// Its name.
    pub name: ProjectName,
    /// Its Compose files, in the order in which they are merged.
    pub files: Vec<FileId>,
    /// The directory that relative paths start from.
    pub directory: Utf8PathBuf,
    /// Who feeds its variables.
    pub scope: ScopeId,
    /// The environments that its files speak of; the first one is believed.
    pub told: Vec<Told>,
    /// The environment that the configuration gives it.
    pub environment: Option<String>,
    /// Where its services belong that say nothing of themselves.
    pub belongs: Belonging,
    /// Whether everything that belongs to it was read: nothing is included from elsewhere.
    pub whole: bool,
    /// Whether its files are known to be all of it: they are named together, or Docker Compose finds
    /// them by itself.
    pub definite: bool,
    /// Whether somebody is only thought to deploy it: nothing but an env file that lies there says that
    /// there is such a deployment.
    pub assumed: bool,
    /// The env files that are passed to it in place of `.env`, as findings name them.
    pub passed: Vec<Utf8PathBuf>,
    /// The directories whose `.env` feeds its variables; none when other files do.
    pub env_directories: Vec<Utf8PathBuf>,
    /// The profiles that are active.
    pub profiles: Profiles,
    /// Volumes, networks and secrets.
    pub top_level: TopLevel,
    /// The variables that its files refer to, each with a place that does.
    pub variables: BTreeMap<String, Span>,
    /// Variables of its files that have no value.
    pub missing: Vec<Missing>,
    /// Services by name, in the order of the files.
    pub services: IndexMap<String, Service>,
    /// What services extend, by their names.
    pub extended: Extensions,
}

/// Services by the name of the one that extends them: a chain for each file that says so.
pub type Extensions = BTreeMap<String, Vec<Vec<Extended>>>;

/// A service that another one extends.
#[derive(Debug, Clone, Copy)]
pub struct Extended {
    /// Where the other one names it.
    pub named: Span,
    /// What it says itself.
    pub body: Span,
}

impl Project {
    /// The environment that its files speak of.
    pub fn marker(&self) -> Option<Marker> {
        self.told.first().map(|told| told.marker)
    }

    /// What the volume `key` is called on the host.
    pub fn volume_name(&self, key: &str) -> Value {
        match self.top_level.volumes.get(key) {
            Some(volume) => self.resource_name(volume.name.as_ref(), volume.external, &volume.key),
            None => self.joined("_", &self.unwritten(key), None),
        }
    }

    /// What the network `key` is called on the host; `default` is there without being declared.
    pub fn network_name(&self, key: &str) -> Value {
        match self.top_level.networks.get(key) {
            Some(network) => self.resource_name(network.name.as_ref(), network.external, &network.key),
            None => self.joined("_", &self.unwritten(key), None),
        }
    }

    /// What the first container of `service` is called on the host.
    pub fn container_name(&self, service: &Service) -> Value {
        service.container_name.clone().unwrap_or_else(|| self.joined("-", &service.name, Some("-1")))
    }

    /// A name of its own, the key of what somebody else creates, else project name and key.
    fn resource_name(&self, name: Option<&Value>, external: bool, key: &Text) -> Value {
        match name {
            Some(name) => name.clone(),
            None if external => Value::literal(key.clone()),
            None => self.joined("_", key, None),
        }
    }

    /// Its name and a key, with what Compose puts between and behind them.
    fn joined(&self, separator: &'static str, key: &Text, end: Option<&'static str>) -> Value {
        let fixed = |text| literal(Text::fixed(text, key.span()));
        let key_part = (!key.as_str().is_empty()).then(|| literal(key.clone()));
        let parts = self.name.value.parts.iter().cloned().chain([fixed(separator)]);
        Value { parts: parts.chain(key_part).chain(end.map(fixed)).collect(), span: key.span() }
    }

    /// A key that is not declared stands nowhere but in the name.
    fn unwritten(&self, key: &str) -> Text {
        Text::opaque(key, self.name.value.span)
    }
}

fn literal(text: Text) -> Part {
    Part::Text(Piece { text, via: Vec::new(), certainty: Certainty::Certain })
}
