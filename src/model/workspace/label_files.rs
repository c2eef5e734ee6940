//! `label_file:`: labels in a file of their own (Compose specification, "`label_file`").

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use super::files::Unread;
use super::load::{self, Loader};
use crate::diagnostic::Severity;
use crate::model::compose::Service;
use crate::model::env_file::{Alone, Assignment, EnvFile, Kind};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::scope::Lookup;
use crate::model::value::{ScopeId, Value};
use crate::source::Text;
use crate::source::vfs::{ReadError, normalize};
use crate::syntax::directive::Directives;
use crate::syntax::{SyntaxError, dotenv};

type Labels = IndexMap<String, (Text, Option<Value>)>;

/// Reads the label files of every service: a later one over an earlier one, `labels:` over both.
pub(super) fn attach(loader: &mut Loader<'_>, project: &mut Project) {
    let (directory, scope) = (project.directory.clone(), project.scope);
    for service in project.services.values_mut().filter(|service| !service.label_files.is_empty()) {
        let mut labels = Labels::new();
        for path in &service.label_files {
            let Some(text) = path.likely_text() else { continue };
            match read(loader, scope, &normalize(&directory, Utf8Path::new(&text)), &labels) {
                Ok(more) => labels.extend(more),
                Err(Unread::Failed(ReadError::Missing)) => {
                    loader.problems.extend(service.is_enabled().then(|| missing(service, path)));
                }
                Err(reason) => loader.problems.push(load::unread_at(path.place(), &reason)),
            }
        }
        let own = std::mem::take(&mut service.labels);
        labels.extend(own.into_iter().map(|(key, value)| (key.as_str().to_owned(), (key, value))));
        service.labels = labels.into_values().collect();
    }
}

/// What a label file says. It sees the labels of earlier files only, no variable of the project.
fn read(loader: &mut Loader<'_>, scope: ScopeId, path: &Utf8PathBuf, earlier: &Labels) -> Result<Labels, Unread> {
    let file = loader.files.read(&mut loader.sources, path)?;
    let syntax = dotenv::parse(file, loader.sources.file(file).text());
    let directives = Directives::of_env_file(&syntax, loader.sources.file(file));
    loader.directives.insert(file, directives);
    let errors = syntax.errors.iter().cloned();
    loader.problems.extend(errors.map(|error| Problem::new(ProblemKind::EnvFile, error)));
    let path = path.clone();
    let alone = Alone::default();
    let file = EnvFile { path, file, kind: Kind::Deployed, marker: None, syntax, scope, readable: true, alone };
    let lookup = |name: &str| match earlier.get(name) {
        Some((_, Some(value))) => Lookup::Set(value.clone()),
        _ => Lookup::Unset { open: false, listed: false, template: None },
    };
    let assignments = file.assignments(scope, &lookup);
    let label = |(name, Assignment { key, value }): (&String, &Assignment)| {
        Some((name.clone(), (key.clone(), Some(value.clone()?))))
    };
    Ok(assignments.iter().filter_map(label).collect())
}

/// The file may be made where the service is deployed.
fn missing(service: &Service, path: &Value) -> Problem {
    let message = format!("a label file of service `{}` is absent; its labels are unknown", service.name.as_str());
    Problem::new(ProblemKind::Coverage, SyntaxError::new(path.place(), message)).at_most(Severity::Info)
}
