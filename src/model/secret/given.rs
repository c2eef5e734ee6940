//! What a service is given that is secret, whatever way it takes.

use std::collections::BTreeMap;

use super::{Classifier, Credential, command, extract, slots};
use crate::model::compose::element::Element;
use crate::model::compose::{Origin, Service};
use crate::model::env_file::EnvFile;
use crate::model::value::Value;

/// A secret in the hands of a service.
#[derive(Debug, Clone)]
pub struct Given {
    /// The variable, build argument, flag or label that holds it, as written.
    pub name: String,
    /// The secret.
    pub credential: Credential,
    /// The way it takes.
    pub way: Way,
}

/// How a secret reaches a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As a variable of the container.
    Variable(Origin),
    /// As a build argument.
    BuildArgument,
    /// On the command line.
    Command,
    /// In a label that a proxy reads.
    Label,
    /// In a config that is written in a Compose file.
    Config,
}

/// What the configs of a project hold, by their keys.
pub(super) type Contents = BTreeMap<String, Vec<(String, Credential)>>;

/// Every place for a secret that `service` is given, in the order of its definition, placeholders
/// included.
pub(super) fn given(
    classifier: &Classifier,
    service: &Service,
    contents: &Contents,
    env_files: &[EnvFile],
) -> Vec<Given> {
    let mut found = Vec::new();
    let mut add = |name: &str, credentials: Vec<Credential>, way: Way| {
        found.extend(credentials.into_iter().map(|credential| Given { name: name.to_owned(), credential, way }));
    };
    for (name, variable) in &service.environment {
        let Some(value) = &variable.value else { continue };
        // What a file hands to many services was taken apart with the file.
        let file = match variable.origin {
            Origin::EnvFile { file, .. } => env_files.get(file.0 as usize),
            Origin::Environment => None,
        };
        let found = match file.and_then(|file| file.slots_in(classifier, name, value)) {
            Some(known) => known.iter().map(|(_, slot)| slot.clone()).collect(),
            None => slots(classifier, name, value),
        };
        add(name, found, Way::Variable(variable.origin));
    }
    for (name, value) in service.build.iter().flat_map(|build| &build.args) {
        if let Some(value) = value {
            add(name.as_str(), slots(classifier, name.as_str(), value), Way::BuildArgument);
        }
    }
    for (name, credential) in command::slots(classifier, &service.command) {
        add(&name, vec![credential], Way::Command);
    }
    let test = service.other.get("healthcheck").and_then(|field| field.element.get("test"));
    let test = test.map(Element::string_or_list).unwrap_or_default();
    for (name, credential) in command::slots(classifier, &test) {
        add(&name, vec![credential], Way::Command);
    }
    for (name, value) in &service.labels {
        if let Some(value) = value {
            add(name.as_str(), users(classifier, name.as_str(), value), Way::Label);
        }
    }
    let configs = service.configs.iter().filter_map(|used| contents.get(&*used.source.text()?));
    for (name, credential) in configs.flatten() {
        add(name, vec![credential.clone()], Way::Config);
    }
    found
}

/// The password hashes of `…basicauth.users=user:hash,…` and its digest sibling (Traefik).
fn users(classifier: &Classifier, label: &str, value: &Value) -> Vec<Credential> {
    let label_in_lower_case = label.to_ascii_lowercase();
    let digest = label_in_lower_case.ends_with(".digestauth.users");
    if !(digest || label_in_lower_case.ends_with(".basicauth.users")) || classifier.public.is_match(label) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for user in value.flat().split(|separator| separator == ',') {
        let flat = user.flat();
        let text = flat.as_str();
        match if digest { text.rfind(':') } else { text.find(':') } {
            Some(colon) => extract::push(&mut found, flat.slice(colon + 1..text.len()), "password of a user"),
            // A variable may hold the user and the hash.
            None => extract::push(&mut found, user.clone(), extract::WHOLE),
        }
    }
    found
}
