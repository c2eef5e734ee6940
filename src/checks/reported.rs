//! `reported`: passes on what was found while reading.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::diagnostic::Draft;
use crate::model::problem::{Problem, ProblemKind};
use crate::source::{FileId, Span};
use crate::syntax::dotenv::EnvFile;

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
        let env_files: BTreeMap<FileId, &EnvFile> =
            cx.workspace.env_files.iter().map(|file| (file.file, &file.syntax)).collect();
        for problem in cx.workspace.problems.iter().filter(|problem| problem.kind == self.kind.into()) {
            let span = problem.error.span;
            let subject = match env_files.get(&span.file) {
                Some(file) => key_at(file, span),
                None => path_to(cx, span),
            };
            out.report(draft(problem).subject(subject.unwrap_or_default()));
        }
    }
}

/// The key of an env file that stands at `span`, or before it.
fn key_at(file: &EnvFile, span: Span) -> Option<String> {
    let before = file.entries.partition_point(|entry| entry.span.start <= span.start);
    let entry = before.checked_sub(1).and_then(|last| file.entries.get(last))?;
    Some(format!("#{}", entry.key.as_str()))
}

/// The keys of a YAML file that lead to `span`. The message is no subject: another version of envlint
/// words it otherwise, and it may quote what the file says.
fn path_to(cx: &Context<'_>, span: Span) -> Option<String> {
    let roots = cx.workspace.trees.get(&span.file).map_or(&[][..], Vec::as_slice);
    let before = roots.partition_point(|root| root.span.start <= span.start);
    let root = before.checked_sub(1).and_then(|last| roots.get(last));
    root.map(|root| root.path_to(span.start)).or_else(|| cx.workspace.config.path_to(span))
}

fn draft(problem: &Problem) -> Draft {
    let error = &problem.error;
    let mut draft = Draft::at(error.span, error.message.clone()).at_most(problem.at_most);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Registry;
    use crate::source::SourceMap;

    #[test]
    fn rules_are_known_by_what_they_report() {
        let (registry, errors) = Registry::built_in(&mut SourceMap::new());
        assert!(errors.is_empty());
        let reported = registry.rules().filter(|rule| rule.check == "reported");
        let kinds = reported.map(|rule| {
            let kind: ProblemKind = rule.read::<Reported>().unwrap().kind.into();
            (rule.id.as_str(), kind)
        });
        let expected = ProblemKind::ALL.map(|kind| (kind.rule(), kind));
        assert_eq!(kinds.collect::<Vec<_>>(), expected);
    }
}
