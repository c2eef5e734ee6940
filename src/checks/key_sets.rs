//! Keys that one side has and the other lacks, in words.

use std::collections::BTreeMap;

use crate::diagnostic::Draft;
use crate::source::Span;

/// So many keys are named.
const MAX_NAMED: usize = 3;

/// So many keys are pointed at.
const MAX_POINTED: usize = 6;

/// Keys by name, each with a place that declares it.
pub(super) type Keys = BTreeMap<String, Span>;

/// The keys of `one` that `other` lacks, in the order of their places.
pub(super) fn missing<'a>(one: &'a Keys, other: &Keys) -> Vec<(&'a str, Span)> {
    let lacking = one.iter().filter(|(name, _)| !other.contains_key(*name));
    let mut missing: Vec<(&str, Span)> = lacking.map(|(name, span)| (name.as_str(), *span)).collect();
    missing.sort_by_key(|(_, span)| *span);
    missing
}

/// `` `A`, `B` and 3 more ``.
pub(super) fn names(keys: &[(&str, Span)]) -> String {
    let named: Vec<String> = keys.iter().take(MAX_NAMED).map(|(name, _)| format!("`{name}`")).collect();
    match (keys.len().saturating_sub(MAX_NAMED), named.as_slice()) {
        (0, [only]) => only.clone(),
        (0, [most @ .., last]) => format!("{} and {last}", most.join(", ")),
        (more, named) => format!("{} and {more} more", named.join(", ")),
    }
}

/// Points at the places of `keys`.
pub(super) fn point(draft: Draft, keys: &[(&str, Span)], label: &str) -> Draft {
    keys.iter().take(MAX_POINTED).fold(draft, |draft, (_, span)| draft.also(*span, label))
}
