//! `isolated-endpoints`: public addresses, allowed hosts and cookie domains of an environment are
//! its own.

mod address;
mod cookie;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::hosts::{self, Fault, Judge, OfVariable, Verdict, Words};
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Cause, Compared};
use crate::model::compose::{Origin, Variable};
use crate::model::environment::Marker;
use crate::model::holder::Holder;
use crate::model::origin;
use crate::model::value::Value;
use crate::source::Span;

/// Where hosts of an environment stand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IsolatedEndpoints {
    /// Variables that hold the address of the environment itself.
    addresses: Names,
    /// Variables that hold an address which may be somebody else's.
    services: Names,
    /// Variables that hold the hosts an application answers to.
    hosts: Names,
    /// Variables that hold the domain of cookies.
    cookies: Names,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Address,
    Service,
    Hosts,
    Cookie,
}

impl Sort {
    /// What it is called in messages.
    fn words(self) -> &'static Words {
        const ADDRESS: Words = Words {
            one: "a host",
            noun: "host",
            takes: "uses",
            mend: [|name| format!("write an address of {name}"), |name| format!("write an address of {name}")],
            whole: "value",
        };
        const LIST: Words = Words {
            mend: [|_| "remove it from the list".to_owned(), |name| format!("write a host of {name} instead")],
            whole: "list",
            ..ADDRESS
        };
        const COOKIE: Words = Words {
            one: "a domain",
            noun: "domain",
            mend: [|_| cookie::MEND.to_owned(), |_| cookie::MEND.to_owned()],
            ..ADDRESS
        };
        match self {
            Self::Address | Self::Service => &ADDRESS,
            Self::Hosts => &LIST,
            Self::Cookie => &COOKIE,
        }
    }
}

/// A variable that names hosts.
struct Named<'a> {
    holder: &'a Holder<'a>,
    key: &'a str,
    variable: Cow<'a, Variable>,
    sort: Sort,
}

impl Check for IsolatedEndpoints {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = cx.holders();
        let named: Vec<Named<'_>> = holders.iter().flat_map(|holder| self.named(cx, holder)).collect();
        if named.is_empty() {
            return;
        }
        let domains = cx.domains();
        let values = named.iter().filter_map(|named| {
            Some((named.holder.environment, named.holder.project(), named.variable.value.as_ref()?))
        });
        let production = hosts::production(cx, values, |value| origin::list(value).iter().map(bare).collect());
        let lines: BTreeSet<Span> = production.values().map(|listed| listed.value.place()).collect();
        let tried = Cell::new(0);
        let (mut told, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        for named in &named {
            let Some(value) = &named.variable.value else { continue };
            let environment = named.holder.environment;
            let items = origin::list(value);
            let judge = Judge {
                alone: items.len() == 1,
                words: named.sort.words(),
                cx,
                domains,
                production: &production,
                environment,
                project: named.holder.project(),
                tried: &tried,
            };
            let taken = if judge.role() == Role::Production { &BTreeSet::new() } else { &lines };
            for (index, item) in items.iter().enumerate() {
                match hosts::readings(item, origin::list, |item| named.judge(&judge, item)) {
                    Verdict::Fine => {}
                    Verdict::Unknown => drop(unknown.insert((environment, item.place(), index))),
                    Verdict::Fault(fault) => {
                        // The same line may reach many services: it is one mistake.
                        if told.insert((fault.item.place(), fault.what.clone())) {
                            named.report(cx, index, *fault, taken, out);
                        }
                    }
                }
            }
        }
        out.compared(Compared { unknown: unknown.len(), ..Compared::default() });
    }
}

impl IsolatedEndpoints {
    /// The variables and build arguments of a deployed environment that name hosts.
    fn named<'a>(&self, cx: &Context<'_>, holder: &'a Holder<'a>) -> Vec<Named<'a>> {
        if !matches!(cx.role(holder.environment), Role::Production | Role::Staging) {
            return Vec::new();
        }
        let variables = holder.variables.iter().map(|(key, variable)| (key.as_str(), Cow::Borrowed(variable)));
        let build = holder.service.and_then(|(_, _, service)| service.build.as_ref());
        let arguments = build.into_iter().flat_map(|build| &build.args).map(|(key, value)| {
            let argument =
                Variable { key: key.clone(), value: value.clone(), origin: Origin::Environment, lost: Vec::new() };
            (key.as_str(), Cow::Owned(argument))
        });
        let sorted = variables
            .chain(arguments)
            .filter_map(|(key, variable)| Some(Named { holder, key, variable, sort: self.sort(cx, holder, key)? }));
        sorted.collect()
    }

    fn sort(&self, cx: &Context<'_>, holder: &Holder<'_>, key: &str) -> Option<Sort> {
        let sorts = [
            (&self.cookies, Sort::Cookie),
            (&self.hosts, Sort::Hosts),
            (&self.addresses, Sort::Address),
            (&self.services, Sort::Service),
        ];
        let (_, sort) = sorts.into_iter().find(|(names, _)| names.is_match(key))?;
        // `PRODUCTION_SITE_URL` in staging is meant to be production's.
        let is_others = Marker::of_service(key)
            .is_some_and(|(marker, _)| !marker.weak && marker.role != cx.role(holder.environment));
        (!is_others).then_some(sort)
    }
}

impl Named<'_> {
    fn judge(&self, judge: &Judge<'_>, item: &Value) -> Verdict {
        match self.sort {
            Sort::Cookie => cookie::judge(judge, item),
            Sort::Hosts => address::allowed(judge, item, self.variable.value.as_ref()),
            Sort::Address | Sort::Service => address::judge(judge, item, self.sort == Sort::Service),
        }
    }

    fn report(&self, cx: &Context<'_>, index: usize, fault: Fault, taken: &BTreeSet<Span>, out: &mut Findings) {
        let whose = self.holder.whose_is(&cx.workspace.environments, &self.variable);
        let holds = if self.sort == Sort::Hosts { "holds" } else { "is" };
        let message = format!("`{}` of {whose} {holds} {}", self.key, fault.what);
        let place = OfVariable { holder: self.holder, key: self.key, variable: &self.variable };
        out.report(hosts::draft(cx, &place, (index, fault), self.sort.words(), message, taken).cause(Cause::Host));
    }
}

/// A domain without what stands for everything below it: Django takes `.shop.example`, others
/// write `*.` for that, and cookies have had a leading dot since Netscape's.
fn bare(item: &Value) -> Value {
    let flat = item.flat();
    let text = flat.as_str();
    let lead = text.strip_prefix("*.").or_else(|| text.strip_prefix('.')).map_or(0, |rest| text.len() - rest.len());
    flat.slice(lead..text.len())
}
