//! `services.<name>` (Compose specification, "Services").

use super::build::{BUILD, EXTRA_HOSTS, VARIABLES};
use super::deploy::{DEPLOY, GPUS};
use super::mounts::{BLKIO, DEVICES, FILE_MOUNTS, PORTS, ULIMITS, VOLUMES};
use crate::model::compose::form::Form;
use crate::model::compose::shape::{Names, Others, Shape, Type};

/// The body of a service.
#[rustfmt::skip]
pub const SERVICE: Shape = Shape::fields(&[
    ("annotations", Shape::DICTIONARY),
    ("attach", Shape::FLAG),
    ("blkio_config", BLKIO),
    ("build", BUILD),
    ("cap_add", Shape::REPEATING_TEXTS),
    ("cap_drop", Shape::REPEATING_TEXTS),
    ("cgroup", Shape::text(Form::Words(&["host", "private"]))),
    ("cgroup_parent", Shape::TEXT),
    ("command", COMMAND),
    ("configs", FILE_MOUNTS),
    ("container_name", Shape::text(Form::ContainerName)),
    ("cpu_count", Shape::integer(0, i64::MAX)),
    ("cpu_percent", Shape::integer(0, 100)),
    ("cpu_period", Shape::whole(i64::MIN, i64::MAX)),
    ("cpu_quota", Shape::whole(i64::MIN, i64::MAX)),
    ("cpu_rt_period", Shape::whole(i64::MIN, i64::MAX)),
    ("cpu_rt_runtime", Shape::whole(i64::MIN, i64::MAX)),
    ("cpu_shares", Shape::whole(i64::MIN, i64::MAX)),
    ("cpus", Shape::NUMBER),
    ("cpuset", Shape::TEXT),
    ("credential_spec", CREDENTIAL_SPEC),
    ("depends_on", DEPENDS_ON),
    ("deploy", DEPLOY),
    ("develop", DEVELOP),
    ("device_cgroup_rules", Shape::TEXTS),
    ("devices", DEVICES),
    ("dns", Shape::REPEATING_TEXTS.or_text()),
    ("dns_opt", Shape::REPEATING_TEXTS),
    ("dns_search", Shape::REPEATING_TEXTS.or_text()),
    ("domainname", Shape::TEXT),
    ("entrypoint", COMMAND),
    ("env_file", ENV_FILE),
    ("environment", VARIABLES),
    ("expose", Shape::list_of(&Shape::TEXT_OR_WHOLE, true)),
    // Resolved before anything is judged.
    ("extends", Shape::ANYTHING),
    ("external_links", Shape::TEXTS),
    ("extra_hosts", EXTRA_HOSTS),
    ("gpus", GPUS),
    ("group_add", Shape::list_of(&Shape::TEXT_OR_WHOLE, false)),
    ("healthcheck", HEALTHCHECK),
    ("hostname", Shape::TEXT),
    ("image", Shape::TEXT),
    ("init", Shape::FLAG),
    ("ipc", Shape::TEXT),
    ("isolation", Shape::TEXT),
    ("label_file", Shape::REPEATING_TEXTS.or_text()),
    ("labels", Shape::DICTIONARY),
    ("links", Shape::REPEATING_TEXTS),
    ("logging", LOGGING),
    ("mac_address", Shape::TEXT),
    ("mem_limit", Shape::SIZE),
    ("mem_reservation", Shape::scalar(&[Type::Integer, Type::Text], Form::Size)),
    ("mem_swappiness", Shape::scalar(&[Type::Integer, Type::Text], Form::Size)),
    ("memswap_limit", Shape::SIZE),
    ("models", Shape::TEXTS.or_named(Names::ResourceOrUnseen, &MODEL_USE)),
    ("network_mode", Shape::TEXT),
    ("networks", Shape::TEXTS.or_named(Names::Resource, &NETWORK_USE)),
    ("oom_kill_disable", Shape::FLAG),
    ("oom_score_adj", Shape::integer(-1000, 1000)),
    ("pid", Shape::TEXT),
    ("pids_limit", Shape::whole(i64::MIN, i64::MAX)),
    ("platform", Shape::TEXT),
    ("ports", PORTS),
    ("post_start", Shape::list_of(&HOOK, true)),
    ("pre_stop", Shape::list_of(&HOOK, true)),
    ("privileged", Shape::FLAG),
    ("profiles", Shape::REPEATING_TEXTS),
    ("provider", PROVIDER),
    ("pull_policy", Shape::text(Form::PullPolicy)),
    ("pull_refresh_after", Shape::TEXT),
    ("read_only", Shape::FLAG),
    ("restart", Shape::TEXT),
    ("runtime", Shape::TEXT),
    ("scale", Shape::integer(i64::MIN, i64::MAX)),
    ("secrets", FILE_MOUNTS),
    ("security_opt", Shape::TEXTS),
    ("shm_size", Shape::SIZE),
    ("stdin_open", Shape::FLAG),
    ("stop_grace_period", Shape::DURATION),
    ("stop_signal", Shape::TEXT),
    ("storage_opt", Shape::named(Names::Any, &Shape::SCALAR)),
    ("sysctls", Shape::DICTIONARY),
    ("tmpfs", Shape::REPEATING_TEXTS.or_text()),
    ("tty", Shape::FLAG),
    ("ulimits", ULIMITS),
    ("use_api_socket", Shape::BOOLEAN),
    ("user", Shape::TEXT),
    ("userns_mode", Shape::TEXT),
    ("uts", Shape::TEXT),
    ("volumes", VOLUMES),
    ("volumes_from", Shape::TEXTS),
    ("working_dir", Shape::TEXT),
]);

/// A line, or the words of one.
const COMMAND: Shape = Shape::REPEATING_TEXTS.or_scalar_of(Shape::text(Form::Command)).or_null();

const CREDENTIAL_SPEC: Shape =
    Shape::fields(&[("config", Shape::TEXT), ("file", Shape::TEXT), ("registry", Shape::TEXT)]);

const DEPENDS_ON: Shape = Shape::TEXTS.or_named(Names::Resource, &DEPENDENCY);

const DEPENDENCY: Shape = Shape::fields(&[
    ("restart", Shape::FLAG),
    ("required", Shape::BOOLEAN),
    ("condition", Shape::text(Form::Words(&["service_started", "service_healthy", "service_completed_successfully"]))),
])
.requiring(&["condition"]);

const DEVELOP: Shape = Shape::fields(&[("watch", Shape::list_of(&WATCH, true))]).or_null();

const WATCH: Shape = Shape::fields(&[
    ("ignore", Shape::TEXTS.or_text()),
    ("include", Shape::TEXTS.or_text()),
    ("path", Shape::text(Form::Filled)),
    ("action", Shape::text(Form::Words(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"]))),
    ("target", Shape::TEXT),
    ("exec", HOOK),
    ("initial_sync", Shape::BOOLEAN),
])
.requiring(&["path", "action"]);

const HOOK: Shape = Shape::fields(&[
    ("command", COMMAND),
    ("user", Shape::TEXT),
    ("privileged", Shape::FLAG),
    ("working_dir", Shape::TEXT),
    ("environment", VARIABLES),
])
.requiring(&["command"]);

const ENV_FILE: Shape = Shape::list_of(&ENV_FILE_USE, true).or_text().called("a path or a list");

const ENV_FILE_USE: Shape =
    Shape::fields(&[("path", Shape::TEXT), ("format", Shape::text(Form::EnvFileFormat)), ("required", Shape::FLAG)])
        .requiring(&["path"])
        .others(Others::None)
        .or_text()
        .called("a path or a mapping");

const HEALTHCHECK: Shape = Shape::fields(&[
    ("disable", Shape::FLAG),
    ("interval", Shape::DURATION),
    ("retries", Shape::whole(0, i64::MAX)),
    ("test", Shape::REPEATING_TEXTS.or_text()),
    ("timeout", Shape::DURATION),
    ("start_period", Shape::DURATION),
    ("start_interval", Shape::DURATION),
]);

const LOGGING: Shape =
    Shape::fields(&[("driver", Shape::TEXT), ("options", Shape::named(Names::Any, &Shape::TEXT_OR_NUMBER.or_null()))]);

const MODEL_USE: Shape = Shape::fields(&[("endpoint_var", Shape::TEXT), ("model_var", Shape::TEXT)]).or_null();

const NETWORK_USE: Shape = Shape::fields(&[
    ("aliases", Shape::REPEATING_TEXTS),
    ("interface_name", Shape::TEXT),
    ("ipv4_address", Shape::TEXT),
    ("ipv6_address", Shape::TEXT),
    ("link_local_ips", Shape::REPEATING_TEXTS),
    ("mac_address", Shape::TEXT),
    ("driver_opts", Shape::OPTIONS),
    ("priority", Shape::scalar(&[Type::Number], Form::Any)),
    ("gw_priority", Shape::scalar(&[Type::Number], Form::Any)),
])
.or_null();

const PROVIDER: Shape = Shape::fields(&[
    ("type", Shape::TEXT),
    ("options", Shape::named(Names::Any, &Shape::list_of(&Shape::SCALAR, true).or_scalar_of(Shape::SCALAR))),
])
.requiring(&["type"]);
