//! Findings about hosts in the variables of services and env files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Listed, Production, Verdict, Words};
use crate::check::Context;
use crate::checks::held;
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::compose::Variable;
use crate::model::holder::Holder;
use crate::model::origin::Origin;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

/// A variable that names hosts.
pub(in crate::checks) struct Place<'a> {
    pub(in crate::checks) holder: &'a Holder<'a>,
    pub(in crate::checks) key: &'a str,
    pub(in crate::checks) variable: &'a Variable,
}

/// What production names: the items of each value, also of what it may read as.
pub(in crate::checks) fn production<'a>(
    cx: &Context<'_>,
    values: impl Iterator<Item = (&'a Holder<'a>, &'a Value)>,
    items: impl Fn(&Value) -> Vec<Value>,
) -> Production {
    let mut production: Production = BTreeMap::new();
    for (holder, value) in values.filter(|(holder, _)| cx.role(holder.environment) == Role::Production) {
        let written = items(value);
        let read = written.iter().filter(|item| !item.is_known()).flat_map(Value::readings);
        let read: Vec<Value> = read.flat_map(|reading| items(&reading)).collect();
        for item in written.iter().chain(&read) {
            let Some(origin) = Origin::parse(item) else { continue };
            let listed = || Listed { environment: holder.environment, value: item.clone() };
            production.entry((origin.host.key().to_owned(), holder.project())).or_insert_with(listed);
        }
    }
    production
}

/// Judges what is written, and where that depends on a variable, what the variable may hold.
pub(in crate::checks) fn readings(
    item: &Value,
    items: impl Fn(&Value) -> Vec<Value>,
    judge: impl Fn(&Value) -> Verdict,
) -> Verdict {
    let verdict = judge(item);
    if item.is_known() || matches!(verdict, Verdict::Fault(_)) {
        return verdict;
    }
    let read: Vec<Value> = item.readings().iter().flat_map(&items).collect();
    let mut fine = matches!(verdict, Verdict::Fine) || !read.is_empty();
    for item in read {
        match judge(&item) {
            Verdict::Fine => {}
            Verdict::Unknown => fine = false,
            Verdict::Fault(fault) => return Fault { item, ..fault.at_most(Severity::Warning) }.into(),
        }
    }
    if fine { Verdict::Fine } else { Verdict::Unknown }
}

/// The finding of `fault` in the item `index` of a variable. What is wrong stands in a place that
/// is right for production where `taken` has it.
pub(in crate::checks) fn draft(
    cx: &Context<'_>,
    Place { holder, key, variable }: &Place<'_>,
    (index, fault): (usize, Fault),
    words: &Words,
    message: String,
    taken: &BTreeSet<Span>,
) -> Draft {
    let written = fault.item.place();
    let place = held::own_place(holder, variable, &fault.item, taken);
    let is_maybe = fault.item.certainty() == Certainty::Maybe;
    let mut draft = held::draft(cx, holder, key, place, message)
        .at_most(if is_maybe { fault.at_most.min(Severity::Warning) } else { fault.at_most })
        .lowered(fault.lowered);
    draft.subject = format!("{}[{index}]", draft.subject);
    // What production needs must stay: its text is the wrong one to take.
    draft = if place == written {
        draft.label(fault.label).help(fault.help)
    } else {
        let help = format!("give {} a {} of its own", cx.name(holder.environment), words.whole);
        draft.label(format!("takes production's {}", words.whole)).help(help).also(written, fault.label)
    };
    draft = fault.related.into_iter().fold(draft, |draft, label| draft.also(label.span, label.message));
    held::handed_on(draft, holder, variable, &fault.item)
}
