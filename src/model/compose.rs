//! Docker Compose files (Compose specification), read as Docker Compose 2.40.3 reads them.

mod document;
pub mod element;
mod environment;
pub mod merge;
mod mount;
mod port;
mod reader;
pub mod schema;
mod service;
mod top_level;

pub use document::read_document;
pub use environment::{EnvFileUse, Origin, Variable};
pub use mount::{Mount, MountKind};
pub use port::Port;
pub use service::{Build, Dependency, SecretUse, Service};
pub use top_level::{Network, SecretSource, TopLevel, Volume};
