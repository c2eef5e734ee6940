//! What a check has to say, before and after the engine settles it.

mod draft;
mod level;

pub use draft::{Diagnostic, Draft, Label};
pub use level::{Level, Severity};
