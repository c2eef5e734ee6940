//! Volumes and networks that are named for the environment of all services around.

use std::borrow::Cow;

use super::{Belonging, EnvironmentId, Environments, Evidence, Kind, Marker};
use crate::model::compose::{MountKind, Service};
use crate::source::Span;

/// So many services make it the rule of a file that all are named for their environment.
const RULE: usize = 2;

/// The one environment that services of a file are named for.
pub(super) fn company(own: &[Option<Belonging>]) -> Option<EnvironmentId> {
    let named = own.iter().flatten().filter(|belonging| belonging.evidence.kind == Kind::Name);
    let named: Vec<EnvironmentId> = named.filter_map(|belonging| belonging.environment).collect();
    let first = *named.first()?;
    (named.len() >= RULE && named.iter().all(|other| *other == first)).then_some(first)
}

/// Where `service` belongs whose volumes and networks are named for the environment of its `company`, and none for
/// another one.
pub(super) fn belonging(
    service: &Service,
    company: EnvironmentId,
    environments: &mut Environments,
) -> Option<Belonging> {
    let networks = service.networks.iter().map(|(name, (key, _))| (Cow::from(name), key.span()));
    let mounts = service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume);
    let volumes = mounts.filter_map(|mount| mount.source.as_ref()).filter_map(|it| Some((it.text()?, it.place())));
    let markers = volumes.chain(networks).filter_map(|(name, place)| {
        let marker = Marker::of_service(&name)?.0;
        (!marker.weak).then_some((marker, name, place))
    });
    let markers: Vec<(Marker, Cow<'_, str>, Span)> = markers.collect();
    let (_, name, place) = markers.first()?;
    if !markers.iter().all(|(marker, ..)| environments.of_marker(*marker) == company) {
        return None;
    }
    let reason = format!("it uses `{name}`, among services of {}", environments.name(company));
    let evidence = Evidence::new(Kind::Use, reason);
    Some(Belonging::new(Some(company), evidence.at(*place)))
}
