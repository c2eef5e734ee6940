//! `build` (Compose Build specification).

use super::mounts::{FILE_MOUNTS, ULIMITS};
use crate::model::compose::form::Form;
use crate::model::compose::shape::{Names, Shape, Type};

/// A path, or how an image is built.
pub const BUILD: Shape = Shape::fields(&[
    ("context", Shape::TEXT),
    ("dockerfile", Shape::TEXT),
    ("dockerfile_inline", Shape::TEXT),
    ("entitlements", Shape::REPEATING_TEXTS),
    ("args", VARIABLES),
    ("ssh", Shape::list_of(&Shape::text(Form::Ssh), false).or_named(Names::Filled, &Shape::SCALAR.or_null())),
    ("labels", Shape::DICTIONARY),
    ("cache_from", Shape::REPEATING_TEXTS),
    ("cache_to", Shape::REPEATING_TEXTS),
    ("no_cache", Shape::FLAG),
    ("additional_contexts", CONTEXTS),
    ("network", Shape::TEXT),
    ("provenance", TEXT_OR_FLAG),
    ("sbom", TEXT_OR_FLAG),
    ("pull", Shape::FLAG),
    ("target", Shape::TEXT),
    ("shm_size", Shape::scalar(&[Type::Integer, Type::Text], Form::Size)),
    ("extra_hosts", EXTRA_HOSTS),
    ("isolation", Shape::TEXT),
    ("privileged", Shape::FLAG),
    ("secrets", FILE_MOUNTS),
    ("tags", Shape::REPEATING_TEXTS),
    ("ulimits", ULIMITS),
    ("platforms", Shape::REPEATING_TEXTS),
])
.or_text()
.called("a path or a mapping");

/// Variables: what a container or a build gets.
pub const VARIABLES: Shape =
    Shape::list_of(&Shape::text(Form::Variable), true).or_named(Names::Filled, &Shape::SCALAR.or_null());

/// Hosts with their addresses.
pub const EXTRA_HOSTS: Shape =
    Shape::list_of(&Shape::text(Form::Host), false).or_named(Names::Host, &Shape::REPEATING_TEXTS.or_text());

const CONTEXTS: Shape =
    Shape::list_of(&Shape::text(Form::Assignment), true).or_named(Names::Filled, &Shape::SCALAR.or_null());

const TEXT_OR_FLAG: Shape = Shape::scalar(&[Type::Text, Type::Boolean], Form::Any);
