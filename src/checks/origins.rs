//! `origins`: every allowed origin of an environment is one of its own.

mod judge;
mod pattern;
mod wildcard;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::held;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Compared, Draft, Severity};
use crate::model::compose::Variable;
use crate::model::domain::Domains;
use crate::model::holder::{Holder, holders};
use crate::model::origin::{self, Origin};
use crate::model::value::{Certainty, Value};
use crate::source::Span;

use judge::{Fault, Judge, Listed, Production, Verdict};

/// Where origins stand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "origins")]
pub(super) struct Origins {
    /// Variables that hold one origin or a list of them.
    keys: Names,
    /// Variables that hold regular expressions for origins.
    patterns: Names,
}

/// A list of allowed origins.
struct List<'a> {
    holder: &'a Holder<'a>,
    key: &'a str,
    variable: &'a Variable,
    value: &'a Value,
    patterns: bool,
}

impl Check for Origins {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = holders(cx.workspace);
        let lists = self.lists(cx, &holders);
        if lists.is_empty() {
            return;
        }
        let domains = Domains::of(cx.workspace);
        let production = production(cx, &lists);
        let lines: BTreeSet<Span> = production.values().map(|listed| listed.origin.place()).collect();
        let tried = Cell::new(0);
        let (mut told, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for list in &lists {
            let environment = list.holder.environment;
            let judge = Judge {
                cx,
                domains: &domains,
                production: &production,
                environment,
                project: list.holder.project(),
                tried: &tried,
            };
            // What is wrong for production itself is to be mended where it stands.
            let taken = if judge.role() == Role::Production { &BTreeSet::new() } else { &lines };
            for (index, item) in items(list.value, list.patterns).iter().enumerate() {
                match judge_readings(&judge, item, list.patterns) {
                    Verdict::Fine => {}
                    Verdict::Unknown => drop(unknown.insert((environment, item.place(), index))),
                    Verdict::Fault(fault) => {
                        // The same line may reach many services: it is one mistake.
                        if told.insert((fault.item.place(), fault.what.clone())) {
                            out.report(draft(cx, list, index, *fault, taken));
                        }
                    }
                }
            }
        }
        out.compared(Compared { unknown: unknown.len(), ..Compared::default() });
    }
}

impl Origins {
    fn lists<'a>(&self, cx: &Context<'_>, holders: &'a [Holder<'a>]) -> Vec<List<'a>> {
        let is_deployed =
            |holder: &&Holder<'_>| matches!(cx.role(holder.environment), Role::Production | Role::Staging);
        let mut lists = Vec::new();
        for holder in holders.iter().filter(is_deployed) {
            for (key, variable) in holder.variables.iter() {
                let patterns = self.patterns.is_match(key);
                if let Some(value) = &variable.value
                    && (patterns || self.keys.is_match(key))
                {
                    lists.push(List { holder, key, variable, value, patterns });
                }
            }
        }
        lists
    }
}

/// Patterns under a plain key begin with `^`, as frameworks that take both tell them apart.
fn items(value: &Value, patterns: bool) -> Vec<Value> {
    if patterns || judge::is_pattern(value) { origin::patterns(value) } else { origin::list(value) }
}

/// What production's lists say.
fn production(cx: &Context<'_>, lists: &[List<'_>]) -> Production {
    let mut production: Production = BTreeMap::new();
    for list in lists.iter().filter(|list| !list.patterns && cx.role(list.holder.environment) == Role::Production) {
        let written = items(list.value, false);
        let read = written.iter().filter(|item| !item.is_known()).flat_map(Value::readings);
        let read: Vec<Value> = read.flat_map(|reading| items(&reading, false)).collect();
        for item in written.iter().chain(&read) {
            let Some(origin) = Origin::parse(item) else { continue };
            let listed = || Listed { environment: list.holder.environment, origin: item.clone() };
            production.entry((origin.host.key().to_owned(), list.holder.project())).or_insert_with(listed);
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

fn draft(cx: &Context<'_>, list: &List<'_>, index: usize, fault: Fault, taken: &BTreeSet<Span>) -> Draft {
    let written = fault.item.place();
    let place = held::own_place(list.holder, list.variable, &fault.item, taken);
    let message = format!("{} allows {}", list.holder.whose(&cx.workspace.environments), fault.what);
    let is_maybe = fault.item.certainty() == Certainty::Maybe;
    let mut draft = held::draft(cx, list.holder, list.key, place, message)
        .at_most(if is_maybe { fault.at_most.min(Severity::Warning) } else { fault.at_most })
        .lowered(fault.lowered);
    draft.subject = format!("{}[{index}]", draft.subject);
    // What production needs must stay: its list is the wrong one to take.
    draft = if place == written {
        draft.label(fault.label).help(fault.help)
    } else {
        let help = format!("give {} a list of its own", cx.name(list.holder.environment));
        draft.label("takes production's list").help(help).also(written, fault.label)
    };
    draft = fault.related.into_iter().fold(draft, |draft, label| draft.also(label.span, label.message));
    held::handed_on(draft, list.holder, list.variable, &fault.item)
}
