//! What one service is given.

use indexmap::IndexMap;

use super::steps::Steps;
use super::{Attribute, Entry, Form, ResolvedService, Source, Step, StepKind, notes};
use crate::model::compose::{Asked, Dependency, FileSource, FileUse, Mount, Origin, Port, Service, Variable};
use crate::model::project::{Extended, Project};
use crate::model::value::{Certainty, Value};
use crate::source::{Span, Text};

/// Everything that `service` is given, attributes in the order in which people read them.
pub(super) fn resolved(source: &Source<'_>, project: &Project, service: &Service) -> ResolvedService {
    let look = Look { source, project, service };
    let environment = service.belongs.environment.map_or("shared", |id| source.workspace.environments.name(id));
    let mut attributes = look.attributes();
    attributes.retain(|attribute| !attribute.entries.is_empty());
    for entry in attributes.iter_mut().flat_map(|attribute| &mut attribute.entries) {
        look.inherited(entry);
    }
    ResolvedService { name: service.name.as_str().to_owned(), environment: environment.to_owned(), attributes }
}

/// A service that is looked at.
pub(super) struct Look<'a> {
    source: &'a Source<'a>,
    project: &'a Project,
    service: &'a Service,
}

impl Look<'_> {
    fn attributes(&self) -> Vec<Attribute> {
        let (service, top) = (self.service, &self.project.top_level);
        let build = service.build.iter().flat_map(|build| {
            let context = build.context.as_ref().map(|context| self.named("context", context));
            let argument = |(key, value): &(Text, Option<Value>)| {
                self.keyed(key, &format!("args.{}", key.as_str()), value.as_ref())
            };
            context.into_iter().chain(build.args.iter().map(argument))
        });
        let environment = service.environment.iter().map(|(name, variable)| self.variable(name, variable));
        let labels = service.labels.iter().map(|(key, value)| self.keyed(key, key.as_str(), value.as_ref()));
        let networks = service.networks.values().map(|(key, aliases)| self.network(key, aliases));
        let dependencies = service.depends_on.iter().map(|dependency| self.dependency(dependency));
        let values = |values: &[Value]| values.iter().map(|value| self.entry(None, value)).collect();
        let (one, list, map) = (Form::One, Form::List, Form::Map);
        [
            ("image", one, self.one(service.image.as_ref())),
            ("build", map, build.collect()),
            ("container_name", one, self.one(service.container_name.as_ref())),
            ("profiles", list, values(&service.profiles)),
            ("command", list, values(&service.command)),
            ("env_file", list, service.env_files.iter().map(|used| self.entry(None, &used.path)).collect()),
            ("environment", map, environment.collect()),
            ("ports", list, service.ports.iter().map(|port| self.port(port)).collect()),
            ("volumes", list, service.volumes.iter().map(|mount| self.mount(mount)).collect()),
            ("volumes_from", list, values(&service.volumes_from)),
            ("networks", list, networks.collect()),
            ("network_mode", one, self.one(service.network_mode.as_ref())),
            ("depends_on", list, dependencies.collect()),
            ("secrets", list, service.secrets.iter().map(|used| self.file(used, &top.secrets)).collect()),
            ("configs", list, service.configs.iter().map(|used| self.file(used, &top.configs)).collect()),
            ("label_file", list, values(&service.label_files)),
            ("labels", map, labels.collect()),
        ]
        .into_iter()
        .map(|(name, form, entries)| Attribute { name: name.to_owned(), form, entries })
        .chain(service.other.iter().map(|(name, field)| self.other(name, &field.element)))
        .collect()
    }

    fn one(&self, value: Option<&Value>) -> Vec<Entry> {
        value.map(|value| self.entry(None, value)).into_iter().collect()
    }

    fn named(&self, key: &str, value: &Value) -> Entry {
        self.entry(Some(key.to_owned()), value)
    }

    pub(super) fn entry(&self, key: Option<String>, value: &Value) -> Entry {
        let mut steps = self.steps();
        steps.value(value);
        self.lost(&mut steps, value.span);
        Entry {
            key,
            value: Some(self.source.show(value)),
            certainty: notes::certainty(value),
            notes: notes::of(self.source, value),
            steps: steps.finish(),
        }
    }

    /// An entry of a mapping below `written`; `key` is how it is called.
    fn keyed(&self, written: &Text, key: &str, value: Option<&Value>) -> Entry {
        let mut entry = match value {
            Some(value) => self.named(key, value),
            None => Entry { key: Some(key.to_owned()), ..self.text(written, "") },
        };
        if value.is_none() {
            entry.value = None;
        }
        let mut steps = self.steps();
        self.lost(&mut steps, written.span());
        append(&mut entry.steps, steps.finish());
        entry
    }

    fn variable(&self, name: &str, variable: &Variable) -> Entry {
        let mut entry = self.keyed(&variable.key, name, variable.value.as_ref());
        if variable.value.is_none() {
            entry.notes.push("taken from the caller, who does not set it".to_owned());
        }
        let mut first = self.steps();
        if let Origin::EnvFile { named, template, .. } = variable.origin {
            first.add(StepKind::EnvFile, named);
            if template {
                listed(&mut entry);
            }
        }
        let mut last = self.steps();
        variable.lost.iter().for_each(|lost| last.add(StepKind::Replaced, *lost));
        entry.steps.splice(0..0, first.finish());
        append(&mut entry.steps, last.finish());
        entry
    }

    fn port(&self, port: &Port) -> Entry {
        let parts = [&port.host_ip, &port.published, &port.target];
        let shown = |value: &Option<Value>| value.as_ref().map(|value| self.source.show(value));
        let [host_ip, published, target] = parts.map(shown);
        let mut text = host_ip.map_or(String::new(), |ip| {
            if ip.contains(':') && !ip.starts_with('[') { format!("[{ip}]:") } else { format!("{ip}:") }
        });
        if published.is_some() || !text.is_empty() {
            text.push_str(&published.unwrap_or_default());
            text.push(':');
        }
        text.push_str(&target.unwrap_or_default());
        if port.protocol != "tcp" {
            text.push('/');
            text.push_str(&port.protocol);
        }
        let values: Vec<&Value> = parts.into_iter().flatten().collect();
        let mut notes = Vec::new();
        if port.published.is_none() {
            notes.push("on a port of the host that Docker chooses".to_owned());
        }
        self.item(text, port.span, &port.via, &values, notes)
    }

    fn mount(&self, mount: &Mount) -> Entry {
        let values: Vec<&Value> = [&mount.source, &mount.target].into_iter().flatten().collect();
        let mut text = values.iter().map(|value| self.source.show(value)).collect::<Vec<_>>().join(":");
        if mount.read_only {
            text.push_str(":ro");
        }
        self.item(text, mount.span, &[], &values, self.declared(mount))
    }

    /// What a named volume is called on the host.
    fn declared(&self, mount: &Mount) -> Vec<String> {
        let key = mount.source.as_ref().and_then(Value::text);
        let Some(volume) = key.and_then(|key| self.project.top_level.volumes.get(&*key)) else { return Vec::new() };
        let show = |value: &Value| self.source.show(value);
        let name = volume.name.as_ref().map(|name| format!("the volume `{}` of the host", show(name)));
        let device = volume.device.as_ref().map(|device| format!("kept in `{}`", show(device)));
        let external = volume.external.then(|| "made outside of this project".to_owned());
        name.into_iter().chain(device).chain(external).collect()
    }

    fn network(&self, key: &Text, aliases: &[Value]) -> Entry {
        let mut entry = self.text(key, "");
        if !aliases.is_empty() {
            let names: Vec<String> = aliases.iter().map(|alias| format!("`{}`", self.source.show(alias))).collect();
            entry.notes.push(format!("known there as {}", names.join(", ")));
        }
        entry
    }

    fn dependency(&self, dependency: &Dependency) -> Entry {
        let mut entry = self.text(&dependency.name, "");
        let mut note = |note: String| entry.notes.push(note);
        if dependency.asked != Asked::DependsOn {
            note(format!("asked for by `{}`", dependency.asked.attribute()));
        }
        if let Some(condition) = dependency.condition.as_ref().and_then(Value::text)
            && condition != "service_started"
        {
            note(condition.into_owned());
        }
        if !dependency.required {
            note("not required".to_owned());
        }
        entry
    }

    /// A secret or a config.
    fn file(&self, used: &FileUse, declared: &IndexMap<String, FileSource>) -> Entry {
        let mut entry = self.entry(None, &used.source);
        let declared = used.source.text().and_then(|key| declared.get(&*key));
        let show = |value: &Value| self.source.show(value);
        entry.notes.extend(used.target.as_ref().map(|target| format!("mounted at `{}`", show(target))));
        if let Some(declared) = declared {
            let file = declared.file.as_ref().map(|file| format!("kept in `{}`", show(file)));
            let variable = declared.environment.as_ref().map(|name| format!("made from the variable `{}`", show(name)));
            let inline = declared.inline.as_ref().map(|_| "written in the Compose file".to_owned());
            let external = declared.external.then(|| "made outside of this project".to_owned());
            entry.notes.extend(file.into_iter().chain(variable).chain(inline).chain(external));
        }
        entry
    }

    /// Something that is written as a whole and made of `values`.
    fn item(&self, text: String, span: Span, via: &[Span], values: &[&Value], mut more: Vec<String>) -> Entry {
        let mut steps = self.steps();
        steps.via(via);
        steps.item(span, values);
        self.lost(&mut steps, span);
        let mut told: Vec<String> = values.iter().flat_map(|value| notes::of(self.source, value)).collect();
        told.append(&mut more);
        let known = values.iter().map(|value| notes::certainty(value)).min();
        Entry { key: None, value: Some(text), certainty: known.flatten(), notes: told, steps: steps.finish() }
    }

    fn text(&self, text: &Text, suffix: &str) -> Entry {
        let mut entry = self.entry(None, &Value::literal(text.clone()));
        entry.value = entry.value.map(|value| value + suffix);
        entry
    }

    /// Puts the services that handed an entry down by `extends` before the places it went through.
    fn inherited(&self, entry: &mut Entry) {
        let won = |step: &&Step| step.kind != StepKind::Replaced;
        let chains = self.project.extended.get(self.service.name.as_str()).into_iter().flatten();
        let mut links = chains.filter_map(|chain| {
            let is_in = |link: &Extended| entry.steps.iter().filter(won).any(|step| link.body.contains(step.span));
            chain.get(..=chain.iter().position(is_in)?)
        });
        let Some(links) = links.next() else { return };
        let mut first = self.steps();
        for link in links {
            first.add(StepKind::Extends, link.named);
        }
        entry.steps.splice(0..0, first.finish());
    }

    fn steps(&self) -> Steps<'_> {
        Steps::new(self.source)
    }

    fn lost(&self, steps: &mut Steps<'_>, won: Span) {
        for lost in self.service.replaced.get(&won).into_iter().flatten() {
            steps.add(StepKind::Replaced, *lost);
        }
    }
}

/// Says of a variable that only the template of an absent env file is known.
fn listed(entry: &mut Entry) {
    entry.notes = vec!["the env file is absent; its template lists this key".to_owned()];
    entry.certainty = entry.certainty.map(|_| Certainty::Maybe);
    for step in &mut entry.steps {
        if matches!(step.kind, StepKind::Set | StepKind::Variable) {
            step.kind = StepKind::Template;
        }
    }
}

/// A place is told once, by the first thing that happens there.
fn append(steps: &mut Vec<Step>, more: Vec<Step>) {
    for step in more {
        if !steps.iter().any(|known| known.span == step.span) {
            steps.push(step);
        }
    }
}
