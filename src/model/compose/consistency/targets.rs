//! Where things are mounted: one path takes one mount.

use indexmap::IndexMap;

use super::Judge;
use crate::model::compose::element::Element;
use crate::model::compose::mount;
use crate::source::Span;

pub(super) fn judge(judge: &mut Judge<'_>) {
    let mut taken: IndexMap<String, Span> = IndexMap::new();
    for (path, span) in tmpfs(judge.service).into_values().chain(volumes(judge.service).into_values()) {
        match taken.get(&path) {
            Some(first) => {
                let message = format!("service `{}` mounts two things at one path", judge.name);
                judge.report(span, message, "remove one of the two", Some((*first, "mounted here too")));
            }
            None => {
                taken.insert(path, span);
            }
        }
    }
}

/// By what comes before `=`: of several with that in common the last counts.
fn tmpfs(service: &Element) -> IndexMap<String, (String, Span)> {
    let entries = service.get("tmpfs").map(Element::string_or_list).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| {
            let text = entry.text()?;
            let key = text.split('=').next()?.to_owned();
            Some((key, (text.split(':').next()?.to_owned(), entry.place())))
        })
        .collect()
}

/// By the target as it is written: of several at one target the last counts.
fn volumes(service: &Element) -> IndexMap<String, (String, Span)> {
    let items = service.get("volumes").map(Element::items).unwrap_or_default();
    let target = |item: &Element| {
        let (written, clean) = mount::target(item)?;
        Some((written, (clean, item.span)))
    };
    items.iter().filter_map(target).collect()
}
