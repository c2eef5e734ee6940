//! Projects that nothing names an environment for, but that have what only one environment has.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Role;
use crate::model::compose::Service;
use crate::model::environment::{Belonging, EnvironmentId, Environments, Evidence, Kind, Marker};
use crate::model::project::Project;
use crate::source::Span;

/// What projects may have in common, by its name on the host or in the registry.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Network(String),
    Volume(String),
    /// With a tag that is a word for an environment.
    Image(String),
}

/// Who has a thing.
#[derive(Default)]
struct Owners {
    environments: BTreeSet<EnvironmentId>,
    /// Whether one of them brings it; what all only join is for whoever comes.
    brought: bool,
    /// Whether a project that nothing names an environment for brings it, too.
    open: bool,
}

impl Owners {
    /// The one environment that has it.
    fn only(&self) -> Option<EnvironmentId> {
        self.environments.first().filter(|_| self.environments.len() == 1 && self.brought && !self.open).copied()
    }
}

/// Decides for those of `projects` that nothing names an environment for: what they join or run is of one
/// environment, and of no other.
pub(super) fn follow(projects: &mut [Project], environments: &mut Environments) {
    let mut owners: BTreeMap<Thing, Owners> = BTreeMap::new();
    for project in projects.iter() {
        if is_open(project) {
            let brought =
                had(project).into_iter().filter(|(thing, brought)| *brought && !matches!(thing, Thing::Image(_)));
            brought.for_each(|(thing, _)| owners.entry(thing).or_default().open = true);
            continue;
        }
        let services = project.services.values().filter_map(|service| service.belongs.environment);
        let services = services.filter(|id| !environments.is_unmarked(*id)).collect::<BTreeSet<_>>();
        for (thing, brought) in had(project) {
            let owners = owners.entry(thing).or_default();
            owners.environments.extend(&services);
            owners.brought |= brought;
        }
    }
    for project in projects.iter_mut().filter(|project| is_open(project)) {
        let joined = joined(project, environments);
        let own: Vec<(EnvironmentId, &Thing, Span)> = joined
            .iter()
            .filter_map(|(thing, named, place)| {
                let only = owners.get(thing)?.only()?;
                // Whoever comes near production is not yet part of it.
                let is_told = match named {
                    Some(named) => *named == only,
                    None => environments.role(only) != Role::Production,
                };
                is_told.then_some((only, thing, *place))
            })
            .collect();
        let Some((environment, thing, place)) = own.first() else { continue };
        if own.iter().any(|(other, ..)| other != environment) {
            continue;
        }
        let name = environments.name(*environment);
        let reason = match thing {
            Thing::Network(network) => format!("it joins the network `{network}`, which only {name} has"),
            Thing::Volume(volume) => format!("it mounts the volume `{volume}`, which only {name} has"),
            Thing::Image(image) => format!("it runs `{image}`, as only {name} does"),
        };
        let belonging = Belonging::new(Some(*environment), Evidence::new(Kind::Use, reason).at(*place));
        for service in project.services.values_mut().filter(|service| service.belongs == project.belongs) {
            service.belongs = belonging.clone();
        }
        project.belongs = belonging;
        project.assumed = true;
    }
}

/// Whether nothing but perhaps a comment names an environment for the project, and nothing for one of its services.
fn is_open(project: &Project) -> bool {
    let is_unnamed = |service: &Service| service.belongs.environment.is_none() || service.belongs == project.belongs;
    let is_unknown = matches!(project.belongs.evidence.kind, Kind::Comment | Kind::Nothing);
    is_unknown && project.services.values().all(is_unnamed)
}

/// What a project has: its networks and volumes, and whether it creates them, and its images.
fn had(project: &Project) -> Vec<(Thing, bool)> {
    let networks = project.top_level.networks.iter();
    let networks = networks.map(|(key, network)| (project.network_name(key), !network.external));
    let networks = networks.chain([(project.network_name("default"), true)]);
    let networks = networks.filter_map(|(name, own)| Some((Thing::Network(name.text()?.into_owned()), own)));
    let volumes = project.top_level.volumes.iter();
    let volumes = volumes.filter_map(|(key, volume)| {
        Some((Thing::Volume(project.volume_name(key).text()?.into_owned()), !volume.external))
    });
    let images = project.services.values().filter_map(|service| Some((Thing::Image(tagged(service)?.0), true)));
    networks.chain(volumes).chain(images).collect()
}

/// What of it somebody else creates, with a place that says so; an image, with the environment of its tag.
fn joined(project: &Project, environments: &mut Environments) -> Vec<(Thing, Option<EnvironmentId>, Span)> {
    let networks = project.top_level.networks.iter().filter(|(_, network)| network.external);
    let networks = networks.filter_map(|(key, network)| {
        Some((Thing::Network(project.network_name(key).text()?.into_owned()), None, network.key.span()))
    });
    let volumes = project.top_level.volumes.iter().filter(|(_, volume)| volume.external);
    let volumes = volumes.filter_map(|(key, volume)| {
        Some((Thing::Volume(project.volume_name(key).text()?.into_owned()), None, volume.key.span()))
    });
    let images = project.services.values().filter_map(|service| {
        let (image, marker) = tagged(service)?;
        let place = service.image.as_ref()?.place();
        Some((Thing::Image(image), Some(environments.of_marker(marker)), place))
    });
    networks.chain(volumes).chain(images).collect()
}

/// The image of a service that has a word for an environment as its tag.
fn tagged(service: &Service) -> Option<(String, Marker)> {
    let image = service.image.as_ref()?.text()?;
    let marker = image.rsplit_once(':').and_then(|(_, tag)| Marker::of_word(tag)).filter(|marker| !marker.weak)?;
    Some((image.into_owned(), marker))
}
