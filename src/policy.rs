//! Rules as data: packs of them, the registry of all, and the level of each in a run.

mod pack;
mod parameters;
mod presets;
mod registry;
mod rule;

pub use pack::{Heading, Pack};
pub use presets::Levels;
pub use registry::{BUILT_IN, Registry};
pub use rule::Rule;
