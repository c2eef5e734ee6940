//! From a workspace to settled findings.

mod assumed;
mod baseline;
mod catalogue;
mod doubts;
mod report;
mod resolve;
mod run;
mod settle;
mod strangers;
mod suppress;
mod survey;
mod together;

pub use baseline::{Baseline, BaselineError, Entry as BaselineEntry};
pub use catalogue::{Catalogue, RuleInfo, catalogue, catalogue_of};
pub use report::{Report, Summary};
pub use resolve::{Attribute, Entry, Form, Resolution, ResolvedProject, ResolvedService, Step, StepKind, resolve};
#[cfg(test)]
pub(crate) use run::{Build, lint_with};
pub use run::{Error, Options, lint};
pub use survey::{
    Basis, Deployment, EnvFile as SurveyEnvFile, Environment as SurveyEnvironment, Neighbourhood, Place as SurveyPlace,
    Placed, Survey, survey,
};
