//! A survey as the configuration that gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::Role;
use crate::engine::{Basis, Deployment, Survey};
use crate::model::environment::Kind;
use crate::source::clean;

const HEAD: &str = "\
# The environments of this repository, as `envlint init` recognised them. Correct what is wrong and
# remove what goes without saying: envlint recognises it anyway, and `envlint environments` says why.

environments:
";

/// Longer lists get a line for each item.
const WIDTH: usize = 100;

/// The text of `envlint.yaml`.
pub(super) fn of(survey: &Survey) -> String {
    let mut text = HEAD.to_owned();
    let services = services(survey);
    for environment in &survey.environments {
        let name = environment.name.as_str();
        let _ = write!(text, "  {}:\n    role: {}", scalar(name), environment.role.name());
        text.push_str(if environment.role == Role::Other { " # nothing says what it is for\n" } else { "\n" });
        projects(&mut text, survey, name);
        list(&mut text, "    ", "services", services.get(&Some(name)).into_iter().flatten().copied());
        list(&mut text, "    ", "env_files", env_files(survey, Some(name)).into_iter());
        if survey.hosts.iter().any(|hosts| hosts.environments.contains(&environment.name)) {
            text.push_str("    # Where it runs; environments of one name share a host:\n    # host: NAME\n");
        }
        if !environment.domains.is_empty() {
            text.push_str("    # The hosts that belong to it, and to no other environment:\n");
            let domains: Vec<String> = environment.domains.iter().map(|domain| scalar(domain)).collect();
            let _ = writeln!(text, "    # domains: [{}]", domains.join(", "));
        }
        text.push('\n');
    }
    if survey.environments.is_empty() {
        text = text.replace("environments:\n", "environments: {}\n");
    }
    let (shared, files) = (services.get(&None), env_files(survey, None));
    if shared.is_some() || !files.is_empty() {
        text.push_str("# What belongs to no single environment.\nshared:\n");
        list(&mut text, "  ", "services", shared.into_iter().flatten().copied());
        list(&mut text, "  ", "env_files", files.into_iter());
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The projects whose services belong to `environment` unless they say otherwise.
fn projects(text: &mut String, survey: &Survey, environment: &str) {
    let own =
        |project: &&Deployment| project.basis.environment.as_deref() == Some(environment) && is_told(project, survey);
    let mut projects = survey.projects.iter().filter(own).peekable();
    if projects.peek().is_some() {
        text.push_str("    projects:\n");
    }
    for project in projects {
        let _ = writeln!(text, "      # {}", clean(&project.basis.reason));
        let files: Vec<String> = project.files.iter().map(|file| scalar(file)).collect();
        let _ = writeln!(text, "      - files: [{}]", files.join(", "));
        let passed: Vec<String> = project.env_files.iter().map(|file| scalar(file)).collect();
        if !passed.is_empty() {
            let _ = writeln!(text, "        env_files: [{}]", passed.join(", "));
        }
    }
}

/// Whether a project has to be written down: some of its services say nothing of themselves, or a file
/// of it is named in another one, which would take it.
fn is_told(project: &Deployment, survey: &Survey) -> bool {
    let others = survey.projects.iter().filter(|other| !std::ptr::eq(*other, project));
    let mut files = others.flat_map(|other| &other.files);
    project.services.iter().any(|service| is_of_project(&service.basis, project))
        || files.any(|file| project.files.contains(file))
}

fn is_of_project(basis: &Basis, project: &Deployment) -> bool {
    basis.environment == project.basis.environment && basis.kind == project.basis.kind
}

/// The services that do not follow their project, by environment. Where one name belongs here and
/// there, it is left out: a pattern of names cannot tell them apart, what they say themselves does.
fn services(survey: &Survey) -> BTreeMap<Option<&str>, Vec<&str>> {
    let mut places: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    for project in &survey.projects {
        for service in &project.services {
            places.entry(&service.name).or_default().insert(service.basis.environment.as_deref());
            // A proxy is recognised as such, and stays one.
            let is_told = service.basis.kind != Kind::Edge && !is_of_project(&service.basis, project);
            if is_told && !names.contains(&service.name.as_str()) {
                names.push(&service.name);
            }
        }
    }
    let mut services: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for name in names {
        let mut of = places.get(name).into_iter().flatten();
        if let (Some(environment), None) = (of.next(), of.next()) {
            services.entry(*environment).or_default().push(name);
        }
    }
    services
}

/// The env files of `environment`, or those that are shared. A pattern without directory stands for files of that
/// name anywhere: it is left out where another one of them belongs elsewhere.
fn env_files<'a>(survey: &'a Survey, environment: Option<&str>) -> Vec<&'a str> {
    let of = |basis: &Basis| basis.environment.as_deref() == environment && basis.kind != Kind::Nothing;
    let is_clear = |path: &str| {
        let mut others = survey.env_files.iter().filter(|other| other.path.rsplit('/').next() == Some(path));
        path.contains('/') || others.all(|other| of(&other.basis))
    };
    let own = survey.env_files.iter().filter(|file| of(&file.basis) && is_clear(&file.path));
    own.map(|file| file.path.as_str()).collect()
}

/// A list of patterns that match just these names.
fn list<'a>(text: &mut String, indent: &str, key: &str, names: impl Iterator<Item = &'a str>) {
    let names: Vec<String> = names.map(|name| scalar(&pattern(name))).collect();
    let line = format!("{indent}{key}: [{}]\n", names.join(", "));
    if names.is_empty() {
        return;
    }
    if line.len() <= WIDTH {
        text.push_str(&line);
    } else {
        let _ = writeln!(text, "{indent}{key}:");
        text.extend(names.iter().map(|name| format!("{indent}  - {name}\n")));
    }
}

/// `name` with what has a meaning in patterns taken literally.
fn pattern(name: &str) -> String {
    let escaped = name.chars().map(|letter| match letter {
        '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' => format!("[{letter}]"),
        _ => letter.to_string(),
    });
    escaped.collect()
}

/// `text` as a YAML scalar: plain where nothing in it means something, else in quotes, which JSON's are
/// too.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || "./_".contains(first))
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "./_-".contains(letter))
        && text.chars().any(|letter| letter.is_ascii_alphabetic())
        && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
