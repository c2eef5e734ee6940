//! `deploy` and the devices that a service reserves (Compose Deploy specification).

use crate::model::compose::form::Form;
use crate::model::compose::shape::{Others, Shape, Type};

/// `deploy:`.
pub const DEPLOY: Shape = Shape::fields(&[
    ("mode", Shape::TEXT),
    ("endpoint_mode", Shape::TEXT),
    ("replicas", Shape::integer(i64::MIN, i64::MAX)),
    ("labels", Shape::DICTIONARY),
    ("rollback_config", UPDATE),
    ("update_config", UPDATE),
    ("resources", Shape::fields(&[("limits", LIMITS), ("reservations", RESERVATIONS)])),
    ("restart_policy", RESTART_POLICY),
    ("placement", PLACEMENT),
])
.or_null();

/// `gpus:`.
pub const GPUS: Shape = Shape::list_of(&DEVICE.others(Others::Any), true)
    .or_scalar_of(Shape::text(Form::Words(&["all"])))
    .called("`all` or a list");

/// A count that is never negative.
const COUNT: Shape = Shape::integer(0, i64::MAX);

const UPDATE: Shape = Shape::fields(&[
    ("parallelism", COUNT),
    ("delay", Shape::DURATION),
    ("failure_action", Shape::TEXT),
    ("monitor", Shape::DURATION),
    ("max_failure_ratio", Shape::NUMBER),
    ("order", Shape::text(Form::Words(&["start-first", "stop-first"]))),
]);

const LIMITS: Shape =
    Shape::fields(&[("cpus", Shape::NUMBER), ("memory", MEMORY), ("pids", Shape::integer(i64::MIN, i64::MAX))]);

const RESERVATIONS: Shape = Shape::fields(&[
    ("cpus", Shape::NUMBER),
    ("memory", MEMORY),
    ("generic_resources", Shape::list_of(&Shape::fields(&[("discrete_resource_spec", DISCRETE)]), true)),
    ("devices", Shape::list_of(&DEVICE.requiring(&["capabilities"]), true)),
]);

const MEMORY: Shape = Shape::text(Form::Size);

const DISCRETE: Shape = Shape::fields(&[("kind", Shape::TEXT), ("value", Shape::whole(i64::MIN, i64::MAX))]);

const DEVICE: Shape = Shape::fields(&[
    ("capabilities", Shape::TEXTS),
    ("count", Shape::scalar(&[Type::Integer, Type::Text], Form::DeviceCount)),
    ("device_ids", Shape::TEXTS),
    ("driver", Shape::TEXT),
    ("options", Shape::DICTIONARY),
]);

const RESTART_POLICY: Shape = Shape::fields(&[
    ("condition", Shape::TEXT),
    ("delay", Shape::DURATION),
    ("max_attempts", COUNT),
    ("window", Shape::DURATION),
]);

const PLACEMENT: Shape = Shape::fields(&[
    ("constraints", Shape::REPEATING_TEXTS),
    ("preferences", Shape::list_of(&Shape::fields(&[("spread", Shape::TEXT)]), true)),
    ("max_replicas_per_node", COUNT),
]);
