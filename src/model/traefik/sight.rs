//! Which containers a Traefik sees.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::expression::{self, Expression};
use super::settings::Settings;
use crate::model::compose::Service;
use crate::model::compose::element::Element;
use crate::model::pattern;
use crate::model::project::Project;
use crate::model::value::{PLACEHOLDER, Value};
use crate::source::Text;

type Label = (Text, Option<Value>);

/// The names of the networks of a service as the engine knows them, as far as they are known.
pub fn networks(service: &Service, project: &Project) -> BTreeSet<String> {
    if service.network_mode.is_some() {
        return BTreeSet::new();
    }
    let default = service.networks.is_empty().then_some("default");
    let keys = service.networks.keys().map(String::as_str).chain(default);
    keys.filter_map(|key| Some(project.network_name(key).text()?.into_owned())).collect()
}

/// The labels that Traefik reads of a service: those of its containers, or in a swarm those of the service
/// itself, which no container gets.
pub fn labels<'s>(settings: &Settings, service: &'s Service) -> Cow<'s, [Label]> {
    if !is_swarm(settings) {
        return Cow::Borrowed(&service.labels);
    }
    Cow::Owned(labels_in_a_swarm(service))
}

/// The labels that a service has in a swarm, and its containers have not.
pub fn labels_in_a_swarm(service: &Service) -> Vec<Label> {
    let deploy = service.other.get("deploy").and_then(|field| field.element.get("labels"));
    deploy.map(Element::dictionary).unwrap_or_default()
}

/// Whether Traefik watches a swarm: a provider of its own in version 3, a mode of the other one before.
fn is_swarm(settings: &Settings) -> bool {
    settings.has(&["providers", "swarm"]) || settings.flag(&["providers", "docker", "swarmMode"], false) == Some(true)
}

/// Whether Traefik takes the labels of a container; unknown when a variable or a setting that
/// cannot be seen decides.
pub fn takes(settings: &Settings, service: &Service) -> Option<bool> {
    let labels = labels(settings, service);
    let provider = if settings.has(&["providers", "swarm"]) { "swarm" } else { "docker" };
    let own = labels.iter().find(|(label, _)| label.as_str().eq_ignore_ascii_case("traefik.enable"));
    let enabled = match own {
        // What is no boolean, nothing included, makes Traefik skip the container.
        Some((_, Some(value))) => value.text().map(|text| matches!(&*text, "1" | "t" | "T" | "true" | "TRUE" | "True")),
        Some((_, None)) => Some(false),
        None => settings.flag(&["providers", provider, "exposedByDefault"], true),
    };
    if enabled == Some(false) {
        return Some(false);
    }
    match settings.get(&["providers", provider, "constraints"]).and_then(|setting| setting.value()) {
        Some(constraints) => match admits(constraints, &labels) {
            Some(true) => enabled,
            other => other,
        },
        None => enabled,
    }
}

/// Whether the labels of a container fulfil `constraints`.
fn admits(constraints: &Value, labels: &[Label]) -> Option<bool> {
    let flat = constraints.flat();
    if flat.as_str().trim().is_empty() {
        return Some(true);
    }
    let expression = expression::parse(flat.as_str()).ok()?;
    evaluate(&expression, flat.as_str(), labels)
}

// As deep as the parser goes.
fn evaluate(expression: &Expression, text: &str, labels: &[Label]) -> Option<bool> {
    let each =
        |items: &[Expression]| -> Vec<Option<bool>> { items.iter().map(|item| evaluate(item, text, labels)).collect() };
    let decided = |results: Vec<Option<bool>>, by: bool| {
        if results.contains(&Some(by)) { Some(by) } else { (!results.contains(&None)).then_some(!by) }
    };
    match expression {
        Expression::Open => None,
        Expression::Not(inner) => evaluate(inner, text, labels).map(|holds| !holds),
        Expression::And(items) => decided(each(items), false),
        Expression::Or(items) => decided(each(items), true),
        Expression::Call { name, arguments } => {
            let [key, wanted] = arguments.as_slice() else { return None };
            let (key, wanted) = (text.get(key.clone())?, text.get(wanted.clone())?);
            label(text.get(name.clone())?, key, wanted, labels)
        }
    }
}

/// Whether the label `key` is, or matches, `wanted`.
fn label(matcher: &str, key: &str, wanted: &str, labels: &[Label]) -> Option<bool> {
    // Compose adds labels of its own.
    if key.contains(PLACEHOLDER) || wanted.contains(PLACEHOLDER) || key.starts_with("com.docker.") {
        return None;
    }
    let set = labels.iter().rfind(|(label, _)| label.as_str() == key);
    let set = match set {
        Some((_, Some(value))) => value.text()?,
        _ => "".into(),
    };
    match matcher {
        "Label" => Some(set == wanted),
        "LabelRegex" => Some(pattern::of_texts(wanted)?.is_match(&set)),
        _ => None,
    }
}
