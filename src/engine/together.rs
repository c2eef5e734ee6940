//! Findings that say the same of several keys become one.

use std::collections::BTreeMap;

use super::settle::Weighed;
use crate::diagnostic::{Among, Severity};
use crate::source::FileId;

/// So many keys are named.
const MAX_NAMED: usize = 3;

/// So many keys are pointed at.
const MAX_POINTED: usize = 6;

/// What findings have in common that are told together.
type Likeness = (String, FileId, (String, String), (Option<String>, Option<String>), Severity);

/// Puts together what says the same of several keys, in the order of their places.
pub(super) fn together(all: Vec<Weighed>) -> Vec<Weighed> {
    let mut known: BTreeMap<Likeness, usize> = BTreeMap::new();
    let mut kept: Vec<(Weighed, Vec<String>)> = Vec::with_capacity(all.len());
    for later in all {
        let Some((likeness, among)) = likeness(&later) else {
            kept.push((later, Vec::new()));
            continue;
        };
        let (name, label) = (among.name.clone(), among.label);
        let index = *known.entry(likeness).or_insert(kept.len());
        match kept.get_mut(index) {
            Some((first, names)) => {
                if names.len() < MAX_POINTED {
                    let (told, later) = (&mut first.found.draft, later.found.draft);
                    told.point_at(later.span, label);
                    for label in later.related {
                        told.point_at(label.span, label.message);
                    }
                }
                names.push(name);
            }
            None => kept.push((later, vec![name])),
        }
    }
    let told = kept.into_iter().map(|(mut weighed, names)| {
        let draft = &mut weighed.found.draft;
        if let Some(among) = draft.among.as_ref().filter(|_| names.len() > 1) {
            draft.message = format!("{} {}{}", among.before, listed(&names), among.after);
        }
        weighed
    });
    told.collect()
}

fn likeness(weighed: &Weighed) -> Option<(Likeness, &Among)> {
    let draft = &weighed.found.draft;
    let among = draft.among.as_ref()?;
    let words = (among.before.clone(), among.after.clone());
    let whose = (draft.environment.clone(), draft.service.clone());
    Some(((weighed.found.rule.clone(), draft.span.file, words, whose, weighed.severity), among))
}

/// `` `A`, `B` and 3 more ``.
fn listed(names: &[String]) -> String {
    let named: Vec<String> = names.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    match (names.len().saturating_sub(MAX_NAMED), named.as_slice()) {
        (0, [most @ .., last]) if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        (0, named) => named.join(", "),
        (more, named) => format!("{} and {more} more", named.join(", ")),
    }
}
