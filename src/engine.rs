//! From a workspace to settled findings.

mod catalogue;
mod report;
mod resolve;
mod run;
mod settle;
mod survey;

pub use catalogue::{Catalogue, RuleInfo, catalogue, catalogue_of};
pub use report::{Report, Summary};
pub use resolve::{Attribute, Entry, Form, Resolution, ResolvedProject, ResolvedService, Step, StepKind, resolve};
pub use run::{Error, Options, lint};
pub use survey::{Survey, SurveyEnvFile, SurveyProject, SurveyService, survey};
