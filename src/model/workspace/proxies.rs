//! Reads what every Traefik of the workspace is configured with, its files included.

use std::borrow::Cow;
use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::load::{self, Loader};
use crate::diagnostic::Severity;
use crate::model::compose::{Referred, Service};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Project, ProjectId};
use crate::model::traefik::{self, Mounted, Object, Proxy, Setting, Settings, Version};
use crate::model::value::Value;
use crate::source::vfs::normalize;
use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;

/// Where Traefik looks for its configuration.
const STATIC_FILES: [&str; 3] = ["/etc/traefik/traefik.yml", "/etc/traefik/traefik.yaml", "/etc/traefik/traefik.toml"];

/// How many dynamic files of one Traefik are read.
const MAX_FILES: usize = 200;

/// How deep the directory of dynamic files is followed.
const MAX_DEPTH: usize = 8;

/// Every Traefik of the projects, with what they tell it; and what could not be seen.
pub(super) fn read(loader: &mut Loader<'_>, projects: &[Project]) -> Vec<Proxy> {
    let (mut proxies, mut told) = (Vec::new(), BTreeSet::new());
    for (id, project) in (0..).map(ProjectId).zip(projects) {
        for service in project.services.values().filter(|service| traefik::is_traefik(service)) {
            let mut reader = Reader { loader, id, project, service, told: &mut told };
            let settings = reader.settings();
            let Some(mut proxy) = traefik::empty(id, service, settings) else { continue };
            reader.dynamic(&mut proxy);
            proxies.push(proxy);
        }
    }
    let proxies = traefik::connect(projects, proxies);
    for proxy in &proxies {
        say_unseen(proxy, &mut loader.problems);
    }
    proxies
}

/// Rules that need the static configuration keep quiet without it, and that is said.
fn say_unseen(proxy: &Proxy, problems: &mut Vec<Problem>) {
    let routes = proxy.objects.iter().any(|object| object.rule.is_some() && !object.old);
    if let Some((reason, at)) = &proxy.settings.unseen
        && routes
    {
        let message = format!("TLS and redirects of Traefik's routers are not checked: {reason}");
        let error = SyntaxError::new(*at, message);
        problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
    }
}

struct Reader<'r, 'l> {
    loader: &'r mut Loader<'l>,
    id: ProjectId,
    project: &'r Project,
    service: &'r Service,
    /// Files of which it was told that they are not read.
    told: &'r mut BTreeSet<Utf8PathBuf>,
}

impl Reader<'_, '_> {
    /// The static configuration: a file, else flags, else variables.
    fn settings(&mut self) -> Settings {
        let place = self.service.image.as_ref().map_or(self.service.name.span(), Value::place);
        if traefik::version(self.service) == Some(Version::V1) {
            return Settings::hidden("Traefik 1 is configured in another way", place);
        }
        let flags = traefik::flags(self.service);
        let variables = traefik::variables(self.service);
        let named = flags.iter().chain(&variables).find(|setting| setting.is(&["configfile"]));
        let candidates: Vec<String> = match named.and_then(Setting::value) {
            Some(value) => value.text().map(Cow::into_owned).into_iter().collect(),
            None => STATIC_FILES.map(ToOwned::to_owned).to_vec(),
        };
        if named.is_some() && candidates.is_empty() {
            return Settings::hidden("a variable names its static file", place);
        }
        for candidate in &candidates {
            let path = normalize(Utf8Path::new("/"), Utf8Path::new(candidate));
            match self.locate(&path) {
                Mounted::Host { path, span, exact } => match self.file(&path) {
                    File::Read(settings, _) => return traefik::static_configuration(settings),
                    // What is only looked for may as well not be there.
                    File::Unread(why) if exact || named.is_some() || self.loader.files.is_there(&path) => {
                        return Settings::hidden(format!("its static file {why}"), span);
                    }
                    File::Unread(_) => {}
                },
                Mounted::Hidden(span) if named.is_some() || flags.is_empty() => {
                    return Settings::hidden("its static file lies in a volume", span);
                }
                Mounted::Image if named.is_some() => {
                    return Settings::hidden("its static file lies in the image", place);
                }
                Mounted::Hidden(_) | Mounted::Image => {}
            }
        }
        let given = if flags.is_empty() { variables } else { flags };
        let may_be_elsewhere = self.service.build.is_some()
            || traefik::runs_script(self.service)
            || self.service.references.iter().any(|reference| reference.to == Referred::Config);
        if given.is_empty() && may_be_elsewhere {
            return Settings::hidden("its static configuration is not in the tree", place);
        }
        traefik::static_configuration(given)
    }

    /// The routers, services and middlewares of the file provider.
    fn dynamic(&mut self, proxy: &mut Proxy) {
        let path =
            |name| proxy.settings.get(&["providers", "file", name]).and_then(Setting::value).and_then(Value::text);
        let (file, directory) = (path("filename"), path("directory"));
        let is_open = proxy.settings.unseen.is_some()
            || (proxy.settings.has(&["providers", "file"]) && file.is_none() && directory.is_none());
        proxy.open_files |= is_open;
        let mut files = Vec::new();
        for path in file.iter().chain(&directory) {
            match self.locate(&normalize(Utf8Path::new("/"), Utf8Path::new(path))) {
                Mounted::Host { path: host, .. } if directory.as_ref() == Some(path) => {
                    proxy.open_files |= !self.loader.files.is_there(&host);
                    self.list(&host, MAX_DEPTH, &mut files);
                }
                Mounted::Host { path: host, .. } => files.push(host),
                Mounted::Hidden(_) | Mounted::Image => proxy.open_files = true,
            }
        }
        proxy.open_files |= files.len() > MAX_FILES;
        for host in files.into_iter().take(MAX_FILES) {
            match self.file(&host) {
                File::Read(settings, file) => {
                    proxy.certificates |= settings.iter().any(|setting| setting.starts_with(&["tls"]));
                    proxy.objects.extend::<Vec<Object>>(traefik::objects_of_file(settings, file));
                }
                File::Unread(_) => proxy.open_files = true,
            }
        }
    }

    fn list(&self, directory: &Utf8Path, depth: usize, into: &mut Vec<Utf8PathBuf>) {
        for entry in self.loader.files.list(directory) {
            if into.len() > MAX_FILES {
                return;
            }
            if entry.is_dir && depth > 0 {
                self.list(&entry.path, depth - 1, into);
            } else if matches!(entry.path.extension(), Some("yml" | "yaml" | "toml")) {
                into.push(entry.path);
            }
        }
    }

    fn locate(&self, path: &Utf8Path) -> Mounted {
        traefik::locate(path, self.service, self.id, self.project)
    }

    /// Reads a file of Traefik. That it is broken is told, for it hides whatever it holds.
    fn file(&mut self, path: &Utf8Path) -> File {
        let file = match self.loader.files.read(&mut self.loader.sources, path) {
            Ok(file) => file,
            Err(reason) => {
                if reason.is_there() && self.told.insert(path.to_owned()) {
                    let problem = load::unread(&mut self.loader.sources, &self.loader.files, path, &reason);
                    self.loader.problems.push(problem);
                }
                return File::Unread("is not in the tree");
            }
        };
        if path.extension() == Some("toml") {
            return self.unread(path, file, "is TOML, which is not read");
        }
        if self.loader.sources.file(file).text().contains("{{") {
            return self.unread(path, file, "is a template");
        }
        let parsed = self.loader.files.yaml(&self.loader.sources, file);
        if let Some(error) = parsed.errors.first() {
            if self.told.insert(path.to_owned()) {
                let message = format!("this file of Traefik is not checked: {}", error.message);
                let error = SyntaxError { message, ..error.clone() };
                self.loader.problems.push(Problem::new(ProblemKind::Coverage, error));
            }
            return File::Unread("is no YAML");
        }
        let Some(document) = parsed.documents.first() else { return File::Read(Vec::new(), file) };
        match traefik::settings_of_file(&document.root) {
            Some(settings) => File::Read(settings, file),
            None => self.unread(path, file, "is too large"),
        }
    }

    /// A file that is in order, and yet not read.
    fn unread(&mut self, path: &Utf8Path, file: FileId, why: &'static str) -> File {
        if self.told.insert(path.to_owned()) {
            let error =
                SyntaxError::new(Span::start_of(file), format!("this file of Traefik is not checked: it {why}"));
            self.loader.problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
        }
        File::Unread(why)
    }
}

enum File {
    Read(Vec<Setting>, FileId),
    /// Why not, as what is said of it.
    Unread(&'static str),
}
