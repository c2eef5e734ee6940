//! `origins`: every allowed origin of an environment is one of its own.

mod judge;
mod middleware;
mod pattern;
mod wildcard;

use std::cell::Cell;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::hosts::{self, Judge, OfVariable, Place, Verdict, Words};
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Cause, Compared};
use crate::model::holder::Holder;
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
    place: Box<dyn Place + 'a>,
    values: Vec<&'a Value>,
    syntax: Syntax,
}

/// How the items of a list are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    /// As frameworks do: a `*` within an origin may stand for any text.
    Origins,
    /// Letter by letter: only a `*` alone means more than it says.
    Exact,
    /// As regular expressions.
    Patterns,
}

impl Check for Origins {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = cx.holders();
        let mut lists = self.lists(holders);
        lists.extend(middleware::lists(cx));
        lists.retain(|list| matches!(cx.role(list.place.environment()), Role::Production | Role::Staging));
        if lists.is_empty() {
            return;
        }
        let domains = cx.domains();
        let origins = lists
            .iter()
            .filter(|list| list.syntax != Syntax::Patterns)
            .flat_map(|list| list.values.iter().map(|value| (list.place.environment(), list.place.project(), *value)));
        let production = hosts::production(cx, origins, |value| items(value, Syntax::Origins));
        let lines: BTreeSet<Span> = production.values().map(|listed| listed.value.place()).collect();
        let tried = Cell::new(0);
        let (mut told, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for list in &lists {
            let environment = list.place.environment();
            let read = |value: &Value| items(value, list.syntax);
            let listed: Vec<Value> = list.values.iter().flat_map(|value| read(value)).collect();
            let judge = Judge {
                alone: listed.len() == 1,
                words: &WORDS,
                cx,
                domains,
                production: &production,
                environment,
                project: list.place.project(),
                tried: &tried,
            };
            // What is wrong for production itself is to be mended where it stands.
            let taken = if judge.role() == Role::Production { &BTreeSet::new() } else { &lines };
            for (index, item) in listed.iter().enumerate() {
                match hosts::readings(item, read, |item| judge.item(item, list.syntax == Syntax::Patterns)) {
                    Verdict::Fine => {}
                    Verdict::Unknown => drop(unknown.insert((environment, item.place(), index))),
                    Verdict::Fault(fault) => {
                        // The same line may reach many services: it is one mistake.
                        if told.insert((fault.item.place(), fault.what.clone())) {
                            let message = format!("{} allows {}", list.place.whose(cx), fault.what);
                            let draft = hosts::draft(cx, &*list.place, (index, *fault), &WORDS, message, taken);
                            out.report(draft.cause(Cause::Host));
                        }
                    }
                }
            }
        }
        out.compared(Compared { unknown: unknown.len(), ..Compared::default() });
    }
}

impl Origins {
    /// The lists in variables.
    fn lists<'a>(&self, holders: &'a [Holder<'a>]) -> Vec<List<'a>> {
        let mut lists = Vec::new();
        for holder in holders {
            for (key, variable) in holder.variables.iter() {
                let syntax = match () {
                    () if self.patterns.is_match(key) => Syntax::Patterns,
                    () if self.keys.is_match(key) => Syntax::Origins,
                    () => continue,
                };
                if let Some(value) = &variable.value {
                    let place = Box::new(OfVariable { holder, key, variable });
                    lists.push(List { place, values: vec![value], syntax });
                }
            }
        }
        lists
    }
}

/// The items of a list. Patterns under a plain key begin with `^`, as frameworks that take both tell
/// them apart.
fn items(value: &Value, syntax: Syntax) -> Vec<Value> {
    if syntax == Syntax::Patterns || judge::is_pattern(value) {
        return origin::patterns(value);
    }
    let mut items = origin::list(value);
    items.retain(|item| syntax == Syntax::Origins || is_exact(item));
    items
}

fn is_exact(item: &Value) -> bool {
    let flat = item.flat();
    flat.as_str() == "*" || !flat.as_str().contains('*')
}
