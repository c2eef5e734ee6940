//! Reasons with the places that give them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::engine::SurveyPlace;
use crate::source::clean;

/// A reason with its place.
pub(super) fn said(reason: &str, place: Option<&SurveyPlace>) -> String {
    said_at(&clean(reason), &place.into_iter().collect::<Vec<_>>())
}

/// A reason with its places: `compose.yaml:3,9`, those of one file together.
pub(super) fn said_at(reason: &str, places: &[&SurveyPlace]) -> String {
    let mut files: IndexMap<&str, Vec<u32>> = IndexMap::new();
    for place in places {
        let lines = files.entry(&place.path).or_default();
        let line = place.start.line + 1;
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if files.is_empty() {
        return reason.to_owned();
    }
    // Files of one name are told apart.
    let short = |path: &str| path.rsplit('/').next().map(str::to_owned).unwrap_or_default();
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for path in files.keys() {
        *named.entry(short(path)).or_default() += 1;
    }
    let places = files.iter().map(|(path, lines)| {
        let name = Some(short(path)).filter(|name| named.get(name) == Some(&1)).unwrap_or_else(|| (*path).to_owned());
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        format!("{}:{}", clean(&name), lines.join(","))
    });
    format!("{reason} ({})", places.collect::<Vec<_>>().join(", "))
}
