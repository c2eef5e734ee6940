//! YAML with the place of everything: the one module that names the parser.

mod builder;
mod dialect;
mod error;
mod mend;
mod node;
mod offsets;
mod parse;
mod path;
mod schema;
mod tabs;

pub use node::{Alias, Comment, Entry, Kind, Mapping, Node, Properties, Scalar, Style, Tag};
pub use parse::{Document, Yaml, parse};
pub use schema::Plain;
