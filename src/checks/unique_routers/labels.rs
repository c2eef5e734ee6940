//! Labels and rules that Traefik does not take.

use std::borrow::Cow;

use crate::check::routes::Names;
use crate::check::{Context, Findings, Subject};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::traefik::{Object, Proxy, Seat, Version, unknown_labels};
use crate::source::Span;

/// A label that Traefik does not know costs a container all of its labels.
pub(super) fn unknown(cx: &Context<'_>, proxy: &Proxy, seat: &Seat, names: &Names<'_>, out: &mut Findings) {
    let Some(subject) = names.of_seat(seat) else { return };
    if proxy.version == Some(Version::V1) {
        return;
    }
    let whose = subject.words(cx);
    for (setting, unknown) in unknown_labels(&subject.service.labels) {
        let message = format!("Traefik does not know `{}`, and ignores all labels of {whose}", unknown.part);
        let help = match unknown.meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove the label, or correct it by Traefik's reference of labels".to_owned(),
        };
        out.report(draft(cx, subject, setting.key.as_str(), setting.part_span(unknown.index), message).help(help));
    }
    for (label, _) in &subject.service.labels {
        let name = label.as_str();
        let root = name.split('.').next().unwrap_or_default();
        if root != "traefik" && root.eq_ignore_ascii_case("traefik") && name.len() > root.len() {
            let message = format!("Traefik does not know `{root}`, and ignores all labels of {whose}");
            let place = label.slice(0..root.len()).span();
            out.report(draft(cx, subject, name, place, message).help("write `traefik` in lower case"));
        }
    }
}

/// A rule that Traefik does not take costs its router.
pub(super) fn rule(cx: &Context<'_>, proxy: &Proxy, router: &Object, subject: Subject<'_>, out: &mut Findings) {
    let Some(rule) = &router.rule else { return };
    let whose = subject.words(cx);
    let (name, path) = (router.shown(), format!("routers.{}.rule", router.shown()));
    if let Some(fault) = &rule.fault {
        let message = format!("Traefik drops router `{name}` of {whose}: {}", fault.message);
        let mut draft = draft(cx, subject, &path, fault.span, message);
        draft.help.clone_from(&fault.help);
        out.report(draft);
    }
    let is_two = |value: Option<Cow<'_, str>>| value.is_some_and(|syntax| syntax.eq_ignore_ascii_case("v2"));
    let syntax = router.get(&["rulesyntax"]).and_then(|setting| setting.value());
    let default = proxy.settings.get(&["core", "defaultrulesyntax"]).and_then(|setting| setting.value());
    let takes_several = syntax.or(default).is_some_and(|value| is_two(value.text()) || !value.is_known());
    if let Some(second) = &rule.several
        && proxy.version == Some(Version::V3)
        && proxy.settings.unseen.is_none()
        && !takes_several
    {
        let message = format!("Traefik drops router `{name}` of {whose}: version 3 takes one host in a matcher");
        let draft = draft(cx, subject, &path, second.place(), message);
        out.report(draft.help("write one `Host` for each, joined by `||`"));
    }
}

/// A finding at `span` about a label.
fn draft(cx: &Context<'_>, subject: Subject<'_>, label: &str, span: Span, message: String) -> Draft {
    let draft = subject.draft(cx, &format!("labels.{label}"), span, message);
    match subject.environment {
        Some(id) if cx.role(id) == Role::Development => draft.at_most(Severity::Warning),
        _ => draft,
    }
}
