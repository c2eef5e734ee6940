//! The keys of Docker Compose 2.40.3.

/// Top-level keys.
pub const TOP_LEVEL: [&str; 9] =
    ["version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs"];

/// What an attribute of a service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// A boolean, also as text.
    Flag,
    /// A boolean.
    Boolean,
    /// A number, also as text.
    Number,
    /// One text or a list.
    TextOrList,
    /// A list.
    List,
    /// A mapping of scalars or a list of `KEY=value`.
    Dictionary,
    /// A mapping.
    Mapping,
    /// A mapping or a list.
    MappingOrList,
    /// Something with a reader of its own.
    Own,
}

/// The attributes of a service by what they take.
#[rustfmt::skip]
const SERVICE: [(Shape, &[&str]); 10] = [
    (Shape::Text, &[
        "cgroup", "cgroup_parent", "container_name", "cpuset", "domainname", "hostname", "image", "ipc",
        "isolation", "mac_address", "network_mode", "pid", "platform", "pull_policy", "pull_refresh_after",
        "restart", "runtime", "stop_grace_period", "stop_signal", "user", "userns_mode", "uts",
        "working_dir",
    ]),
    (Shape::Flag, &[
        "attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty",
    ]),
    (Shape::Boolean, &[
        "use_api_socket",
    ]),
    (Shape::Number, &[
        "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime",
        "cpu_shares", "cpus", "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit",
        "oom_score_adj", "pids_limit", "scale", "shm_size",
    ]),
    (Shape::TextOrList, &[
        "dns", "dns_search", "label_file", "tmpfs",
    ]),
    (Shape::List, &[
        "cap_add", "cap_drop", "configs", "device_cgroup_rules", "devices", "dns_opt", "expose",
        "external_links", "group_add", "links", "ports", "post_start", "pre_stop", "profiles", "secrets",
        "security_opt", "volumes", "volumes_from",
    ]),
    (Shape::Dictionary, &[
        "annotations", "environment", "labels", "sysctls",
    ]),
    (Shape::Mapping, &[
        "blkio_config", "credential_spec", "deploy", "develop", "healthcheck", "logging", "provider",
        "storage_opt", "ulimits",
    ]),
    (Shape::MappingOrList, &[
        "depends_on", "extra_hosts", "models", "networks",
    ]),
    (Shape::Own, &[
        "build", "command", "entrypoint", "env_file", "extends", "gpus",
    ]),
];

/// What `attribute` of a service takes; none when there is no such attribute.
pub fn shape(attribute: &str) -> Option<Shape> {
    SERVICE.iter().find(|(_, attributes)| attributes.contains(&attribute)).map(|(shape, _)| *shape)
}

/// All attributes of a service.
pub fn service() -> Vec<&'static str> {
    SERVICE.iter().flat_map(|(_, attributes)| attributes.iter().copied()).collect()
}

/// Keys of `build`.
#[rustfmt::skip]
pub const BUILD: [&str; 24] = [
    "context", "dockerfile", "dockerfile_inline", "entitlements", "args", "ssh", "labels", "cache_from", "cache_to", "no_cache",
    "additional_contexts", "network", "provenance", "sbom", "pull", "target", "shm_size", "extra_hosts", "isolation", "privileged",
    "secrets", "tags", "ulimits", "platforms",
];

/// Keys of `healthcheck`.
pub const HEALTHCHECK: [&str; 7] =
    ["disable", "interval", "retries", "test", "timeout", "start_period", "start_interval"];

/// Keys of a port in long syntax.
pub const PORT: [&str; 7] = ["target", "published", "host_ip", "protocol", "mode", "name", "app_protocol"];

/// Keys of a mount in long syntax.
pub const MOUNT: [&str; 9] =
    ["type", "source", "target", "read_only", "consistency", "bind", "volume", "tmpfs", "image"];

/// Keys of a top-level volume.
pub const VOLUME: [&str; 5] = ["name", "driver", "driver_opts", "external", "labels"];

/// Keys of a top-level network.
#[rustfmt::skip]
pub const NETWORK: [&str; 10] = [
    "name", "driver", "driver_opts", "ipam", "external", "internal", "enable_ipv4", "enable_ipv6", "attachable", "labels",
];

/// Keys of a top-level secret.
pub const SECRET: [&str; 8] =
    ["name", "environment", "file", "external", "labels", "driver", "driver_opts", "template_driver"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_ninety_two_attributes() {
        let mut attributes = service();
        attributes.sort_unstable();
        attributes.dedup();
        assert_eq!(attributes.len(), 92);
    }
}
