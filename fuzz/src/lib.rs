//! What the targets try, and what they try it on.

#[path = "../../tests/properties/holds.rs"]
pub mod holds;
pub mod tree;
