//! Which containers a Traefik sees.

use std::collections::BTreeSet;

use super::expression::{self, Expression};
use super::settings::Settings;
use crate::model::compose::Service;
use crate::model::pattern;
use crate::model::project::Project;
use crate::model::value::{PLACEHOLDER, Value};

/// The names of the networks of a service as the engine knows them, as far as they are known.
pub fn networks(service: &Service, project: &Project) -> BTreeSet<String> {
    if service.network_mode.is_some() {
        return BTreeSet::new();
    }
    let default = service.networks.is_empty().then_some("default");
    let keys = service.networks.keys().map(String::as_str).chain(default);
    keys.filter_map(|key| project.network_name(key).text()).collect()
}

/// Whether Traefik takes the labels of a container; unknown when a variable or a setting that
/// cannot be seen decides.
pub fn takes(settings: &Settings, service: &Service) -> Option<bool> {
    let own = service.labels.iter().find(|(label, _)| label.as_str().eq_ignore_ascii_case("traefik.enable"));
    let enabled = match own {
        // What is no boolean, nothing included, makes Traefik skip the container.
        Some((_, Some(value))) => {
            value.text().map(|text| matches!(text.as_str(), "1" | "t" | "T" | "true" | "TRUE" | "True"))
        }
        Some((_, None)) => Some(false),
        None => settings.flag(&["providers", "docker", "exposedByDefault"], true),
    };
    if enabled == Some(false) {
        return Some(false);
    }
    match settings.get(&["providers", "docker", "constraints"]).and_then(|setting| setting.value()) {
        Some(constraints) => match admits(constraints, service) {
            Some(true) => enabled,
            other => other,
        },
        None => enabled,
    }
}

/// Whether the labels of a container fulfil `constraints`.
fn admits(constraints: &Value, service: &Service) -> Option<bool> {
    let flat = constraints.flat();
    if flat.as_str().trim().is_empty() {
        return Some(true);
    }
    let expression = expression::parse(flat.as_str()).ok()?;
    evaluate(&expression, flat.as_str(), service)
}

// As deep as the parser goes.
fn evaluate(expression: &Expression, text: &str, service: &Service) -> Option<bool> {
    let each = |items: &[Expression]| -> Vec<Option<bool>> {
        items.iter().map(|item| evaluate(item, text, service)).collect()
    };
    let decided = |results: Vec<Option<bool>>, by: bool| {
        if results.contains(&Some(by)) { Some(by) } else { (!results.contains(&None)).then_some(!by) }
    };
    match expression {
        Expression::Open => None,
        Expression::Not(inner) => evaluate(inner, text, service).map(|holds| !holds),
        Expression::And(items) => decided(each(items), false),
        Expression::Or(items) => decided(each(items), true),
        Expression::Call { name, arguments } => {
            let [key, wanted] = arguments.as_slice() else { return None };
            let (key, wanted) = (text.get(key.clone())?, text.get(wanted.clone())?);
            label(text.get(name.clone())?, key, wanted, service)
        }
    }
}

/// Whether the label `key` is, or matches, `wanted`.
fn label(matcher: &str, key: &str, wanted: &str, service: &Service) -> Option<bool> {
    // Compose adds labels of its own.
    if key.contains(PLACEHOLDER) || wanted.contains(PLACEHOLDER) || key.starts_with("com.docker.") {
        return None;
    }
    let set = service.labels.iter().rfind(|(label, _)| label.as_str() == key);
    let set = match set {
        Some((_, Some(value))) => value.text()?,
        _ => String::new(),
    };
    match matcher {
        "Label" => Some(set == wanted),
        "LabelRegex" => Some(pattern::of_texts(wanted)?.is_match(&set)),
        _ => None,
    }
}
