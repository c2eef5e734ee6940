//! envlint proves, or refutes at the exact line, that the environments of a Docker Compose
//! repository are isolated from each other.
//!
//! Data flows through the modules in this order and never back: [`threads`], [`source`], [`diagnostic`],
//! [`syntax`], [`config`], [`model`], [`policy`], [`check`], [`checks`], [`engine`], [`report`],
//! [`cli`].

// A test that fails to slice or index has found something.
#![cfg_attr(test, allow(clippy::string_slice, clippy::format_push_string))]

pub mod check;
pub mod checks;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod engine;
pub mod model;
pub mod policy;
pub mod report;
pub mod source;
pub mod syntax;
pub mod threads;

pub use engine::{Options, Report, catalogue, lint, resolve, survey};
pub use threads::Threads;
