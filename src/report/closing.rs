//! The last two lines: what was found, and what was compared.

use super::Presented;
use crate::diagnostic::Severity;
use crate::engine::Summary;

/// How much was found: `2 errors, 1 warning in 9 files`.
pub fn counted(presented: &Presented) -> String {
    let of = |severity, one, many| number(presented.count(severity), one, many);
    let counts = [
        of(Severity::Error, "error", "errors"),
        of(Severity::Warning, "warning", "warnings"),
        of(Severity::Info, "info", "info"),
    ];
    let found = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let found = if found.is_empty() { "no findings" } else { &found };
    let summary = &presented.summary();
    let suppressed = match summary.suppressed {
        0 => String::new(),
        suppressed => format!("; {suppressed} suppressed"),
    };
    format!("{found} in {}{suppressed}", files(summary.files))
}

/// What was compared: `12 secrets, 7 stores, 4 routers between production and staging; 3 unknown`.
/// Silence alone proves nothing; this line says what the silence covers.
pub fn proof(presented: &Presented) -> String {
    let summary = &presented.summary();
    let checked = format!("checked {}", files(summary.files));
    let between = listed(&summary.environments);
    match summary.environments.as_slice() {
        [] => return format!("{checked}; no environment, nothing to compare"),
        [_] => return format!("{checked}; one environment, nothing to compare"),
        _ => {}
    }
    let compared = summary.compared;
    let things = [
        number(compared.secrets, "secret", "secrets"),
        number(compared.stores, "store", "stores"),
        number(compared.routers, "router", "routers"),
    ];
    let things = things.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if things.is_empty() && !compared.looked {
        return format!("{checked} of {between}{}", unknown(summary));
    }
    if things.is_empty() {
        return format!("{checked} of {between}; no secret, store or router to compare{}", unknown(summary));
    }
    format!("{things} between {between}{}", unknown(summary))
}

fn unknown(summary: &Summary) -> String {
    match summary.compared.unknown {
        0 => String::new(),
        unknown => format!("; {unknown} unknown"),
    }
}

fn files(count: usize) -> String {
    number(count, "file", "files").unwrap_or_else(|| "0 files".to_owned())
}

fn number(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
