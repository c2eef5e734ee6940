//! Runs the rules.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

use super::assumed::Assumed;
use super::baseline::Baseline;
use super::doubts::Doubts;
use super::settle::{Found, Settler};
use super::suppress::{self, Sight, Suppressor};
use super::{Report, Summary, catalogue, strangers};
use crate::check::{Check, Context, Findings, Once};
use crate::checks;
use crate::config::{Date, Preset, Role, suggest};
use crate::diagnostic::{Compared, Diagnostic, Draft, Level, Suppressed};
use crate::model::environment::EnvironmentId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::{LoadError, LoadOptions, Workspace};
use crate::policy::{Levels, Registry, Rule};
use crate::source::vfs::{Vfs, normalize};
use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;
use crate::threads::Threads;

/// What to lint, and with what.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which files.
    pub load: LoadOptions,
    /// The preset, instead of the configured one.
    pub preset: Option<Preset>,
    /// Levels of single rules, over those of the configuration.
    pub levels: Vec<(String, Level)>,
    /// Only these rules, and those that are always on; empty for all.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// Only findings of these environments; empty for all.
    pub environments: Vec<String>,
    /// Findings that are known and not to be told.
    pub baseline: Option<Baseline>,
    /// The day that exceptions with an end are held against; none to let them all count.
    pub today: Option<Date>,
}

/// Why a run could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// Nothing to lint, or nothing to read it from.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// No such environment.
    #[error("there is no environment `{name}`")]
    Environment {
        /// As it was written.
        name: String,
        /// What to do, as an order.
        help: String,
    },
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
    lint_with(vfs, options, checks::of_rule)
}

/// [`lint`], with the checks that `build` makes of rules.
pub(crate) fn lint_with(vfs: &dyn Vfs, options: &Options, build: Build) -> Result<Report, Error> {
    let mut workspace = Workspace::load(vfs, &options.load)?;
    if let Some(preset) = options.preset {
        workspace.config.settings.preset = preset;
    }
    check_environments(&workspace, &options.environments)?;
    let registry = registry(&mut workspace);
    let levels = levels(&registry, &mut workspace, options)?;
    let checks = checks(&registry, &levels, &mut workspace, build);
    let unknown =
        suppress::strangers(&workspace, &registry).into_iter().chain(strangers::in_packs(&workspace, &registry));
    let unknown: Vec<Problem> = unknown.collect();
    workspace.problems.extend(unknown);
    // What silences nothing is known when all others have spoken.
    let is_last = |rule: &Rule| rule.id == ProblemKind::Suppression.rule();
    let (last, first): (Vec<_>, Vec<_>) = checks.into_iter().partition(|(_, rule, _)| is_last(rule));
    let assumed = Assumed::of(&workspace);
    let mut compared = Compared::default();
    let threads = options.load.threads.for_text(workspace.sources.bytes());
    let found = judge(&first, &mut workspace, &assumed, &mut compared, threads);
    let (mut diagnostics, mut suppressed, leftovers) = {
        let doubts = Doubts::of(&workspace, &options.load.working_directory);
        let found = found.into_iter().map(|found| Found { draft: doubts.cap(found.draft), ..found }).collect();
        let suppressor = Suppressor::new(&workspace, &registry, options.today);
        let (told, silenced) = settler(&workspace, &levels, options).settle(found, Some(&suppressor));
        (told, silenced, suppressor.leftovers(&levels, sight(vfs, &workspace, options), vfs))
    };
    workspace.problems.extend(leftovers);
    let found = judge(&last, &mut workspace, &assumed, &mut compared, threads);
    let settler = settler(&workspace, &levels, options);
    diagnostics.extend(settler.settle(found, None).0);
    settler.sort(&mut diagnostics);
    let (unseen, gone) = match &options.baseline {
        Some(baseline) => {
            let left = baseline.apply(&mut diagnostics, &mut suppressed);
            unseen(left, vfs, &workspace, &levels, options)
        }
        None => (Baseline::default(), 0),
    };
    narrow(&mut diagnostics, &mut suppressed, &registry, &options.environments);
    let summary = Summary {
        environments: environments(&workspace),
        files: files(&workspace),
        compared,
        suppressed: suppressed.len(),
    };
    let own_rules = catalogue::own(&registry);
    Ok(Report {
        root: workspace.root,
        sources: workspace.sources,
        diagnostics,
        suppressed,
        unseen,
        gone,
        own_rules,
        summary,
    })
}

/// What `rules` find. Those that pass on problems come last, and see those of all before them.
fn judge(
    rules: &[Checked<'_>],
    workspace: &mut Workspace,
    assumed: &Assumed,
    compared: &mut Compared,
    threads: Threads,
) -> Vec<Found> {
    let mut found = Vec::new();
    let own = rules.partition_point(|(_, rule, _)| rule.check != checks::REPORTED);
    let (own, reported) = rules.split_at(own);
    for rules in std::iter::once(own).chain(reported.chunks(1)) {
        let applied = {
            let (workspace, common) = (&*workspace, Once::new(workspace));
            threads.map(rules, |(_, rule, check)| {
                apply(check.as_ref(), &Context { workspace, fix: &rule.fix, common: &common })
            })
        };
        for ((position, rule, _), (findings, is_broken)) in rules.iter().zip(applied) {
            if is_broken {
                let problem = broken(workspace, rule);
                workspace.problems.push(problem);
            }
            *compared += findings.compared;
            workspace.problems.extend(findings.problems);
            let of_rule = |draft: Draft| Found { rule: rule.id.clone(), position: *position, draft };
            found.extend(findings.drafts.into_iter().map(|draft| assumed.cap(draft)).map(of_rule));
        }
    }
    found
}

fn settler<'a>(workspace: &'a Workspace, levels: &'a Levels, options: &'a Options) -> Settler<'a> {
    Settler {
        levels,
        sources: &workspace.sources,
        working_directory: &options.load.working_directory,
        root: &workspace.root,
    }
}

/// What the run has looked at.
fn sight(vfs: &dyn Vfs, workspace: &Workspace, options: &Options) -> Sight {
    let load = &options.load;
    let paths: Vec<Utf8PathBuf> = load.paths.iter().map(|path| normalize(&load.working_directory, path)).collect();
    let directories = load.files.is_empty() && load.env_files.is_empty() && paths.iter().all(|path| vfs.is_dir(path));
    let everything = directories && paths.iter().any(|path| workspace.base.starts_with(path));
    Sight { directories, everything }
}

/// What of a baseline the run has not looked at, and how many findings of it are gone: those `left` whose
/// rule spoke and whose file was read, or is no more.
fn unseen(
    left: Baseline,
    vfs: &dyn Vfs,
    workspace: &Workspace,
    levels: &Levels,
    options: &Options,
) -> (Baseline, usize) {
    if !sight(vfs, workspace, options).directories {
        return (left, 0);
    }
    let directory = &options.load.working_directory;
    let read: BTreeSet<Utf8PathBuf> =
        workspace.sources.files().map(|(_, file)| normalize(directory, file.path())).collect();
    let all = left.len();
    let unseen = left.retain(|entry| {
        let path = normalize(&workspace.root, Utf8Path::new(&entry.path));
        !levels.is_on(&entry.rule) || (!read.contains(&path) && vfs.exists(&path))
    });
    let gone = all - unseen.len();
    (unseen, gone)
}

/// Leaves the findings of the environments `names`, and of those that belong to none what keeps
/// rules from judging; everything when nothing is named.
fn narrow(diagnostics: &mut Vec<Diagnostic>, suppressed: &mut Vec<Suppressed>, registry: &Registry, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let is_wanted = |found: &Diagnostic| match &found.draft.environment {
        Some(environment) => {
            std::iter::once(environment).chain(&found.draft.elsewhere).any(|name| names.contains(name))
        }
        None => registry.get(&found.rule).is_some_and(|rule| rule.always),
    };
    diagnostics.retain(&is_wanted);
    suppressed.retain(|suppressed| is_wanted(&suppressed.diagnostic));
}

fn check_environments(workspace: &Workspace, names: &[String]) -> Result<(), Error> {
    let known: Vec<&str> = workspace.environments.iter().map(|(_, environment)| environment.name.as_str()).collect();
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) if known.is_empty() => Err(Error::Environment {
            name: name.clone(),
            help: "nothing here belongs to an environment; see `envlint environments`".to_owned(),
        }),
        Some(name) => Err(Error::Environment { name: name.clone(), help: suggest::help(name, &known) }),
        None => Ok(()),
    }
}

/// A rule with its place in the catalogue and its check.
type Checked<'r> = (usize, &'r Rule, Box<dyn Check>);

/// The rules, those of the packs of `workspace` included.
fn registry(workspace: &mut Workspace) -> Registry {
    let (mut registry, errors) = Registry::with_packs(&workspace.sources, &workspace.packs);
    if workspace.packs.len() < workspace.config.settings.packs.len() {
        registry.miss_a_pack();
    }
    workspace.problems.extend(config_problems(errors));
    registry
}

/// Makes the check of a rule.
pub(crate) type Build = fn(&Rule) -> Result<Box<dyn Check>, Vec<SyntaxError>>;

/// The check of every rule that is on; what passes on problems comes last, for any other may fail.
/// Mistakes in parameters are told whatever the level.
fn checks<'r>(registry: &'r Registry, levels: &Levels, workspace: &mut Workspace, build: Build) -> Vec<Checked<'r>> {
    let mut built = Vec::new();
    for (position, rule) in registry.rules().enumerate() {
        match build(rule) {
            Ok(check) if levels.is_on(&rule.id) => built.push((position, rule, check)),
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

/// What `check` finds, and whether it failed on the way: a bug in one must not silence the others.
fn apply(check: &dyn Check, cx: &Context<'_>) -> (Findings, bool) {
    let mut out = Findings::default();
    let run = AssertUnwindSafe(|| {
        check.workspace(cx, &mut out);
        for subject in cx.subjects() {
            check.service(cx, &subject, &mut out);
        }
        for (id, file) in cx.workspace.env_files() {
            check.env_file(cx, id, file, &mut out);
        }
    });
    let is_broken = catch_unwind(run).is_err();
    (out, is_broken)
}

fn levels(registry: &Registry, workspace: &mut Workspace, options: &Options) -> Result<Levels, Error> {
    let (mut levels, errors) = registry.levels(&workspace.config);
    workspace
        .problems
        .extend(config_problems(errors.into_iter().chain(strangers::in_levels(workspace)).collect::<Vec<_>>()));
    // A rule that cannot be read is one: what is wrong with it is a finding.
    let named = options.levels.iter().map(|(id, _)| id).chain(&options.select).chain(&options.ignore);
    let mut strangers = named.filter(|id| !registry.mentions(id));
    if let Some(id) = strangers.next() {
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
fn broken(workspace: &mut Workspace, rule: &Rule) -> Problem {
    // Of a rule that is built in, the file is not among those of the workspace.
    let first = workspace.sources.files().next().map(|(file, _)| file);
    let at = Span::start_of(first.unwrap_or_else(|| workspace.sources.add(".".into(), b"")));
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
    let compose = workspace.projects.iter().flat_map(|project| project.files.iter().copied());
    let compose: BTreeSet<FileId> = compose.filter(|file| workspace.trees.contains_key(file)).collect();
    compose.len() + workspace.env_files.iter().filter(|file| file.readable).count()
}
