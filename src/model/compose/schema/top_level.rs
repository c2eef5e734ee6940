//! Everything but the services (Compose specification, "Compose file").

use super::service::SERVICE;
use crate::model::compose::form::Form;
use crate::model::compose::shape::{Names, Others, Shape, Type};

/// A whole file.
pub const DOCUMENT: Shape = Shape::fields(&[
    ("version", Shape::TEXT),
    ("name", Shape::TEXT),
    // Resolved before anything is judged.
    ("include", Shape::ANYTHING),
    ("services", Shape::named(Names::Resource, &SERVICE)),
    ("models", Shape::named(Names::ResourceOrUnseen, &MODEL)),
    ("networks", Shape::named(Names::ResourceOrUnseen, &NETWORK)),
    ("volumes", Shape::named(Names::Resource, &VOLUME)),
    ("secrets", Shape::named(Names::Resource, &SECRET)),
    ("configs", Shape::named(Names::Resource, &CONFIG)),
]);

const MODEL: Shape = Shape::fields(&[
    ("name", Shape::TEXT),
    ("model", Shape::TEXT),
    ("context_size", Shape::scalar(&[Type::Integer], Form::Any)),
    ("runtime_flags", Shape::REPEATING_TEXTS),
])
.requiring(&["model"]);

const NETWORK: Shape = Shape::fields(&[
    ("name", Shape::TEXT),
    ("driver", Shape::TEXT),
    ("driver_opts", Shape::OPTIONS),
    ("ipam", IPAM),
    ("external", EXTERNAL),
    ("internal", Shape::FLAG),
    ("enable_ipv4", Shape::FLAG),
    ("enable_ipv6", Shape::FLAG),
    ("attachable", Shape::FLAG),
    ("labels", Shape::DICTIONARY),
])
.or_null();

const IPAM: Shape = Shape::fields(&[
    ("driver", Shape::TEXT),
    ("config", Shape::list_of(&POOL, true)),
    ("options", Shape::named(Names::Filled, &Shape::TEXT)),
]);

const POOL: Shape = Shape::fields(&[
    ("subnet", Shape::TEXT),
    ("ip_range", Shape::TEXT),
    ("gateway", Shape::TEXT),
    ("aux_addresses", Shape::named(Names::Filled, &Shape::TEXT)),
]);

const VOLUME: Shape = Shape::fields(&[
    ("name", Shape::TEXT),
    ("driver", Shape::TEXT),
    ("driver_opts", Shape::OPTIONS),
    ("external", EXTERNAL),
    ("labels", Shape::DICTIONARY),
])
.or_null();

const SECRET: Shape = Shape::fields(&[
    ("name", Shape::TEXT),
    ("environment", Shape::TEXT),
    ("file", Shape::TEXT),
    ("external", EXTERNAL_OR_MORE),
    ("labels", Shape::DICTIONARY),
    ("driver", Shape::TEXT),
    ("driver_opts", Shape::OPTIONS),
    ("template_driver", Shape::TEXT),
]);

const CONFIG: Shape = Shape::fields(&[
    ("name", Shape::TEXT),
    ("content", Shape::TEXT),
    ("environment", Shape::TEXT),
    ("file", Shape::TEXT),
    ("external", EXTERNAL_OR_MORE),
    ("labels", Shape::DICTIONARY),
    ("template_driver", Shape::TEXT),
]);

/// A flag, or in old files a mapping with the name.
const EXTERNAL: Shape = Shape::fields(&[("name", Shape::TEXT)]).or_scalar_of(Shape::FLAG).called("a boolean");

const EXTERNAL_OR_MORE: Shape = EXTERNAL.others(Others::Any);
