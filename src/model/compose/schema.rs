//! The keys of Docker Compose 2.40.3.

/// Top-level keys.
pub const TOP_LEVEL: [&str; 9] =
    ["version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs"];

/// Keys of a service.
#[rustfmt::skip]
pub const SERVICE: [&str; 92] = [
    "annotations", "attach", "blkio_config", "build", "cap_add", "cap_drop", "cgroup", "cgroup_parent", "command", "configs",
    "container_name", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpus",
    "cpuset", "credential_spec", "depends_on", "deploy", "develop", "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search",
    "domainname", "entrypoint", "env_file", "environment", "expose", "extends", "external_links", "extra_hosts", "gpus", "group_add",
    "healthcheck", "hostname", "image", "init", "ipc", "isolation", "label_file", "labels", "links", "logging", "mac_address",
    "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "models", "network_mode", "networks", "oom_kill_disable",
    "oom_score_adj", "pid", "pids_limit", "platform", "ports", "post_start", "pre_stop", "privileged", "profiles", "provider",
    "pull_policy", "pull_refresh_after", "read_only", "restart", "runtime", "scale", "secrets", "security_opt", "shm_size",
    "stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "sysctls", "tmpfs", "tty", "ulimits", "use_api_socket", "user",
    "userns_mode", "uts", "volumes", "volumes_from", "working_dir",
];

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
