//! Runs the rules.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use thiserror::Error;

use super::assumed::Assumed;
use super::settle::{Found, settle};
use super::{Report, Summary};
use crate::check::{Check, Context, Findings, Subject};
use crate::checks;
use crate::config::{Preset, Role, suggest};
use crate::diagnostic::{Compared, Draft, Level};
use crate::model::environment::EnvironmentId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::{LoadError, LoadOptions, Workspace};
use crate::policy::{Levels, Registry, Rule};
use crate::source::vfs::Vfs;
use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;

/// What to lint, and with what.
#[derive(Debug, Clone)]
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
    #[error("there is no rule `{id}`")]
    Rule {
        /// As it was written.
        id: String,
        /// What to do, as an order.
        help: String,
    },
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
    let (registry, errors) = Registry::with_packs(&workspace.sources, &workspace.packs);
    workspace.problems.extend(config_problems(errors));
    let levels = levels(&registry, &mut workspace, options)?;
    let checks = checks(&registry, &levels, &mut workspace);
    let assumed = Assumed::of(&workspace);
    let mut found = Vec::new();
    let mut compared = Compared::default();
    for (position, rule, check) in &checks {
        let mut findings = Findings::default();
        // A bug in one check must not silence the others.
        if catch_unwind(AssertUnwindSafe(|| apply(rule, check.as_ref(), &workspace, &mut findings))).is_err() {
            workspace.problems.push(broken(&workspace, rule));
        }
        compared += findings.compared;
        let of_rule = |draft: Draft| Found { rule: rule.id.clone(), position: *position, draft, also: Vec::new() };
        found.extend(findings.drafts.into_iter().map(|draft| assumed.cap(draft)).map(of_rule));
    }
    let summary = Summary { environments: environments(&workspace), files: files(&workspace), compared, suppressed: 0 };
    let diagnostics = settle(found, &levels, &workspace.sources);
    Ok(Report { sources: workspace.sources, diagnostics, summary })
}

/// The check of every rule that is on; what passes on problems comes last, for any other may fail.
/// Mistakes in parameters are told whatever the level.
fn checks<'r>(
    registry: &'r Registry,
    levels: &Levels,
    workspace: &mut Workspace,
) -> Vec<(usize, &'r Rule, Box<dyn Check>)> {
    let mut built = Vec::new();
    for (position, rule) in registry.rules().enumerate() {
        match checks::of_rule(rule) {
            Ok(check) if levels.get(&rule.id).severity().is_some() => built.push((position, rule, check)),
            Ok(_) => {}
            Err(errors) => workspace.problems.extend(config_problems(errors)),
        }
    }
    built.sort_by_key(|(_, rule, _)| rule.check == checks::REPORTED);
    built
}

fn config_problems(errors: Vec<SyntaxError>) -> impl Iterator<Item = Problem> {
    errors.into_iter().map(|error| Problem::new(ProblemKind::Config, error))
}

fn apply(rule: &Rule, check: &dyn Check, workspace: &Workspace, out: &mut Findings) {
    let cx = Context { workspace, fix: &rule.fix };
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
    workspace.problems.extend(config_problems(errors));
    // A rule that cannot be read is one: what is wrong with it is a finding.
    let named = options.levels.iter().map(|(id, _)| id).chain(&options.select).chain(&options.ignore);
    for id in named.filter(|id| !registry.mentions(id)) {
        return Err(Error::Rule { id: id.clone(), help: unknown(registry, workspace, id) });
    }
    if !options.select.is_empty() {
        for rule in registry.rules().filter(|rule| !rule.always && !options.select.contains(&rule.id)) {
            levels.set(rule, Level::Off);
        }
    }
    let overrides = options.levels.iter().map(|(id, level)| (id, *level));
    for (id, level) in overrides.chain(options.ignore.iter().map(|id| (id, Level::Off))) {
        if let Some(rule) = registry.get(id) {
            levels.set(rule, level);
        }
    }
    Ok(levels)
}

/// What to do about `id`, which is no rule.
fn unknown(registry: &Registry, workspace: &Workspace, id: &str) -> String {
    match registry.suggestion(id) {
        Some(known) => format!("did you mean `{known}`?"),
        None if workspace.problems.iter().any(|problem| problem.kind == ProblemKind::Config) => {
            "mend the configuration and its packs first: `envlint` shows what is wrong with them".to_owned()
        }
        None => "choose one that `envlint rules` lists".to_owned(),
    }
}

/// The finding that says that a rule of ours failed: at the first file, for want of a better place.
fn broken(workspace: &Workspace, rule: &Rule) -> Problem {
    let at = workspace.sources.files().next().map_or(rule.span, |(file, _)| Span::start_of(file));
    let message = format!("the rule `{}` failed while it judged this workspace", rule.id);
    Problem::new(ProblemKind::Internal, SyntaxError::new(at, message))
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
