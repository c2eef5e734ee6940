//! What was asked for.

use crate::cli::Failure;
use crate::cli::args::Resolve;
use crate::config::suggest;
use crate::engine::{Resolution, ResolvedService};

/// Keeps the services and the values that `arguments` ask for.
///
/// # Errors
/// When there is no such thing.
pub(super) fn select(resolution: &mut Resolution, arguments: &Resolve) -> Result<(), Failure> {
    if let Some(name) = &arguments.environment {
        keep(resolution, |service| service.environment == *name, &|service| vec![service.environment.clone()])
            .map_err(|known| {
                missing(format!("no service belongs to environment `{name}`"), name, &known, "envlint environments")
            })?;
    }
    if let Some(name) = &arguments.service {
        keep(resolution, |service| service.name == *name, &|service| vec![service.name.clone()])
            .map_err(|known| missing(format!("there is no service `{name}`"), name, &known, "envlint resolve"))?;
    }
    if let (Some(service), Some(key)) = (&arguments.service, &arguments.key) {
        keep(resolution, |service| narrow(service, key), &keys).map_err(|known| {
            let listing = format!("envlint resolve {service}");
            missing(format!("service `{service}` has no `{key}`"), key, &known, &listing)
        })?;
    }
    Ok(())
}

/// Keeps the services for which `wanted` holds; when none is left, tells what there was to want.
fn keep(
    resolution: &mut Resolution,
    mut wanted: impl FnMut(&mut ResolvedService) -> bool,
    known: &dyn Fn(&ResolvedService) -> Vec<String>,
) -> Result<(), Vec<String>> {
    let all = || resolution.projects.iter().flat_map(|project| &project.services).flat_map(known);
    let known: Vec<String> = all().collect();
    for project in &mut resolution.projects {
        project.services.retain_mut(&mut wanted);
    }
    resolution.projects.retain(|project| !project.services.is_empty());
    if resolution.projects.is_empty() { Err(known) } else { Ok(()) }
}

/// Leaves only what `key` names: an attribute, an entry of one, or a variable; false when there is
/// no such thing.
fn narrow(service: &mut ResolvedService, key: &str) -> bool {
    let is_attribute = service.attributes.iter().any(|attribute| attribute.name == key);
    for attribute in &mut service.attributes {
        if is_attribute {
            if attribute.name != key {
                attribute.entries.clear();
            }
            continue;
        }
        let below = key.strip_prefix(attribute.name.as_str()).and_then(|rest| rest.strip_prefix('.'));
        let wanted = below.or((attribute.name == "environment").then_some(key));
        let is_variables = attribute.name == "environment";
        attribute.entries.retain(|entry| {
            let name = entry.key.as_deref();
            name.is_some_and(|name| {
                wanted.is_some_and(|wanted| lies_below(name, wanted)) || is_variables && name == key
            })
        });
    }
    service.attributes.retain(|attribute| !attribute.entries.is_empty());
    !service.attributes.is_empty()
}

/// Whether an entry is `wanted` or a part of it: `limits.memory` of `limits`.
fn lies_below(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Every word that [`narrow`] takes.
fn keys(service: &ResolvedService) -> Vec<String> {
    let mut keys = Vec::new();
    for attribute in &service.attributes {
        keys.push(attribute.name.clone());
        for name in attribute.entries.iter().filter_map(|entry| entry.key.as_deref()) {
            if attribute.name == "environment" {
                keys.push(name.to_owned());
            }
            keys.push(format!("{}.{name}", attribute.name));
        }
    }
    keys
}

fn missing(message: String, word: &str, known: &[String], listing: &str) -> Failure {
    let failure = Failure::new(message);
    match suggest::closest(word, known) {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None if known.is_empty() => failure,
        None => failure.help(format!("choose one that `{listing}` lists")),
    }
}
