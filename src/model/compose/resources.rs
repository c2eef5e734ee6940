//! Volumes, networks, secrets and configs that contradict themselves.

use super::element::{Element, Field};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::Value;
use crate::source::Span;
use crate::syntax::SyntaxError;

/// Reports what is wrong with what a project declares beside its services.
pub fn judge(document: &Element, problems: &mut Vec<Problem>) {
    let mut report = |at: Span, message: String, help: &str, also: Option<(Span, &str)>| {
        let problem = Problem::new(ProblemKind::Compose, SyntaxError::new(at, message).help(help));
        problems.push(match also {
            Some((span, label)) => problem.also(span, label),
            None => problem,
        });
    };
    for section in ["volumes", "networks", "secrets", "configs"] {
        for (name, field) in document.get(section).and_then(Element::map).into_iter().flatten() {
            two_names(&format!("{section}.{name}"), &field.element, &mut report);
        }
    }
    for (name, field) in document.get("volumes").and_then(Element::map).into_iter().flatten() {
        external_volume(&format!("volumes.{name}"), &field.element, &mut report);
    }
    for (section, sources) in
        [("secrets", ["file", "environment"].as_slice()), ("configs", &["file", "environment", "content"])]
    {
        for (name, field) in document.get(section).and_then(Element::map).into_iter().flatten() {
            source(&format!("{section}.{name}"), field, sources, &mut report);
        }
    }
}

type Report<'a> = dyn FnMut(Span, String, &str, Option<(Span, &str)>) + 'a;

/// In old files the name of an external thing stands below `external`.
fn two_names(path: &str, element: &Element, report: &mut Report<'_>) {
    let (Some(name), Some(old)) = (element.get("name"), element.get("external").and_then(|old| old.get("name"))) else {
        return;
    };
    if let (Some(text), Some(other)) = (name.text(), old.text())
        && text != other
    {
        let message = format!("`{path}` has two names");
        report(old.span, message, "write `external: true`", Some((name.span, "the other name")));
    }
}

/// What somebody else creates takes no settings.
fn external_volume(path: &str, element: &Element, report: &mut Report<'_>) {
    let Some(fields) = element.map() else { return };
    let Some(external) = fields.get("external") else { return };
    if external.element.map().is_none() && external.element.flag() != Some(true) {
        return;
    }
    let is_setting = |name: &str| !matches!(name, "name" | "external") && !name.starts_with("x-");
    if let Some((name, field)) = fields.iter().find(|(name, _)| is_setting(name)) {
        let message = format!("`{path}` is external and has a `{name}`");
        report(field.key.span(), message, "remove one of the two", Some((external.key.span(), "external here")));
    }
}

/// A secret or config comes from one place.
fn source(path: &str, field: &Field, sources: &[&str], report: &mut Report<'_>) {
    let Some(fields) = field.element.map() else { return };
    let mut given = sources.iter().filter_map(|source| fields.get(*source));
    let (first, second) = (given.next(), given.next());
    let words = match sources {
        [one, other] => format!("`{one}:` or `{other}:`"),
        _ => sources.iter().map(|source| format!("`{source}:`")).collect::<Vec<_>>().join(" or "),
    };
    match (first, second) {
        (Some(first), Some(second)) => {
            let message = format!("`{path}` has two sources");
            report(second.key.span(), message, "keep one of the two", Some((first.key.span(), "the other source")));
        }
        // Compose asks this of secrets only.
        (Some(only), None)
            if section_is_secrets(sources)
                && only.key.as_str() == "environment"
                && only.element.value().is_some_and(Value::is_empty) =>
        {
            report(only.key.span(), format!("`{path}` names no variable"), "write the name of a variable", None);
        }
        (None, _) => {
            let is_external = match fields.get("external") {
                None => false,
                // Of configs, Compose only asks whether the key is there.
                Some(external) => !section_is_secrets(sources) || external.element.flag() != Some(false),
            };
            if !is_external {
                report(field.key.span(), format!("`{path}` has no source"), &format!("add {words}"), None);
            }
        }
        _ => {}
    }
}

/// Configs may also be written out.
fn section_is_secrets(sources: &[&str]) -> bool {
    !sources.contains(&"content")
}
