//! `origins`: every allowed origin of an environment is one of its own.

mod judge;
mod pattern;
mod wildcard;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Compared, Draft, Severity};
use crate::model::compose::Origin as Source;
use crate::model::domain::Domains;
use crate::model::env_file::{EnvFileId, Kind};
use crate::model::environment::EnvironmentId;
use crate::model::origin::{self, Origin};
use crate::model::project::ProjectId;
use crate::model::traefik;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

use judge::{Fault, Judge, Listed, Production, Verdict};

/// Where origins stand.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Origins {
    /// Variables that hold one origin or a list of them.
    keys: Names,
    /// Variables that hold regular expressions for origins.
    patterns: Names,
}

/// A list of allowed origins.
struct List {
    environment: EnvironmentId,
    /// Where its variables are fed; none for an env file on its own.
    project: Option<ProjectId>,
    service: Option<String>,
    /// Whether the Compose file as a whole is for an environment.
    named: bool,
    /// Where the service names the env file that holds the list.
    named_at: Option<Span>,
    /// Whose list it is, as a message begins.
    whose: String,
    subject: String,
    value: Value,
    patterns: bool,
    /// Whether a template tells it, so that the real file may say otherwise.
    template: bool,
}

impl Check for Origins {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let lists = self.lists(cx);
        if lists.is_empty() {
            return;
        }
        let domains = Domains::of(cx.workspace);
        let production = production(cx, &lists);
        let templates =
            cx.workspace.env_files.iter().filter(|file| file.kind == Kind::Template && file.marker.is_none());
        let (templates, none) = (templates.map(|file| file.file).collect(), BTreeSet::new());
        let lines: BTreeSet<Span> = production.values().map(|listed| listed.origin.span).collect();
        let tried = Cell::new(0);
        let (mut told, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for list in &lists {
            let judge = Judge {
                cx,
                domains: &domains,
                production: &production,
                environment: list.environment,
                project: list.project,
                tried: &tried,
                templates: if list.named { &templates } else { &none },
            };
            for (index, item) in items(&list.value, list.patterns).iter().enumerate() {
                match judge_readings(&judge, item, list.patterns) {
                    Verdict::Fine => {}
                    Verdict::Unknown => drop(unknown.insert((list.environment, item.span, index))),
                    Verdict::Fault(fault) => {
                        // The same line may reach many services: it is one mistake.
                        if told.insert((fault.item.span, fault.what.clone())) {
                            let of_production = judge.role() != Role::Production && lines.contains(&fault.item.span);
                            out.report(draft(cx, list, index, item, *fault, of_production));
                        }
                    }
                }
            }
        }
        out.compared(Compared { unknown: unknown.len(), ..Compared::default() });
    }
}

impl Origins {
    /// The lists of services, then those of env files that nothing loads.
    fn lists(&self, cx: &Context<'_>) -> Vec<List> {
        let (mut lists, mut others) = (Vec::new(), Vec::new());
        let mut loaded: BTreeSet<EnvFileId> = BTreeSet::new();
        for subject in cx.subjects() {
            loaded.extend(subject.service.env_files.iter().filter_map(|used| used.file.or(used.template)));
            let Some(environment) = subject.environment.filter(|id| is_deployed(cx, *id)) else { continue };
            // Of several services that load one file, the one that faces browsers is named.
            let routed = !traefik::routers(&subject.service.labels).is_empty();
            let into = if routed { &mut lists } else { &mut others };
            for (key, variable) in &subject.service.environment {
                let (Some(value), Some(patterns)) = (&variable.value, self.kind(key)) else { continue };
                let service = subject.name();
                let (place, template, named_at) = match variable.origin {
                    Source::Environment => (format!("services.{service}.environment.{key}"), false, None),
                    Source::EnvFile { file, template, named } => {
                        (format!("{}#{key}", file_name(cx, file)), template, Some(named))
                    }
                };
                into.push(List {
                    environment,
                    project: Some(subject.project_id),
                    service: Some(service.to_owned()),
                    named: subject.project.marker.is_some(),
                    named_at,
                    whose: format!("{} service `{service}`", cx.name(environment)),
                    subject: place,
                    value: value.clone(),
                    patterns,
                    template,
                });
            }
        }
        lists.append(&mut others);
        let unloaded = cx.workspace.env_files().filter(|(id, _)| !loaded.contains(id)).map(|(_, file)| file.file);
        let unloaded: BTreeSet<_> = unloaded.collect();
        for (environment, file) in cx.workspace.named_env_files() {
            if !is_deployed(cx, environment) || !unloaded.contains(&file.file) {
                continue;
            }
            let name = file.path.file_name().unwrap_or_default();
            for (key, value) in cx.workspace.values(file) {
                let Some(patterns) = self.kind(&key) else { continue };
                lists.push(List {
                    environment,
                    project: None,
                    service: None,
                    named: false,
                    named_at: None,
                    whose: format!("{}'s `{name}`", cx.name(environment)),
                    subject: format!("{name}#{key}"),
                    value,
                    patterns,
                    template: file.kind == Kind::Template,
                });
            }
        }
        lists
    }

    /// Whether `key` holds patterns; none when it holds no origins at all.
    fn kind(&self, key: &str) -> Option<bool> {
        let patterns = self.patterns.is_match(key);
        (patterns || self.keys.is_match(key)).then_some(patterns)
    }
}

fn is_deployed(cx: &Context<'_>, environment: EnvironmentId) -> bool {
    matches!(cx.role(environment), Role::Production | Role::Staging)
}

fn file_name<'a>(cx: &Context<'a>, id: EnvFileId) -> &'a str {
    cx.workspace.env_file(id).and_then(|file| file.path.file_name()).unwrap_or_default()
}

/// Patterns under a plain key begin with `^`, as frameworks that take both tell them apart.
fn items(value: &Value, patterns: bool) -> Vec<Value> {
    if patterns || judge::is_pattern(value) { origin::patterns(value) } else { origin::list(value) }
}

/// What production's lists say.
fn production(cx: &Context<'_>, lists: &[List]) -> Production {
    let mut production: Production = BTreeMap::new();
    for list in lists.iter().filter(|list| !list.patterns && cx.role(list.environment) == Role::Production) {
        let written = items(&list.value, false);
        let read = written.iter().filter(|item| !item.is_known()).flat_map(Value::readings);
        let read: Vec<Value> = read.flat_map(|reading| items(&reading, false)).collect();
        for item in written.iter().chain(&read) {
            let Some(origin) = Origin::parse(item) else { continue };
            let listed = || Listed { environment: list.environment, origin: item.clone(), template: list.template };
            production.entry((origin.host.key().to_owned(), list.project)).or_insert_with(listed);
        }
    }
    production
}

/// Judges what is written, and where that depends on a variable, what the variable may hold.
fn judge_readings(judge: &Judge<'_>, item: &Value, patterns: bool) -> Verdict {
    let verdict = judge.item(item, patterns);
    if item.is_known() || matches!(verdict, Verdict::Fault(_)) {
        return verdict;
    }
    let read: Vec<Value> = item.readings().iter().flat_map(|reading| items(reading, patterns)).collect();
    let mut fine = matches!(verdict, Verdict::Fine) || !read.is_empty();
    for item in read {
        match judge.item(&item, patterns) {
            Verdict::Fine => {}
            Verdict::Unknown => fine = false,
            Verdict::Fault(fault) => return Fault { item, ..fault.at_most(Severity::Warning) }.into(),
        }
    }
    if fine { Verdict::Fine } else { Verdict::Unknown }
}

fn draft(cx: &Context<'_>, list: &List, index: usize, item: &Value, fault: Fault, of_production: bool) -> Draft {
    let via: Vec<Span> = fault.item.via().into_iter().chain(item.via()).collect();
    let written = fault.item.span;
    let taken = via.first().copied().or(list.named_at).filter(|_| of_production);
    let place = taken.unwrap_or(written);
    let is_template = list.template || fault.item.certainty() == Certainty::Maybe;
    let severity = if is_template { fault.at_most.min(Severity::Warning) } else { fault.at_most };
    let name = cx.name(list.environment);
    let mut draft = Draft::at(place, format!("{} allows {}", list.whose, fault.what))
        .environment(name)
        .subject(format!("{}[{index}]", list.subject))
        .at_most(severity)
        .lowered(fault.lowered);
    if let Some(service) = &list.service {
        draft = draft.service(service);
    }
    // What production needs must stay: its list is the wrong one to take.
    draft = if of_production {
        let help = format!("give {name} a list of its own");
        draft.label("takes production's list").help(help).also(written, fault.label)
    } else {
        draft.label(fault.label).help(fault.help)
    };
    for via in via.into_iter().filter(|via| !written.contains(*via) && !via.contains(written)) {
        draft = draft.also(via, "passed on here");
    }
    fault.related.into_iter().fold(draft, |draft, label| draft.also(label.span, label.message))
}
