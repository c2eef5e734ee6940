//! envlint proves, or refutes at the exact line, that the environments of a Docker Compose
//! repository are isolated from each other.
//!
//! Data flows through the modules in this order and never back: [`source`], [`diagnostic`],
//! [`syntax`], [`config`], [`model`], [`policy`], [`check`], [`checks`], [`engine`], [`report`],
//! [`cli`].

pub mod cli;
pub mod diagnostic;
pub mod engine;
pub mod report;
pub mod source;
pub mod syntax;
