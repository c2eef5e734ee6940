//! Keys that one side has and the other lacks.

use std::collections::BTreeMap;

use crate::source::Span;

/// Keys by name, each with a place that declares it.
pub(super) type Keys = BTreeMap<String, Span>;

/// The keys of `one` that `other` lacks, in the order of their places.
pub(super) fn missing<'a>(one: &'a Keys, other: &Keys) -> Vec<(&'a str, Span)> {
    let lacking = one.iter().filter(|(name, _)| !other.contains_key(*name));
    let mut missing: Vec<(&str, Span)> = lacking.map(|(name, span)| (name.as_str(), *span)).collect();
    missing.sort_by_key(|(_, span)| *span);
    missing
}
