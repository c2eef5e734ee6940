//! What a check has to say, before and after the engine settles it.

mod compared;
mod draft;
mod level;

pub use compared::Compared;
pub use draft::{Cause, Diagnostic, Draft, Label};
pub use level::{Level, Severity};
