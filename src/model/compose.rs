//! Docker Compose files (Compose specification), read as Docker Compose 2.40.3 reads them.

mod command_line;
mod conform;
mod consistency;
mod dependency;
mod document;
pub mod element;
mod environment;
mod form;
pub mod merge;
mod mount;
mod port;
mod reader;
mod reference;
pub mod resolver;
mod resources;
pub mod schema;
mod service;
mod shape;
mod top_level;

pub use dependency::{Asked, Dependency};
pub use document::read_document;
pub use environment::{EnvFileUse, Origin, Variable};
pub use mount::{Mount, MountKind};
pub use port::Port;
pub use reader::through;
pub use reference::{Reference, Referred};
pub use service::{Build, FileUse, Service};
pub use top_level::{FileSource, Network, TopLevel, Volume};
