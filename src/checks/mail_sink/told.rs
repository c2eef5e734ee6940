//! What single variables say of where mail goes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::MailSink;
use crate::check::Context;
use crate::model::compose::{Service, Variable};
use crate::model::endpoint;
use crate::model::holder::Holder;
use crate::model::secret::is_placeholder;
use crate::model::value::{Certainty, PLACEHOLDER, Part, Value};
use crate::syntax::interpolation::Operator;

/// What a value means for mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// No mail leaves.
    Safe,
    /// Mail leaves, whatever the host.
    Sends,
    /// Mail is sent; the host decides how far.
    Relays,
    /// A mode that nobody knows.
    Odd,
    /// Nothing.
    Empty,
    /// It cannot be told.
    Unknown,
}

/// What a variable says of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// How it is sent.
    Mode,
    /// Whether sending is only pretended.
    Mock,
    /// Whether it is sent.
    Enabled,
    /// The host that it goes to.
    Host,
    /// The same as a URL.
    Url,
    /// A key or password that lets a service send.
    Provider,
}

/// What the names of variables say, each looked at once: many services have variables of the same names.
pub(super) type Topics<'a> = IndexMap<&'a str, Option<Topic>>;

/// A variable about mail.
pub(super) struct Evidence<'a> {
    pub(super) name: &'a str,
    pub(super) variable: &'a Variable,
    /// What it reads as: of an address only the host.
    pub(super) value: Value,
    pub(super) told: Told,
}

/// All that a holder knows of mail.
#[derive(Default)]
pub(super) struct Mail<'a> {
    /// Words and switches.
    pub(super) modes: Vec<Evidence<'a>>,
    pub(super) hosts: Vec<Evidence<'a>>,
    /// Keys and passwords that are set.
    pub(super) providers: Vec<Evidence<'a>>,
}

/// The names that lead to services which keep the mail they get.
pub(super) struct Sinks(BTreeSet<String>);

impl MailSink {
    /// Finds the catchers among all services.
    pub(super) fn sinks(&self, cx: &Context<'_>) -> Sinks {
        let mut names = BTreeSet::new();
        for (_, _, service) in cx.workspace.services().filter(|(_, _, service)| self.is_catcher(service)) {
            names.insert(service.name.as_str().to_lowercase());
            let aliases = service.networks.values().flat_map(|(_, aliases)| aliases);
            let aliases = service.container_name.iter().chain(aliases).filter_map(Value::text);
            names.extend(aliases.map(|name| name.to_lowercase()));
        }
        Sinks(names)
    }

    /// Whether a service keeps the mail it gets.
    pub(super) fn is_catcher(&self, service: &Service) -> bool {
        service.image.as_ref().is_some_and(|image| self.catchers.is_match(&image.flat().as_str().to_lowercase()))
    }

    /// What a variable of this name says of mail, if it is about it.
    fn topic(&self, cx: &Context<'_>, name: &str) -> Option<Topic> {
        let topics = [
            (&self.modes, Topic::Mode),
            (&self.mocks, Topic::Mock),
            (&self.enabled, Topic::Enabled),
            (&self.hosts, Topic::Host),
            (&self.urls, Topic::Url),
            (&self.providers, Topic::Provider),
        ];
        let (_, topic) = topics.into_iter().find(|(names, _)| names.is_match(name))?;
        (topic != Topic::Provider || cx.workspace.classifier.is_secret_name(name)).then_some(topic)
    }

    /// Reads what `holder` says of mail.
    pub(super) fn read<'a>(
        &self,
        cx: &Context<'_>,
        holder: &'a Holder<'_>,
        sinks: &Sinks,
        topics: &mut Topics<'a>,
    ) -> Mail<'a> {
        let mut mail = Mail::default();
        let mut switches = Vec::new();
        for (name, variable) in holder.variables.iter() {
            let Some(value) = &variable.value else { continue };
            let evidence = |(told, value)| Evidence { name, variable, value, told };
            let host = || judge(value, |value| self.host(value, holder, sinks));
            match topics.entry(name).or_insert_with(|| self.topic(cx, name)) {
                None => {}
                Some(Topic::Mode) => {
                    mail.modes.push(evidence(judge(value, |value| self.mode(value, holder, sinks))));
                }
                Some(Topic::Mock) => {
                    switches.push(evidence(judge(value, |value| switch(value, Told::Safe, Told::Relays))));
                }
                Some(Topic::Enabled) => {
                    switches.push(evidence(judge(value, |value| switch(value, Told::Relays, Told::Safe))));
                }
                Some(Topic::Host) => mail.hosts.push(evidence(host())),
                Some(Topic::Url) => {
                    // A scheme such as `null` or `ses` is a mode of its own.
                    let scheme = judge(value, |value| self.scheme(value));
                    match scheme.0 {
                        Told::Safe | Told::Sends => mail.modes.push(evidence(scheme)),
                        Told::Relays => mail.hosts.push(evidence(host())),
                        _ => mail.hosts.push(evidence(scheme)),
                    }
                }
                Some(Topic::Provider) => mail.providers.extend(credential(value).map(evidence)),
            }
        }
        // A word says more than a switch.
        mail.modes.extend(switches);
        // Without a server there is nothing a password could open.
        if mail.hosts.iter().any(|host| host.told == Told::Empty) {
            mail.providers.retain(|provider| !provider.name.contains("PASS"));
        }
        mail
    }

    /// The path of a class like the one that is named, which sends nothing: Django has
    /// `….backends.console.EmailBackend` beside `….backends.smtp.EmailBackend`.
    pub(super) fn safe_twin(&self, value: &Value) -> Option<String> {
        let text = value.text()?;
        let mut parts: Vec<&str> = text.trim().split('.').collect();
        let sends = |part: &&str| self.relays.iter().chain(&self.sends).any(|word| word.eq_ignore_ascii_case(part));
        let at = parts.iter().rposition(sends).filter(|_| parts.len() > 1)?;
        *parts.get_mut(at)? = "console";
        Some(parts.join("."))
    }

    /// The safe word that a mode was probably meant to be.
    pub(super) fn suggestion(&self, value: &Value) -> Option<&str> {
        crate::config::suggest::closest(value.text()?.trim(), &self.safe)
    }

    fn mode(&self, value: &Value, holder: &Holder<'_>, sinks: &Sinks) -> (Told, Value) {
        let flat = value.flat();
        let text = flat.as_str().trim();
        if text.contains("://") {
            let scheme = self.scheme(value);
            return if scheme.0 == Told::Relays { self.host(value, holder, sinks) } else { scheme };
        }
        let is = |words: &[String]| {
            let known = |text: &str| words.iter().any(|word| word.eq_ignore_ascii_case(text));
            known(text) || text.split(['.', '\\', '/']).any(known)
        };
        let told = if text.is_empty() {
            Told::Empty
        } else if is(&self.safe) {
            Told::Safe
        } else if text.contains(PLACEHOLDER) {
            Told::Unknown
        } else if is(&self.sends) {
            Told::Sends
        } else if is(&self.relays) {
            Told::Relays
        } else if is_placeholder(text) {
            Told::Unknown
        } else {
            Told::Odd
        };
        (told, value.clone())
    }

    fn host(&self, value: &Value, holder: &Holder<'_>, sinks: &Sinks) -> (Told, Value) {
        let flat = value.flat();
        if flat.as_str().trim().is_empty() {
            return (Told::Empty, value.clone());
        }
        let Some(host) = endpoint::host(value) else { return (Told::Unknown, value.clone()) };
        let name = host.flat().as_str().to_lowercase();
        let service = holder.service.and_then(|(_, project, _)| project.services.get(name.as_str()));
        let ends = |endings: &[&str]| endings.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")));
        let is_sink = self.catchers.is_match(&name)
            || service.map_or_else(|| sinks.0.contains(&name), |service| self.is_catcher(service));
        let is_loopback = ends(&["localhost", "invalid"]) || name.starts_with("127.") || name == "0.0.0.0";
        // Names for documents, and the host itself, which may pass mail on or not.
        let is_open = ends(&["example.com", "example.org", "example.net", "docker.internal"]);
        let told = if is_sink || (is_loopback && service.is_none()) {
            Told::Safe
        } else if service.is_none() && (is_open || name.contains(PLACEHOLDER) || is_placeholder(&name)) {
            Told::Unknown
        } else {
            Told::Sends
        };
        (told, host)
    }

    /// What the scheme of a URL says; schemes that are not about mail say nothing. A host without
    /// scheme is one of a relay.
    fn scheme(&self, value: &Value) -> (Told, Value) {
        let flat = value.flat();
        let text = flat.as_str();
        let Some(end) = text.find("://") else { return (Told::Relays, value.clone()) };
        let start = text.get(..end).and_then(|before| before.rfind(['(', ' '])).map_or(0, |at| at + 1);
        let scheme = text.get(start..end).unwrap_or_default().to_lowercase();
        let is = |words: &[String]| {
            let plain = scheme.strip_suffix("mail").unwrap_or(&scheme);
            scheme.split('+').chain([plain]).any(|word| words.iter().any(|known| known == word))
        };
        let told = if is(&self.safe) {
            Told::Safe
        } else if is(&self.sends) {
            Told::Sends
        } else if is(&self.relays) || scheme.starts_with("submission") {
            Told::Relays
        } else if scheme.contains(PLACEHOLDER) {
            Told::Unknown
        } else {
            Told::Empty
        };
        (told, flat.slice(start..end))
    }
}

/// What `value` means, where all that it may read as means the same.
fn judge(value: &Value, of: impl Fn(&Value) -> (Told, Value)) -> (Told, Value) {
    if value.reads_empty() {
        return (Told::Empty, value.clone());
    }
    let readings = value.readings();
    let mut told = readings.iter().map(&of);
    let Some(first) = told.next() else { return of(value) };
    if told.all(|(told, _)| told == first.0) { first } else { (Told::Unknown, value.clone()) }
}

fn switch(value: &Value, on: Told, off: Told) -> (Told, Value) {
    let text = value.text().map(|text| text.trim().to_lowercase());
    let told = match text.as_deref() {
        Some("") => Told::Empty,
        Some("1" | "true" | "yes" | "on" | "y" | "t" | "enabled") => on,
        Some("0" | "false" | "no" | "off" | "n" | "f" | "disabled") => off,
        _ => Told::Unknown,
    };
    (told, value.clone())
}

/// A key or password that is set, or may be: what nothing sets counts as *maybe*, unless Compose
/// refuses to start without it.
fn credential(value: &Value) -> Option<(Told, Value)> {
    let readings = value.readings();
    let is_set = |text: Cow<'_, str>| !text.trim().is_empty() && !is_placeholder(&text);
    if !readings.is_empty() {
        return readings.iter().all(|value| value.text().is_some_and(is_set)).then(|| (Told::Sends, value.clone()));
    }
    let required = |part: &Part| match part {
        Part::Text(_) => true,
        Part::Unset(unset) => matches!(unset.operator, Some(Operator::RequireFilled)),
    };
    let is_open = value.unset().all(|unset| unset.open);
    let told = if value.parts.iter().all(required) { Told::Sends } else { Told::Unknown };
    is_open.then(|| (told, value.clone()))
}

impl Evidence<'_> {
    /// Whether it is no proof: a template or a default says so, or nothing does.
    pub(super) fn is_maybe(&self) -> bool {
        self.value.certainty() == Certainty::Maybe || self.told == Told::Unknown
    }
}
