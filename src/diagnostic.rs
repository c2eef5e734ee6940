//! What a check has to say, before and after the engine settles it.

mod compared;
mod draft;
mod level;
mod suppressed;

pub use compared::Compared;
pub use draft::{Absence, Among, Cause, Diagnostic, Draft, Label};
pub use level::{Level, Severity};
pub use suppressed::{Suppressed, Suppression};
