//! `reported`: passes on what was found while reading.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::Draft;
use crate::model::problem::{Problem, ProblemKind};

/// Problems of one kind.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reported {
    kind: Kind,
}

#[derive(Debug, Default, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Yaml,
    Compose,
    EnvFile,
    Config,
    Suppression,
    Coverage,
    #[default]
    Internal,
}

impl Check for Reported {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        for problem in cx.workspace.problems.iter().filter(|problem| problem.kind == self.kind.into()) {
            out.report(draft(problem));
        }
    }
}

fn draft(problem: &Problem) -> Draft {
    let error = &problem.error;
    let mut draft =
        Draft::at(error.span, error.message.clone()).at_most(problem.at_most).subject(error.message.clone());
    draft.help.clone_from(&error.help);
    problem.related.iter().fold(draft, |draft, label| draft.also(label.span, label.message.clone()))
}

impl From<Kind> for ProblemKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Yaml => Self::Yaml,
            Kind::Compose => Self::Compose,
            Kind::EnvFile => Self::EnvFile,
            Kind::Config => Self::Config,
            Kind::Suppression => Self::Suppression,
            Kind::Coverage => Self::Coverage,
            Kind::Internal => Self::Internal,
        }
    }
}
