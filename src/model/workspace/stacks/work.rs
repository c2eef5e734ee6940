//! Whether somebody works on what a Compose file runs, told by how it is built, mounted and started.

use std::sync::Arc;

use camino::Utf8Path;

use super::content::{services, texts};
use super::{Parsed, Stack};
use crate::config::Role;
use crate::model::environment::{Evidence, Kind, Marker, Told};
use crate::source::vfs::normalize;
use crate::source::{Span, Text};
use crate::syntax::yaml::Node;

/// Words of commands that serve a program while it is worked on.
const SERVERS: [&str; 24] = [
    "runserver",
    "runserver_plus",
    "start-dev",
    "start:dev",
    "start_dev",
    "dev",
    "dev:docker",
    "develop",
    "--reload",
    "--hot-reload",
    "--autoreload",
    "nodemon",
    "ts-node-dev",
    "webpack-dev-server",
    "air",
    "watchexec",
    "watchmedo",
    "cargo-watch",
    "quarkus:dev",
    "vite",
    "livereload",
    "CompileDaemon",
    "Procfile.dev",
    "bin/dev",
];

/// Words that only together say so.
const PAIRS: [(&str, &str); 6] = [
    ("flask", "--debug"),
    ("ng", "serve"),
    ("webpack", "serve"),
    ("cargo", "watch"),
    ("dotnet", "watch"),
    ("tsx", "watch"),
];

/// Words that say that it is built, or served as it was built.
const BUILDS: [&str; 3] = ["build", "preview", "production"];

/// What the content of a stack says that nothing else speaks of: it is worked on, where a service mounts its source
/// and serves it for development, or is built for development.
pub(super) fn of_stack(stack: &Stack<'_>) -> Option<Told> {
    let development = Marker::of_word("development")?;
    let bodies = || stack.files.iter().flat_map(|file| services(file).map(move |(name, body)| (*file, name, body)));
    let served = || {
        bodies().filter(|(file, _, body)| mounts_directory(file, body)).find_map(|(_, name, body)| {
            Some((format!("`{name}` mounts its source and serves it for development"), server(body)?))
        })
    };
    let built =
        || bodies().find_map(|(_, name, body)| Some((format!("`{name}` is built for development"), built(body)?)));
    let (reason, place) = served().or_else(built)?;
    Some(Told::new(development, Evidence::new(Kind::Content, reason).at(place)))
}

/// What shows that it may be worked on, so that nobody would take it for production without being told: a service
/// mounts the directory that it is built from, or is served or built for development.
pub(super) fn trace(file: &Parsed) -> Option<(String, Span)> {
    services(file).find_map(|(name, body)| {
        let mounts = || mounts_context(file, body).then(|| body.get("volumes").map_or(body.span, |node| node.span));
        let mounted = || Some((format!("`{name}` mounts the directory that it is built from"), mounts()?));
        let served = || Some((format!("`{name}` is started for development"), server(body)?));
        let built = || Some((format!("`{name}` is built for development"), built(body)?));
        mounted().or_else(served).or_else(built)
    })
}

/// Whether a service mounts the directory that it is built from.
fn mounts_context(file: &Parsed, body: &Arc<Node>) -> bool {
    let directory = file.path.parent().unwrap_or(&file.path);
    let build = body.get("build");
    let context = build.and_then(|build| build.text().or_else(|| build.get("context")?.text()));
    let context = build.map(|_| normalize(directory, Utf8Path::new(context.map_or(".", Text::as_str))));
    mounted(body).any(|source| Some(normalize(directory, source.into())) == context)
}

/// Whether a service mounts a directory of the repository, such as `.` or `./src`.
fn mounts_directory(file: &Parsed, body: &Arc<Node>) -> bool {
    mounts_context(file, body) || mounted(body).any(|source| Utf8Path::new(source).extension().is_none())
}

/// The relative paths of the host that a service mounts.
fn mounted(body: &Arc<Node>) -> impl Iterator<Item = &str> {
    let volumes = body.get("volumes");
    let long = volumes.and_then(|node| node.sequence()).unwrap_or_default().iter();
    let long = long.filter_map(|item| item.resolved()?.get("source")?.text());
    let sources = texts(volumes).chain(long).filter_map(|volume| volume.as_str().split(':').next());
    sources.filter(|source| source.starts_with('.'))
}

/// The command of a service that serves it while it is worked on.
fn server(body: &Arc<Node>) -> Option<Span> {
    ["command", "entrypoint"].iter().find_map(|key| {
        let node = body.get(key)?;
        let text = texts(Some(node)).map(Text::as_str).collect::<Vec<_>>().join(" ");
        let quotes = |character: char| character.is_whitespace() || "\"'();&|".contains(character);
        let words: Vec<&str> = text.split(quotes).filter(|word| !word.is_empty()).collect();
        let has = |word: &str| words.contains(&word);
        let serves =
            words.iter().any(|word| SERVERS.contains(word)) || PAIRS.iter().any(|(one, other)| has(one) && has(other));
        (serves && !BUILDS.iter().any(|word| has(word))).then_some(node.span)
    })
}

/// What says that a service is built for development: `Dockerfile.dev`, `target: dev`, an image tagged `dev`.
fn built(body: &Arc<Node>) -> Option<Span> {
    let build = body.get("build")?;
    let is_development = |marker: Marker| !marker.weak && marker.role == Role::Development;
    let names =
        |text: &&Text| !text.as_str().contains('$') && Marker::of_name(text.as_str()).is_some_and(is_development);
    let tagged = |image: &&Text| {
        let tag = image.as_str().rsplit_once(':').map(|(_, tag)| tag);
        tag.and_then(Marker::of_word).is_some_and(is_development)
    };
    let named = ["target", "dockerfile"].iter().find_map(|key| build.get(key)?.text().filter(names));
    named.or_else(|| body.get("image")?.text().filter(tagged)).map(Text::span)
}
