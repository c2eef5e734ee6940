//! Labels and rules that Traefik does not take.

use crate::check::{Context, Findings, Subject};
use crate::checks::routes::{self, Names};
use crate::config::Role;
use crate::diagnostic::{Draft, Severity};
use crate::model::traefik::{Object, Proxy, Seat, Version, unknown_labels};

/// A label that Traefik does not know costs a container all of its labels.
pub(super) fn unknown(cx: &Context<'_>, proxy: &Proxy, seat: &Seat, names: &Names<'_>, out: &mut Findings) {
    let Some(subject) = names.of_seat(seat) else { return };
    if proxy.version == Some(Version::V1) {
        return;
    }
    let whose = routes::whose(cx, subject.environment, Some(subject));
    for (setting, unknown) in unknown_labels(&subject.service.labels) {
        let message = format!("Traefik does not know `{}`, and ignores all labels of {whose}", unknown.part);
        let help = match unknown.meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove the label, or correct it by Traefik's reference of labels".to_owned(),
        };
        let draft = Draft::at(setting.part_span(unknown.index), message).help(help);
        out.report(of(cx, draft, subject, setting.key.as_str()));
    }
    for (label, _) in &subject.service.labels {
        let name = label.as_str();
        let root = name.split('.').next().unwrap_or_default();
        if root != "traefik" && root.eq_ignore_ascii_case("traefik") && name.len() > root.len() {
            let message = format!("Traefik does not know `{root}`, and ignores all labels of {whose}");
            let draft = Draft::at(label.slice(0..root.len()).span(), message).help("write `traefik` in lower case");
            out.report(of(cx, draft, subject, name));
        }
    }
}

/// A rule that Traefik does not take costs its router.
pub(super) fn rule(cx: &Context<'_>, proxy: &Proxy, router: &Object, subject: Subject<'_>, out: &mut Findings) {
    let Some(rule) = &router.rule else { return };
    let whose = routes::whose(cx, subject.environment, Some(subject));
    let (name, path) = (router.shown(), format!("routers.{}.rule", router.shown()));
    if let Some(fault) = &rule.fault {
        let message = format!("Traefik drops router `{name}` of {whose}: {}", fault.message);
        let mut draft = Draft::at(fault.span, message);
        draft.help.clone_from(&fault.help);
        out.report(of(cx, draft, subject, &path));
    }
    let is_two = |value: Option<String>| value.is_some_and(|syntax| syntax.eq_ignore_ascii_case("v2"));
    let syntax = router.get(&["rulesyntax"]).and_then(|setting| setting.value());
    let default = proxy.settings.get(&["core", "defaultrulesyntax"]).and_then(|setting| setting.value());
    let takes_several = syntax.or(default).is_some_and(|value| is_two(value.text()) || !value.is_known());
    if let Some(second) = &rule.several
        && proxy.version == Some(Version::V3)
        && proxy.settings.unseen.is_none()
        && !takes_several
    {
        let message = format!("Traefik drops router `{name}` of {whose}: version 3 takes one host in a matcher");
        let draft = Draft::at(second.place(), message).help("write one `Host` for each, joined by `||`");
        out.report(of(cx, draft, subject, &path));
    }
}

fn of(cx: &Context<'_>, draft: Draft, subject: Subject<'_>, label: &str) -> Draft {
    let draft = match subject.environment {
        Some(id) if cx.role(id) == Role::Development => draft.at_most(Severity::Warning),
        _ => draft,
    };
    let draft = match subject.environment {
        Some(id) => draft.environment(cx.name(id)),
        None => draft,
    };
    draft.service(subject.name()).subject(format!("services.{}.labels.{label}", subject.name()))
}
