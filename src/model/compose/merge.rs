//! One definition over another (Compose specification, "Merge").

use std::net::IpAddr;

use indexmap::IndexMap;

use super::element::{Content, Element, Field, Map};
use super::mount;
use crate::model::value::Value;
use crate::source::{Span, Text};
use crate::syntax::yaml::Plain;

/// How many places that lost are kept for a value: a file can hold very many documents.
pub(super) const MAX_LOST: usize = 20;

/// How an attribute is merged, by its path below a service.
#[derive(Debug, Clone, Copy)]
enum Manner {
    /// The later one counts as a whole.
    Replace,
    /// `KEY=value` in either form, by key.
    Dictionary,
    /// A path stands for a mapping with it.
    Build,
    /// Lists of names are mappings, without values but for dependencies.
    Named,
    /// Items are unique by something, in the end: see [`unify`].
    Unique(fn(&Element) -> Option<String>),
    /// Items are unique as texts, and what repeats one by itself is at fault.
    Distinct,
    /// Mappings by key, lists one behind the other, scalars replaced.
    Deep,
}

/// `over` on top of `base`, both whole documents.
pub fn document(base: Element, over: Element) -> Element {
    // What is no mapping is said to be none.
    if over.map().is_none() {
        return over;
    }
    if base.map().is_none() {
        return base;
    }
    let (Content::Map(mut fields), Content::Map(later)) = (base.content, over.content) else {
        return Element::new(over.span, Content::Unreadable);
    };
    for (name, field) in later {
        let is_services = name == "services" && !field.element.overrides;
        lay(
            &mut fields,
            name,
            field,
            |base, over| if is_services { services(base, over) } else { merge(base, over, "x-") },
        );
    }
    Element { via: base.via, lost: base.lost, ..Element::new(base.span, Content::Map(fields)) }
}

/// Puts a field over the one of its name, where that stands: a project can have very many of them.
fn lay(fields: &mut Map, name: String, over: Field, merged: impl FnOnce(Element, Element) -> Element) {
    match fields.get_mut(&name) {
        Some(earlier) => {
            let base = std::mem::replace(&mut earlier.element, Element::new(over.element.span, Content::Null));
            *earlier = Field { key: over.key, element: merged(base, over.element) };
        }
        None => {
            fields.insert(name, over);
        }
    }
}

fn services(base: Element, over: Element) -> Element {
    if over.map().is_none() {
        return over;
    }
    let (Content::Map(mut fields), Content::Map(later)) = (base.content, over.content) else {
        return Element::new(over.span, Content::Unreadable);
    };
    for (name, field) in later {
        // A service is named where it is first defined.
        let key = fields.get(&name).map_or_else(|| field.key.clone(), |earlier| earlier.key.clone());
        lay(&mut fields, name, Field { key, element: field.element }, service);
    }
    Element { via: base.via, lost: base.lost, ..Element::new(base.span, Content::Map(fields)) }
}

/// `over` on top of `base`, both the body of a service.
pub fn service(base: Element, over: Element) -> Element {
    merge(base, over, "")
}

/// Of several items of one list that stand for the same thing, the last one counts.
pub fn unify(service: &mut Element) {
    let Content::Map(attributes) = &mut service.content else { return };
    for (name, field) in attributes.iter_mut() {
        if let Manner::Unique(key) = manner(name) {
            unify_list(&mut field.element, key);
        } else if name == "networks"
            && let Content::Map(networks) = &mut field.element.content
        {
            let given = networks.values_mut().filter_map(|field| match &mut field.element.content {
                Content::Map(map) => map.get_mut("aliases"),
                _ => None,
            });
            given.for_each(|aliases| unify_list(&mut aliases.element, Element::spelling));
        }
    }
}

fn unify_list(element: &mut Element, key: fn(&Element) -> Option<String>) {
    if element.list().is_some_and(|items| items.len() > 1) {
        let list = std::mem::replace(element, Element::new(element.span, Content::Unreadable));
        let nothing = Element::new(list.span, Content::List(Vec::new()));
        *element = unique(nothing, list, key);
    }
}

// Depth is bounded by that of the parser.
fn merge(base: Element, over: Element, path: &str) -> Element {
    match over.content {
        // Writing nothing changes nothing, but where the later one counts as a whole.
        Content::Null if !matches!(manner(path), Manner::Replace) => return base,
        Content::Reset | Content::Unreadable => return over,
        _ if over.overrides => return replace(base, over),
        _ => {}
    }
    if matches!(base.content, Content::Null | Content::Reset | Content::Unreadable) {
        return over;
    }
    match manner(path) {
        Manner::Replace => replace(base, over),
        Manner::Dictionary => dictionaries(base, over, path),
        Manner::Named => {
            let value = if path == "depends_on" { dependency } else { nothing };
            maps(named(base, value), named(over, value), path)
        }
        Manner::Unique(_) | Manner::Distinct if over.list().is_none() && !takes_text(path) => replace(base, over),
        Manner::Unique(_) => append(list(base), list(over)),
        Manner::Distinct => unique(list(base), list(over), Element::spelling),
        Manner::Build => maps(build(base), build(over), path),
        Manner::Deep => match (&base.content, &over.content) {
            (Content::Map(_), Content::Map(_)) => maps(base, over, path),
            (Content::List(_), Content::List(_)) => append(base, over),
            _ => replace(base, over),
        },
    }
}

fn manner(path: &str) -> Manner {
    match path {
        "command" | "entrypoint" | "healthcheck.test" => Manner::Replace,
        _ if path.strip_prefix("ulimits.").is_some_and(|name| !name.contains('.')) => Manner::Replace,
        "environment"
        | "labels"
        | "annotations"
        | "sysctls"
        | "build.args"
        | "build.labels"
        | "deploy.labels"
        | "build.additional_contexts" => Manner::Dictionary,
        "build" => Manner::Build,
        "networks" | "depends_on" | "models" => Manner::Named,
        "ports" => Manner::Unique(port),
        "volumes" => Manner::Unique(|item| mount::target(item).map(|(written, _)| written)),
        "env_file" => Manner::Unique(|item| item.spelling().or_else(|| item.get("path")?.spelling())),
        "extra_hosts" | "build.extra_hosts" => Manner::Distinct,
        "label_file" | "expose" | "tmpfs" | "dns" | "dns_search" | "dns_opt" | "cap_add" | "cap_drop" | "profiles"
        | "links" => Manner::Unique(Element::spelling),
        "secrets" => Manner::Unique(|item| target(item, "/run/secrets/")),
        "configs" => Manner::Unique(|item| target(item, "/")),
        _ => Manner::Deep,
    }
}

/// Whether one text stands for a list of it.
fn takes_text(path: &str) -> bool {
    matches!(path, "env_file" | "label_file" | "tmpfs" | "dns" | "dns_opt" | "dns_search")
}

fn replace(base: Element, mut over: Element) -> Element {
    over.lost.insert(0, base.span);
    over.lost.extend(base.lost.into_iter().take(MAX_LOST - 1));
    over
}

fn maps(base: Element, over: Element, path: &str) -> Element {
    let (Content::Map(mut fields), Content::Map(later)) = (base.content, over.content) else {
        return Element::new(over.span, Content::Unreadable);
    };
    for (name, field) in later {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        // Below a dictionary and the like, values are values.
        lay(&mut fields, name, field, |base, over| match manner(&path) {
            Manner::Deep if is_scalar(&over) => replace_scalar(base, over, &path),
            _ => merge(base, over, &path),
        });
    }
    Element { via: over.via, lost: over.lost, ..Element::new(over.span, Content::Map(fields)) }
}

/// Compose makes lists of dictionaries as it merges them, and takes single keys from none of these.
fn dictionaries(base: Element, over: Element, path: &str) -> Element {
    let is_list = base.listed || base.map().is_none();
    let (base, mut over) = (dictionary(base), dictionary(over));
    if let Content::Map(fields) = &mut over.content
        && is_list
    {
        fields.retain(|_, field| !matches!(field.element.content, Content::Reset));
    }
    Element { listed: true, ..maps(base, over, path) }
}

fn is_scalar(element: &Element) -> bool {
    matches!(element.content, Content::Scalar(..) | Content::Null)
}

/// A bare key of a dictionary takes the value away; elsewhere nothing changes nothing.
fn replace_scalar(base: Element, over: Element, path: &str) -> Element {
    let below_dictionary =
        path.rsplit_once('.').is_some_and(|(parent, _)| matches!(manner(parent), Manner::Dictionary));
    if matches!(over.content, Content::Null) && !below_dictionary { base } else { replace(base, over) }
}

/// `base` and then `over`; of two items with one key the later one stands at the earlier place.
fn unique(base: Element, over: Element, key: fn(&Element) -> Option<String>) -> Element {
    let (Content::List(items), Content::List(later)) = (base.content, over.content) else {
        return Element::new(over.span, Content::Unreadable);
    };
    let mut merged: IndexMap<String, Element> = IndexMap::new();
    for (index, item) in items.into_iter().chain(later).enumerate() {
        // An item without a key is like no other.
        let key = key(&item).unwrap_or_else(|| format!("\0{index}"));
        match merged.entry(key) {
            indexmap::map::Entry::Vacant(vacant) => {
                vacant.insert(item);
            }
            indexmap::map::Entry::Occupied(mut occupied) => {
                let earlier = occupied.get().clone();
                occupied.insert(replace(earlier, item));
            }
        }
    }
    let content = Content::List(merged.into_values().collect());
    Element { via: over.via, lost: over.lost, ..Element::new(over.span, content) }
}

/// `base` and then `over`.
fn append(base: Element, over: Element) -> Element {
    let (Content::List(mut items), Content::List(later)) = (base.content, over.content) else {
        return Element::new(over.span, Content::Unreadable);
    };
    items.extend(later);
    Element { via: over.via, lost: over.lost, ..Element::new(over.span, Content::List(items)) }
}

/// One text as a list of it.
fn list(element: Element) -> Element {
    match element.content {
        Content::List(_) => element,
        _ => Element::new(element.span, Content::List(vec![element])),
    }
}

/// A path as `{context: path}`.
fn build(element: Element) -> Element {
    if element.value().is_none() {
        return element;
    }
    let (span, via) = (element.span, element.via.clone());
    let context = Field { key: Text::opaque("context", span), element };
    Element { via, ..Element::new(span, Content::Map(Map::from_iter([("context".to_owned(), context)]))) }
}

/// `[KEY=value]`, or one of it, as `{KEY: value}`.
fn dictionary(element: Element) -> Element {
    let items = match &element.content {
        Content::List(items) => items.as_slice(),
        Content::Scalar(..) => std::slice::from_ref(&element),
        _ => return element,
    };
    let mut fields = Map::new();
    for item in items {
        let Some(value) = item.value() else { continue };
        let (key, content) = super::reader::pair(value);
        let content = content.map_or(Content::Null, |value| Content::Scalar(value, Plain::Text));
        let field = Element { via: item.via.clone(), ..Element::new(item.span, content) };
        fields.insert(key.as_str().to_owned(), Field { key, element: field });
    }
    Element { content: Content::Map(fields), ..element }
}

/// `[name]` as `{name: value}`.
fn named(element: Element, value: fn(Span) -> Element) -> Element {
    let Content::List(items) = &element.content else { return element };
    let mut fields = Map::new();
    for item in items {
        if let Some(key) = item.value().and_then(Value::known) {
            let name = key.as_str().to_owned();
            fields.insert(name, Field { key, element: value(item.span) });
        }
    }
    Element { content: Content::Map(fields), ..element }
}

fn nothing(span: Span) -> Element {
    Element::new(span, Content::Null)
}

/// What a dependency is of which only the name is written.
fn dependency(span: Span) -> Element {
    let key = Text::opaque("condition", span);
    let condition = Value::literal(Text::opaque("service_started", span));
    let condition = Field { key, element: Element::new(span, Content::Scalar(condition, Plain::Text)) };
    Element::new(span, Content::Map(Map::from_iter([("condition".to_owned(), condition)])))
}

/// Where a secret or a config is mounted; `home` is where it is unless it says so. Compose does not see
/// that a relative target is below there too.
fn target(item: &Element, home: &str) -> Option<String> {
    let source = || item.spelling().or_else(|| item.get("source")?.spelling());
    item.get("target").and_then(Element::spelling).or_else(|| Some(format!("{home}{}", source()?)))
}

/// What makes a port entry the same as another: address, host port, container port, protocol.
fn port(item: &Element) -> Option<String> {
    let key = |ip: &str, published: &str, target: &str, protocol: &str| {
        let ip = ip.trim_matches(['[', ']']);
        let ip = ip.parse::<IpAddr>().map_or_else(|_| ip.to_owned(), |ip| ip.to_string());
        let ip = if ip.is_empty() { "0.0.0.0" } else { &ip };
        let protocol = if protocol.is_empty() { "tcp".to_owned() } else { protocol.to_ascii_lowercase() };
        Some(format!("{ip}:{published}:{target}/{protocol}"))
    };
    if let Content::Map(_) = &item.content {
        let field = |key: &str| item.get(key).and_then(Element::spelling).unwrap_or_default();
        // A number is another host port to Compose than the same one as text.
        let is_number =
            item.get("published").is_some_and(|port| matches!(port.content, Content::Scalar(_, Plain::Int(_))));
        let published = if is_number { format!("#{}", field("published")) } else { field("published") };
        key(&field("host_ip"), &published, &field("target"), &field("protocol"))
    } else {
        let text = item.spelling()?;
        let (ports, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
        let mut pieces: Vec<&str> = ports.rsplitn(3, ':').collect();
        pieces.resize(3, "");
        let [target, published, ip] = pieces.as_slice() else { return None };
        key(ip, published, target, protocol)
    }
}
