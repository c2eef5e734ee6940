//! `environment-flag`: every environment is told which one it is.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::held;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Absence, Compared, Draft, Severity};
use crate::model::compose::{Origin, Variable};
use crate::model::environment::{EnvironmentId, Marker, Pair};
use crate::model::holder::{Holder, families, is_general_template};
use crate::model::project::ProjectId;
use crate::model::value::{Certainty, Part, ScopeId, Value};
use crate::source::Span;

/// The names of flags.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentFlag {
    /// Variables that tell an application which environment it is.
    flags: Names,
    /// Variables that only file errors and traces under a name.
    telemetry: Names,
}

/// A flag that is set.
struct Flag<'a> {
    holder: &'a Holder<'a>,
    name: &'a str,
    variable: &'a Variable,
    value: &'a Value,
}

/// What a flag says of the environment it is in.
enum Word {
    /// It names that environment.
    Right,
    /// Nothing about environments.
    Nothing,
    /// It names another one, whatever it reads as.
    Wrong(Value),
    /// It depends.
    Unknown,
}

impl Check for EnvironmentFlag {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = cx.holders();
        let flags: Vec<Flag<'_>> = holders.iter().flat_map(|holder| self.flags_of(holder)).collect();
        self.contradictions(cx, &flags, out);
        let set: BTreeSet<(EnvironmentId, &str)> = flags
            .iter()
            .filter(|flag| !flag.value.reads_empty())
            .map(|flag| (flag.holder.environment, flag.name))
            .collect();
        let mut told = BTreeSet::new();
        for family in families(holders) {
            let family: Vec<&Holder<'_>> = family.into_iter().filter_map(|index| holders.get(index)).collect();
            // One of each environment speaks for the rest of it.
            let mut siblings: BTreeMap<EnvironmentId, &Holder<'_>> = BTreeMap::new();
            for holder in &family {
                siblings.entry(holder.environment).or_insert(holder);
            }
            for holder in &family {
                for sibling in siblings.values().filter(|sibling| is_compared(cx, holder, sibling)) {
                    self.missing(cx, holder, sibling, &set, &mut told, out);
                }
            }
        }
    }
}

impl EnvironmentFlag {
    fn flags_of<'a>(&self, holder: &'a Holder<'a>) -> Vec<Flag<'a>> {
        let is_flag = |name: &str| self.flags.is_match(name) || self.telemetry.is_match(name);
        let variables = holder.variables.iter().filter(|(name, _)| is_flag(name));
        variables
            .filter_map(|(name, variable)| Some(Flag { holder, name, variable, value: variable.value.as_ref()? }))
            .collect()
    }

    fn contradictions(&self, cx: &Context<'_>, flags: &[Flag<'_>], out: &mut Findings) {
        // A text that is right for one environment is not what another should edit.
        let mut right = BTreeSet::new();
        let mut production = BTreeMap::new();
        for flag in flags {
            if matches!(flag.word(cx), Word::Right) {
                right.insert(held::place(flag.variable, flag.value));
            }
            if cx.role(flag.holder.environment) == Role::Production
                && let Some(key) = flag.variable_alone()
            {
                production.entry(key).or_insert_with(|| flag.value.place());
            }
        }
        let mut told = BTreeSet::new();
        for flag in flags {
            let given = flag.variable_alone().and_then(|key| production.get(&key));
            let draft = match (given, flag.word(cx)) {
                (Some(production), _) if cx.role(flag.holder.environment) == Role::Staging => {
                    flag.one_variable(cx, *production)
                }
                (_, Word::Wrong(reading)) => flag.contradiction(cx, &reading, &right),
                (_, Word::Right | Word::Nothing) => continue,
                (_, Word::Unknown) => {
                    out.compared(Compared { unknown: 1, ..Compared::default() });
                    continue;
                }
            };
            if told.insert((flag.holder.environment, held::place(flag.variable, flag.value), flag.name)) {
                // Developers may pretend to be somewhere else, and a canary may be a part of production.
                let own = flag.holder.environment;
                let pretends = cx.role(own) == Role::Development
                    || Marker::of_word(cx.name(own)).is_some_and(|marker| marker.weak);
                out.report(if pretends || !self.flags.is_match(flag.name) {
                    draft.at_most(Severity::Warning)
                } else {
                    draft
                });
            }
        }
    }

    /// Flags that `sibling` sets and `holder` does not.
    fn missing(
        &self,
        cx: &Context<'_>,
        holder: &Holder<'_>,
        sibling: &Holder<'_>,
        set: &BTreeSet<(EnvironmentId, &str)>,
        told: &mut BTreeSet<(EnvironmentId, Span)>,
        out: &mut Findings,
    ) {
        let Some(span) = holder.span() else { return };
        for flag in self.flags_of(sibling) {
            let own = holder.variables.get(flag.name).filter(|own| own.value.is_some());
            let lacks = own.is_none_or(|own| own.value.as_ref().is_some_and(Value::reads_empty));
            // A file for all services says nothing of each of them: a database needs no flag.
            let elsewhere = matches!(flag.variable.origin, Origin::EnvFile { .. })
                && set.contains(&(holder.environment, flag.name));
            let is_sure = flag.value.is_known() && flag.value.certainty() != Certainty::Maybe;
            if !lacks || elsewhere || !is_sure || !matches!(flag.word(cx), Word::Right) {
                continue;
            }
            let theirs = held::place(flag.variable, flag.value);
            if !told.insert((holder.environment, theirs)) {
                continue;
            }
            let environments = &cx.workspace.environments;
            let (whose, name) = (holder.whose(environments), flag.name);
            let lacks = if own.is_some() { "leaves" } else { "has no" };
            let rest = if own.is_some() { " empty" } else { "" };
            let message = format!("{whose} {lacks} `{name}`{rest}, which {} sets", sibling.whose(environments));
            let place = own.and_then(|own| Some(held::place(own, own.value.as_ref()?))).unwrap_or(span);
            let draft = held::draft(cx, holder, name, place, message)
                .label(if own.is_some() { "empty".to_owned() } else { format!("`{name}` is missing") })
                .also(theirs, format!("{} sets it here", cx.name(sibling.environment)))
                .help(set_it(cx, holder, name))
                .by_absence(Absence::Near);
            // Images are built for production: what production leaves out may be in them.
            let minor =
                holder.template || cx.role(holder.environment) == Role::Production || !self.flags.is_match(name);
            out.report(if minor { draft.at_most(Severity::Warning) } else { draft });
        }
    }
}

impl Flag<'_> {
    fn word(&self, cx: &Context<'_>) -> Word {
        let own = self.holder.environment;
        let role = cx.role(own);
        if role == Role::Other || self.value.reads_empty() {
            return Word::Nothing;
        }
        // Whether a text names this environment; none when it names none.
        let names = |text: &str| {
            let known = cx.workspace.environments.iter().find(|(_, known)| known.name.eq_ignore_ascii_case(text));
            match known.filter(|(_, known)| known.role != Role::Other) {
                Some((id, known)) => Some(id == own || known.role == role),
                None => Marker::of_word(text).map(|marker| marker.role == role),
            }
        };
        let readings = self.value.readings();
        let doubtful = |reading: &Value| reading.certainty() == Certainty::Maybe;
        if readings.iter().any(|reading| doubtful(reading) && is_general_template(cx.workspace, reading.place())) {
            return Word::Unknown;
        }
        let told: Vec<Option<bool>> =
            readings.iter().map(|reading| names(reading.text().unwrap_or_default().trim())).collect();
        match (readings.first(), told.as_slice()) {
            (Some(reading), told) if told.iter().all(|told| *told == Some(false)) => Word::Wrong(reading.clone()),
            (Some(_), told) if told.iter().all(|told| *told == Some(true)) => Word::Right,
            (Some(_), told) if told.iter().all(Option::is_none) => Word::Nothing,
            _ => Word::Unknown,
        }
    }

    /// The variable that is all of the value, where nothing sets it and one file could: services
    /// of one project then get the same word.
    fn variable_alone(&self) -> Option<(ProjectId, ScopeId, String, Option<String>)> {
        let (project, _, service) = self.holder.service?;
        let [Part::Unset(unset)] = &*self.value.parts else { return None };
        let default = match unset.default() {
            Some(default) => Some(default.text()?.into_owned()),
            None => None,
        };
        // Profiles are chosen one at a time, each perhaps with an env file of its own.
        (unset.open && service.profiles.is_empty())
            .then(|| (project, unset.scope, unset.variable.as_str().to_owned(), default))
    }

    fn contradiction(&self, cx: &Context<'_>, reading: &Value, right: &BTreeSet<Span>) -> Draft {
        let (holder, name) = (self.holder, self.name);
        let place = held::own_place(holder, self.variable, reading, right);
        let word = cx.show(reading);
        let whose = holder.whose_is(&cx.workspace.environments, self.variable);
        let message = format!("`{name}` tells {whose} that it is `{word}`");
        let set = held::place(self.variable, reading);
        let label =
            if place == set { format!("not {}", cx.name(holder.environment)) } else { "comes in here".to_owned() };
        let draft = held::draft(cx, holder, name, place, message).label(label).also(set, "set here");
        let draft = held::handed_on(draft, holder, self.variable, reading).help(set_it(cx, holder, name));
        if reading.certainty() == Certainty::Maybe { draft.at_most(Severity::Warning) } else { draft }
    }

    fn one_variable(&self, cx: &Context<'_>, production: Span) -> Draft {
        let (holder, name, environment) = (self.holder, self.name, cx.name(self.holder.environment));
        let whose = holder.whose(&cx.workspace.environments);
        let message = format!("`{name}` of {whose} is `{}`, which production is given too", cx.show(self.value));
        let draft = held::draft(cx, holder, name, self.value.place(), message)
            .label("the same word as production's")
            .also(production, "production is given it here")
            .help(format!("write `{environment}` here, or take it from a variable of {environment}'s own"));
        held::handed_on(draft, holder, self.variable, self.value)
    }
}

/// Whether what one of two siblings sets is expected of the other.
fn is_compared(cx: &Context<'_>, holder: &Holder<'_>, sibling: &Holder<'_>) -> bool {
    let is_deployed = |holder: &Holder<'_>| matches!(cx.role(holder.environment), Role::Production | Role::Staging);
    !holder.open
        && is_deployed(holder)
        && is_deployed(sibling)
        && cx.pair(holder.environment, sibling.environment) == Pair::Full
}

fn set_it(cx: &Context<'_>, holder: &Holder<'_>, name: &str) -> String {
    let environment = cx.name(holder.environment);
    let is_common = holder.variables.get(name).is_some_and(|variable| holder.has_in_common(variable));
    match holder.service.filter(|_| !is_common) {
        Some((_, _, service)) => format!("set `{name}` of `{}` to `{environment}`", service.name.as_str()),
        None => format!("set `{name}` to `{environment}`"),
    }
}
