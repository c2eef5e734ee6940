//! From a workspace to settled findings.

mod report;

pub use report::{Compared, Report, Summary};
