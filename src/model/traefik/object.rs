//! Routers, services and middlewares, wherever they are defined.

use indexmap::IndexMap;

use super::rule::Rule;
use super::setting::{self, Setting};
use crate::model::project::ProjectId;
use crate::model::value::{PLACEHOLDER, Value};
use crate::source::{FileId, Span, Text};

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It takes requests.
    Router,
    /// It says where requests go.
    Service,
    /// It changes requests, or answers them.
    Middleware,
}

/// The protocol that an object is for. Names of one do not clash with those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// HTTP.
    Http,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// Where an object is defined: the provider that gives it to Traefik.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    /// Labels of a service.
    Container(ProjectId, String),
    /// A file.
    File(FileId),
}

/// A router, service or middleware.
#[derive(Debug, Clone)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// The protocol.
    pub protocol: Protocol,
    /// Its name as written; upper and lower case differ. [`PLACEHOLDER`] stands for a variable.
    pub name: String,
    /// Where it is defined.
    pub provider: Provider,
    /// Where its name stands; in a file, its first property.
    pub span: Span,
    /// Its properties, by their path below it.
    pub properties: Vec<Setting>,
    /// The rule, of a router that has one.
    pub rule: Option<Rule>,
    /// Whether its labels are those of Traefik 1, which names it itself.
    pub old: bool,
}

impl Kind {
    /// The word for messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Router => "router",
            Self::Service => "service",
            Self::Middleware => "middleware",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let kinds = [("routers", Self::Router), ("services", Self::Service), ("middlewares", Self::Middleware)];
        kinds.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, kind)| kind)
    }
}

impl Protocol {
    fn of(word: &str) -> Option<Self> {
        let protocols = [("http", Self::Http), ("tcp", Self::Tcp), ("udp", Self::Udp)];
        protocols.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, protocol)| protocol)
    }
}

impl Provider {
    /// What stands behind `@` in the full name of its objects.
    pub fn suffix(&self) -> &'static str {
        match self {
            Self::Container(..) => "docker",
            Self::File(_) => "file",
        }
    }
}

impl Object {
    /// The property at this path, in any case.
    pub fn get(&self, path: &[&str]) -> Option<&Setting> {
        self.properties.iter().find(|property| property.is(path))
    }

    /// Every property at or below this path.
    pub fn below<'a>(&'a self, path: &'a [&str]) -> impl Iterator<Item = &'a Setting> {
        self.properties.iter().filter(move |property| property.starts_with(path))
    }

    /// The items of the list at this path.
    pub fn list(&self, path: &[&str]) -> Vec<Value> {
        self.get(path).map(Setting::items).unwrap_or_default()
    }

    /// Whether a variable is part of its name.
    pub fn is_open(&self) -> bool {
        self.name.contains(PLACEHOLDER)
    }

    /// The name for a message.
    pub fn shown(&self) -> String {
        self.name.replace(PLACEHOLDER, "${…}")
    }

    /// The project of the container that defines it.
    pub fn project(&self) -> Option<ProjectId> {
        match self.provider {
            Provider::Container(project, _) => Some(project),
            Provider::File(_) => None,
        }
    }
}

/// The objects that the labels of a service define.
pub fn of_labels(labels: &[(Text, Option<Value>)], project: ProjectId, service: &str) -> Vec<Object> {
    let provider = Provider::Container(project, service.to_owned());
    let settings = setting::of_labels(labels);
    let old = settings.iter().filter_map(|setting| old_router(setting, service, &provider)).collect();
    let mut objects = of_settings(settings, &provider);
    objects.extend::<Vec<_>>(old);
    objects
}

/// The objects that `settings` define, in their order.
pub(super) fn of_settings(settings: Vec<Setting>, provider: &Provider) -> Vec<Object> {
    let is_label = matches!(provider, Provider::Container(..));
    let mut objects: IndexMap<(Protocol, Kind, String), Object> = IndexMap::new();
    for setting in settings {
        let [protocol, kind, name, ..] = setting.path.as_slice() else { continue };
        let (Some(protocol), Some(kind)) = (Protocol::of(protocol.as_str()), Kind::of(kind.as_str())) else { continue };
        let object = objects.entry((protocol, kind, name.as_str().to_owned())).or_insert_with(|| Object {
            kind,
            protocol,
            name: name.as_str().to_owned(),
            provider: provider.clone(),
            // A file nests names; there the first property is the nearest that is known.
            span: if is_label { setting.part_span(3) } else { setting.span() },
            properties: Vec::new(),
            rule: None,
            old: false,
        });
        let property = setting.below(3);
        if kind == Kind::Router && property.is(&["rule"]) {
            object.rule = property.value().filter(|rule| !rule.is_empty()).map(Rule::read);
        }
        object.properties.push(property);
    }
    objects.into_values().collect()
}

/// The router of `traefik.frontend.rule` (Traefik 1), or of `traefik.<segment>.frontend.rule`.
fn old_router(setting: &Setting, service: &str, provider: &Provider) -> Option<Object> {
    let name = match setting.path.as_slice() {
        [_, _] if setting.is(&["frontend", "rule"]) => service.to_owned(),
        [segment, rest @ ..] if rest.len() == 2 && setting.clone().below(1).is(&["frontend", "rule"]) => {
            format!("{}-{service}", segment.as_str())
        }
        _ => return None,
    };
    Some(Object {
        kind: Kind::Router,
        protocol: Protocol::Http,
        name,
        provider: provider.clone(),
        span: setting.span(),
        properties: Vec::new(),
        rule: setting.value().map(Rule::read),
        old: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn read(labels: &[(&str, &str)]) -> Vec<String> {
        let span = Span::start_of(SourceMap::new().add("x".into(), b""));
        let label =
            |(key, value): &(&str, &str)| (Text::opaque(key, span), Some(Value::literal(Text::opaque(value, span))));
        let labels: Vec<_> = labels.iter().map(label).collect();
        let shown = |object: Object| {
            let hosts = object.rule.map_or(0, |rule| rule.hosts.len());
            format!("{} {} {hosts}", object.kind.word(), object.name)
        };
        of_labels(&labels, ProjectId(0), "web").into_iter().map(shown).collect()
    }

    #[test]
    fn labels_define_objects() {
        assert_eq!(
            read(&[
                ("traefik.http.routers.api.rule", "Host(`a`)"),
                ("traefik.HTTP.Routers.API.Rule", "Host(`a`)"),
                ("traefik.http.routers.api.tls", "true"),
                ("traefik.http.services.api.loadbalancer.server.port", "80"),
                ("traefik.tcp.routers.db.rule", "HostSNI(`db`)"),
            ]),
            ["router api 1", "router API 1", "service api 0", "router db 1"]
        );
        assert_eq!(read(&[("traefik.frontend.rule", "Host:a,b")]), ["router web 2"]);
        assert_eq!(read(&[("traefik.admin.frontend.rule", "Host:a")]), ["router admin-web 1"]);
        for other in
            ["Traefik.http.routers.api.rule", "traefik.http.routers", "traefik.enable", "other.http.routers.a.b"]
        {
            assert_eq!(read(&[(other, "x")]), [""; 0], "{other}");
        }
    }
}
