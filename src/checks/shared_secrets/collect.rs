//! Every secret of every environment, with the way it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::{IndexMap, IndexSet};

use super::help::variable_of;
use crate::check::{Context, Subject};
use crate::model::Evaluator;
use crate::model::compose::{FileSource, Origin, Service};
use crate::model::env_file::EnvFileId;
use crate::model::environment::{EnvironmentId, Marker};
use crate::model::project::ProjectId;
use crate::model::secret::{Credential, Way, credentials};
use crate::model::value::{Certainty, Part, Value};
use crate::source::vfs::normalize;
use crate::source::{Span, Text};

/// What makes two secrets one. In memory only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Identity {
    /// They read the same, or are the same variable.
    Value([u8; 32]),
    /// They come from the same place, whatever it holds.
    Source(String),
}

/// A secret in the hands of a service, or of an environment.
#[derive(Debug)]
pub(super) struct Use<'a> {
    /// None where several environments share the service.
    pub(super) environment: Option<EnvironmentId>,
    /// None for an entry of an env file that no service was seen to get.
    pub(super) subject: Option<Subject<'a>>,
    /// The name it stands under.
    pub(super) name: &'a str,
    /// Whether it is all of what stands there.
    pub(super) is_whole: bool,
    pub(super) kind: Kind,
    pub(super) secret: Rc<Secret>,
}

/// A secret, whoever has it.
#[derive(Debug)]
pub(super) struct Secret {
    /// The number that it shares with those that are one with it.
    identity: usize,
    /// Whether it is told from others by where it comes from.
    pub(super) is_source: bool,
    /// Whether the text of it is known.
    pub(super) is_known: bool,
    /// Whether the text of it is a password that everybody tries first.
    pub(super) is_well_known: bool,
    /// The narrowest text that sets it.
    pub(super) place: Span,
    /// The file of a Compose secret.
    pub(super) path: Option<Utf8PathBuf>,
    /// What passed it on, the nearest to the service first.
    pub(super) via: Vec<Span>,
}

/// The way a secret takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Written where it is used, or fed by `${…}`.
    Written(Way),
    /// From an env file, as a whole, that the service names at this place; nowhere when the file is
    /// an environment's own.
    Loaded(EnvFileId, Option<Span>),
    /// A Compose secret.
    Mounted,
}

impl Use<'_> {
    pub(super) fn project(&self) -> Option<ProjectId> {
        self.subject.map(|subject| subject.project_id)
    }

    pub(super) fn env_file(&self) -> Option<EnvFileId> {
        match self.kind {
            Kind::Loaded(file, _) => Some(file),
            _ => None,
        }
    }

    /// The place of this environment's own that brings the secret in, when its text is another's.
    pub(super) fn nearest(&self) -> Option<Span> {
        let entry = match self.kind {
            Kind::Loaded(_, entry) => entry,
            _ => None,
        };
        entry.or(self.secret.via.first().copied())
    }

    /// `services.api.environment.JWT_SECRET`, or `#JWT_SECRET` of an env file.
    pub(super) fn subject(&self) -> String {
        let Some(subject) = self.subject else { return format!("#{}", self.name) };
        let (service, name) = (subject.name(), &self.name);
        match self.kind {
            Kind::Loaded(..) => format!("#{name}"),
            Kind::Mounted => format!("services.{service}.secrets.{name}"),
            Kind::Written(Way::Variable(_)) => format!("services.{service}.environment.{name}"),
            Kind::Written(Way::BuildArgument) => format!("services.{service}.build.args.{name}"),
            Kind::Written(Way::Command) => format!("services.{service}.command.{name}"),
            Kind::Written(Way::Label) => format!("services.{service}.labels.{name}"),
            Kind::Written(Way::Config) => format!("services.{service}.configs.{name}"),
        }
    }
}

/// A value, kept so that nothing else can be where its parts are, and the secret in it. None for what a template says:
/// the real file, which is absent, may say otherwise.
type Known = (Value, Option<Rc<Secret>>);

/// Every secret that was found, with its users.
#[derive(Default)]
pub(super) struct Uses<'a> {
    /// Services in their order before the entries of env files.
    pub(super) all: Vec<Use<'a>>,
    identities: IndexSet<Identity>,
    /// One value reaches many services.
    known: IndexMap<(*const Part, Span), Known>,
}

/// Every secret.
pub(super) fn uses<'a>(cx: &Context<'a>) -> Uses<'a> {
    let mut uses = Uses::default();
    for subject in cx.subjects() {
        of_service(cx, subject, &mut uses);
    }
    of_env_files(cx, &mut uses);
    uses
}

impl<'a> Uses<'a> {
    /// The uses of each secret, in the order in which the secrets were found.
    pub(super) fn by_secret(&self) -> Vec<Vec<&Use<'a>>> {
        let mut secrets = vec![Vec::new(); self.identities.len()];
        for found in &self.all {
            secrets.get_mut(found.secret.identity).into_iter().for_each(|uses: &mut Vec<_>| uses.push(found));
        }
        secrets
    }

    fn identity(&mut self, identity: Identity) -> usize {
        self.identities.insert_full(identity).0
    }

    /// The secret in `credential`.
    fn secret(&mut self, credential: &Credential) -> Option<Rc<Secret>> {
        let value = &credential.value;
        let key = (value.parts.as_ptr(), value.span);
        if let Some((_, known)) = self.known.get(&key) {
            return known.clone();
        }
        let secret = (value.certainty() > Certainty::Maybe).then(|| Secret {
            identity: self.identity(Identity::Value(value.identity())),
            is_source: false,
            is_known: value.is_known(),
            is_well_known: value.text().is_some_and(|text| crate::model::secret::is_well_known(&text)),
            path: None,
            place: value.place(),
            via: value.via(),
        });
        let secret = secret.map(Rc::new);
        self.known.insert(key, (value.clone(), secret.clone()));
        secret
    }
}

fn of_service<'a>(cx: &Context<'a>, subject: Subject<'a>, uses: &mut Uses<'a>) {
    let mut add = |name: &'a str, credential: &Credential, kind| {
        if let Some(secret) = uses.secret(credential) {
            let is_whole = credential.is_whole();
            uses.all.push(Use {
                environment: subject.environment,
                subject: Some(subject),
                name,
                is_whole,
                kind,
                secret,
            });
        }
    };
    for given in subject.service.given.iter().filter(|given| !given.credential.is_placeholder()) {
        let kind = match given.way {
            Way::Variable(Origin::EnvFile { named, file, .. }) => Kind::Loaded(file, Some(named)),
            way => Kind::Written(way),
        };
        add(&given.name, &given.credential, kind);
    }
    for (name, credential) in renamed(cx, subject.service) {
        add(name, &credential, Kind::Written(Way::Variable(Origin::Environment)));
    }
    for mounted in &subject.service.secrets {
        let Some(key) = mounted.source.text() else { continue };
        let Some(source) = subject.project.top_level.secrets.get(&*key) else { continue };
        let found = mount(cx, subject, source, mounted.span, uses);
        uses.all.push(found);
    }
}

/// Secrets that only the variable they are taken from names: `PAYMENT: ${PAYMENT_SECRET}`.
fn renamed<'a>(cx: &Context<'_>, service: &'a Service) -> Vec<(&'a str, Credential)> {
    let classifier = &cx.workspace.classifier;
    let mut found = Vec::new();
    for (name, variable) in &service.environment {
        let (Origin::Environment, Some(value)) = (variable.origin, &variable.value) else { continue };
        let (taken, is_one) = match &*value.parts {
            [Part::Unset(unset)] => (unset.variable.as_str(), unset.span.contains(value.span)),
            [Part::Text(piece)] => {
                let mut via = piece.via.iter().map(|via| cx.workspace.sources.text(*via));
                let Some(via) = via.find(|via| via.starts_with('$')) else { continue };
                (variable_of(via), via.len() == value.span.len())
            }
            _ => continue,
        };
        if is_one && taken != name && credentials(classifier, name, value).is_empty() {
            let is_public = classifier.public.is_match(name);
            let whole = credentials(classifier, taken, value).into_iter().filter(Credential::is_whole);
            found.extend(whole.filter(|_| !is_public).map(|credential| (name.as_str(), credential)));
        }
    }
    found
}

/// A Compose secret: what its file or variable holds, else where it comes from.
fn mount<'a>(
    cx: &Context<'a>,
    subject: Subject<'a>,
    source: &'a FileSource,
    span: Span,
    uses: &mut Uses<'a>,
) -> Use<'a> {
    let path = source.file.as_ref().and_then(Value::text);
    let path = path.map(|path| normalize(&subject.project.directory, Utf8Path::new(&path)));
    let identity = match (&source.content, &source.environment, &path, &source.file) {
        (Some(content), ..) => Identity::Value(*content),
        (None, Some(variable), ..) => variable_identity(cx, &subject, variable),
        (None, None, Some(path), _) => Identity::Source(format!("file {path}")),
        (None, None, None, Some(file)) => Identity::Value(file.identity()),
        (None, None, None, None) => {
            let name = source.name.as_ref().map(Value::text);
            match name {
                Some(Some(name)) => Identity::Source(format!("name {name}")),
                None if source.external => Identity::Source(format!("name {}", source.key.as_str())),
                _ => Identity::Source(format!("key {:?} {}", subject.project_id, source.key.as_str())),
            }
        }
    };
    let set_by = [&source.file, &source.environment, &source.name].into_iter().flatten().next();
    let secret = Secret {
        is_source: matches!(identity, Identity::Source(_)),
        identity: uses.identity(identity),
        is_known: source.content.is_some(),
        is_well_known: false,
        path,
        place: set_by.map_or(source.key.span(), Value::place),
        via: vec![span],
    };
    Use {
        environment: subject.environment,
        subject: Some(subject),
        name: source.key.as_str(),
        is_whole: true,
        kind: Kind::Mounted,
        secret: Rc::new(secret),
    }
}

/// The value of the variable that a Compose secret is made from.
fn variable_identity(cx: &Context<'_>, subject: &Subject<'_>, variable: &Value) -> Identity {
    let scopes = &cx.workspace.scopes;
    let (Some(name), Some(scope)) = (variable.text(), scopes.get(subject.project.scope)) else {
        return Identity::Value(variable.identity());
    };
    let environment = subject.environment.map(|id| cx.name(id));
    let lookup = |name: &str| scope.lookup(name, environment);
    let evaluator = Evaluator { scope: subject.project.scope, lookup: &lookup };
    Identity::Value(evaluator.pass_through(&Text::opaque(&name, variable.span)).identity())
}

/// What the env files of each environment hold beside what its services were seen to get.
fn of_env_files<'a>(cx: &Context<'a>, uses: &mut Uses<'a>) {
    let mut users: BTreeMap<Span, BTreeSet<EnvironmentId>> = BTreeMap::new();
    for found in &uses.all {
        if let Some(environment) = found.environment {
            users.entry(found.secret.place).or_default().insert(environment);
        }
    }
    let workspace = cx.workspace;
    for (environment, _) in workspace.environments.iter() {
        for (id, file) in workspace.env_files_of(environment) {
            for (name, credential) in workspace.slots(file).iter().filter(|(_, slot)| !slot.is_placeholder()) {
                let seen = users.get(&credential.value.place());
                // A file that only lies beside an environment holds the variables of all others too.
                let is_anothers = file.marker.is_none()
                    && (seen.is_some()
                        || Marker::of_name(name).is_some_and(|marker| marker.name != cx.name(environment)));
                if is_anothers || seen.is_some_and(|seen| seen.contains(&environment)) {
                    continue;
                }
                let (is_whole, kind) = (credential.is_whole(), Kind::Loaded(id, None));
                if let Some(secret) = uses.secret(credential).filter(|secret| secret.is_known) {
                    let environment = Some(environment);
                    uses.all.push(Use { environment, subject: None, name, is_whole, kind, secret });
                }
            }
        }
    }
}
