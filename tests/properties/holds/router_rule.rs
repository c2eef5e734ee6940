//! Of the rules of routers.

use envlint::model::traefik::{self, Rule, RuleHost};
use envlint::model::value::Value;
use envlint::source::Text;

use super::places::{Read, error, lies, within};
use super::short_syntax::load;

/// Any text reads as a rule with hosts in it, or with a fault in it; also as a label with variables.
pub fn router_rule(text: &str) {
    let read = Read::new("rule", text.as_bytes());
    let rule = Rule::read(&Value::literal(Text::verbatim(read.text(), read.whole())));
    for place in places(&rule) {
        within(&read.sources, place, read.whole(), "a part of a rule");
    }
    rule.fault.iter().for_each(|fault| error(&read.sources, fault));
    let names_hosts = ["host", "Host", "HOST"].iter().any(|word| text.contains(word));
    assert!(names_hosts || rule.hosts.is_empty() || text.to_lowercase().contains("host"), "a host comes from nowhere");
    labelled(text);
}

fn labelled(text: &str) {
    let text = serde_json::Value::from(text).to_string();
    let workspace = load(&format!(
        "services:\n  api:\n    image: api\n    labels:\n      traefik.http.routers.api.rule: {text}\n      \
         traefik.tcp.routers.api.rule: {text}\n"
    ));
    for (project, _, service) in workspace.services() {
        for object in traefik::of_labels(&service.labels, project, service.name.as_str()) {
            lies(&workspace.sources, object.span, "a router");
            let rules = object.rule.iter();
            rules.flat_map(places).for_each(|place| lies(&workspace.sources, place, "a part of a rule"));
        }
    }
}

fn places(rule: &Rule) -> impl Iterator<Item = envlint::source::Span> {
    let hosts = rule.hosts.iter().map(|host: &RuleHost| host.value.place());
    let fault = rule.fault.iter().map(|fault| fault.span);
    hosts.chain(fault).chain(rule.several.iter().map(Value::place)).chain([rule.value.place()])
}
