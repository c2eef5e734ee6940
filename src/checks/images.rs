//! `images`: two builds do not write one image.

use std::collections::BTreeMap;

use camino::Utf8Path;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Context, Findings, Subject};
use crate::diagnostic::Draft;
use crate::model::compose::Build;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::few::Few;
use crate::model::project::ProjectId;
use crate::model::value::{Same, Value};
use crate::source::Span;
use crate::source::vfs::normalize;
use crate::syntax::image::Image;

use super::cohost;

/// Needs to be told nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BuiltImages {}

/// A service that builds its image.
#[derive(Clone, Copy)]
struct Built<'a> {
    subject: Subject<'a>,
    build: &'a Build,
    environment: EnvironmentId,
}

impl Built<'_> {
    /// Where the image gets its name.
    fn place(&self) -> Span {
        let service = self.subject.service;
        service.image.as_ref().map_or_else(|| service.name.span(), Value::place)
    }
}

impl Check for BuiltImages {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let mut images: BTreeMap<String, BTreeMap<(EnvironmentId, ProjectId), Built<'_>>> = BTreeMap::new();
        for subject in cx.subjects() {
            let (Some(build), Some(environment)) = (&subject.service.build, subject.environment) else { continue };
            let Some(image) = image(&subject) else { continue };
            let built = Built { subject, build, environment };
            images.entry(image).or_default().entry((environment, subject.project_id)).or_insert(built);
        }
        for builds in images.into_values() {
            let mut builds: Vec<Built<'_>> = builds.into_values().collect();
            builds.sort_by_key(|built| (cx.role(built.environment), built.environment, built.subject.project_id));
            let mut before: Few<EnvironmentId, Built<'_>> = Few::default();
            for less in builds {
                match before.kept().iter().find_map(|more| judge(cx, less, *more)) {
                    Some(draft) => out.report(draft),
                    None => cohost::passed_over(cx, less.environment, before.cut(), less.place(), out),
                }
                before.add(less.environment, less);
            }
        }
    }
}

/// The reference that the build is stored under, when it is known (Compose specification, "image").
fn image(subject: &Subject<'_>) -> Option<String> {
    let Some(image) = &subject.service.image else {
        return Some(format!("{}-{}:latest", subject.project.name.text()?, subject.name()));
    };
    let text = image.text()?;
    let named = Image::parse(&text);
    Some(if named.tag.or(named.digest).is_some() { text.into_owned() } else { format!("{text}:latest") })
}

fn judge(cx: &Context<'_>, less: Built<'_>, more: Built<'_>) -> Option<Draft> {
    let pair = cx.pair(less.environment, more.environment);
    if pair == Pair::Ignored {
        return None;
    }
    let is_default = |built: &Built<'_>| built.subject.service.image.is_none();
    let one_host = cohost::of(cx, less.subject.project_id, more.subject.project_id).same;
    // That both projects have one name is told by the rule about names.
    if one_host != Same::Yes && is_default(&less) && is_default(&more) {
        return None;
    }
    let difference = difference(&less, &more)?;
    let (own, theirs) = (cx.name(less.environment), cx.name(more.environment));
    let (service, other) = (less.subject.name(), more.subject.name());
    let message = format!(
        "{own} service `{service}` is built {difference}, and stored under the same image name as {theirs} service \
         `{other}`"
    );
    let help = match less.subject.service.image {
        Some(_) => format!("give {own}'s image a name of its own, for instance with the tag `{own}`"),
        None => format!("give {own} a project name of its own, or its image a name with `image:`"),
    };
    let mut draft = less
        .subject
        .draft(cx, "image", less.place(), message)
        .label(format!("{own} writes this image"))
        .also(more.place(), format!("{theirs} writes it, too"))
        .help(help)
        .lowered(pair == Pair::Lowered);
    if less.place() == more.place() {
        draft = draft.also(more.subject.service.name.span(), format!("{theirs} writes it, too"));
    }
    cohost::weighed(cx, draft, less.subject.project_id, more.subject.project_id)
}

/// In what the builds differ, for a message; none where they do not, as far as that is known.
fn difference(one: &Built<'_>, other: &Built<'_>) -> Option<&'static str> {
    let differ = |one: Option<&Value>, other: Option<&Value>| match (one, other) {
        (Some(one), Some(other)) => one.same(other) == Same::No,
        (None, None) => false,
        _ => true,
    };
    if let (Some(one), Some(other)) = (context(one), context(other))
        && one != other
    {
        return Some("from another context");
    }
    if differ(one.build.dockerfile.as_ref(), other.build.dockerfile.as_ref()) {
        return Some("from another Dockerfile");
    }
    if differ(one.build.target.as_ref(), other.build.target.as_ref()) {
        return Some("to another target");
    }
    let args = |built: &Built<'_>| -> BTreeMap<String, Option<Value>> {
        built.build.args.iter().map(|(key, value)| (key.as_str().to_owned(), value.clone())).collect()
    };
    let (ours, theirs) = (args(one), args(other));
    let is_other = |(key, value): (&String, &Option<Value>)| match theirs.get(key) {
        None => true,
        Some(theirs) => value.is_some() && theirs.is_some() && differ(value.as_ref(), theirs.as_ref()),
    };
    let differs = ours.iter().any(is_other) || theirs.keys().any(|key| !ours.contains_key(key));
    differs.then_some("with other arguments")
}

/// Where the build is made from, when that is known.
fn context(built: &Built<'_>) -> Option<String> {
    let directory = &built.subject.project.directory;
    let Some(context) = &built.build.context else { return Some(directory.to_string()) };
    let text = context.text()?;
    if text.contains("://") || text.starts_with("git@") || text.starts_with("github.com/") {
        return Some(text.into_owned());
    }
    Some(normalize(directory, Utf8Path::new(&text)).into_string())
}
