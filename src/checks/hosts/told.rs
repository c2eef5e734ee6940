//! Findings about hosts, wherever they are named.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Listed, Production, Verdict, Words};
use crate::check::Context;
use crate::checks::held;
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::compose::Variable;
use crate::model::environment::EnvironmentId;
use crate::model::holder::Holder;
use crate::model::origin::Origin;
use crate::model::project::ProjectId;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

/// Where hosts are named: a variable, or what Traefik is told.
pub(in crate::checks) trait Place {
    /// The environment that they are named for.
    fn environment(&self) -> EnvironmentId;

    /// The project that feeds the variables in them, if there is one.
    fn project(&self) -> Option<ProjectId>;

    /// Who names them, for a message.
    fn whose(&self, cx: &Context<'_>) -> String;

    /// Where to edit `value` for this environment alone, where `taken` lists the places that are right for
    /// another one.
    fn own_place(&self, value: &Value, taken: &BTreeSet<Span>) -> Span;

    /// A finding at `span`.
    fn draft(&self, cx: &Context<'_>, span: Span, message: String) -> Draft;

    /// Adds the places that hand `value` on.
    fn handed_on(&self, draft: Draft, value: &Value) -> Draft;
}

/// A variable that names hosts.
pub(in crate::checks) struct OfVariable<'a> {
    pub(in crate::checks) holder: &'a Holder<'a>,
    pub(in crate::checks) key: &'a str,
    pub(in crate::checks) variable: &'a Variable,
}

impl Place for OfVariable<'_> {
    fn environment(&self) -> EnvironmentId {
        self.holder.environment
    }

    fn project(&self) -> Option<ProjectId> {
        self.holder.project()
    }

    fn whose(&self, cx: &Context<'_>) -> String {
        self.holder.whose_is(&cx.workspace.environments, self.variable)
    }

    fn own_place(&self, value: &Value, taken: &BTreeSet<Span>) -> Span {
        held::own_place(self.holder, self.variable, value, taken)
    }

    fn draft(&self, cx: &Context<'_>, span: Span, message: String) -> Draft {
        held::draft(cx, self.holder, self.key, span, message)
    }

    fn handed_on(&self, draft: Draft, value: &Value) -> Draft {
        held::handed_on(draft, self.holder, self.variable, value)
    }
}

/// What production names: the items of each value, also of what it may read as. Each value comes with
/// its environment and the project that feeds it.
pub(in crate::checks) fn production<'a>(
    cx: &Context<'_>,
    values: impl Iterator<Item = (EnvironmentId, Option<ProjectId>, &'a Value)>,
    items: impl Fn(&Value) -> Vec<Value>,
) -> Production {
    let mut production: Production = BTreeMap::new();
    for (environment, project, value) in values.filter(|(id, ..)| cx.role(*id) == Role::Production) {
        let written = items(value);
        let read = written.iter().filter(|item| !item.is_known());
        let read: Vec<Value> =
            read.flat_map(|item| item.readings().iter().flat_map(&items).collect::<Vec<_>>()).collect();
        for item in written.iter().chain(&read) {
            let Some(origin) = Origin::parse(item) else { continue };
            let listed = || Listed { environment, value: item.clone() };
            production.entry((origin.host.key().to_owned(), project)).or_insert_with(listed);
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

/// The finding of `fault` in the item `index` of what `place` names. What is wrong stands in a place
/// that is right for production where `taken` has it.
pub(in crate::checks) fn draft(
    cx: &Context<'_>,
    place: &(impl Place + ?Sized),
    (index, fault): (usize, Fault),
    words: &Words,
    message: String,
    taken: &BTreeSet<Span>,
) -> Draft {
    let written = fault.item.place();
    let own = place.own_place(&fault.item, taken);
    let is_maybe = fault.item.certainty() == Certainty::Maybe;
    let mut draft = place
        .draft(cx, own, message)
        .at_most(if is_maybe { fault.at_most.min(Severity::Warning) } else { fault.at_most })
        .lowered(fault.lowered);
    draft.subject = format!("{}[{index}]", draft.subject);
    // What production needs must stay: its text is the wrong one to take.
    draft = if own == written {
        draft.label(fault.label).help(fault.help)
    } else {
        let help = format!("give {} a {} of its own", cx.name(place.environment()), words.whole);
        draft.label(format!("takes production's {}", words.whole)).help(help).also(written, fault.label)
    };
    draft = fault.related.into_iter().fold(draft, |draft, label| draft.also(label.span, label.message));
    place.handed_on(draft, &fault.item)
}
