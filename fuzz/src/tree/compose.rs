//! Compose files.

use std::collections::BTreeMap;

use arbitrary::Arbitrary;

use super::value::{Environment, Plain, Secret, Variable};

/// A Compose file.
#[derive(Debug, Arbitrary)]
pub struct Compose {
    place: Place,
    services: Vec<(Name, Vec<Setting>)>,
    external: bool,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Place {
    Default,
    Override,
    Production,
    Staging,
    StagingDirectory,
}

/// The name of a service.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub struct Name(Base, Environment);

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Base {
    Api,
    Backend,
    Db,
    Redis,
    Search,
    Graph,
    Traefik,
    Mail,
}

#[derive(Debug, Arbitrary)]
enum Setting {
    Image(Base),
    Build(Variable),
    Command(Secret),
    ContainerName(Name),
    DependsOn(Name),
    EnvFile(Environment),
    Extends(Name),
    Label(Label),
    Network(Environment),
    HostNetwork,
    Port(u16, Plain),
    Privileged,
    Profile(Environment),
    Variable(Variable),
    Volume(Mounted),
}

#[derive(Debug, Arbitrary)]
enum Label {
    Enable,
    Rule(Base, Environment, Plain),
    Resolver(Base),
    Middleware(Base, Environment),
    Users(Secret),
    Any(String),
}

#[derive(Debug, Arbitrary)]
enum Mounted {
    Named(Environment),
    Bind(Environment),
    Socket,
    Root,
    Any(Plain),
}

impl Name {
    /// As it is written.
    pub fn text(self) -> String {
        format!("{}{}", self.0.text(), self.1.of_service())
    }
}

impl Base {
    fn text(self) -> &'static str {
        ["api", "backend", "db", "redis", "search", "graph", "traefik", "mail"][self as usize]
    }

    fn image(self) -> &'static str {
        const IMAGES: [&str; 8] = [
            "shop/api:1",
            "shop/backend:${TAG}",
            "postgres:17",
            "redis:8",
            "elasticsearch:9.0.0",
            "neo4j:5",
            "traefik:v3.4",
            "axllent/mailpit",
        ];
        IMAGES[self as usize]
    }
}

impl Compose {
    /// Where it lies.
    pub fn path(&self) -> String {
        const PATHS: [&str; 5] = [
            "compose.yaml",
            "compose.override.yaml",
            "docker-compose.prod.yml",
            "docker-compose.staging.yml",
            "environments/staging/compose.yaml",
        ];
        PATHS[self.place as usize].to_owned()
    }

    /// What it holds.
    pub fn text(&self) -> String {
        let mut text = String::from("services:\n");
        let services: BTreeMap<String, &Vec<Setting>> =
            self.services.iter().take(8).map(|(name, settings)| (name.text(), settings)).collect();
        for (name, settings) in services {
            text += &format!("  {name}:\n");
            let mut keys: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for (key, value) in settings.iter().take(16).map(Setting::text) {
                keys.entry(key).or_default().push(value);
            }
            for (key, values) in keys {
                text += &match key {
                    "image" | "build" | "container_name" | "extends" | "network_mode" | "privileged" => {
                        format!("    {key}: {}\n", values[0])
                    }
                    _ => format!("    {key}: [{}]\n", values.join(", ")),
                };
            }
        }
        let body = if self.external { "{ external: true }" } else { "" };
        text + &format!("volumes:\n  data: {body}\n  data.staging:\nnetworks:\n  net: {body}\n  net.staging:\n")
    }
}

/// `text` as YAML takes any.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Setting {
    fn text(&self) -> (&'static str, String) {
        match self {
            Self::Image(base) => ("image", quoted(base.image())),
            Self::Build(variable) => ("build", format!("{{ context: ., args: [{}] }}", item(variable))),
            Self::Command(secret) => ("command", quoted(&format!("--password={}", secret.text()))),
            Self::ContainerName(name) => ("container_name", name.text()),
            Self::DependsOn(name) => ("depends_on", name.text()),
            Self::EnvFile(environment) => ("env_file", quoted(&format!(".env{}", environment.suffix()))),
            Self::Extends(name) => ("extends", name.text()),
            Self::Label(label) => ("labels", quoted(&label.text())),
            Self::Network(environment) => ("networks", format!("net{}", environment.suffix())),
            Self::HostNetwork => ("network_mode", "host".to_owned()),
            Self::Port(port, text) => ("ports", quoted(&format!("{port}:{}", text.text()))),
            Self::Privileged => ("privileged", "true".to_owned()),
            Self::Profile(environment) => ("profiles", quoted(environment.suffix().trim_start_matches('.'))),
            Self::Variable(variable) => ("environment", item(variable)),
            Self::Volume(mounted) => ("volumes", quoted(&mounted.text())),
        }
    }
}

fn item(variable: &Variable) -> String {
    match variable.text() {
        (key, Some(value)) => quoted(&format!("{key}={value}")),
        (key, None) => key.to_owned(),
    }
}

impl Label {
    fn text(&self) -> String {
        match self {
            Self::Enable => "traefik.enable=true".to_owned(),
            Self::Rule(base, environment, text) => {
                format!("traefik.http.routers.{}{}.rule=Host(`{}`)", base.text(), environment.of_service(), text.text())
            }
            Self::Resolver(base) => format!("traefik.http.routers.{}.tls.certresolver=letsencrypt", base.text()),
            Self::Middleware(base, environment) => {
                format!("traefik.http.routers.{}.middlewares=auth{}", base.text(), environment.of_service())
            }
            Self::Users(secret) => format!("traefik.http.middlewares.auth.basicauth.users=admin:{}", secret.text()),
            Self::Any(text) => text.clone(),
        }
    }
}

impl Mounted {
    fn text(&self) -> String {
        match self {
            Self::Named(environment) => format!("data{}:/data", environment.suffix()),
            Self::Bind(environment) => format!("./data{}:/data:ro", environment.suffix()),
            Self::Socket => "/var/run/docker.sock:/var/run/docker.sock".to_owned(),
            Self::Root => "/:/host".to_owned(),
            Self::Any(text) => text.text(),
        }
    }
}
