//! What a container is given: ports, volumes, devices, secrets and limits.

use crate::model::compose::form::Form;
use crate::model::compose::shape::{Names, Others, Shape, Type};

/// `ports:`. Short forms have a reader of their own.
pub const PORTS: Shape = Shape::list_of(&PORT, true);

/// `volumes:` of a service. Short forms have a reader of their own.
pub const VOLUMES: Shape = Shape::list_of(&VOLUME, true);

/// `secrets:` and `configs:` of a service or a build.
pub const FILE_MOUNTS: Shape = Shape::list_of(&FILE_MOUNT, true);

/// `devices:`.
pub const DEVICES: Shape = Shape::list_of(&DEVICE, true);

/// `ulimits:`.
pub const ULIMITS: Shape = Shape::named(Names::Any, &ULIMIT);

/// `blkio_config:`.
pub const BLKIO: Shape = Shape::fields(&[
    ("device_read_bps", RATES),
    ("device_read_iops", RATES),
    ("device_write_bps", RATES),
    ("device_write_iops", RATES),
    ("weight", WEIGHT),
    ("weight_device", Shape::list_of(&WEIGHT_OF_DEVICE, true)),
])
.others(Others::None);

const RATES: Shape = Shape::list_of(
    &Shape::fields(&[("path", Shape::TEXT), ("rate", Shape::scalar(&[Type::Integer, Type::Text], Form::Size))])
        .others(Others::None),
    true,
);

const WEIGHT_OF_DEVICE: Shape = Shape::fields(&[("path", Shape::TEXT), ("weight", WEIGHT)]).others(Others::None);

const WEIGHT: Shape = Shape::scalar(&[Type::Integer], Form::Integer(0, i64::MAX));

const PORT: Shape = Shape::fields(&[
    ("name", Shape::TEXT),
    ("mode", Shape::TEXT),
    ("host_ip", Shape::TEXT),
    ("target", Shape::integer(0, u32::MAX as i64)),
    ("published", Shape::scalar(&[Type::Text, Type::Integer], Form::Any)),
    ("protocol", Shape::TEXT),
    ("app_protocol", Shape::TEXT),
])
.requiring(&["target"])
.or_scalar_of(Shape::scalar(&[Type::Text, Type::Whole], Form::Any))
.called("a port such as `8080:80`");

const VOLUME: Shape = Shape::fields(&[
    ("type", Shape::text(Form::Words(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"]))),
    ("source", Shape::TEXT),
    ("target", Shape::TEXT),
    ("read_only", Shape::FLAG),
    ("consistency", Shape::TEXT),
    ("bind", BIND),
    ("volume", Shape::fields(&[("labels", Shape::DICTIONARY), ("nocopy", Shape::FLAG), ("subpath", Shape::TEXT)])),
    ("tmpfs", TMPFS),
    ("image", Shape::fields(&[("subpath", Shape::TEXT)])),
])
.requiring(&["type", "target"])
.or_text()
.called("a volume such as `data:/var/lib/data`");

const BIND: Shape = Shape::fields(&[
    ("propagation", Shape::TEXT),
    ("create_host_path", Shape::FLAG),
    ("recursive", Shape::text(Form::Words(&["enabled", "disabled", "writable", "readonly"]))),
    ("selinux", Shape::text(Form::Words(&["z", "Z"]))),
]);

const TMPFS: Shape = Shape::fields(&[
    ("size", Shape::scalar(&[Type::Integer, Type::Text], Form::SizeFromZero)),
    ("mode", Shape::scalar(&[Type::Number], Form::Integer(0, u32::MAX as i64))),
]);

const FILE_MOUNT: Shape = Shape::fields(&[
    ("source", Shape::TEXT),
    ("target", Shape::TEXT),
    ("uid", Shape::TEXT),
    ("gid", Shape::TEXT),
    ("mode", Shape::scalar(&[Type::Integer, Type::Text], Form::Mode)),
])
.or_text()
.called("a name or a mapping");

const DEVICE: Shape = Shape::fields(&[("source", Shape::TEXT), ("target", Shape::TEXT), ("permissions", Shape::TEXT)])
    .requiring(&["source", "target"])
    .or_scalar_of(Shape::text(Form::Device))
    .called("a path or a mapping");

const LIMIT: Shape = Shape::integer(i64::MIN, i64::MAX);

const ULIMIT: Shape = Shape::fields(&[("hard", LIMIT), ("soft", LIMIT)])
    .requiring(&["soft", "hard"])
    .or_scalar_of(LIMIT)
    .called("a number or a mapping");
