//! Hides secrets, wherever in a file they stand: in values, in defaults, in comments, in what
//! could not be parsed.

mod assignment;
mod header;
mod lines;
mod ordinary;
mod short_flag;

pub(super) use lines::name;

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::given::{Contents, given};
use super::{Classifier, Credential, credentials, is_well_known, slots_of_content};
use crate::model::Evaluator;
use crate::model::env_file::EnvFile;
use crate::model::project::Project;
use crate::model::scope::Lookup;
use crate::model::value::{Part, ScopeId, Unset, Value};
use crate::model::workspace::{OwnFiles, Workspace};
use crate::source::{FileId, SourceMap, Span, Text};
use crate::syntax::interpolation::{self, Operator, Template};
use crate::threads::Threads;

/// What is to be hidden.
#[derive(Default)]
struct Secrets {
    spans: Vec<Span>,
    /// As they read.
    texts: BTreeSet<String>,
}

/// Marks every secret of every file of `workspace`, and notes what each service is given.
pub fn mark(workspace: &mut Workspace, threads: Threads) {
    let mut secrets = Secrets::default();
    let classifier = &workspace.classifier;
    let all_contents: Vec<Contents> = workspace.projects.iter().map(|project| contents(classifier, project)).collect();
    let of_files = all_contents.iter().flat_map(|contents| contents.values().flatten());
    for (_, credential) in of_files.filter(|(_, credential)| !credential.is_placeholder()) {
        secrets.add(credential);
    }
    let projects = workspace.projects.iter().zip(&all_contents);
    let services: Vec<_> = projects
        .flat_map(|(project, contents)| project.services.values().map(move |service| (service, contents)))
        .collect();
    let all_given =
        threads.map(&services, |(service, contents)| given(classifier, service, contents, &workspace.env_files));
    let services = workspace.projects.iter_mut().flat_map(|project| project.services.values_mut());
    services.zip(all_given).for_each(|(service, given)| service.given = given);
    for found in threads.map(&workspace.env_files, |file| Secrets::of_env_file(classifier, file)) {
        secrets.take(found);
    }
    secrets.lines(classifier, &workspace.sources, workspace.config.file, threads);
    // One text that reaches many services is hidden once. That its parts are the same is told by where they are: the
    // services keep them there.
    let mut seen: IndexSet<*const Part> = IndexSet::new();
    let mut hidden: BTreeSet<Vec<Span>> = BTreeSet::new();
    for (_, _, service) in workspace.services() {
        for given in service.given.iter().filter(|given| !given.credential.is_placeholder()) {
            let parts = &given.credential.value.parts;
            if seen.insert(parts.as_ptr()) && hidden.insert(parts.iter().map(place).collect()) {
                secrets.add(&given.credential);
            }
        }
    }
    secrets.mark(&mut workspace.sources);
    for word in ordinary::words(workspace) {
        workspace.sources.allow_word(&word);
    }
}

/// Marks the secrets of a configuration and of packs that are read without what they are about.
pub fn mark_own(own: &mut OwnFiles) {
    let classifier = Classifier::of(&own.config.settings);
    let mut secrets = Secrets::default();
    secrets.lines(&classifier, &own.sources, own.config.file, Threads::ONE);
    secrets.mark(&mut own.sources);
}

/// What the configs of a project hold that are written in its files.
fn contents(classifier: &Classifier, project: &Project) -> Contents {
    let written = project.top_level.configs.iter();
    let written = written.filter_map(|(key, config)| Some((key.clone(), config.inline.as_ref()?)));
    written.map(|(key, content)| (key, slots_of_content(classifier, content))).collect()
}

impl Secrets {
    /// Hides all of it from now on.
    fn mark(mut self, sources: &mut SourceMap) {
        self.spans.sort_unstable();
        self.spans.dedup();
        self.spans.into_iter().for_each(|span| sources.mark_secret(span));
        for text in self.texts {
            if is_well_known(&text) {
                sources.allow_word(&text);
            } else {
                sources.note_secret_text(text);
            }
        }
    }

    /// What is also to be hidden.
    fn take(&mut self, found: Self) {
        self.spans.extend(found.spans);
        self.texts.extend(found.texts);
    }

    /// What an env file sets, and what nobody could read of it.
    fn of_env_file(classifier: &Classifier, file: &EnvFile) -> Self {
        let mut secrets = Self { spans: file.syntax.skipped.clone(), texts: BTreeSet::new() };
        for entry in &file.syntax.entries {
            let Some(value) = &entry.value else { continue };
            let (name, span) = (entry.key.as_str(), value.text.span());
            // Without variables it is what the file sets, which others look at too.
            let is_text = value.template.variables().next().is_none();
            match is_text.then(|| file.slots_at(classifier, name, span)).flatten() {
                Some((value, slots)) => {
                    let found = slots.iter().map(|(_, slot)| slot).filter(|slot| !slot.is_placeholder());
                    secrets.judged(classifier, name, value, found);
                }
                None => secrets.assigned(classifier, name, &value.template, span),
            }
        }
        secrets
    }

    /// What the lines of all files hold.
    fn lines(&mut self, classifier: &Classifier, sources: &SourceMap, config: Option<FileId>, threads: Threads) {
        let files: Vec<FileId> = sources.files().map(|(file, _)| file).collect();
        self.spans.sort_unstable();
        let of_file = |file: &FileId| {
            let mut found = Self::default();
            // A configuration speaks of secrets by name; `no-shared-secrets: {level: off}` sets none.
            if config != Some(*file) {
                lines::mark_assigned(classifier, sources, *file, &self.spans, &mut found);
            }
            lines::mark_shaped(classifier, sources, *file, &mut found);
            lines::mark_generated(classifier, sources, *file, &mut found);
            found
        };
        threads.map(&files, of_file).into_iter().for_each(|found| self.take(found));
    }

    /// What stands after `name`: its text but not its variables, and their defaults.
    fn assigned(&mut self, classifier: &Classifier, name: &str, template: &Template, span: Span) {
        let value = symbolic(template, span);
        let found = credentials(classifier, name, &value);
        self.judged(classifier, name, &value, found.iter());
        // What follows `:?` is said to people.
        let is_said = |operator| matches!(operator, Some(Operator::RequireFilled | Operator::RequireSet));
        let mut variables = template.variables().filter(|variable| !is_said(variable.operator)).peekable();
        if variables.peek().is_some() && classifier.is_secret_name(name) {
            for variable in variables {
                self.hide(&symbolic(&variable.argument, variable.span));
            }
        }
    }

    /// A value that stands after `name`, with the secrets that were found in it.
    fn judged<'c>(
        &mut self,
        classifier: &Classifier,
        name: &str,
        value: &Value,
        found: impl Iterator<Item = &'c Credential> + Clone,
    ) {
        // Of a value that is secret by its name all is hidden, but for the user of a pair. What is a
        // secret as a whole is hidden with the others.
        let is_done = |found: &Credential| found.is_pair() || found.is_whole();
        if !found.clone().any(is_done) && classifier.is_secret(name, value) {
            self.hide(value);
        }
        for credential in found {
            self.add(credential);
        }
    }

    /// Hides a credential, and what stands for its variables while nothing sets them.
    fn add(&mut self, credential: &Credential) {
        self.hide(&credential.value);
        credential.value.unset().filter_map(Unset::default).for_each(|default| self.hide(default));
    }

    /// Hides the known text of `value`, wherever it came from.
    fn hide(&mut self, value: &Value) {
        let mut last: Option<Span> = None;
        for part in &*value.parts {
            let Part::Text(piece) = part else {
                last = None;
                continue;
            };
            let span = piece.text.span();
            // What an escape left between two parts belongs to both.
            match last {
                Some(before)
                    if before.end <= span.start && span.start - before.end <= 1 && before.file == span.file =>
                {
                    self.spans.push(before.to(span));
                    last = Some(before.to(span));
                }
                _ => {
                    self.spans.push(span);
                    last = Some(span);
                }
            }
            self.texts.insert(piece.text.as_str().to_owned());
        }
        self.texts.extend(value.text().filter(|text| !text.is_empty()).map(Cow::into_owned));
    }
}

fn place(part: &Part) -> Span {
    match part {
        Part::Text(piece) => piece.text.span(),
        Part::Unset(unset) => unset.span,
    }
}

/// The value of a template of which no variable is known.
fn symbolic(template: &Template, span: Span) -> Value {
    let lookup = |_: &str| Lookup::Unset { open: true, listed: true, template: None };
    Evaluator { scope: ScopeId::NONE, lookup: &lookup }.evaluate(template, span)
}

/// The template that `text` holds; plain text when it is malformed.
fn template(text: &Text) -> Template {
    interpolation::parse(text).unwrap_or_else(|_| Template::literal(text))
}
