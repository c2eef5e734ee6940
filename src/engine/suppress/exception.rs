//! Exceptions of the configuration.

use std::cell::Cell;

use camino::{Utf8Path, Utf8PathBuf};

use super::region::Regions;
use super::{Sight, can_be_silenced, did_you_mean, problem, refusal};
use crate::config::{At, Date, Exception, TOP_LEVEL};
use crate::diagnostic::{Draft, Severity};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::value::Value;
use crate::model::{Workspace, path};
use crate::policy::{Levels, Registry};
use crate::source::Span;
use crate::source::vfs::{Vfs, normalize};
use crate::syntax::SyntaxError;

/// All exceptions.
pub(super) struct Exceptions<'a> {
    workspace: &'a Workspace,
    excused: Vec<Excused<'a>>,
    regions: Regions<'a>,
}

struct Excused<'a> {
    exception: &'a Exception,
    /// Its number in the configuration.
    number: usize,
    /// Whether its end is past.
    over: bool,
    /// Whether a text is known that it speaks of.
    seen: bool,
    /// The first finding it would silence, when it is over, or silences.
    matched: Cell<Option<Span>>,
}

impl<'a> Exceptions<'a> {
    pub(super) fn new(workspace: &'a Workspace, registry: &Registry, today: Option<Date>) -> Self {
        let mut exceptions = Self { workspace, excused: Vec::new(), regions: Regions::default() };
        for (number, exception) in workspace.config.settings.exceptions.iter().enumerate() {
            if registry.get(&exception.rule).is_none() || !can_be_silenced(&exception.rule) {
                continue;
            }
            let over = exception.until.zip(today).is_some_and(|(until, today)| until < today);
            let regions = regions(workspace, &exception.at);
            for region in &regions {
                exceptions.regions.add(&exception.rule, *region, exceptions.excused.len(), &workspace.sources);
            }
            let seen = !regions.is_empty();
            exceptions.excused.push(Excused { exception, number, over, seen, matched: Cell::new(None) });
        }
        exceptions.regions.finish();
        exceptions
    }

    /// The reason for which a finding of `rule` is silenced.
    pub(super) fn silence(&self, rule: &str, draft: &Draft) -> Option<String> {
        let covering =
            self.regions.of(rule, draft.span, &draft.related).into_iter().filter_map(|number| self.excused.get(number));
        let speaking = self.excused.iter().filter(|excused| excused.exception.rule == rule);
        let speaking = speaking.filter(|excused| self.speaks_of(&excused.exception.at, draft));
        let mut reason = None;
        for excused in covering.chain(speaking) {
            if reason.is_some() && !excused.over {
                continue;
            }
            excused.matched.set(excused.matched.get().or(Some(draft.span)));
            if !excused.over {
                reason = Some(excused.exception.reason.clone());
            }
        }
        reason
    }

    /// Whether a finding is about what `at` names, wherever its text stands: `services.api.ports`
    /// may come through an anchor, `extends` or an env file.
    fn speaks_of(&self, at: &At, draft: &Draft) -> bool {
        match at {
            At::Model(path) => {
                let variable = || {
                    let key = draft.subject.strip_prefix('#')?;
                    let service = draft.service.as_ref()?;
                    Some(format!("services.{service}.environment.{key}"))
                };
                let given = || draft.service.is_none() && self.gives(path, draft.span);
                let service = || draft.service.as_ref().map(|service| format!("services.{service}"));
                is_below(path, &draft.subject)
                    || variable().is_some_and(|subject| is_below(path, &subject))
                    || given()
                    || service().is_some_and(|service| service == *path)
            }
            At::File { path, below } => {
                let is_it = self.workspace.file_at(path) == Some(draft.span.file);
                is_it && below.as_ref().is_some_and(|below| names(&draft.subject, below))
            }
        }
    }

    /// Whether `path` is a variable that a service is given from `place`, as others may be.
    fn gives(&self, path: &str, place: Span) -> bool {
        let names = path.strip_prefix("services.").and_then(|rest| rest.split_once(".environment."));
        let Some((service, key)) = names else { return false };
        let mut services = self.workspace.services().filter(|(_, _, known)| known.name.as_str() == service);
        services.any(|(_, _, known)| {
            let variable = known.environment.get(key);
            variable.is_some_and(|variable| {
                let value = variable.value.as_ref().map(Value::place);
                variable.key.span() == place || value.is_some_and(|value| value.contains(place))
            })
        })
    }

    pub(super) fn leftovers(&self, levels: &Levels, sight: Sight, vfs: &dyn Vfs) -> Vec<Problem> {
        let left = self.excused.iter().filter(|excused| levels.is_on(&excused.exception.rule));
        left.filter_map(|excused| match excused.matched.get() {
            Some(finding) if excused.over => self.over(excused, finding),
            None if sight.everything || (sight.directories && excused.seen) => self.unused(excused, vfs),
            _ => None,
        })
        .collect()
    }

    fn over(&self, excused: &Excused<'_>, finding: Span) -> Option<Problem> {
        let Exception { rule, at, until, .. } = excused.exception;
        let message = format!("the exception from `{rule}` at `{at}` ended on {}", until.as_ref()?);
        let error = SyntaxError::new(place(self.workspace, excused.number, "until")?, message);
        let error = error.help("mend the finding, or decide anew and set a later day");
        Some(problem(error).also(finding, "reported again"))
    }

    fn unused(&self, excused: &Excused<'_>, vfs: &dyn Vfs) -> Option<Problem> {
        let Exception { rule, at, .. } = excused.exception;
        let message = format!("the exception from `{rule}` at `{at}` matches no finding");
        let error = SyntaxError::new(place(self.workspace, excused.number, "at")?, message);
        let unread = match at {
            At::File { path, .. } => self.workspace.file_at(path).is_none(),
            At::Model(_) => false,
        };
        let help = self.meant(excused).unwrap_or_else(|| "remove it".to_owned());
        let problem = problem(error.help(help));
        // The finding may be about a file that is not here, and is where the exception was made.
        let absent = unread && !self.path(at).is_some_and(|path| vfs.exists(&path));
        Some(if absent || self.workspace.is_open() { problem.at_most(Severity::Info) } else { problem })
    }

    /// What was probably meant, where nothing of this name is known.
    fn meant(&self, excused: &Excused<'_>) -> Option<String> {
        if excused.seen {
            return None;
        }
        match &excused.exception.at {
            At::Model(path) => {
                let service = path.strip_prefix("services.")?.split('.').next()?;
                let known: Vec<String> =
                    self.workspace.services().map(|(_, _, service)| service.name.as_str().to_owned()).collect();
                if known.iter().any(|known| known == service) { None } else { did_you_mean(service, &known) }
            }
            At::File { path, below: None } => {
                let (first, rest) = path.split_once('.')?;
                let known = TOP_LEVEL.map(ToOwned::to_owned);
                did_you_mean(first, &known)?;
                let first = crate::config::suggest::closest(first, &known)?;
                Some(format!("did you mean `{first}.{rest}`?"))
            }
            At::File { path, below: Some(below) } => {
                let file = self.workspace.file_at(path)?;
                let env_files = self.workspace.env_files.iter().filter(|env| env.file == file);
                let keys = env_files.flat_map(|env| &env.syntax.entries).map(|entry| &entry.key);
                let missing = self.workspace.projects.iter().flat_map(|project| &project.missing);
                let variables = missing.filter(|missing| missing.span.file == file).map(|missing| &missing.variable);
                let known: Vec<String> = keys.chain(variables).map(|name| name.as_str().to_owned()).collect();
                did_you_mean(below, &known)
            }
        }
    }

    fn path(&self, at: &At) -> Option<Utf8PathBuf> {
        match at {
            At::Model(_) => None,
            At::File { path, .. } => Some(normalize(&self.workspace.base, Utf8Path::new(path))),
        }
    }
}

/// Where an exception says `key`.
fn place(workspace: &Workspace, number: usize, key: &str) -> Option<Span> {
    workspace.config.value_span(&["exceptions", &number.to_string(), key])
}

/// Whether `subject` is the key `#name` of an env file, or the variable `${name}` of a Compose file.
fn names(subject: &str, name: &str) -> bool {
    let variable = subject.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let written = name.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
    subject.strip_prefix('#') == Some(name) || variable == Some(written)
}

/// Whether `subject` is `path` or something below it.
fn is_below(path: &str, subject: &str) -> bool {
    subject.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The texts that `at` names.
fn regions(workspace: &Workspace, at: &At) -> Vec<Span> {
    match at {
        At::Model(path) => workspace.trees.values().flat_map(|roots| path::find(roots, path)).collect(),
        At::File { path, below } => {
            let Some(file) = workspace.file_at(path) else { return Vec::new() };
            let Some(below) = below else {
                return vec![Span::new(file, 0..workspace.sources.file(file).text().len())];
            };
            if let Some(roots) = workspace.trees.get(&file) {
                return path::find(roots, below);
            }
            let env_files = workspace.env_files.iter().filter(|env| env.file == file);
            let entries = env_files.flat_map(|env| &env.syntax.entries);
            entries.filter(|entry| entry.key.as_str() == below).map(|entry| entry.span).collect()
        }
    }
}

/// Names in exceptions that are no rules, or those of rules that cannot be silenced.
pub(super) fn strangers(workspace: &Workspace, registry: &Registry) -> Vec<Problem> {
    let exceptions = workspace.config.settings.exceptions.iter().enumerate();
    let errors = exceptions.filter_map(|(number, exception)| {
        let (id, span) = (exception.rule.as_str(), place(workspace, number, "rule")?);
        match registry.get(id) {
            None => (!registry.may_have(id)).then(|| registry.unknown(id, span)),
            Some(_) => (!can_be_silenced(id)).then(|| refusal(id, span)),
        }
    });
    errors.map(|error| Problem::new(ProblemKind::Config, error)).collect()
}
