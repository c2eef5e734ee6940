//! The effective model: what every service is given, and where that comes from.

mod notes;
mod other;
mod service;
mod steps;

use std::borrow::Cow;
use std::cell::Cell;

use super::Error;
use crate::model::value::{Certainty, Value};
use crate::model::{LoadOptions, Secrecy, Workspace};
use crate::source::vfs::Vfs;
use crate::source::{SourceMap, Span};

/// How many bytes of text are put together for one resolution. The aliases of a small file can
/// unfold to more; what would follow is left out.
const MAX_TEXT: usize = 64 << 20;

/// Of what is written at a place so many bytes are shown.
const MAX_WRITTEN: usize = 400;

/// Where texts come from.
struct Source<'a> {
    workspace: &'a Workspace,
    secrecy: Secrecy,
    /// Of [`MAX_TEXT`].
    left: Cell<usize>,
}

impl Source<'_> {
    /// The text of a value.
    fn show(&self, value: &Value) -> String {
        self.spend(|| self.workspace.show(value, self.secrecy)).unwrap_or_else(|| "…".to_owned())
    }

    /// What is written at a place.
    fn written(&self, span: Span) -> Option<String> {
        let text = self.workspace.sources.text(span);
        let end = (0..=MAX_WRITTEN.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        let end = span.start + u32::try_from(end).unwrap_or(0);
        self.spend(|| self.workspace.written(Span { end, ..span }, self.secrecy))
    }

    fn spend(&self, text: impl FnOnce() -> String) -> Option<String> {
        let left = self.left.get();
        if left == 0 {
            return None;
        }
        let text = text();
        self.left.set(left.saturating_sub(text.len() + size_of::<Step>()));
        Some(text)
    }
}

/// Works out what every service is given. Secrets in it are masked, unless they are to be revealed.
///
/// # Errors
/// When nothing can be read.
pub fn resolve(vfs: &dyn Vfs, options: &LoadOptions, secrecy: Secrecy) -> Result<Resolution, Error> {
    let workspace = Workspace::load(vfs, options)?;
    let source = Source { workspace: &workspace, secrecy, left: Cell::new(MAX_TEXT) };
    let projects = workspace
        .projects
        .iter()
        .map(|project| ResolvedProject {
            files: project.files.iter().map(|file| workspace.path(*file).to_string()).collect(),
            name: project.name.text().map(Cow::into_owned),
            services: project.services.values().map(|service| service::resolved(&source, project, service)).collect(),
        })
        .collect();
    Ok(Resolution { sources: workspace.sources, projects })
}

/// What every service of every project is given.
#[derive(Debug)]
pub struct Resolution {
    /// Every file that was read.
    pub sources: SourceMap,
    /// Compose projects.
    pub projects: Vec<ResolvedProject>,
}

/// A Compose project.
#[derive(Debug)]
pub struct ResolvedProject {
    /// Its files, as findings name them, in the order in which they are merged.
    pub files: Vec<String>,
    /// Its name, where it is known.
    pub name: Option<String>,
    /// Its services.
    pub services: Vec<ResolvedService>,
}

/// A service.
#[derive(Debug)]
pub struct ResolvedService {
    /// Its name.
    pub name: String,
    /// The environment it belongs to, `shared` when it is of none.
    pub environment: String,
    /// What it is given, without attributes that say nothing.
    pub attributes: Vec<Attribute>,
}

/// An attribute of a service, as the Compose specification names it.
#[derive(Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it is.
    pub form: Form,
    /// Its values.
    pub entries: Vec<Entry>,
}

/// What an attribute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One value.
    One,
    /// Several.
    List,
    /// Several, each with a key.
    Map,
}

/// A value, and where it comes from.
#[derive(Debug)]
pub struct Entry {
    /// Its key in a mapping.
    pub key: Option<String>,
    /// As it reads, unset variables as `${NAME}`; none when it is taken away.
    pub value: Option<String>,
    /// How sure that is; none when a variable of it is unset.
    pub certainty: Option<Certainty>,
    /// What else is to be known of it, a clause each.
    pub notes: Vec<String>,
    /// The way it took, from the service to where it is written, then what lost.
    pub steps: Vec<Step>,
}

/// A place on the way of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happens there.
    pub kind: StepKind,
    /// Where it is.
    pub span: Span,
    /// What is written there.
    pub text: String,
}

/// What happens at a place on the way of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// A service extends another one, which has it.
    Extends,
    /// An alias or a merge key hands it on.
    Alias,
    /// A service names the env file.
    EnvFile,
    /// A `${…}` takes it.
    Variable,
    /// It is put together from several.
    Composed,
    /// It is written here.
    Set,
    /// A template suggests it.
    Template,
    /// It is what is taken where nothing else is given.
    Default,
    /// It was set here too, and lost.
    Replaced,
}

impl StepKind {
    /// One word, for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Extends => "extends",
            Self::Alias => "alias",
            Self::EnvFile => "env_file",
            Self::Variable => "variable",
            Self::Composed => "composed",
            Self::Set => "set",
            Self::Template => "template",
            Self::Default => "default",
            Self::Replaced => "replaced",
        }
    }

    /// A few words, for people.
    pub fn says(self) -> &'static str {
        match self {
            Self::Extends => "is inherited from",
            Self::Alias => "comes through",
            Self::EnvFile => "is loaded from",
            Self::Variable => "is taken from",
            Self::Composed => "is put together",
            Self::Set => "is set here",
            Self::Template => "is in a template",
            Self::Default => "is the default",
            Self::Replaced => "is overridden",
        }
    }
}
