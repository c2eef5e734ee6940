//! `extends`: services that take their definition from another one, also in another file
//! (Compose specification, "extends").

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};

use super::files::{Files, Unread};
use crate::config::suggest;
use crate::model::compose::element::{Content, Element, Field, Map};
use crate::model::compose::merge;
use crate::model::compose::resolver::Resolver;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Extended, Extensions};
use crate::model::value::{Certainty, Part, Piece, Value};
use crate::source::vfs::{ReadError, normalize, relative};
use crate::source::{SourceMap, Text};
use crate::syntax::SyntaxError;

/// How long a chain of `extends` may be.
const MAX_CHAIN: usize = 50;

/// Reads what services extend.
pub(super) struct Extender<'a, 'f> {
    pub(super) files: &'a mut Files<'f>,
    pub(super) sources: &'a mut SourceMap,
    pub(super) directory: &'a Utf8Path,
    /// Files that were extended from, as far as they could be read.
    documents: BTreeMap<Utf8PathBuf, Option<Rc<Element>>>,
    /// Those of them that may define more than was read.
    broken: BTreeSet<Utf8PathBuf>,
    /// The chain of services that is followed.
    followed: Vec<Extended>,
}

/// Where the chain has come to: a file (none for the project's own) and a service.
type Link = (Option<Utf8PathBuf>, String);

impl<'a, 'f> Extender<'a, 'f> {
    pub(super) fn new(files: &'a mut Files<'f>, sources: &'a mut SourceMap, directory: &'a Utf8Path) -> Self {
        Self { files, sources, directory, documents: BTreeMap::new(), broken: BTreeSet::new(), followed: Vec::new() }
    }

    /// Replaces every service of `document` that extends another by what the two make together, and
    /// notes the other in `extended`.
    pub(super) fn apply(&mut self, document: &mut Element, resolver: &mut Resolver<'_>, extended: &mut Extensions) {
        let Some(services) = document.get("services").and_then(Element::map) else { return };
        if !services.values().any(|field| field.element.get("extends").is_some()) {
            return;
        }
        let services = services.clone();
        let mut resolved = Map::new();
        for (name, field) in &services {
            let element = self.service(&services, None, name, &field.element, &mut Vec::new(), resolver);
            resolved.insert(name.clone(), Field { key: field.key.clone(), element });
            if !self.followed.is_empty() {
                extended.entry(name.clone()).or_default().push(std::mem::take(&mut self.followed));
            }
        }
        if let Content::Map(map) = &mut document.content
            && let Some(field) = map.get_mut("services")
        {
            field.element.content = Content::Map(resolved);
        }
    }

    fn service(
        &mut self,
        services: &Map,
        file: Option<&Utf8PathBuf>,
        name: &str,
        own: &Element,
        chain: &mut Vec<Link>,
        resolver: &mut Resolver<'_>,
    ) -> Element {
        let Some(extends) = own.get("extends") else { return own.clone() };
        match self.base(services, file, (name, extends), chain, resolver) {
            Ok(Some(base)) => {
                if !resolver.admits_copy(&base, own.span) {
                    return own.clone();
                }
                let mut merged = merge::service(base, own.clone());
                if let Content::Map(map) = &mut merged.content {
                    map.shift_remove("extends");
                }
                merged
            }
            Ok(None) => own.clone(),
            Err(error) => {
                resolver.problems.push(Problem::new(ProblemKind::Compose, error));
                own.clone()
            }
        }
    }

    /// What the service `name` extends; nothing when it cannot be known.
    fn base(
        &mut self,
        services: &Map,
        file: Option<&Utf8PathBuf>,
        (name, extends): (&str, &Element),
        chain: &mut Vec<Link>,
        resolver: &mut Resolver<'_>,
    ) -> Result<Option<Element>, SyntaxError> {
        if chain.len() >= MAX_CHAIN {
            let message = format!("service `{name}` extends more than {MAX_CHAIN} services, one through the other");
            return Err(SyntaxError::new(extends.span, message).help("shorten the chain"));
        }
        let link = (file.cloned(), name.to_owned());
        if chain.contains(&link) {
            let message = format!("service `{name}` extends itself");
            return Err(SyntaxError::new(extends.span, message).help("break the circle"));
        }
        let (base_name, base_file) = match &extends.content {
            Content::Map(_) => (extends.get("service"), extends.get("file")),
            _ => (Some(extends), None),
        };
        let Some(base_name) = base_name.and_then(Element::value).and_then(Value::known) else {
            let error = SyntaxError::new(extends.span, "`extends` does not say which service");
            return Err(error.help("add `service:` with its name"));
        };
        let Some(path) = base_file.and_then(Element::value) else {
            return self.defined(services, file, (name, link), &base_name, chain, resolver).map(Some);
        };
        let Ok(found) = self.elsewhere(path, file, resolver) else {
            let error = SyntaxError::new(path.place(), format!("service `{name}` extends a file that is not there"));
            return Err(error.help("correct the path"));
        };
        // What cannot be read was said, or cannot be known.
        let Some((document, path)) = found else { return Ok(None) };
        let empty = Map::new();
        let services = document.get("services").and_then(Element::map).unwrap_or(&empty);
        if self.broken.contains(&path) && !services.contains_key(base_name.as_str()) {
            return Ok(None);
        }
        let mut base = self.defined(services, Some(&path), (name, link), &base_name, chain, resolver)?;
        let here = file.and_then(|file| file.parent()).unwrap_or(self.directory);
        relocate(&mut base, &prefix(here, path.parent().unwrap_or(here)));
        Ok(Some(base))
    }

    /// The service `base` among `services`, itself with what it extends. `link` is where the service
    /// `name` stands that asks for it.
    fn defined(
        &mut self,
        services: &Map,
        file: Option<&Utf8PathBuf>,
        (name, link): (&str, Link),
        base: &Text,
        chain: &mut Vec<Link>,
        resolver: &mut Resolver<'_>,
    ) -> Result<Element, SyntaxError> {
        let Some(field) = services.get(base.as_str()) else {
            let message = format!("service `{name}` extends `{}`, which is not defined", base.as_str());
            let help = match suggest::closest(base.as_str(), services.keys()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "name a service that is defined".to_owned(),
            };
            return Err(SyntaxError::new(base.span(), message).help(help));
        };
        chain.push(link);
        self.followed.push(Extended { named: base.span(), body: field.element.span });
        let element = self.service(services, file, base.as_str(), &field.element, chain, resolver);
        chain.pop();
        Ok(element)
    }

    /// Another file as a document; nothing when it cannot be told or read, an error when it is not
    /// there.
    fn elsewhere(
        &mut self,
        path: &Value,
        from: Option<&Utf8PathBuf>,
        resolver: &mut Resolver<'_>,
    ) -> Result<Option<(Rc<Element>, Utf8PathBuf)>, ()> {
        let Some(text) = path.text() else { return Ok(None) };
        let path_span = path.place();
        let base = from.and_then(|file| file.parent()).unwrap_or(self.directory);
        let path = normalize(base, Utf8Path::new(&text));
        if let Some(known) = self.documents.get(&path) {
            return Ok(known.clone().map(|document| (document, path)));
        }
        let document = match self.files.read(self.sources, &path) {
            Ok(file) => {
                if !resolver.admits_file(self.sources.file(file).text(), path_span) {
                    return Ok(None);
                }
                let tree = self.files.yaml(self.sources, file);
                self.broken.extend((!tree.errors.is_empty()).then(|| path.clone()));
                resolver
                    .problems
                    .extend(tree.errors.iter().cloned().map(|error| Problem::new(ProblemKind::Yaml, error)));
                let documents = tree.documents.iter().map(|document| resolver.document(&document.root));
                documents.reduce(merge::document).map(Rc::new)
            }
            Err(Unread::Failed(ReadError::Missing)) => return Err(()),
            Err(reason) => {
                resolver.problems.push(super::load::unread_at(path_span, &reason));
                None
            }
        };
        self.documents.insert(path.clone(), document.clone());
        Ok(document.map(|document| (document, path)))
    }
}

/// What leads from `directory` to `home`: `./sub/`, or nothing when they are the same.
pub(super) fn prefix(directory: &Utf8Path, home: &Utf8Path) -> String {
    let seen = relative(directory, home);
    if seen == "." { String::new() } else { format!("./{seen}/") }
}

/// Makes the relative paths of a volume, secret or config start from the project directory instead of
/// the directory of the file it was written in.
pub(super) fn relocate_resource(resource: &mut Element, prefix: &str) {
    let is_bind = |options: &Element| options.get("o").and_then(Element::text).is_some_and(|kind| kind == "bind");
    let is_local = resource.get("driver").and_then(Element::text).is_some_and(|driver| driver == "local");
    let Content::Map(map) = &mut resource.content else { return };
    if let Some(file) = map.get_mut("file") {
        prepend(&mut file.element, prefix, false);
    }
    if let Some(options) = map.get_mut("driver_opts").filter(|options| is_local && is_bind(&options.element))
        && let Content::Map(options) = &mut options.element.content
        && let Some(device) = options.get_mut("device")
    {
        prepend(&mut device.element, prefix, false);
    }
}

/// Likewise the paths of a service.
pub(super) fn relocate(service: &mut Element, prefix: &str) {
    if prefix.is_empty() {
        return;
    }
    let Content::Map(map) = &mut service.content else { return };
    for (name, field) in map.iter_mut() {
        let element = &mut field.element;
        match name.as_str() {
            "env_file" | "label_file" => each(element, &mut |item| match &mut item.content {
                Content::Map(map) => {
                    map.get_mut("path").into_iter().for_each(|path| prepend(&mut path.element, prefix, false));
                }
                _ => prepend(item, prefix, false),
            }),
            "volumes" => each(element, &mut |item| match &mut item.content {
                Content::Map(map) => {
                    let is_bind =
                        map.get("type").and_then(|kind| kind.element.text()).is_some_and(|kind| kind == "bind");
                    map.get_mut("source")
                        .filter(|_| is_bind)
                        .into_iter()
                        .for_each(|source| prepend(&mut source.element, prefix, false));
                }
                _ => prepend(item, prefix, true),
            }),
            "build" => match &mut element.content {
                Content::Map(map) => {
                    map.get_mut("context").into_iter().for_each(|context| prepend(&mut context.element, prefix, false));
                }
                _ => prepend(element, prefix, false),
            },
            _ => {}
        }
    }
}

fn each(element: &mut Element, change: &mut dyn FnMut(&mut Element)) {
    match &mut element.content {
        Content::List(items) => items.iter_mut().for_each(change),
        _ => change(element),
    }
}

/// Puts `prefix` before a relative path; `dotted` when only what begins with a dot is a path.
fn prepend(element: &mut Element, prefix: &str, dotted: bool) {
    let Content::Scalar(value, _) = &mut element.content else { return };
    if prefix.is_empty() {
        return;
    }
    let flat = value.flat();
    let text = flat.as_str();
    let is_relative =
        if dotted { text.starts_with('.') } else { !text.starts_with(['/', '~']) && !text.contains("://") };
    if is_relative {
        let text = Text::opaque(prefix, value.span);
        let prefix = Part::Text(Piece { text, via: Vec::new(), certainty: Certainty::Certain });
        value.parts = std::iter::once(prefix).chain(value.parts.iter().cloned()).collect();
    }
}
