//! The effective model for people.

use anstyle::Style;

use super::view::{Item, Place, Project, Service, Values, View};
use crate::report::layout::{Table, wrap};
use crate::report::{Look, Paint, style};

/// Of the text of a place so many characters are shown.
const MAX_TEXT: usize = 80;

const PLAIN: Style = Style::new();

/// Every value of every service with the place to edit.
pub(super) fn overview(view: &View, look: Look) -> String {
    let paint = Paint { on: look.colour };
    let mut lines = Vec::new();
    for project in &view.projects {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(paint.text(style::FAINT, &title(project)));
        for service in &project.services {
            lines.push(String::new());
            lines.push(paint.text(style::STRONG, &format!("{} ({})", service.name, service.environment)));
            // The keys of labels are long: they would push everything else to the right.
            let (labels, others): (Vec<_>, Vec<_>) =
                service.attributes.iter().partition(|(name, _)| **name == "labels");
            for attributes in [others, labels] {
                let mut table = Table::new();
                for (name, values) in attributes {
                    rows(&mut table, name, values);
                }
                lines.extend(table.lines(paint, look.width));
            }
        }
    }
    finished(lines)
}

fn rows(table: &mut Table, name: &str, values: &Values) {
    if let Values::Map(_) = values {
        table.row([(format!("  {name}"), PLAIN)]);
    }
    let mut label = format!("  {name}");
    for (key, value) in values.iter() {
        let label = key.map_or_else(|| std::mem::take(&mut label), |key| format!("    {key}"));
        let place = value.place().map(Place::link).unwrap_or_default();
        table.row([(label, PLAIN), (place, style::FAINT), (said(value), PLAIN)]);
    }
}

/// Every value with the places it went through.
pub(super) fn ways(view: &View, look: Look) -> String {
    let paint = Paint { on: look.colour };
    let mut lines = Vec::new();
    for project in &view.projects {
        for service in &project.services {
            for (name, values) in &service.attributes {
                for (at, (key, value)) in values.iter().enumerate() {
                    // The items of a list stand below one heading.
                    if at == 0 || key.is_some() {
                        if !lines.is_empty() {
                            lines.push(String::new());
                        }
                        lines.push(heading(project, service, &path(service, name, key), paint));
                    }
                    way(value, look, paint, &mut lines);
                }
            }
        }
    }
    finished(lines)
}

fn path(service: &Service, attribute: &str, key: Option<&str>) -> String {
    let key = key.map(|key| format!(".{key}")).unwrap_or_default();
    format!("{}.{attribute}{key}", service.name)
}

fn heading(project: &Project, service: &Service, path: &str, paint: Paint) -> String {
    let context = format!("({}, {})", service.environment, title(project));
    format!("{} {}", paint.text(style::STRONG, path), paint.text(style::FAINT, &context))
}

fn way(value: &Item, look: Look, paint: Paint, lines: &mut Vec<String>) {
    lines.extend(wrap(&said(value), look.width.saturating_sub(2)).into_iter().map(|line| format!("  {line}")));
    let mut table = Table::new();
    for step in &value.steps {
        table.row([
            (format!("    {}", step.link()), style::ADVICE),
            (step.kind.says().to_owned(), PLAIN),
            (clipped(&step.text, look), style::FAINT),
        ]);
    }
    lines.extend(table.lines(paint, look.width));
    for note in &value.notes {
        let body = wrap(note, look.width.saturating_sub(10));
        let name = paint.text(style::ADVICE, "note:");
        lines.extend(
            body.iter()
                .enumerate()
                .map(|(at, line)| if at == 0 { format!("    {name} {line}") } else { format!("          {line}") }),
        );
    }
}

/// The text of a value, and how much it is worth.
fn said(value: &Item) -> String {
    let text = match value.value.as_deref() {
        None => return "(taken away)".to_owned(),
        Some("") => "(empty)",
        Some(text) => text,
    };
    match value.certainty {
        certainty @ ("maybe" | "assumed") => format!("{text} ({certainty})"),
        _ => text.to_owned(),
    }
}

fn title(project: &Project) -> String {
    let files = project.files.join(" + ");
    project.name.as_ref().map_or(files.clone(), |name| format!("{files}, project {name}"))
}

/// The first characters of a text that may be whole blocks of a file.
fn clipped(text: &str, look: Look) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(MAX_TEXT) else { return text };
    let cut_off = if look.unicode { "…" } else { "..." };
    format!("{}{cut_off}", text.get(..end).unwrap_or_default())
}

fn finished(mut lines: Vec<String>) -> String {
    if lines.is_empty() {
        lines.push("no service found".to_owned());
    }
    lines.join("\n") + "\n"
}
