//! Environments that the configuration or a pack names, and that are none.

use crate::config::suggest;
use crate::diagnostic::Severity;
use crate::model::Workspace;
use crate::model::environment::Marker;
use crate::model::problem::{Problem, ProblemKind};
use crate::policy::{Registry, Rule};
use crate::source::Text;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Kind, Node};

/// Those to which the configuration gives levels of their own.
pub(super) fn in_levels(workspace: &Workspace) -> Vec<SyntaxError> {
    let known = known(workspace);
    let mut errors = Vec::new();
    for (rule, settings) in &workspace.config.settings.rules {
        // One that is not seen may be of another part of the repository.
        let strangers = settings.environments.keys();
        for name in strangers.filter(|name| !known.contains(&name.as_str()) && usual(name) != Some(name)) {
            let span = workspace.config.key_span(&["rules", rule, "environments", name]);
            let help = match usual(name) {
                Some(usual) => format!("write `{usual}`, as envlint calls it"),
                None => suggest::help(name, &known),
            };
            errors.extend(
                span.map(|span| SyntaxError::new(span, format!("there is no environment `{name}`")).help(help)),
            );
        }
    }
    errors
}

/// Those that rules of the repository's own packs apply to, where one that there is was probably
/// meant: many repositories may share a pack, each with some of its environments.
pub(super) fn in_packs(workspace: &Workspace, registry: &Registry) -> Vec<Problem> {
    let known = known(workspace);
    let strangers = registry.own_rules().flat_map(environments).filter_map(|name| {
        let word = name.as_str();
        let is_plain = word.chars().all(|next| next.is_alphanumeric() || matches!(next, '-' | '_'));
        if !is_plain || known.contains(&word) || usual(word).is_some() {
            return None;
        }
        let meant = suggest::closest(word, &known)?;
        let error = SyntaxError::new(name.span(), format!("there is no environment `{word}`"));
        let error = error.help(format!("did you mean `{meant}`?"));
        Some(Problem::new(ProblemKind::Config, error).at_most(Severity::Warning))
    });
    strangers.collect()
}

fn known(workspace: &Workspace) -> Vec<&str> {
    workspace.environments.iter().map(|(_, environment)| environment.name.as_str()).collect()
}

/// What envlint calls an environment with such a name, whether there is one or not.
fn usual(name: &str) -> Option<&'static str> {
    Marker::of_word(name).map(|marker| marker.name)
}

/// What a rule says in `where.environments`.
fn environments(rule: &Rule) -> Vec<Text> {
    let parameters = rule.parameters();
    let list = parameters.as_ref().and_then(|with| with.get("where")?.get("environments"));
    match list.map(|list| &list.kind) {
        Some(Kind::Sequence(items)) => items.iter().filter_map(|item| Node::text(item).cloned()).collect(),
        _ => Vec::new(),
    }
}
