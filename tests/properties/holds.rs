//! What must hold of every input, whatever it is. The tests beside try it on generated and mutated
//! texts, and the targets of `fuzz/` on millions.
//!
//! A property that does not hold panics.

// Not every user tries everything.
#![allow(dead_code, unused_imports)]

#[path = "holds/config.rs"]
mod config;
#[path = "holds/dotenv.rs"]
mod dotenv;
#[path = "holds/interpolation.rs"]
mod interpolation;
#[path = "holds/places.rs"]
mod places;
#[path = "holds/router_rule.rs"]
mod router_rule;
#[path = "holds/short_syntax.rs"]
mod short_syntax;
#[path = "holds/workspace.rs"]
pub mod workspace;
#[path = "holds/yaml.rs"]
mod yaml;

pub use config::config;
pub use dotenv::dotenv;
pub use interpolation::interpolation;
pub use router_rule::router_rule;
pub use short_syntax::short_syntax;
pub use workspace::workspace;
pub use yaml::yaml;
