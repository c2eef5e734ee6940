//! YAML with the place of everything: the one module that names the parser.

mod error;
mod node;
mod offsets;
mod parse;
mod schema;

pub use node::{Alias, Comment, Entry, Kind, Mapping, Node, Scalar, Style, Tag};
pub use parse::{Document, Yaml, parse};
pub use schema::Plain;
