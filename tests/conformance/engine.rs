//! What Docker Compose makes of a project.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::ours;

/// Docker Compose itself.
pub struct Engine {
    binary: String,
}

/// How `docker compose` is called.
pub struct Call {
    /// The working directory.
    pub directory: Utf8PathBuf,
    /// What follows `-f`.
    pub files: Vec<Utf8PathBuf>,
    /// What follows `--env-file`.
    pub env_files: Vec<Utf8PathBuf>,
}

impl Call {
    /// Whether it says which Compose files are meant.
    pub fn names_files(&self) -> bool {
        let own = std::fs::read_to_string(self.directory.join(".env")).unwrap_or_default();
        !self.files.is_empty() || !self.env_files.is_empty() || own.contains("COMPOSE_FILE")
    }
}

/// What it makes of a project: its model, none where it cannot write that as JSON, or why it refuses it.
pub type Answer = Result<Option<Value>, Refusal>;

/// Why it refuses a project.
pub struct Refusal {
    pub words: String,
    /// Whether it took a variable as empty that nothing sets.
    pub is_blank: bool,
}

impl Engine {
    /// The one that `ENVLINT_ENGINE` names.
    pub fn find() -> Option<Self> {
        Some(Self { binary: std::env::var("ENVLINT_ENGINE").ok()? })
    }

    /// What it makes of the project of a call.
    pub fn answer(&self, call: &Call) -> Answer {
        match self.run(call) {
            // A list below `build.ssh` cannot be written.
            Err(refusal) if refusal.words.contains("MarshalJSON") => Ok(None),
            Err(refusal) => Err(refusal),
            Ok(text) => {
                let model = serde_json::from_str(&text).expect("the engine writes JSON");
                Ok(Some(canonical(&undoubled(model), &call.directory)))
            }
        }
    }

    fn run(&self, call: &Call) -> Result<String, Refusal> {
        let output = Command::new(&self.binary)
            .args(call.files.iter().flat_map(|file| ["-f", file.as_str()]))
            .args(call.env_files.iter().flat_map(|file| ["--env-file", file.as_str()]))
            .args(["config", "--format", "json"])
            .current_dir(&call.directory)
            // What the caller's shell sets would win over everything else.
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", &call.directory)
            // It lives too briefly to collect garbage; a fifth of its time goes there.
            .env("GOGC", "off")
            .env("GOMEMLIMIT", "1GiB")
            .output()
            .expect("the engine runs");
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            let words = String::from_utf8_lossy(&output.stderr);
            let (warnings, words): (Vec<&str>, Vec<&str>) =
                words.lines().partition(|line| line.contains("level=warning"));
            let is_blank = warnings.iter().any(|line| line.contains("Defaulting to a blank string"));
            Err(Refusal { words: words.join(" ").trim().to_owned(), is_blank })
        }
    }
}

/// `config` doubles every `$`.
fn undoubled(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("$$", "$")),
        Value::Array(items) => Value::Array(items.into_iter().map(undoubled).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key.replace("$$", "$"), undoubled(value))).collect())
        }
        other => other,
    }
}

/// The part of the model that is compared.
fn canonical(model: &Value, directory: &Utf8Path) -> Value {
    let services = fields(&model["services"]).map(|(name, service)| (name.clone(), self::service(service, directory)));
    let resources = |section: &str, keys: &[&str]| {
        let each = fields(&model[section]).map(|(name, resource)| {
            let kept = keys.iter().filter_map(|key| Some(((*key).to_owned(), resource.get(*key)?.clone())));
            (name.clone(), relative(&Value::Object(kept.collect()), directory))
        });
        Value::Object(each.collect())
    };
    json!({
        "name": model["name"],
        "services": Value::Object(services.collect()),
        "volumes": resources("volumes", &["name", "external"]),
        "networks": resources("networks", &["name", "external"]),
        "secrets": resources("secrets", &["name", "external", "file", "environment"]),
        "configs": resources("configs", &["name", "external", "file", "environment"]),
    })
}

fn service(service: &Value, directory: &Utf8Path) -> Value {
    let mut kept = Map::new();
    for key in ["image", "container_name", "network_mode", "environment", "labels", "profiles", "networks"] {
        if let Some(value) = service.get(key) {
            kept.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(networks) = service.get("networks") {
        let aliases = |network: &Value| network.get("aliases").cloned().unwrap_or_else(|| json!([]));
        let networks = fields(networks).map(|(name, network)| (name.clone(), aliases(network)));
        kept.insert("networks".to_owned(), Value::Object(networks.collect()));
    }
    if let Some(Value::Object(dependencies)) = service.get("depends_on") {
        let dependency = |value: &Value| {
            json!({
                "condition": value["condition"],
                "required": value["required"],
                "restart": value.get("restart").cloned().unwrap_or(json!(false)),
            })
        };
        let dependencies = dependencies.iter().map(|(name, value)| (name.clone(), dependency(value)));
        kept.insert("depends_on".to_owned(), Value::Object(dependencies.collect()));
    }
    let list = |kept: &mut Map<String, Value>, key: &str, keys: &[&str]| {
        let items = service.get(key).and_then(Value::as_array).into_iter().flatten().map(|item| {
            let fields = keys.iter().map(|key| {
                let field = item.get(*key).cloned().unwrap_or(Value::Null);
                ((*key).to_owned(), if field == json!(false) { Value::Null } else { field })
            });
            relative(&Value::Object(fields.collect()), directory)
        });
        let items: Vec<Value> = items.collect();
        if !items.is_empty() {
            kept.insert(key.to_owned(), Value::Array(items));
        }
    };
    list(&mut kept, "ports", &["host_ip", "published", "target", "protocol"]);
    list(&mut kept, "volumes", &["type", "source", "target", "read_only"]);
    for mount in kept.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten() {
        let target = mount["target"].as_str().map(ours::clean);
        let is_shared = mount["type"] == "bind" || (mount["type"] == "volume" && !mount["source"].is_null());
        if is_shared {
            mount["target"] = json!(target);
            // Absolute paths are not cleaned, and mean the same.
            mount["source"] = json!(mount["source"].as_str().map(ours::clean));
        } else {
            // What nobody else can see is not told apart.
            *mount = json!({"type": "private", "target": target});
        }
    }
    list(&mut kept, "secrets", &["source", "target"]);
    list(&mut kept, "configs", &["source", "target"]);
    if let Some(build) = service.get("build") {
        let build = json!({"context": build["context"], "args": build.get("args").cloned().unwrap_or(json!({}))});
        kept.insert("build".to_owned(), relative(&build, directory));
    }
    Value::Object(kept)
}

/// Paths as seen from the project, whatever the temporary directory is called.
fn relative(value: &Value, directory: &Utf8Path) -> Value {
    match value {
        Value::String(text) => {
            let rest = text.strip_prefix(directory.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            // Absolute paths are not cleaned, and mean the same.
            let absolute = || if text.starts_with('/') { ours::clean(text) } else { text.clone() };
            Value::String(rest.map_or_else(absolute, |rest| format!("<root>{rest}")))
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| relative(item, directory)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), relative(value, directory))).collect())
        }
        other => other.clone(),
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
