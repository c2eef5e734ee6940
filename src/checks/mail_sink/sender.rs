//! Staging that sends as production.

use std::collections::{BTreeMap, BTreeSet};

use super::MailSink;
use crate::check::{Context, Findings};
use crate::checks::held;
use crate::config::Role;
use crate::diagnostic::Severity;
use crate::model::compose::Variable;
use crate::model::holder::Holder;
use crate::model::value::{Certainty, Value};
use crate::source::Span;

impl MailSink {
    /// Finds production's sender addresses in staging.
    pub(super) fn senders(&self, cx: &Context<'_>, holders: &[Holder<'_>], out: &mut Findings) {
        let mut production: BTreeMap<String, Span> = BTreeMap::new();
        for (_, address) in self.addresses_of(cx, holders, Role::Production) {
            production.entry(address.text).or_insert(address.value.place());
        }
        let taken: BTreeSet<Span> = production.values().copied().collect();
        let mut told = BTreeSet::new();
        for (holder, address) in self.addresses_of(cx, holders, Role::Staging) {
            let Some(theirs) = production.get(&address.text) else { continue };
            let place = held::own_place(holder, address.variable, &address.value, &taken);
            if !told.insert((holder.environment, address.value.place())) {
                continue;
            }
            let whose = holder.whose_is(&cx.workspace.environments, address.variable);
            let message = format!("{whose} sends mail as production's `{}`", cx.show(&address.value));
            let help = format!("give {} a sender address of its own", cx.name(holder.environment));
            let draft = held::draft(cx, holder, address.name, place, message)
                .label("production's sender address")
                .also(*theirs, "production sends from here")
                .help(help)
                .at_most(Severity::Warning);
            out.report(held::handed_on(draft, holder, address.variable, &address.value));
        }
    }

    /// The addresses that are surely set in environments of a role.
    fn addresses_of<'a>(
        &self,
        cx: &Context<'_>,
        holders: &'a [Holder<'a>],
        role: Role,
    ) -> Vec<(&'a Holder<'a>, Address<'a>)> {
        let holders = holders.iter().filter(|holder| cx.role(holder.environment) == role);
        let variables = holders.flat_map(|holder| holder.variables.iter().map(move |variable| (holder, variable)));
        variables
            .filter(|(_, (name, _))| self.senders.is_match(name))
            .filter_map(|(holder, (name, variable))| Some((holder, address(name, variable)?)))
            .collect()
    }
}

/// A sender address.
struct Address<'a> {
    name: &'a str,
    variable: &'a Variable,
    /// The address alone, without a display name.
    value: Value,
    /// In lower case.
    text: String,
}

fn address<'a>(name: &'a str, variable: &'a Variable) -> Option<Address<'a>> {
    let value = variable.value.as_ref()?;
    let flat = value.flat();
    let text = flat.as_str();
    let value = match (text.rfind('<'), text.rfind('>')) {
        (Some(start), Some(end)) if start < end => flat.slice(start + 1..end),
        _ => flat.split(char::is_whitespace).into_iter().next()?,
    };
    let text = value.text()?.to_lowercase();
    let (_, domain) = text.split_once('@')?;
    let is_sample = ["example.com", "example.org", "example.net"].contains(&domain);
    let is_sure = value.certainty() != Certainty::Maybe;
    (is_sure && !is_sample && !domain.is_empty()).then_some(Address { name, variable, value, text })
}
