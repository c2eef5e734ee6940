//! Of everything that Compose packs into one text.

use envlint::model::value::Value;
use envlint::model::{LoadOptions, Workspace};
use envlint::source::vfs::Memory;

use super::places::{error, lies};

/// The attributes that take a text apart; `@` stands for it.
const STACK: &str = "\
name: @
x-text: &text @
services:
  api:
    image: @
    command: @
    entrypoint: [@, *text]
    container_name: @
    cpus: @
    depends_on: [@]
    devices: [@]
    dns: @
    env_file: @
    environment: [@]
    expose: [@]
    extra_hosts: [@]
    healthcheck: { test: @, interval: @, timeout: *text }
    links: [@]
    mem_limit: @
    network_mode: @
    ports: [@, *text]
    secrets: [@]
    shm_size: @
    stop_grace_period: @
    tmpfs: [@]
    ulimits: { nofile: @ }
    user: @
    volumes: [@, *text]
    volumes_from: [@]
  long:
    build: { context: @, args: [@], ssh: [@], additional_contexts: [@] }
    deploy: { resources: { limits: { cpus: @, memory: @ } } }
    environment: { TEXT: @, URL: @ }
    labels: [@]
    ports: [{ target: @, published: @, host_ip: @, protocol: @ }]
    volumes: [{ type: @, source: @, target: @ }]
";

/// Whatever a text says where Compose expects a port, a mount, a duration or the like, what is read
/// of it stands in it, and so does what is wrong with it.
pub fn short_syntax(text: &str) {
    let text = serde_json::Value::from(text).to_string();
    let workspace = load(&STACK.replace('@', &text));
    let in_file = |value: &Value, what| {
        lies(&workspace.sources, value.place(), what);
        value.via().into_iter().for_each(|step| lies(&workspace.sources, step, what));
    };
    for (_, _, service) in workspace.services() {
        for port in &service.ports {
            lies(&workspace.sources, port.span, "a port");
            let parts = [&port.host_ip, &port.published, &port.target];
            parts.into_iter().flatten().for_each(|part| in_file(part, "a part of a port"));
            // Asked for only to see that they answer.
            let _ = (port.is_loopback(), port.target_range());
            if let Some(range) = port.published_range() {
                assert!(range.start() <= range.end(), "a range of ports is empty");
            }
        }
        for mount in &service.volumes {
            lies(&workspace.sources, mount.span, "a mount");
            let parts = [&mount.source, &mount.target];
            parts.into_iter().flatten().for_each(|part| in_file(part, "a part of a mount"));
        }
        let variables = service.environment.values().filter_map(|variable| variable.value.as_ref());
        variables.for_each(|value| in_file(value, "a variable"));
        service.command.iter().chain(&service.volumes_from).for_each(|value| in_file(value, "a word"));
        service.references.iter().for_each(|reference| in_file(&reference.name, "a reference"));
        service.env_files.iter().for_each(|used| lies(&workspace.sources, used.span, "an env file"));
        service.depends_on.iter().for_each(|asked| lies(&workspace.sources, asked.name.span(), "a dependency"));
    }
}

/// The workspace of one Compose file, in which everything wrong has a place.
pub fn load(compose: &str) -> Workspace {
    let options = LoadOptions { working_directory: "/shop".into(), paths: vec![".".into()], ..LoadOptions::default() };
    let files = Memory::new().with("/shop/compose.yaml", compose);
    let workspace = Workspace::load(&files, &options).expect("there is something to lint");
    for problem in &workspace.problems {
        error(&workspace.sources, &problem.error);
        problem.related.iter().for_each(|label| lies(&workspace.sources, label.span, &label.message));
    }
    workspace
}
