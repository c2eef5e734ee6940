//! What the files mean: projects, services, values and environments.

pub mod caseless;
pub mod compose;
mod discover;
pub mod domain;
pub mod edge;
pub mod endpoint;
pub mod env_file;
pub mod environment;
mod evaluate;
pub mod few;
pub mod gaps;
pub mod git;
pub mod holder;
pub mod host;
mod ignores;
pub mod missing;
pub mod origin;
pub mod path;
pub mod pattern;
pub mod problem;
pub mod profile;
pub mod project;
pub mod scope;
pub mod secret;
mod shown;
pub mod storage;
pub mod traefik;
mod validity;
pub mod value;
mod workspace;

pub use discover::Discovery;
pub use evaluate::Evaluator;
pub use shown::Secrecy;
pub use workspace::{Absent, CONFIG_NAMES, LoadError, LoadOptions, OwnFiles, Workspace};
