//! What services of one file use of each other.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Belonging, EnvironmentId, Evidence, Kind};
use crate::model::compose::Service;
use crate::model::endpoint;
use crate::model::project::Project;

/// How often the search for what only production uses looks again; chains are short.
const ROUNDS: usize = 8;

/// Services of no environment, marked `undecided`, that use something only production has belong to
/// production: a worker that depends on its backend, a backup that mounts its volume.
pub(super) fn follow(project: &Project, belongings: &mut [Belonging], undecided: &[bool], production: EnvironmentId) {
    if !undecided.contains(&true) {
        return;
    }
    let (names, mounts) = (endpoint::names(project), mounts(project));
    let of = |(service, undecided): (&Service, &bool)| {
        if *undecided { uses(service, project, &names, &mounts) } else { BTreeSet::new() }
    };
    let uses: Vec<BTreeSet<usize>> = project.services.values().zip(undecided).map(of).collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for (index, service) in project.services.values().enumerate() {
            let is_open = undecided.get(index).copied().unwrap_or(false)
                && belongings.get(index).is_some_and(|belonging| belonging.environment.is_none());
            if !is_open || service.edge {
                continue;
            }
            let used: BTreeSet<(EnvironmentId, usize)> = uses
                .get(index)
                .into_iter()
                .flatten()
                .filter_map(|used| Some((belongings.get(*used)?.environment?, *used)))
                .collect();
            if let Some((_, first)) = used.first()
                && used.iter().all(|(environment, _)| *environment == production)
                && let Some((name, _)) = project.services.get_index(*first)
                && let Some(belonging) = belongings.get_mut(index)
            {
                let reason = format!("it uses `{name}`, which only production has");
                let evidence = Evidence::new(Kind::Use, reason).at(service.name.span());
                *belonging = Belonging::new(Some(production), evidence);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

/// The services that a service names: as a dependency, as a host, or through a volume of theirs.
fn uses(
    service: &Service,
    project: &Project,
    names: &IndexMap<Cow<'_, str>, usize>,
    mounts: &Mounts<'_>,
) -> BTreeSet<usize> {
    let mut used = endpoint::targets(service, names);
    used.extend(
        service.depends_on.iter().filter_map(|dependency| project.services.get_index_of(dependency.name.as_str())),
    );
    for (source, _) in sources(service) {
        used.extend(mounts.get(&source).into_iter().flatten());
    }
    used.retain(|index| project.services.get_index(*index).is_some_and(|(name, _)| name != service.name.as_str()));
    used
}

/// Which services have each volume or relative path: those that write it, else those that read it.
type Mounts<'a> = BTreeMap<Cow<'a, str>, Vec<usize>>;

fn mounts(project: &Project) -> Mounts<'_> {
    let (mut written, mut read) = (Mounts::new(), Mounts::new());
    for (index, service) in project.services.values().enumerate() {
        for (source, read_only) in sources(service) {
            let mounts = if read_only { &mut read } else { &mut written };
            mounts.entry(source).or_default().push(index);
        }
    }
    read.append(&mut written);
    read
}

/// What a service mounts, but for the host's own paths, and whether it only reads it.
fn sources(service: &Service) -> impl Iterator<Item = (Cow<'_, str>, bool)> {
    let texts = service.volumes.iter().filter_map(|mount| Some((mount.source.as_ref()?.text()?, mount.read_only)));
    texts.filter(|(source, _)| !source.starts_with('/'))
}
