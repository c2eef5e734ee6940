//! YAML with the place of everything: the one module that names the parser.

mod node;

pub use node::{Alias, Comment, Entry, Kind, Mapping, Node, Scalar, Style, Tag};
