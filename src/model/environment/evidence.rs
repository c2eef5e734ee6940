//! What says where something belongs.

use super::{EnvironmentId, Marker};
use crate::source::Span;

/// Kinds of evidence, the strongest first: of two that disagree the first one is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `envlint.yaml`.
    Configuration,
    /// It is the proxy in front.
    Edge,
    /// `profiles:`.
    Profile,
    /// The name of the service.
    Name,
    /// A service of the same name with a marker.
    Sibling,
    /// The name of a Compose or env file.
    File,
    /// The name of a directory.
    Directory,
    /// The name of the project.
    Project,
    /// An env file that is passed or loaded.
    EnvFile,
    /// A variable that names the deployment.
    Flag,
    /// A host that is routed to it.
    Host,
    /// How its services are built and run.
    Content,
    /// What stands beside it.
    Neighbour,
    /// What a variable that names the deployment says while nothing sets it.
    Default,
    /// A comment at the top of a Compose file.
    Comment,
    /// Who uses it, or what it uses.
    Use,
    /// Nothing.
    Nothing,
}

impl Kind {
    /// The word for it in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Edge => "edge",
            Self::Profile => "profile",
            Self::Name => "name",
            Self::Sibling => "sibling",
            Self::File => "file",
            Self::Directory => "directory",
            Self::Project => "project",
            Self::EnvFile => "env-file",
            Self::Flag => "flag",
            Self::Host => "host",
            Self::Content => "content",
            Self::Neighbour => "neighbour",
            Self::Default => "default",
            Self::Comment => "comment",
            Self::Use => "use",
            Self::Nothing => "nothing",
        }
    }
}

/// Something that says where a service or a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is.
    pub kind: Kind,
    /// What it says, as a clause that follows `because`.
    pub reason: String,
    /// The text that says it; none when it is a name of a file or directory.
    pub place: Option<Span>,
}

impl Evidence {
    /// Evidence without a place.
    pub fn new(kind: Kind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), place: None }
    }

    /// The text that says it.
    #[must_use]
    pub fn at(mut self, place: Span) -> Self {
        self.place = Some(place);
        self
    }
}

/// An environment that something speaks of, and what does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The environment.
    pub marker: Marker,
    /// What speaks of it.
    pub evidence: Evidence,
}

impl Told {
    /// `evidence` for the environment of `marker`.
    pub fn new(marker: Marker, evidence: Evidence) -> Self {
        Self { marker, evidence }
    }
}

/// Where something belongs, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// The environment; none when it is shared by several.
    pub environment: Option<EnvironmentId>,
    /// What decides.
    pub evidence: Evidence,
    /// What speaks for other environments and is believed less, the strongest first.
    pub against: Vec<(EnvironmentId, Evidence)>,
}

impl Belonging {
    /// In `environment`, or shared, because of `evidence`.
    pub fn new(environment: Option<EnvironmentId>, evidence: Evidence) -> Self {
        Self { environment, evidence, against: Vec::new() }
    }

    /// Before anything is known.
    pub fn unknown() -> Self {
        Self::new(None, Evidence::new(Kind::Nothing, ""))
    }

    /// Keeps what speaks for another environment.
    #[must_use]
    pub fn against(mut self, others: impl IntoIterator<Item = (EnvironmentId, Evidence)>) -> Self {
        self.against.extend(others.into_iter().filter(|(environment, _)| Some(*environment) != self.environment));
        self
    }
}
