//! What envlint makes of a project.

use std::collections::BTreeSet;

use camino::Utf8Path;
use envlint::diagnostic::Severity;
use envlint::engine::Options;
use envlint::model::compose::{FileSource, FileUse, Mount, MountKind, Network, Port, Service};
use envlint::model::project::Project;
use envlint::model::value::{Certainty, PLACEHOLDER, Part, Value as Symbolic};
use envlint::model::{LoadOptions, Workspace};
use envlint::source::vfs::{Disk, normalize};
use serde_json::{Map, Value, json};

use super::corpus::DEFAULT_NAMES;
use super::engine::Call;

/// The names of files that are laid over the default one, the strongest first.
const OVERRIDE_NAMES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// Stands for a text that a file says which Compose does not read by itself.
pub const ANY: &str = "<any>";

/// Whether envlint accepts the project of a call, or what it has against it.
pub fn accepts(call: &Call) -> Result<(), String> {
    let options = Options {
        load: load(call),
        select: vec!["no-duplicate-keys".to_owned()],
        ignore: vec!["no-duplicate-keys".to_owned()],
        ..Options::default()
    };
    let report = envlint::lint(&Disk, &options).map_err(|error| error.to_string())?;
    let is_refusal = |rule: &str, severity| rule.starts_with("valid-") && severity == Severity::Error;
    let found = report.diagnostics.iter().filter(|found| is_refusal(&found.rule, found.severity));
    let refusals: Vec<&str> = found.map(|found| found.draft.message.as_str()).collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals.join("; ")) }
}

/// Its model of the project of a call.
pub fn model(call: &Call) -> Result<Value, String> {
    let workspace = Workspace::load(&Disk, &load(call)).map_err(|error| error.to_string())?;
    let project = workspace.projects.iter().find(|project| is_default(&workspace, project, call));
    let project = project.or(workspace.projects.first()).ok_or("no project")?;
    Ok(Reading { project, home: &call.directory }.model())
}

/// Whether it is the project that Compose finds by itself; others lie beside it.
fn is_default(workspace: &Workspace, project: &Project, call: &Call) -> bool {
    let first = |names: &[&'static str]| names.iter().copied().find(|name| call.directory.join(name).exists());
    let names = first(&DEFAULT_NAMES).into_iter().chain(first(&OVERRIDE_NAMES));
    let files = project.files.iter().map(|file| workspace.sources.file(*file).path().as_str());
    !call.names_files() && files.eq(names)
}

fn load(call: &Call) -> LoadOptions {
    LoadOptions {
        working_directory: call.directory.clone(),
        paths: vec![call.directory.clone()],
        files: call.files.clone(),
        env_files: call.env_files.clone(),
        ..LoadOptions::default()
    }
}

struct Reading<'a> {
    project: &'a Project,
    /// What `~` is.
    home: &'a Utf8Path,
}

impl Reading<'_> {
    fn model(&self) -> Value {
        let name = text(&self.project.name.value);
        let real = |key: &str, stated: Option<&Symbolic>, external: bool| match stated {
            Some(stated) => text(stated),
            None if external => key.to_owned(),
            None => format!("{name}_{key}"),
        };
        let network = |key: &str, network: Option<&Network>| {
            named(&text(&self.project.network_name(key)), network.is_some_and(|network| network.external))
        };
        let file = |source: &FileSource| {
            let name = real(source.key.as_str(), source.name.as_ref(), source.external);
            let mut fields = Map::from_iter([("name".to_owned(), json!(name))]);
            fields.extend(source.external.then(|| ("external".to_owned(), json!(true))));
            fields.extend(source.file.as_ref().map(|file| ("file".to_owned(), json!(self.path(&text(file))))));
            fields.extend(source.environment.as_ref().map(|name| ("environment".to_owned(), json!(text(name)))));
            Value::Object(fields)
        };
        let top = &self.project.top_level;
        let services: Vec<(&String, &Service)> =
            self.project.services.iter().filter(|(_, service)| service.is_enabled()).collect();
        let joins_default = |service: &Service| networks(service).contains_key("default");
        let mut networks: Map<String, Value> =
            top.networks.iter().map(|(key, declared)| (key.clone(), network(key, Some(declared)))).collect();
        if services.iter().any(|(_, service)| joins_default(service)) && !networks.contains_key("default") {
            networks.insert("default".to_owned(), network("default", None));
        }
        json!({
            "name": name,
            "services": object(services.into_iter().map(|(name, service)| (name.clone(), self.service(service)))),
            "volumes": object(top.volumes.iter().map(|(key, declared)| (key.clone(), named(&text(&self.project.volume_name(key)), declared.external)))),
            "networks": networks,
            "secrets": object(top.secrets.iter().map(|(key, source)| (key.clone(), file(source)))),
            "configs": object(top.configs.iter().map(|(key, source)| (key.clone(), file(source)))),
        })
    }

    fn service(&self, service: &Service) -> Value {
        let mut kept = Map::new();
        let mut keep = |key: &str, value: Value| {
            let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
            if !empty && !value.is_null() {
                kept.insert(key.to_owned(), value);
            }
        };
        let one = |value: Option<&Symbolic>| value.map_or(Value::Null, |value| json!(text(value)));
        keep("image", one(service.image.as_ref().filter(|image| !text(image).is_empty())));
        keep("container_name", one(service.container_name.as_ref().filter(|name| !text(name).is_empty())));
        keep("network_mode", one(service.network_mode.as_ref().filter(|mode| !text(mode).is_empty())));
        keep(
            "environment",
            object(service.environment.iter().map(|(name, variable)| (name.clone(), given(variable.value.as_ref())))),
        );
        let labels = service.labels.iter().map(|(key, value)| {
            (key.as_str().replace(PLACEHOLDER, ""), json!(value.as_ref().map(text).unwrap_or_default()))
        });
        keep("labels", object(labels));
        keep("profiles", service.profiles.iter().map(|profile| json!(text(profile))).collect());
        keep("networks", Value::Object(networks(service)));
        keep("depends_on", dependencies(service));
        keep("ports", Value::Array(service.ports.iter().flat_map(bindings).collect()));
        keep("volumes", service.volumes.iter().map(|mount| self.mount(mount)).collect());
        keep("secrets", service.secrets.iter().map(|used| file_use(used, Some("/run/secrets/"))).collect());
        keep("configs", service.configs.iter().map(|used| file_use(used, None)).collect());
        if let Some(build) = &service.build {
            let context = build.context.as_ref().map_or_else(|| ".".to_owned(), text);
            let is_elsewhere =
                context.contains("://") || context.starts_with("github.com/") || context.starts_with("git@");
            let context = if is_elsewhere || context == ANY { context } else { self.path(&context) };
            let args = build
                .args
                .iter()
                .filter_map(|(key, value)| Some((key.as_str().to_owned(), given(Some(value.as_ref()?)))));
            keep("build", json!({"context": context, "args": object(args.filter(|(_, value)| !value.is_null()))}));
        }
        Value::Object(kept)
    }

    fn mount(&self, mount: &Mount) -> Value {
        let source = mount.source.as_ref().map(text);
        let target = mount.target.as_ref().map(text).map(|target| clean(&target));
        let is_path = |source: &str| source.starts_with(['.', '/', '~']);
        let read_only = mount.read_only.then_some(true);
        match (mount.kind, source) {
            (MountKind::Private, _) => json!({"type": "private", "target": target}),
            (_, Some(source)) if source == ANY => json!({"type": ANY, "target": target}),
            (MountKind::Volume, Some(source)) => {
                json!({"type": "volume", "source": source, "target": target, "read_only": read_only})
            }
            (MountKind::Unknown, Some(source)) if !is_path(&source) => {
                json!({"type": "volume", "source": source, "target": target, "read_only": read_only})
            }
            (_, source) => {
                let source = self.path(&source.unwrap_or_default());
                json!({"type": "bind", "source": source, "target": target, "read_only": read_only})
            }
        }
    }

    fn path(&self, text: &str) -> String {
        if is_windows(text) {
            return text.to_owned();
        }
        let path = match text.strip_prefix('~') {
            Some(rest) => normalize(self.home, Utf8Path::new(rest.trim_start_matches('/'))),
            None => normalize(&self.project.directory, Utf8Path::new(text)),
        };
        let rest = path.as_str().strip_prefix(self.home.as_str());
        rest.filter(|rest| rest.is_empty() || rest.starts_with('/'))
            .map_or_else(|| path.to_string(), |rest| format!("<root>{rest}"))
    }
}

fn networks(service: &Service) -> Map<String, Value> {
    if (service.network_mode.is_some() && service.networks.is_empty()) || service.has_provider {
        return Map::new();
    }
    if service.networks.is_empty() {
        return Map::from_iter([("default".to_owned(), json!([]))]);
    }
    let aliases = |aliases: &[Symbolic]| aliases.iter().map(|alias| json!(text(alias))).collect::<Value>();
    service.networks.iter().map(|(name, (_, given))| (name.clone(), aliases(given))).collect()
}

fn dependencies(service: &Service) -> Value {
    let mut seen = BTreeSet::new();
    let mut dependencies = Map::new();
    for dependency in &service.depends_on {
        let name = dependency.name.as_str();
        if seen.insert(name) {
            let condition = dependency.condition.as_ref().map_or_else(|| "service_started".to_owned(), text);
            let terms = json!({"condition": condition, "required": dependency.required, "restart": dependency.restart});
            dependencies.insert(name.to_owned(), terms);
        }
    }
    Value::Object(dependencies)
}

fn named(name: &str, external: bool) -> Value {
    let name = (!name.is_empty()).then_some(name);
    if external { json!({"name": name, "external": true}) } else { json!({"name": name}) }
}

fn object(fields: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(fields.collect())
}

/// A port range is as many ports.
fn bindings(port: &Port) -> Vec<Value> {
    let one = |published: Option<String>, target: String| {
        let host_ip = port.host_ip.as_ref().map(text).map(|ip| ip.trim_matches(['[', ']']).to_owned());
        // Zero is not written.
        let target =
            target.parse::<u32>().map_or_else(|_| json!(target), |target| json!((target > 0).then_some(target)));
        json!({"host_ip": host_ip, "published": published, "target": target, "protocol": port.protocol})
    };
    let published = port.published.as_ref().map(text).filter(|published| !published.is_empty());
    let range = |value: &Option<Symbolic>| {
        let text = text(value.as_ref()?);
        // What follows another `-` is not looked at.
        let mut numbers = text.split('-').map(str::parse::<u16>);
        let from = numbers.next()?.ok()?;
        Some(from..=numbers.next().unwrap_or(Ok(from)).ok()?)
    };
    match (range(&port.published), range(&port.target)) {
        (None, Some(targets)) if published.is_none() => targets.map(|target| one(None, target.to_string())).collect(),
        (Some(from), Some(targets)) if from.len() == targets.len() => {
            from.zip(targets).map(|(from, target)| one(Some(from.to_string()), target.to_string())).collect()
        }
        _ => vec![one(published, port.target.as_ref().map(text).unwrap_or_default())],
    }
}

fn file_use(used: &FileUse, home: Option<&str>) -> Value {
    let source = text(&used.source);
    let target = used.target.as_ref().map(text);
    json!({"target": target.or(home.map(|home| format!("{home}{source}"))), "source": source})
}

/// A value as Compose has it; nothing for a key that it takes from nowhere.
fn given(value: Option<&Symbolic>) -> Value {
    let Some(value) = value else { return Value::Null };
    match &*value.parts {
        // A bare key is the whole of its own place.
        [Part::Unset(unset)] if unset.operator.is_none() && unset.variable.span() == unset.span => Value::Null,
        _ => json!(text(value)),
    }
}

/// The text that Compose puts together when nothing else is set.
fn text(value: &Symbolic) -> String {
    let mut text = String::new();
    for part in &*value.parts {
        match part {
            Part::Text(piece) if piece.certainty != Certainty::Certain => return ANY.to_owned(),
            Part::Text(piece) => text.push_str(piece.text.as_str()),
            Part::Unset(unset) => text.push_str(&unset.default().map(self::text).unwrap_or_default()),
        }
    }
    text
}

/// Whether it is an absolute path of Windows, which Compose leaves as it is.
fn is_windows(path: &str) -> bool {
    path.starts_with(r"\\") || path.get(1..).is_some_and(|rest| rest.starts_with(r":\") || rest.starts_with(":/"))
}

/// A path without `.`, `..` and repeated `/`: Compose cleans the targets of the short syntax.
pub fn clean(target: &str) -> String {
    if is_windows(target) {
        return target.to_owned();
    }
    let clean = normalize(Utf8Path::new("/"), Utf8Path::new(target)).into_string();
    if target.starts_with('/') { clean } else { clean.trim_start_matches('/').to_owned() }
}
