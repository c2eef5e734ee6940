//! Attributes of one service that contradict each other (Docker Compose's `checkConsistency`).
//! Services in a profile are not looked at: Compose looks at those that it starts.

mod amounts;
mod targets;

use std::borrow::Cow;

use super::element::{Element, Field, Map};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::Value;
use crate::source::Span;
use crate::syntax::SyntaxError;

/// Reports what contradicts itself in the body of the service `name`.
pub fn service(name: &str, service: &Element, problems: &mut Vec<Problem>) {
    let mut judge = Judge { name, service, problems };
    judge.network_mode();
    judge.build();
    judge.healthcheck();
    judge.watch();
    judge.devices();
    judge.sources();
    judge.env_files();
    amounts::judge(&mut judge);
    targets::judge(&mut judge);
}

struct Judge<'a> {
    name: &'a str,
    service: &'a Element,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Judge<'a> {
    /// The field at this path below the service.
    fn field(&self, path: &[&str]) -> Option<&'a Field> {
        let (last, parents) = path.split_last()?;
        let parent = parents.iter().try_fold(self.service, |element, key| element.get(key));
        parent?.map()?.get(*last)
    }

    /// The text at this path, when it is known and not empty.
    fn filled(&self, path: &[&str]) -> Option<(&'a Field, Cow<'a, str>)> {
        let field = self.field(path)?;
        field.element.text().filter(|text| !text.is_empty()).map(|text| (field, text))
    }

    /// `also` is the other place of the contradiction, and what to say of it.
    fn report(&mut self, at: Span, message: String, help: &str, also: Option<(Span, &str)>) {
        let problem = Problem::new(ProblemKind::Compose, SyntaxError::new(at, message).help(help));
        self.problems.push(match also {
            Some((span, label)) => problem.also(span, label),
            None => problem,
        });
    }

    fn network_mode(&mut self) {
        let Some((mode, _)) = self.filled(&["network_mode"]) else { return };
        let Some(networks) = self.field(&["networks"]) else { return };
        let is_empty = networks.element.items().is_empty() && networks.element.map().is_none_or(Map::is_empty);
        if !is_empty {
            self.exclusive(mode, networks, "network_mode", "networks");
        }
    }

    fn build(&mut self) {
        let inline = self.filled(&["build", "dockerfile_inline"]);
        if let (Some((file, _)), Some((inline, _))) = (self.filled(&["build", "dockerfile"]), inline) {
            self.exclusive(file, inline, "build.dockerfile", "build.dockerfile_inline");
        }
        let Some((platform, wanted)) = self.filled(&["platform"]) else { return };
        let Some(platforms) = self.field(&["build", "platforms"]) else { return };
        let built: Option<Vec<_>> = platforms.element.items().iter().map(Element::text).collect();
        if built.is_some_and(|built| !built.is_empty() && !built.contains(&wanted)) {
            let message = format!("service `{}` is not built for its own `platform`", self.name);
            let also = (platforms.key.span(), "built for these");
            self.report(platform.element.span, message, "add it to `build.platforms`", Some(also));
        }
    }

    fn exclusive(&mut self, one: &Field, other: &Field, first: &str, second: &str) {
        let message = format!("service `{}` has both `{first}` and `{second}`", self.name);
        self.report(one.key.span(), message, "remove one of the two", Some((other.key.span(), "the other one")));
    }

    fn healthcheck(&mut self) {
        let Some(test) = self.field(&["healthcheck", "test"]) else { return };
        let Some(first) = test.element.items().first() else { return };
        if first.text().is_some_and(|word| !matches!(&*word, "CMD" | "CMD-SHELL" | "NONE")) {
            let message = format!("`services.{}.healthcheck.test` begins with no way to run it", self.name);
            self.report(first.span, message, "put `CMD` or `CMD-SHELL` before it", None);
        }
    }

    fn watch(&mut self) {
        let Some(watches) = self.field(&["develop", "watch"]) else { return };
        for watch in watches.element.items() {
            let action = watch.get("action").and_then(Element::text);
            let needs_target = action.as_deref().is_some_and(|action| !matches!(action, "rebuild" | "restart"));
            let target = watch.get("target").and_then(Element::value);
            if needs_target && target.is_none_or(Value::is_empty) {
                let at = watch.map().and_then(|map| map.get("action")).map_or(watch.span, |field| field.element.span);
                let message = format!("an entry of `services.{}.develop.watch` has no `target`", self.name);
                self.report(at, message, "add `target:` with a path in the container", None);
            }
        }
    }

    fn devices(&mut self) {
        for path in [["gpus"].as_slice(), &["deploy", "resources", "reservations", "devices"]] {
            let items = self.field(path).map(|field| field.element.items()).unwrap_or_default();
            for device in items.iter().filter_map(Element::map) {
                if let (Some(count), Some(ids)) = (device.get("count"), device.get("device_ids")) {
                    self.exclusive(count, ids, "count", "device_ids");
                }
            }
        }
    }

    /// Secrets and configs in long syntax.
    fn sources(&mut self) {
        for path in [["secrets"].as_slice(), &["configs"], &["build", "secrets"]] {
            let items = self.field(path).map(|field| field.element.items()).unwrap_or_default();
            for item in items.iter().filter(|item| item.map().is_some() && item.get("source").is_none()) {
                let at = item.map().and_then(|map| map.values().next()).map_or(item.span, |field| field.key.span());
                let message = format!("an entry of `services.{}.{}` has no `source`", self.name, path.join("."));
                self.report(at, message, "add `source:` with the name of what it hands over", None);
            }
        }
    }

    fn env_files(&mut self) {
        let Some(field) = self.field(&["env_file"]) else { return };
        let items =
            if field.element.list().is_some() { field.element.items() } else { std::slice::from_ref(&field.element) };
        for item in items {
            let path = item.get("path").unwrap_or(item);
            if path.value().is_some_and(Value::is_empty) {
                let message = format!("`services.{}.env_file` names no file", self.name);
                self.report(path.span, message, "write a path, or remove the entry", None);
            }
        }
    }
}
