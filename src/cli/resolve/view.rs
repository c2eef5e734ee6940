//! The effective model as it may be shown, in the stable shape of its JSON form.

use indexmap::IndexMap;
use serde::Serialize;

use crate::engine::{Attribute, Entry, Form, Resolution, ResolvedService, Step, StepKind};
use crate::model::Secrecy;
use crate::model::value::Certainty;
use crate::report::{Presenter, Range};

#[derive(Debug, Serialize)]
pub(super) struct View {
    version: u32,
    pub(super) projects: Vec<Project>,
}

#[derive(Debug, Serialize)]
pub(super) struct Project {
    pub(super) files: Vec<String>,
    pub(super) name: Option<String>,
    pub(super) services: Vec<Service>,
}

#[derive(Debug, Serialize)]
pub(super) struct Service {
    pub(super) name: String,
    /// The environment it belongs to.
    pub(super) environment: String,
    pub(super) attributes: IndexMap<String, Values>,
}

/// The values of an attribute.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Values {
    One(Item),
    List(Vec<Item>),
    Map(IndexMap<String, Item>),
}

#[derive(Debug, Serialize)]
pub(super) struct Item {
    pub(super) value: Option<String>,
    pub(super) certainty: &'static str,
    pub(super) notes: Vec<String>,
    pub(super) steps: Vec<Place>,
}

/// A place on the way of a value.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    #[serde(rename = "kind", serialize_with = "name")]
    pub(super) kind: StepKind,
    pub(super) path: String,
    range: Range,
    pub(super) text: String,
}

impl View {
    pub(super) fn new(resolution: &Resolution, secrecy: Secrecy) -> Self {
        let services = resolution.projects.iter().flat_map(|project| &project.services);
        let entries = services.flat_map(|service| &service.attributes).flat_map(|attribute| &attribute.entries);
        let spans = entries.flat_map(|entry| &entry.steps).map(|step| step.span);
        let presenter = match secrecy {
            Secrecy::Masked => Presenter::new(&resolution.sources, spans),
            Secrecy::Revealed => Presenter::revealing(&resolution.sources, spans),
        };
        let projects = resolution.projects.iter().map(|project| Project {
            files: project.files.iter().map(|file| presenter.text(file)).collect(),
            name: project.name.as_ref().map(|name| presenter.text(name)),
            services: project.services.iter().map(|service| Service::new(service, &presenter)).collect(),
        });
        Self { version: 1, projects: projects.collect() }
    }
}

impl Service {
    fn new(service: &ResolvedService, presenter: &Presenter<'_>) -> Self {
        let attributes = service.attributes.iter();
        Self {
            name: presenter.text(&service.name),
            environment: presenter.text(&service.environment),
            attributes: attributes
                .map(|attribute| (presenter.text(&attribute.name), Values::new(attribute, presenter)))
                .collect(),
        }
    }
}

impl Values {
    fn new(attribute: &Attribute, presenter: &Presenter<'_>) -> Self {
        let values = || attribute.entries.iter().map(|entry| Item::new(entry, presenter));
        match (attribute.form, values().next()) {
            (Form::One, Some(value)) => Self::One(value),
            (Form::Map, _) => {
                let keys =
                    attribute.entries.iter().map(|entry| presenter.text(entry.key.as_deref().unwrap_or_default()));
                Self::Map(keys.zip(values()).collect())
            }
            _ => Self::List(values().collect()),
        }
    }

    /// Every value with its key, if it has one.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Option<&str>, &Item)> {
        let (list, map) = match self {
            Self::One(value) => (std::slice::from_ref(value), None),
            Self::List(values) => (values.as_slice(), None),
            Self::Map(values) => (&[][..], Some(values)),
        };
        let keyed = map.into_iter().flatten().map(|(key, value)| (Some(key.as_str()), value));
        list.iter().map(|value| (None, value)).chain(keyed)
    }
}

impl Item {
    fn new(entry: &Entry, presenter: &Presenter<'_>) -> Self {
        Self {
            value: entry.value.as_ref().map(|value| presenter.text(value)),
            certainty: match entry.certainty {
                Some(Certainty::Certain) => "certain",
                Some(Certainty::Assumed) => "assumed",
                Some(Certainty::Maybe) => "maybe",
                None => "unknown",
            },
            notes: entry.notes.iter().map(|note| presenter.text(note)).collect(),
            steps: entry.steps.iter().map(|step| Place::new(step, presenter)).collect(),
        }
    }

    /// Where it is written: the place to edit.
    pub(super) fn place(&self) -> Option<&Place> {
        let of_kind = |kind| self.steps.iter().find(|step| step.kind == kind);
        let unset = || self.steps.iter().rfind(|step| step.kind == StepKind::Variable);
        of_kind(StepKind::Composed).or_else(|| of_kind(StepKind::Set)).or_else(unset).or(self.steps.first())
    }
}

impl Place {
    fn new(step: &Step, presenter: &Presenter<'_>) -> Self {
        let place = presenter.place(step.span);
        let range = Range::new(&place);
        Self { kind: step.kind, path: place.path, range, text: presenter.text(&step.text) }
    }

    /// `path:line`, the line counted from one.
    pub(super) fn link(&self) -> String {
        format!("{}:{}", self.path, self.range.start.line + 1)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn name<S: serde::Serializer>(kind: &StepKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}
