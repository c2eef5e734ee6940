//! `mail-sink`: outside production mail goes to a sink.

mod sender;
mod told;

use std::collections::BTreeSet;

use serde::Deserialize;

use self::told::{Evidence, Mail, Told};
use super::held;
use crate::check::{Check, Context, Findings};
use crate::config::Role;
use crate::config::patterns::Names;
use crate::diagnostic::{Compared, Draft, Severity};
use crate::model::environment::EnvironmentId;
use crate::model::holder::{Holder, families, holders, is_general_template};
use crate::source::Span;

/// What is about mail, and what keeps it in.
#[derive(Debug, Default, Deserialize)]
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
    /// It leaves, as the first says; a host or key of the second helps it.
    Leaves(&'e Evidence<'a>, Option<&'e Evidence<'a>>),
    /// Nothing says anything of it.
    Silent,
}

impl Check for MailSink {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let holders = holders(cx.workspace);
        let sinks = self.sinks(cx);
        let mails: Vec<Mail<'_>> = holders.iter().map(|holder| self.read(cx, holder, &sinks)).collect();
        let mut told = BTreeSet::new();
        for family in families(&holders) {
            let production = family.iter().find_map(|index| {
                let (holder, mail) = (holders.get(*index)?, mails.get(*index)?);
                let mode = mail.modes.iter().find(|mode| mode.told != Told::Empty && mode.told != Told::Safe)?;
                (cx.role(holder.environment) == Role::Production).then_some((holder, mode))
            });
            for index in family {
                let (Some(holder), Some(mail)) = (holders.get(index), mails.get(index)) else { continue };
                let is_catcher = holder.service.is_some_and(|(_, _, service)| self.is_catcher(service));
                if cx.role(holder.environment) == Role::Staging && !is_catcher {
                    self.judge(cx, holder, mail, production, &mut told, out);
                }
            }
        }
        self.senders(cx, &holders, out);
    }
}

/// The mode of the same service in production.
type Sibling<'e, 'a> = Option<(&'e Holder<'a>, &'e Evidence<'a>)>;

impl MailSink {
    fn judge(
        &self,
        cx: &Context<'_>,
        holder: &Holder<'_>,
        mail: &Mail<'_>,
        production: Sibling<'_, '_>,
        told: &mut BTreeSet<(EnvironmentId, Span)>,
        out: &mut Findings,
    ) {
        let draft = match fate(mail) {
            Fate::Kept => return,
            Fate::Unknown => {
                out.compared(Compared { unknown: 1, ..Compared::default() });
                return;
            }
            Fate::Leaves(cause, help) => {
                let template = |evidence: &Evidence<'_>| {
                    evidence.is_maybe() && is_general_template(cx.workspace, evidence.value.place())
                };
                if template(cause) || help.is_some_and(template) {
                    out.compared(Compared { unknown: 1, ..Compared::default() });
                    return;
                }
                let draft = self.leaving(cx, holder, mail, cause, help);
                match production {
                    Some((_, mode)) if mail.modes.is_empty() => {
                        draft.also(held::place(mode.variable, &mode.value), "production's mail mode")
                    }
                    _ => draft,
                }
            }
            Fate::Silent => match production {
                Some((sibling, mode)) if !holder.open => {
                    // One mode that is missing from one file is one finding.
                    if !told.insert((holder.environment, held::place(mode.variable, &mode.value))) {
                        return;
                    }
                    missing(cx, holder, mail, sibling, mode)
                }
                _ => return,
            },
        };
        if told.insert((holder.environment, draft.span)) {
            out.report(draft);
        }
    }

    fn leaving(
        &self,
        cx: &Context<'_>,
        holder: &Holder<'_>,
        mail: &Mail<'_>,
        cause: &Evidence<'_>,
        other: Option<&Evidence<'_>>,
    ) -> Draft {
        let whose = holder.whose(&cx.workspace.environments);
        let (name, shown) = (cause.name, cx.show(&cause.value));
        let is_mode = mail.modes.iter().any(|mode| std::ptr::eq(mode, cause));
        let is_switch = self.mocks.is_match(name) || self.enabled.is_match(name);
        let is_host = mail.hosts.iter().any(|host| std::ptr::eq(host, cause));
        let (message, label) = match cause.told {
            Told::Odd => (format!("{whose} has the unknown mail mode `{name}={shown}`"), "unknown mail mode"),
            Told::Empty => (format!("{whose} can send mail and leaves `{name}` empty"), "no mail mode"),
            _ if is_mode => (format!("{whose} sends real mail with `{name}={shown}`"), "sends real mail"),
            _ if is_host => (format!("{whose} sends mail to `{shown}`, which is no mail catcher"), "real mail server"),
            _ => (format!("{whose} can send mail with `{name}`, and nothing keeps it in"), "can send mail"),
        };
        let safe = "such as `shadow`, `log` or `console`";
        let catcher =
            match other.or(Some(cause)).filter(|host| mail.hosts.iter().any(|known| std::ptr::eq(known, *host))) {
                Some(host) => format!(", or point `{}` at a mail catcher such as Mailpit", host.name),
                None => String::new(),
            };
        let help = match (cause.told, self.suggestion(&cause.value)) {
            (Told::Odd, Some(word)) => format!("did you mean `{word}`?"),
            _ if is_switch => {
                format!("turn `{name}` {}{catcher}", if self.mocks.is_match(name) { "on" } else { "off" })
            }
            _ if is_mode => format!("set `{name}` to a mode that sends nothing, {safe}{catcher}"),
            _ if is_host => {
                format!("point `{name}` at a mail catcher such as Mailpit, or set a mode that sends nothing")
            }
            _ => format!(
                "set a mail mode that sends nothing, {safe}, or remove `{name}` from {}",
                cx.name(holder.environment)
            ),
        };
        let is_key = !is_mode && !is_host;
        let place = if is_key { cause.variable.key.span() } else { held::place(cause.variable, &cause.value) };
        let mut draft = held::draft(cx, holder, name, place, message).label(label).help(help);
        if let Some(other) = other {
            let is_server = mail.hosts.iter().any(|host| std::ptr::eq(host, other));
            let (place, label) = if is_server {
                (held::place(other.variable, &other.value), "mail goes to this server")
            } else {
                (other.variable.key.span(), "lets it send mail")
            };
            draft = draft.also(place, label);
        }
        draft = held::handed_on(draft, holder, cause.variable, &cause.value);
        if cause.is_maybe() || other.is_some_and(Evidence::is_maybe) { draft.at_most(Severity::Warning) } else { draft }
    }
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
    if host(Told::Unknown).is_some() && mode(Told::Odd).is_none() {
        return Fate::Unknown;
    }
    let provider = mail.providers.first();
    match (cause, provider) {
        (Some(cause), provider) if cause.told != Told::Empty => Fate::Leaves(cause, provider),
        (Some(cause), Some(provider)) => Fate::Leaves(cause, Some(provider)),
        (None, Some(provider)) => Fate::Leaves(provider, None),
        _ => Fate::Silent,
    }
}

fn missing(cx: &Context<'_>, holder: &Holder<'_>, mail: &Mail<'_>, sibling: &Holder<'_>, mode: &Evidence<'_>) -> Draft {
    let environments = &cx.workspace.environments;
    let (whose, theirs, name) = (holder.whose(environments), sibling.whose(environments), mode.name);
    let place = held::place(mode.variable, &mode.value);
    let own = mail.modes.first().map(|own| own.variable.key.span());
    let verb = if own.is_some() { "leaves its mail mode empty" } else { "has no mail mode" };
    let draft = held::draft(
        cx,
        holder,
        name,
        own.or(holder.span()).unwrap_or(place),
        format!("{whose} {verb}, which {theirs} sets with `{name}`"),
    )
    .label("no mail mode")
    .also(place, "production's mail mode")
    .help(format!("set `{name}` to a mode that sends nothing, such as `shadow`, `log` or `console`"));
    if holder.template || mode.is_maybe() { draft.at_most(Severity::Warning) } else { draft }
}
