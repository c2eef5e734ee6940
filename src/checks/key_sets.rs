//! Keys that one side has and the other lacks.

use std::collections::BTreeMap;

use crate::source::Span;

/// Keys by name, each with a place that declares it.
pub(super) type Keys<'a> = BTreeMap<&'a str, Span>;

/// The keys of `one` that `other` lacks, in the order of their places.
pub(super) fn missing<'a>(one: &Keys<'a>, other: &Keys<'_>) -> Vec<(&'a str, Span)> {
    let lacking = one.iter().filter(|(name, _)| !other.contains_key(*name));
    let mut missing: Vec<(&str, Span)> = lacking.map(|(name, span)| (*name, *span)).collect();
    missing.sort_by_key(|(_, span)| *span);
    missing
}
