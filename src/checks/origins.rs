//! `origins`: every allowed origin of an environment is one of its own.

mod judge;
mod pattern;
mod wildcard;

use std::cell::Cell;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::hosts::{self, Judge, Place, Verdict, Words};
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Cause, Compared};
use crate::model::compose::Variable;
use crate::model::domain::Domains;
use crate::model::holder::{Holder, holders};
use crate::model::origin;
use crate::model::value::Value;
use crate::source::Span;

/// Origins in messages.
const WORDS: Words = Words {
    one: "an origin",
    noun: "origin",
    takes: "allows",
    mend: [|_| "remove it from the list".to_owned(), |name| format!("write an origin of {name} instead")],
    whole: "list",
};

/// Where origins stand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
        let origins = lists.iter().filter(|list| !list.patterns).map(|list| (list.holder, list.value));
        let production = hosts::production(cx, origins, |value| items(value, false));
        let lines: BTreeSet<Span> = production.values().map(|listed| listed.value.place()).collect();
        let tried = Cell::new(0);
        let (mut told, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for list in &lists {
            let environment = list.holder.environment;
            let listed = items(list.value, list.patterns);
            let judge = Judge {
                alone: listed.len() == 1,
                words: &WORDS,
                cx,
                domains: &domains,
                production: &production,
                environment,
                project: list.holder.project(),
                tried: &tried,
            };
            // What is wrong for production itself is to be mended where it stands.
            let taken = if judge.role() == Role::Production { &BTreeSet::new() } else { &lines };
            for (index, item) in listed.iter().enumerate() {
                let read = |value: &Value| items(value, list.patterns);
                match hosts::readings(item, read, |item| judge.item(item, list.patterns)) {
                    Verdict::Fine => {}
                    Verdict::Unknown => drop(unknown.insert((environment, item.place(), index))),
                    Verdict::Fault(fault) => {
                        // The same line may reach many services: it is one mistake.
                        if told.insert((fault.item.place(), fault.what.clone())) {
                            let whose = list.holder.whose_is(&cx.workspace.environments, list.variable);
                            let message = format!("{whose} allows {}", fault.what);
                            let place = Place { holder: list.holder, key: list.key, variable: list.variable };
                            out.report(
                                hosts::draft(cx, &place, (index, *fault), &WORDS, message, taken).cause(Cause::Host),
                            );
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
