//! The dialect case by case, each compared with the engine (2.40.3) when it was written.

mod compose;
mod dotenvy;
mod places;
mod raw;

use super::{EnvFile, EnvValue, Quotes};
use crate::source::{FileId, SourceMap};
use crate::syntax::interpolation::{Part, Template};

/// What `parse` reads in a file that holds `source`.
fn read(parse: impl Fn(FileId, &str) -> EnvFile, source: &str) -> (SourceMap, EnvFile) {
    let mut map = SourceMap::new();
    let file = map.add(".env".into(), source.as_bytes());
    let env = parse(file, map.file(file).text());
    (map, env)
}

/// Entries and errors, one behind the other: `KEY` for a bare key, `KEY=value` for a value, with
/// its quotes around it, errors as `!` and the text they point at.
fn show(map: &SourceMap, env: &EnvFile) -> String {
    let mut shown: Vec<(u32, String)> = Vec::new();
    for entry in &env.entries {
        let value = entry.value.as_ref().map(|value| format!("={}", show_value(value))).unwrap_or_default();
        shown.push((entry.span.start, format!("{}{value}", entry.key.as_str())));
    }
    shown.extend(env.errors.iter().map(|error| (error.span.start, format!("!{}", map.text(error.span)))));
    shown.sort_by_key(|&(start, _)| start);
    let shown: Vec<String> = shown.into_iter().map(|(_, text)| text.escape_debug().to_string()).collect();
    shown.join(" | ")
}

fn show_value(value: &EnvValue) -> String {
    let quote = match value.quotes {
        Quotes::None => "",
        Quotes::Single => "'",
        Quotes::Double => "\"",
    };
    format!("{quote}{}{quote}", show_template(&value.template))
}

/// A template with its variables in angle brackets.
fn show_template(template: &Template) -> String {
    template
        .parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str().to_owned(),
            Part::Variable(variable) => {
                let operator = variable.operator.map_or("", |operator| operator.as_str());
                format!("<{}{operator}{}>", variable.name.as_str(), show_template(&variable.argument))
            }
        })
        .collect()
}
