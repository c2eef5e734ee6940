//! `mail-sink`: outside production mail goes to a sink.

mod draft;
mod sender;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use self::told::{Evidence, Mail, Told, Topics};
use super::held;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Compared, Severity};
use crate::model::compose::Origin;
use crate::model::environment::EnvironmentId;
use crate::model::holder::{Holder, families, is_general_template};
use crate::source::Span;

/// What is about mail, and what keeps it in.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailSink {
    /// Variables that choose how mail is sent.
    modes: Names,
    /// Switches: on means that no mail leaves.
    mocks: Names,
    /// Switches: off means that no mail leaves.
    enabled: Names,
    /// Modes in which no mail leaves.
    safe: Vec<String>,
    /// Modes that send, as far as the host lets them.
    relays: Vec<String>,
    /// Modes that send real mail.
    sends: Vec<String>,
    /// Variables that hold the host of the mail server.
    hosts: Names,
    /// Variables that hold the mail server as a URL.
    urls: Names,
    /// Hosts and images that keep the mail they get.
    catchers: Names,
    /// Variables that show that a service can send mail.
    providers: Names,
    /// Variables that hold the address mail is sent from.
    senders: Names,
}

/// What becomes of the mail of a holder.
enum Fate<'e, 'a> {
    /// It stays, or there is none.
    Kept,
    /// It cannot be told.
    Unknown,
    /// It leaves, as the first says; the second is the host it goes to, or a key that lets it.
    Leaves(&'e Evidence<'a>, Option<&'e Evidence<'a>>),
    /// Nothing says anything of it.
    Silent,
}

/// The mode of the same service in production.
type Sibling<'e, 'a> = Option<(&'e Holder<'a>, &'e Evidence<'a>)>;

/// What the run has seen so far.
#[derive(Default)]
struct Seen {
    /// Environments in which something sets a mode.
    modes: BTreeSet<EnvironmentId>,
    /// Hosts and keys of services that keep their mail in, with the programs that are kept so: a
    /// database that loads the same file sends nothing.
    kept: BTreeMap<Span, BTreeSet<String>>,
    /// What was reported.
    told: BTreeSet<(EnvironmentId, Span)>,
}

impl Check for MailSink {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = cx.holders();
        let sinks = self.sinks(cx);
        let mut topics = Topics::new();
        let mails: Vec<Mail<'_>> = holders.iter().map(|holder| self.read(cx, holder, &sinks, &mut topics)).collect();
        let mut seen = Seen::default();
        for (holder, mail) in holders.iter().zip(&mails) {
            seen.note(holder, mail);
        }
        for family in families(holders) {
            let family = || family.iter().filter_map(|index| Some((holders.get(*index)?, mails.get(*index)?)));
            let production = family().find_map(|(holder, mail)| {
                let mode = mail.modes.iter().find(|mode| !matches!(mode.told, Told::Empty | Told::Safe))?;
                (cx.role(holder.environment) == Role::Production).then_some((holder, mode))
            });
            for (holder, mail) in family() {
                let is_catcher = holder.service.is_some_and(|(_, _, service)| self.is_catcher(service));
                if cx.role(holder.environment) == Role::Staging && !is_catcher {
                    match fate(mail) {
                        Fate::Kept => {}
                        Fate::Unknown => unknown(out),
                        Fate::Leaves(cause, other) => {
                            self.leaves(cx, (holder, mail), (cause, other), production, &mut seen, out);
                        }
                        Fate::Silent => silent(cx, holder, mail, production, &mut seen, out),
                    }
                }
            }
        }
        self.senders(cx, holders, out);
    }
}

impl MailSink {
    fn leaves(
        &self,
        cx: &Context<'_>,
        (holder, mail): (&Holder<'_>, &Mail<'_>),
        (cause, other): (&Evidence<'_>, Option<&Evidence<'_>>),
        production: Sibling<'_, '_>,
        seen: &mut Seen,
        out: &mut Findings,
    ) {
        let place = held::place(cause.variable, &cause.value);
        let is_general =
            |evidence: &Evidence<'_>| evidence.is_maybe() && is_general_template(cx.workspace, evidence.value.place());
        let is_bystander =
            mail.modes.is_empty() && seen.kept.get(&place).is_some_and(|programs| !programs.contains(&program(holder)));
        // What could not be read may keep in what a key lets out.
        let is_open = holder.open && mail.modes.is_empty();
        let is_key = mail.hosts.iter().all(|host| !std::ptr::eq(host, cause));
        if is_bystander || (is_open && is_key) || is_general(cause) || other.is_some_and(is_general) {
            unknown(out);
            return;
        }
        let mut draft = self.leaving(cx, holder, mail, cause, other);
        if is_open {
            draft = draft.at_most(Severity::Warning);
        }
        if let (Some((_, mode)), true) = (production, mail.modes.is_empty()) {
            draft = draft.also(held::place(mode.variable, &mode.value), "production's mail mode");
        }
        if seen.told.insert((holder.environment, draft.span)) {
            out.report(draft);
        }
    }
}

impl Seen {
    fn note(&mut self, holder: &Holder<'_>, mail: &Mail<'_>) {
        if !mail.modes.is_empty() {
            self.modes.insert(holder.environment);
        }
        if matches!(fate(mail), Fate::Kept) {
            for evidence in mail.hosts.iter().chain(&mail.providers) {
                let place = held::place(evidence.variable, &evidence.value);
                self.kept.entry(place).or_default().insert(program(holder));
            }
        }
    }
}

/// What runs in a service: services of one image or build are one program.
fn program(holder: &Holder<'_>) -> String {
    let Some((_, _, service)) = holder.service else { return String::new() };
    let context = service.build.as_ref().map(|build| build.context.as_ref());
    match (context, &service.image) {
        (Some(Some(context)), _) | (None, Some(context)) => context.flat().as_str().to_owned(),
        _ => ".".to_owned(),
    }
}

/// One mode that is missing in several services is one finding; a mode that a file hands to all
/// services of production need not reach all of staging's.
fn silent(
    cx: &Context<'_>,
    holder: &Holder<'_>,
    mail: &Mail<'_>,
    production: Sibling<'_, '_>,
    seen: &mut Seen,
    out: &mut Findings,
) {
    let Some((sibling, mode)) = production else { return };
    let elsewhere = matches!(mode.variable.origin, Origin::EnvFile { .. })
        && mail.modes.is_empty()
        && seen.modes.contains(&holder.environment);
    let place = held::place(mode.variable, &mode.value);
    if !holder.open && !elsewhere && seen.told.insert((holder.environment, place)) {
        out.report(draft::missing(cx, holder, mail, sibling, mode));
    }
}

fn unknown(out: &mut Findings) {
    out.compared(Compared { unknown: 1, ..Compared::default() });
}

/// Weighs what is known of the mail of one holder.
fn fate<'e, 'a>(mail: &'e Mail<'a>) -> Fate<'e, 'a> {
    let mode = |told| mail.modes.iter().find(|mode| mode.told == told);
    let host = |told| mail.hosts.iter().find(|host| host.told == told);
    if mode(Told::Safe).is_some() {
        return Fate::Kept;
    }
    if mode(Told::Unknown).is_some() {
        return Fate::Unknown;
    }
    if let Some(cause) = mode(Told::Sends) {
        return Fate::Leaves(cause, None);
    }
    let cause = mode(Told::Odd).or(mode(Told::Relays)).or(mode(Told::Empty));
    if let Some(host) = host(Told::Sends) {
        return match cause {
            Some(cause) => Fate::Leaves(cause, Some(host)),
            None => Fate::Leaves(host, None),
        };
    }
    if host(Told::Safe).is_some() {
        return Fate::Kept;
    }
    if let Some(host) = host(Told::Unknown) {
        return mode(Told::Odd).map_or(Fate::Unknown, |cause| Fate::Leaves(cause, Some(host)));
    }
    let provider = mail.providers.first();
    match (cause, provider) {
        (Some(cause), provider) if cause.told != Told::Empty => Fate::Leaves(cause, provider),
        (Some(cause), Some(provider)) => Fate::Leaves(cause, Some(provider)),
        (None, Some(provider)) => Fate::Leaves(provider, None),
        _ => Fate::Silent,
    }
}
