//! Runs the rules.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use thiserror::Error;

use super::settle::{Found, settle};
use super::{Report, Summary};
use crate::check::{Check, Context, Findings, Subject};
use crate::checks;
use crate::config::{Date, Preset, Role, suggest};
use crate::diagnostic::{Compared, Draft, Level};
use crate::model::environment::EnvironmentId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::{LoadError, LoadOptions, Workspace};
use crate::policy::{Levels, Registry, Rule};
use crate::source::vfs::Vfs;
use crate::source::{FileId, SourceMap, Span};

/// What to lint, and with what.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which files.
    pub load: LoadOptions,
    /// The preset, by name, instead of the configured one.
    pub preset: Option<String>,
    /// Levels of single rules, over those of the configuration.
    pub levels: Vec<(String, Level)>,
    /// Only these rules, and those that are always on; empty for all.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// The day that exceptions with an end are held against; none to let them all count.
    pub today: Option<Date>,
}

/// Why a run could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// Nothing to lint, or nothing to read it from.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// No such preset.
    #[error("there is no preset `{0}`; {help}", help = suggest::help(.0, &["recommended", "strict"]))]
    Preset(String),
    /// No such rule.
    #[error("there is no rule `{0}`")]
    Rule(String),
}

/// Reads what `options` name from `vfs`, runs every rule that is on, and settles what they find.
///
/// # Errors
/// When nothing can be linted, or an option names something that does not exist.
pub fn lint(vfs: &dyn Vfs, options: &Options) -> Result<Report, Error> {
    let mut workspace = Workspace::load(vfs, &options.load)?;
    if let Some(preset) = &options.preset {
        workspace.config.settings.preset = match preset.as_str() {
            "recommended" => Preset::Recommended,
            "strict" => Preset::Strict,
            _ => return Err(Error::Preset(preset.clone())),
        };
    }
    // The built-in packs are correct, as a test holds: their places are never shown.
    let (registry, _) = Registry::built_in(&mut SourceMap::new());
    let levels = levels(&registry, &mut workspace, options)?;
    let mut found = Vec::new();
    let mut compared = Compared::default();
    for (position, rule) in registry.rules().enumerate() {
        if levels.get(&rule.id).severity().is_none() {
            continue;
        }
        let Ok(check) = checks::of_rule(rule) else { continue };
        let mut findings = Findings::default();
        // A bug in one check must not silence the others.
        if catch_unwind(AssertUnwindSafe(|| apply(check.as_ref(), &workspace, &mut findings))).is_err() {
            workspace.problems.push(broken(&workspace, rule));
        }
        compared += findings.compared;
        let of_rule = |draft: Draft| Found { rule: rule.id.clone(), position, draft, also: Vec::new() };
        found.extend(findings.drafts.into_iter().map(of_rule));
    }
    let summary = Summary { environments: environments(&workspace), files: files(&workspace), compared, suppressed: 0 };
    let diagnostics = settle(found, &levels, &workspace.sources);
    Ok(Report { sources: workspace.sources, diagnostics, suppressed: Vec::new(), summary })
}

fn apply(check: &dyn Check, workspace: &Workspace, out: &mut Findings) {
    let cx = Context { workspace };
    check.workspace(&cx, out);
    for (id, _) in workspace.environments.iter() {
        check.environment(&cx, id, out);
    }
    for subject in cx.subjects() {
        check.service(&cx, &Subject { ..subject }, out);
    }
    for (id, file) in workspace.env_files() {
        check.env_file(&cx, id, file, out);
    }
}

fn levels(registry: &Registry, workspace: &mut Workspace, options: &Options) -> Result<Levels, Error> {
    let (mut levels, errors) = registry.levels(&workspace.config);
    workspace.problems.extend(errors.into_iter().map(|error| Problem::new(ProblemKind::Config, error)));
    let known = |id: &String| registry.get(id).ok_or_else(|| Error::Rule(id.clone()));
    if !options.select.is_empty() {
        options.select.iter().try_for_each(|id| known(id).map(|_| ()))?;
        for rule in registry.rules().filter(|rule| !rule.always && !options.select.contains(&rule.id)) {
            levels.set(rule, Level::Off);
        }
    }
    for (id, level) in &options.levels {
        levels.set(known(id)?, *level);
    }
    for id in &options.ignore {
        levels.set(known(id)?, Level::Off);
    }
    Ok(levels)
}

/// The finding that says that a rule of ours failed: at the first file, for want of a better place.
fn broken(workspace: &Workspace, rule: &Rule) -> Problem {
    let at = workspace.sources.files().next().map_or(rule.span, |(file, _)| Span::start_of(file));
    let message = format!("the rule `{}` failed while it judged this workspace", rule.id);
    Problem::new(ProblemKind::Internal, crate::syntax::SyntaxError::new(at, message))
}

/// The names of the environments that have services or env files, the most trusted first.
fn environments(workspace: &Workspace) -> Vec<String> {
    let used = |id: EnvironmentId| {
        workspace.services().any(|(_, _, service)| service.belongs.environment == Some(id))
            || workspace.env_files_of(id).next().is_some()
    };
    let mut environments: Vec<(Role, &str)> = workspace
        .environments
        .iter()
        .filter(|(id, _)| used(*id))
        .map(|(_, environment)| (environment.role, environment.name.as_str()))
        .collect();
    // An environment that nothing names is none beside those that something does.
    if environments.iter().any(|(role, _)| *role != Role::Other) {
        environments.retain(|(role, _)| *role != Role::Other);
    }
    environments.sort_unstable();
    environments.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// Compose and env files; one that several projects are made of counts once.
fn files(workspace: &Workspace) -> usize {
    let compose: BTreeSet<FileId> =
        workspace.projects.iter().flat_map(|project| project.files.iter().copied()).collect();
    compose.len() + workspace.env_files.len()
}
