//! Which projects run on one host: ports, names, paths and networks clash only there.

mod traces;

use super::project::ProjectId;
use super::value::Same;
use super::workspace::Workspace;
use crate::source::Span;

use traces::{Repetition, Traces};

/// Where the projects of a workspace run.
#[derive(Debug, Default)]
pub struct Hosts {
    /// By the number of the project.
    traces: Vec<Traces>,
}

/// Whether two projects run on one host, and why.
#[derive(Debug, Clone)]
pub struct Cohosting {
    /// The answer.
    pub same: Same,
    /// What it rests on.
    pub reason: Reason,
    /// What shows it, of the one project and of the other.
    pub places: Option<[Span; 2]>,
}

/// What tells whether two projects run on one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// They are one project.
    OneProject,
    /// The configuration says where each of them runs.
    Stated,
    /// One Traefik sees containers of both.
    Proxy,
    /// They meet on a network that one of them takes from the host.
    Network,
    /// They use absolute paths that differ in the name of the environment alone, beside one that both use.
    Paths,
    /// What is the same service publishes different ports, and no port is published twice.
    Ports,
    /// They give themselves one name, and their containers different ones.
    Names,
    /// Both publish 80 or 443, of which a host has one each.
    Web,
    /// Their ports or names are the same throughout: one stack on two hosts.
    SameStack,
    /// One of them is for the machines of developers.
    Developers,
    /// Something speaks for it and something against it.
    Contradiction,
    /// Nothing tells.
    Nothing,
}

impl Reason {
    /// The word for it in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneProject => "one-project",
            Self::Stated => "stated",
            Self::Proxy => "proxy",
            Self::Network => "network",
            Self::Paths => "paths",
            Self::Ports => "ports",
            Self::Names => "names",
            Self::Web => "web",
            Self::SameStack => "same-stack",
            Self::Developers => "developers",
            Self::Contradiction => "contradiction",
            Self::Nothing => "nothing",
        }
    }

    /// The reason as a clause that follows `because`.
    pub fn clause(self) -> &'static str {
        match self {
            Self::OneProject => "they are one project",
            Self::Stated => "the configuration says where they run",
            Self::Proxy => "one Traefik sees both",
            Self::Network => "both are on one network",
            Self::Paths => "their paths on the host lie side by side",
            Self::Ports => "their ports are chosen to differ",
            Self::Names => "they have one project name, and different container names",
            Self::Web => "both take port 80 or 443 of their host",
            Self::SameStack => "their ports or names are the same throughout",
            Self::Developers => "one of them runs where developers work",
            Self::Contradiction => "something speaks for it and something against it",
            Self::Nothing => "nothing tells",
        }
    }

    /// What the places show, as a label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stated => "one host, as stated here",
            Self::Proxy => "one host: Traefik sees both",
            Self::Network => "one host: a network for both",
            Self::Paths => "one host: paths beside each other",
            Self::Ports => "one host: ports that differ",
            Self::Names => "one host: container names that differ",
            _ => "one host",
        }
    }
}

impl Hosts {
    /// Looks at every project.
    pub fn of(workspace: &Workspace) -> Self {
        Self { traces: traces::of(workspace) }
    }

    /// Whether two projects run on one host. The cost does not grow with the projects.
    pub fn same(&self, one: ProjectId, other: ProjectId) -> Cohosting {
        let answer = |same, reason, places| Cohosting { same, reason, places };
        if one == other {
            return answer(Same::Yes, Reason::OneProject, None);
        }
        let traces = |id: ProjectId| self.traces.get(id.0 as usize);
        let (Some(a), Some(b)) = (traces(one), traces(other)) else {
            return answer(Same::Unknown, Reason::Nothing, None);
        };
        if let (Some(one), Some(other)) = (&a.stated, &b.stated) {
            let same = if one.host == other.host { Same::Yes } else { Same::No };
            return answer(same, Reason::Stated, one.span.zip(other.span).map(<[Span; 2]>::from));
        }
        if a.developers || b.developers {
            return answer(Same::No, Reason::Developers, None);
        }
        match (a.speaks_for(b), a.repetition(b)) {
            (Some((reason, places)), Repetition::None) => answer(Same::Yes, reason, Some(places)),
            // What meets on a network may well claim one thing twice by mistake.
            (Some((reason @ (Reason::Proxy | Reason::Network), places)), Repetition::Once) => {
                answer(Same::Yes, reason, Some(places))
            }
            (Some(_), _) => answer(Same::Unknown, Reason::Contradiction, None),
            (None, Repetition::None) => answer(Same::Unknown, Reason::Nothing, None),
            (None, Repetition::Web) => answer(Same::No, Reason::Web, None),
            (None, _) => answer(Same::No, Reason::SameStack, None),
        }
    }
}
