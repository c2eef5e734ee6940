//! The findings of `mail-sink` in words.

use super::MailSink;
use super::told::{Evidence, Mail, Told};
use crate::check::Context;
use crate::checks::held;
use crate::diagnostic::{Absence, Draft, Severity};
use crate::model::holder::Holder;

/// Modes to choose from.
const SAFE: &str = "such as `shadow`, `log` or `console`";

impl MailSink {
    /// Mail leaves because of `cause`; `other` is the host it goes to, or the key that lets it.
    pub(super) fn leaving(
        &self,
        cx: &Context<'_>,
        holder: &Holder<'_>,
        mail: &Mail<'_>,
        cause: &Evidence<'_>,
        other: Option<&Evidence<'_>>,
    ) -> Draft {
        let whose = holder.whose_is(&cx.workspace.environments, cause.variable);
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
            _ if is_mode && self.urls.is_match(name) => format!("point `{name}` at a mail catcher such as Mailpit"),
            _ if is_mode => match self.safe_twin(&cause.value) {
                Some(twin) => format!("set `{name}` to `{twin}`{catcher}"),
                None => format!("set `{name}` to a mode that sends nothing, {SAFE}{catcher}"),
            },
            _ if is_host => {
                format!("point `{name}` at a mail catcher such as Mailpit, or set a mode that sends nothing")
            }
            _ => format!(
                "set a mail mode that sends nothing, {SAFE}, or remove `{name}` from {}",
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

/// Nothing is said of mail where production, in `mode`, has something to say.
pub(super) fn missing(
    cx: &Context<'_>,
    holder: &Holder<'_>,
    mail: &Mail<'_>,
    sibling: &Holder<'_>,
    mode: &Evidence<'_>,
) -> Draft {
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
    .help(format!("set `{name}` to a mode that sends nothing, such as `shadow`, `log` or `console`"))
    .by_absence(Absence::Near);
    if holder.template || mode.is_maybe() { draft.at_most(Severity::Warning) } else { draft }
}
