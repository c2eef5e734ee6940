//! Ignore comments.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::region::Regions;
use super::{Sight, can_be_silenced, problem, refusal};
use crate::diagnostic::{Draft, Severity};
use crate::model::Workspace;
use crate::model::problem::{Problem, ProblemKind};
use crate::policy::{Levels, Registry};
use crate::source::{FileId, Text};
use crate::syntax::SyntaxError;
use crate::syntax::directive::{Directive, Reach};

/// All ignore comments.
pub(super) struct Comments<'a> {
    workspace: &'a Workspace,
    /// A rule that a comment names, once for each.
    ignored: Vec<Ignored<'a>>,
    entries: Regions<'a>,
    files: Regions<'a>,
}

struct Ignored<'a> {
    directive: &'a Directive,
    rule: &'a Text,
    used: Cell<bool>,
}

impl<'a> Comments<'a> {
    pub(super) fn new(workspace: &'a Workspace, registry: &Registry) -> Self {
        let mut comments =
            Self { workspace, ignored: Vec::new(), entries: Regions::default(), files: Regions::default() };
        for directive in &workspace.directives {
            let known = |rule: &&Text| registry.get(rule.as_str()).is_some() && can_be_silenced(rule.as_str());
            for rule in directive.rules.iter().filter(known) {
                let number = comments.ignored.len();
                comments.ignored.push(Ignored { directive, rule, used: Cell::new(false) });
                let Some(covers) = directive.covers else { continue };
                let regions = match directive.reach {
                    Reach::Entry => &mut comments.entries,
                    Reach::File => &mut comments.files,
                };
                regions.add(rule.as_str(), covers, number, &workspace.sources);
            }
        }
        comments.entries.finish();
        comments.files.finish();
        comments
    }

    /// The reason for which a finding of `rule` is silenced.
    pub(super) fn silence(&self, rule: &str, draft: &Draft) -> Option<String> {
        let nearest = self.entries.of(rule, draft.span, &draft.related).into_iter().next();
        // The whole of a file says nothing of findings that only mention it.
        let number = nearest.or_else(|| self.files.of(rule, draft.span, &[]).into_iter().next())?;
        let ignored = self.ignored.get(number)?;
        ignored.used.set(true);
        Some(ignored.directive.reason.as_str().to_owned())
    }

    pub(super) fn leftovers(&self, levels: &Levels, sight: Sight) -> Vec<Problem> {
        if !sight.directories {
            return Vec::new();
        }
        let sources = &self.workspace.sources;
        let broken = broken(self.workspace);
        // A file that was read in two ways has its comments twice.
        let mut used = BTreeMap::new();
        for ignored in &self.ignored {
            let span = ignored.rule.span();
            *used.entry((sources.file(span.file).path(), span.start)).or_insert(false) |= ignored.used.get();
        }
        let mut told = BTreeSet::new();
        let mut problems = Vec::new();
        for ignored in &self.ignored {
            let (span, rule) = (ignored.rule.span(), ignored.rule.as_str());
            let place = (sources.file(span.file).path(), span.start);
            let silent = used.get(&place) == Some(&true) || !levels.is_on(rule) || broken.contains(&span.file);
            if !silent && told.insert(place) {
                let unused = problem(unused(ignored));
                problems.push(if self.workspace.is_open() { unused.at_most(Severity::Info) } else { unused });
            }
        }
        problems
    }
}

fn unused(ignored: &Ignored<'_>) -> SyntaxError {
    let (rule, directive) = (ignored.rule.as_str(), ignored.directive);
    if directive.covers.is_none() {
        let error =
            SyntaxError::new(directive.span, format!("nothing stands below this comment, so `{rule}` is not ignored"));
        return error.help("move it above the entry that it is about");
    }
    let place = match directive.reach {
        Reach::Entry => "here",
        Reach::File => "in this file",
    };
    let error = SyntaxError::new(ignored.rule.span(), format!("`{rule}` finds nothing {place} that could be ignored"));
    error.help(if directive.rules.len() > 1 { "remove the rule from the comment" } else { "remove the comment" })
}

/// Files of which parts were not read: what a comment there covers may be among them.
fn broken(workspace: &Workspace) -> BTreeSet<FileId> {
    let is_syntax = |problem: &&Problem| matches!(problem.kind, ProblemKind::Yaml | ProblemKind::EnvFile);
    workspace.problems.iter().filter(is_syntax).map(|problem| problem.error.span.file).collect()
}

/// Names in comments that are no rules, or those of rules that cannot be silenced.
pub(super) fn strangers(workspace: &Workspace, registry: &Registry) -> Vec<Problem> {
    let rules = workspace.directives.iter().flat_map(|directive| &directive.rules);
    let errors = rules.filter_map(|rule| {
        let (id, span) = (rule.as_str(), rule.span());
        match registry.get(id) {
            None => (!registry.may_have(id)).then(|| registry.unknown(id, span)),
            Some(_) => (!can_be_silenced(id)).then(|| refusal(id, span)),
        }
    });
    errors.map(problem).collect()
}
