//! What a service says of the environment it belongs to.

use super::{Belonging, Environments, Evidence, Kind, Marker, Told, flag};
use crate::config::{Role, Settings};
use crate::model::compose::{EnvFileUse, Service};
use crate::model::domain::Host;
use crate::model::edge;
use crate::model::project::Project;
use crate::model::traefik;
use crate::model::value::Value;

/// Where the configuration, its part, its profiles or its name put `service`.
pub(super) fn belonging(
    service: &Service,
    project: &Project,
    environments: &mut Environments,
    settings: &Settings,
) -> Option<Belonging> {
    let name = service.name.as_str();
    let at = service.name.span();
    let shared = |evidence| Some(Belonging::new(None, evidence));
    if settings.shared.services.is_match(name) {
        return shared(Evidence::new(Kind::Configuration, "the configuration shares it").at(at));
    }
    for (environment, declared) in &settings.environments {
        if declared.services.is_match(name) {
            let id = environments.intern(environment, declared.role.unwrap_or(Role::Other));
            let evidence = Evidence::new(Kind::Configuration, "the configuration names it").at(at);
            return Some(Belonging::new(Some(id), evidence));
        }
    }
    let is_told = !settings.edge.is_empty();
    if service.edge && (is_told || !edge::is_application(service, project.services.values())) {
        let evidence = Evidence::new(Kind::Edge, edge::reason(service));
        return shared(evidence.at(service.image.as_ref().map_or(at, Value::place)));
    }
    let profiles: Vec<Told> = service.profiles.iter().filter_map(profile).collect();
    if let Some(first) = profiles.first() {
        if let Some(other) = profiles.iter().find(|other| other.marker.name != first.marker.name) {
            let evidence = Evidence::new(Kind::Profile, "it is in profiles of two environments");
            return shared(other.evidence.place.into_iter().fold(evidence, Evidence::at));
        }
        let named = Marker::of_service(name).filter(|(marker, _)| !marker.weak);
        let named = named.map(|(marker, _)| (environments.of_marker(marker), by_name(name, marker).at(at)));
        let belonging = Belonging::new(Some(environments.of_marker(first.marker)), first.evidence.clone());
        return Some(belonging.against(named));
    }
    let (marker, base) = Marker::of_service(name)?;
    // A weak word (`live-reload`, `stage-manager`) says something only beside the service it is a copy of, or another
    // one of staging.
    let is_of_same =
        |other: &String| other != name && Marker::of_service(other).is_some_and(|(it, _)| it.name == marker.name);
    let in_company = || marker.name == "staging" && project.services.keys().any(is_of_same);
    let believed = !marker.weak || project.services.contains_key(base) || in_company();
    believed.then(|| Belonging::new(Some(environments.of_marker(marker)), by_name(name, marker).at(at)))
}

fn profile(profile: &Value) -> Option<Told> {
    let name = profile.text()?;
    // `local-llm` is a model that runs here, in whatever environment.
    let marker = Marker::of_name(&name).filter(|marker| !marker.weak || Marker::of_word(&name).is_some())?;
    let reason = format!("its profile speaks of {}", marker.name);
    Some(Told::new(marker, Evidence::new(Kind::Profile, reason).at(profile.place())))
}

fn by_name(name: &str, marker: Marker) -> Evidence {
    let is_own = |word: &&str| Marker::of_word(word) == Some(marker);
    let (last, first) = (name.rsplit(['-', '_', '.']).next(), name.split(['-', '_', '.']).next());
    let reason = match (last.filter(is_own), first) {
        (Some(word), _) => format!("its name ends with `{word}`"),
        (None, Some(word)) => format!("its name begins with `{word}`"),
        (None, None) => format!("its name speaks of {}", marker.name),
    };
    Evidence::new(Kind::Name, reason)
}

/// What the insides of `service` say, which counts where no name does: the env files it loads, the
/// flags it is given, the hosts that are routed to it. The strongest first.
pub(super) fn insides(service: &Service) -> Vec<Told> {
    let flags = service.environment.iter().filter_map(|(name, variable)| {
        let told = flag::told(name, variable.value.as_ref()?)?;
        Some(told)
    });
    one(service.env_files.iter().filter_map(loaded)).into_iter().chain(one(flags)).chain(one(hosts(service))).collect()
}

/// What the flags of `service` say while nothing sets them, where environments of the roles `served` have env files
/// of their own.
pub(super) fn likely(service: &Service, served: &[Role]) -> Vec<Told> {
    let variables = service.environment.iter();
    let flags = variables.filter_map(|(name, variable)| flag::likely(name, variable.value.as_ref()?, served));
    one(flags).into_iter().collect()
}

/// The first, unless another one disagrees with it.
fn one(told: impl Iterator<Item = Told>) -> Option<Told> {
    let mut told = told;
    let first = told.next()?;
    told.all(|other| other.marker.name == first.marker.name).then_some(first)
}

/// An env file that is named for an environment, or lies in a directory that is.
fn loaded(used: &EnvFileUse) -> Option<Told> {
    let path = used.path.text()?;
    let mut names = path.rsplit('/').take(3);
    let marker = names.find_map(Marker::of_name).filter(|marker| !marker.weak)?;
    let reason = format!("it loads an env file of {}", marker.name);
    Some(Told::new(marker, Evidence::new(Kind::EnvFile, reason).at(used.span)))
}

fn hosts(service: &Service) -> impl Iterator<Item = Told> {
    let routed = traefik::hosts(&service.labels).filter(|host| !host.pattern);
    routed.filter_map(|routed| {
        let place = routed.value.place();
        let host = Host::new(routed.value)?;
        let marker = host.words().filter_map(Marker::of_word).find(|marker| !marker.weak)?;
        let reason = format!("the host routed to it speaks of {}", marker.name);
        Some(Told::new(marker, Evidence::new(Kind::Host, reason).at(place)))
    })
}
