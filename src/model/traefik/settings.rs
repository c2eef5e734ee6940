//! The static configuration of Traefik: a file, else flags, else variables. The first that is there
//! counts alone.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::setting::{self, Setting};
use crate::model::compose::Service;
use crate::model::value::{PLACEHOLDER, Value};
use crate::source::{Span, Text};
use crate::syntax::image::Image;

/// The static configuration of one Traefik.
#[derive(Debug, Default)]
pub struct Settings {
    /// Why it cannot be seen, as a clause, and the place that says so.
    pub unseen: Option<(String, Span)>,
    given: Vec<Setting>,
    entrypoints: IndexMap<String, EntryPoint>,
}

/// An entry point: a port that Traefik listens on.
#[derive(Debug, Default)]
pub struct EntryPoint {
    /// The first setting that names it; none for the one that is there without any.
    pub span: Option<Span>,
    /// The port in the container, when known.
    pub port: Option<u16>,
    /// Where it redirects everything to.
    pub redirects_to: Option<Value>,
    /// The priority of that redirect, when it is set: a low one lets routers go first.
    pub redirect_priority: Option<Value>,
    /// Whether its routers terminate TLS without saying so.
    pub tls: bool,
    /// The certificate resolver of its routers.
    pub resolver: Option<Value>,
    /// Middlewares of all its routers.
    pub middlewares: Vec<Value>,
    /// Whether routers that name no entry point use it, as far as it says so itself.
    pub is_default: Option<bool>,
}

/// The major version of Traefik.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.
    V1,
    /// 2.
    V2,
    /// 3.
    V3,
}

impl Settings {
    /// A configuration that cannot be seen.
    pub fn hidden(reason: impl Into<String>, at: Span) -> Self {
        Self { unseen: Some((reason.into(), at)), ..Self::default() }
    }

    /// The configuration that `settings` make.
    pub(super) fn of(settings: Vec<Setting>) -> Self {
        let mut entrypoints: IndexMap<String, EntryPoint> = IndexMap::new();
        for setting in settings.iter().filter(|setting| setting.starts_with(&["entrypoints"])) {
            let [_, name, path @ ..] = setting.path.as_slice() else { continue };
            let entrypoint = entrypoints.entry(name.as_str().to_owned()).or_default();
            entrypoint.span.get_or_insert(setting.span());
            let path: Vec<String> = path.iter().map(|part| part.as_str().to_ascii_lowercase()).collect();
            entrypoint.read(&path, setting);
        }
        if entrypoints.is_empty() {
            entrypoints.insert("http".to_owned(), EntryPoint { port: Some(80), ..EntryPoint::default() });
        }
        Self { unseen: None, given: settings, entrypoints }
    }

    /// The setting at this path, in any case.
    pub fn get(&self, path: &[&str]) -> Option<&Setting> {
        self.given.iter().find(|setting| setting.is(path))
    }

    /// Whether the flag at this path is on: `otherwise` when nothing sets it, none when that cannot
    /// be seen.
    pub fn flag(&self, path: &[&str], otherwise: bool) -> Option<bool> {
        match self.get(path) {
            Some(setting) => setting.flag(),
            None => self.unseen.is_none().then_some(otherwise),
        }
    }

    /// Whether something is set at or below this path.
    pub fn has(&self, path: &[&str]) -> bool {
        let mut found = self.given.iter().filter(|setting| setting.starts_with(path));
        found.any(|setting| !(setting.is(path) && setting.flag() == Some(false)))
    }

    /// The entry points by name; none when the configuration cannot be seen.
    pub fn entrypoints(&self) -> &IndexMap<String, EntryPoint> {
        &self.entrypoints
    }

    /// The entry points that routers use which name none.
    pub(super) fn default_entrypoints(&self) -> Vec<(&str, &EntryPoint)> {
        let points = || self.entrypoints.iter().map(|(name, point)| (name.as_str(), point));
        let chosen: Vec<_> = points().filter(|(_, point)| point.is_default == Some(true)).collect();
        if chosen.is_empty() { points().filter(|(name, _)| *name != "traefik").collect() } else { chosen }
    }

    /// The names of the certificate resolvers.
    pub fn resolvers(&self) -> BTreeSet<&str> {
        let settings = self.given.iter().filter(|setting| setting.starts_with(&["certificatesresolvers"]));
        settings.filter_map(|setting| setting.path.get(1)).map(Text::as_str).collect()
    }
}

impl EntryPoint {
    fn read(&mut self, path: &[String], setting: &Setting) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["address"] => self.port = setting.value().and_then(port),
            ["asdefault"] => self.is_default = setting.flag(),
            ["http", "redirections", "entrypoint", "to"] => self.redirects_to = setting.value().cloned(),
            ["http", "redirections", "entrypoint", "priority"] => self.redirect_priority = setting.value().cloned(),
            ["http", "middlewares"] => self.middlewares = setting.items(),
            ["http", "tls"] => self.tls |= setting.flag() != Some(false),
            ["http", "tls", rest @ ..] => {
                self.tls = true;
                if rest == ["certresolver"] {
                    self.resolver = setting.value().cloned();
                }
            }
            _ => {}
        }
    }

    /// Whether browsers reach it by `http://` without naming a port, as far as it is known.
    pub fn is_web(&self) -> bool {
        matches!(self.port, Some(80 | 8000))
    }
}

/// The port of `:80`, `0.0.0.0:80/tcp`.
fn port(address: &Value) -> Option<u16> {
    let text = address.likely_text()?;
    text.rsplit(':').next()?.split('/').next()?.parse().ok()
}

/// The flags of a service: words of its command line that begin with `--`.
pub fn flags(service: &Service) -> Vec<Setting> {
    let words = match service.command.as_slice() {
        [line] => split(line),
        // A shell gets its line as one word.
        words => words.iter().flat_map(|word| if is_flag(word) { vec![word.clone()] } else { split(word) }).collect(),
    };
    setting::of_words(&words)
}

/// Whether a service starts with a script, which may write any configuration.
pub fn runs_script(service: &Service) -> bool {
    let first = service.command.first().map(|word| word.flat().as_str().to_owned()).unwrap_or_default();
    first.split_whitespace().next().is_some_and(|program| program.ends_with("sh"))
}

/// The static configuration that the variables of a service make.
pub fn variables(service: &Service) -> Vec<Setting> {
    setting::of_variables(service.environment.values().map(|variable| (&variable.key, variable.value.as_ref())))
}

fn is_flag(word: &Value) -> bool {
    word.flat().as_str().starts_with("--")
}

/// The words of a line, quotes around or within them taken for part of the word they open.
fn split(line: &Value) -> Vec<Value> {
    let flat = line.flat();
    let mut quote: Option<char> = None;
    let mut start = 0;
    let mut words = Vec::new();
    let mut push = |from: usize, to: usize| {
        let text = flat.as_str().get(from..to).unwrap_or_default();
        let lead = text.len() - text.trim_start_matches(['"', '\'']).len();
        let length = text.trim_matches(['"', '\'']).len();
        if length > 0 {
            words.push(flat.slice(from + lead..from + lead + length));
        }
    };
    for (at, letter) in flat.as_str().char_indices() {
        match quote {
            Some(open) if open == letter => quote = None,
            None if matches!(letter, '"' | '\'' | '`') => quote = Some(letter),
            None if letter.is_whitespace() => {
                push(start, at);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    push(start, flat.as_str().len());
    words
}

/// Whether a service is Traefik.
pub fn is_traefik(service: &Service) -> bool {
    let image = service.image.as_ref().map(|image| repository(image.flat().as_str()).to_owned());
    match image {
        Some(name) if name == "traefik" => true,
        // An image of its own, built from Traefik's.
        image => {
            let says_so = |name: &str| name.split(['-', '_', '.']).any(|word| word == "traefik");
            service.build.is_some() && (says_so(service.name.as_str()) || image.is_some_and(|name| says_so(&name)))
        }
    }
}

/// The major version in the tag of an image; none when that does not tell.
pub fn version(service: &Service) -> Option<Version> {
    let image = service.image.as_ref()?.likely_text()?;
    if repository(&image) != "traefik" {
        return None;
    }
    match Image::parse(&image).tag?.trim_start_matches('v').split(['.', '-']).next()? {
        "1" => Some(Version::V1),
        "2" => Some(Version::V2),
        "3" => Some(Version::V3),
        _ => None,
    }
}

/// The name of an image, as far as no variable is part of it.
fn repository(image: &str) -> &str {
    Image::parse(image).name().split(PLACEHOLDER).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn value(text: &str) -> Value {
        Value::literal(Text::opaque(text, Span::start_of(SourceMap::new().add("x".into(), b""))))
    }

    fn settings(words: &[&str]) -> Settings {
        Settings::of(setting::of_words(&words.iter().map(|word| value(word)).collect::<Vec<_>>()))
    }

    #[test]
    fn entry_points_are_read() {
        let settings = settings(&[
            "--entryPoints.web.address=:80",
            "--entrypoints.web.http.redirections.entrypoint.to=websecure",
            "--entrypoints.websecure.address=0.0.0.0:443/tcp",
            "--entrypoints.websecure.http.tls.certresolver=le",
            "--certificatesresolvers.le.acme.email=a@b",
            "--providers.docker.exposedbydefault=false",
            "--api.insecure",
        ]);
        let web = settings.entrypoints().get("web").unwrap();
        assert_eq!((web.port, web.redirects_to.is_some(), web.tls), (Some(80), true, false));
        let secure = settings.entrypoints().get("websecure").unwrap();
        assert_eq!((secure.port, secure.tls, secure.resolver.is_some()), (Some(443), true, true));
        assert_eq!(settings.resolvers().into_iter().collect::<Vec<_>>(), ["le"]);
        assert_eq!(settings.flag(&["providers", "docker", "exposedByDefault"], true), Some(false));
        assert_eq!(settings.flag(&["api", "insecure"], false), Some(true));
        assert!(settings.has(&["providers", "docker"]) && !settings.has(&["providers", "file"]));
    }

    #[test]
    fn nothing_is_known_of_what_is_hidden() {
        let hidden = Settings::hidden("x", Span::start_of(SourceMap::new().add("x".into(), b"")));
        assert_eq!(hidden.flag(&["api", "insecure"], false), None);
        assert!(hidden.entrypoints().is_empty());
        assert_eq!(settings(&[]).entrypoints().keys().collect::<Vec<_>>(), ["http"]);
    }

    #[test]
    fn lines_are_split_into_words() {
        let read =
            |line| -> Vec<_> { split(&value(line)).iter().map(|word| word.text().unwrap().into_owned()).collect() };
        assert_eq!(read("traefik --a=b '--c=d e'  --f=`x y`"), ["traefik", "--a=b", "--c=d e", "--f=`x y`"]);
        assert_eq!(read(""), [""; 0]);
    }
}
