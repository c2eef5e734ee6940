//! Who feeds `${…}`: the env files of a project, and what is known when they are absent.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::config::{Role, suggest};

use super::environment::Marker;
use super::value::{Certainty, Part, ScopeId, Value};

/// The keys of a template, with the values that are no secrets.
pub(super) type Told = IndexMap<String, Option<Value>>;

/// The variables that the Compose files of one project see (compose-go reads `.env` beside the
/// first file, unless told otherwise).
#[derive(Debug, Default)]
pub struct Scope {
    /// What the files say that Compose reads.
    pub(super) set: IndexMap<String, Value>,
    /// Files that look as if somebody passed them, each with the environment it is named for.
    pub(super) assumed: Vec<(String, IndexMap<String, Value>)>,
    /// What templates list, each with the environment it is named for, if any.
    pub(super) templates: Vec<(Option<String>, Told)>,
    /// Whether a file could not be read to its end, and so may set or list more.
    pub(super) partial: bool,
    /// The environments of which that is so of their assumed file.
    pub(super) partial_of: Vec<String>,
    /// Whether a file that could set more is absent, or could not be read to its end.
    pub(super) open: bool,
}

/// What a scope knows of a variable.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// Something sets it.
    Set(Value),
    /// Nothing read sets it.
    Unset {
        /// Whether a file that could is absent.
        open: bool,
        /// Whether a template lists it, or may: it could not be read to its end.
        listed: bool,
        /// What the template gives, unless that is a secret.
        template: Option<Value>,
    },
}

impl Scope {
    /// Whether a file that could set more is absent.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The roles of staging and production that have env files or templates of their own beside it.
    pub fn served(&self) -> Vec<Role> {
        let names =
            self.assumed.iter().map(|(name, _)| Some(name)).chain(self.templates.iter().map(|(of, _)| of.as_ref()));
        let roles = names.flatten().filter_map(|name| Some(Marker::of_word(name)?.role));
        let roles: Vec<Role> = roles.filter(|role| matches!(role, Role::Production | Role::Staging)).collect();
        roles
    }

    /// What is known of `variable`, for a reader that belongs to `environment`.
    pub fn lookup(&self, variable: &str, environment: Option<&str>) -> Lookup {
        if let Some(value) = self.set.get(variable) {
            return Lookup::Set(value.clone());
        }
        if let Some(value) = self.assumed(variable, environment) {
            return Lookup::Set(assumed(value));
        }
        let listed = self.listed(variable, environment);
        let open = self.open || self.is_partial_of(environment);
        let listed_perhaps = open && self.is_partial(environment);
        Lookup::Unset { open, listed: listed.is_some() || listed_perhaps, template: listed.cloned().flatten() }
    }

    /// Whether a file that tells a reader of `environment` more could not be read to its end.
    pub fn is_partial(&self, environment: Option<&str>) -> bool {
        self.partial || self.is_partial_of(environment)
    }

    fn is_partial_of(&self, environment: Option<&str>) -> bool {
        self.partial_of.iter().any(|of| Some(of.as_str()) == environment)
    }

    /// The variable that `name` was probably meant to be.
    pub(super) fn suggestion(&self, name: &str) -> Option<String> {
        let listed = self.templates.iter().flat_map(|(_, told)| told.keys());
        let known = suggest::closest(name, self.set.keys().chain(listed))?;
        // `PEER1_KEY` is no misspelled `PEER2_KEY`, nor is every similar name one.
        let plain = |name: &str| name.trim_end_matches("_KEY").replace(|next: char| next.is_ascii_digit(), "");
        let is_near = strsim::damerau_levenshtein(name, known) <= 2 && name.len() > 5;
        (is_near && plain(name) != plain(known)).then(|| known.to_owned())
    }

    /// Whether a template lists `variable` for a reader of `environment`.
    pub(super) fn lists(&self, variable: &str, environment: Option<&str>) -> bool {
        self.listed(variable, environment).is_some()
    }

    /// What the template for everybody lists, else the one for the reader's environment.
    fn listed(&self, variable: &str, environment: Option<&str>) -> Option<&Option<Value>> {
        let of = |environment: Option<&str>| {
            let mut files = self.templates.iter().filter(move |(of, _)| of.as_deref() == environment);
            files.find_map(|(_, values)| values.get(variable))
        };
        of(None).or_else(|| of(environment))
    }

    /// The value in the assumed file of the reader's environment. Another environment's file says
    /// nothing: that production's own file is absent does not make it read staging's.
    fn assumed(&self, variable: &str, environment: Option<&str>) -> Option<&Value> {
        let mut files = self.assumed.iter().filter(|(of, _)| Some(of.as_str()) == environment);
        files.find_map(|(_, values)| values.get(variable))
    }
}

/// `value` as a file says that Compose does not read by itself.
pub(super) fn assumed(value: &Value) -> Value {
    let mut value = value.clone();
    for part in Arc::make_mut(&mut value.parts) {
        if let Part::Text(piece) = part {
            piece.certainty = piece.certainty.min(Certainty::Assumed);
        }
    }
    value
}

/// All scopes of a workspace.
#[derive(Debug, Default)]
pub struct Scopes {
    scopes: Vec<Scope>,
}

impl Scopes {
    /// Keeps a scope.
    pub fn add(&mut self, scope: Scope) -> ScopeId {
        let id = ScopeId(u32::try_from(self.scopes.len()).unwrap_or(u32::MAX));
        self.scopes.push(scope);
        id
    }

    /// Fills the scope with this id.
    pub(super) fn replace(&mut self, id: ScopeId, scope: Scope) {
        if let Some(slot) = self.scopes.get_mut(id.0 as usize) {
            *slot = scope;
        }
    }

    /// Sets a variable in the scope with this id.
    pub(super) fn set(&mut self, id: ScopeId, variable: &str, value: Value) {
        if let Some(scope) = self.scopes.get_mut(id.0 as usize) {
            scope.set.insert(variable.to_owned(), value);
        }
    }

    /// The scope with this id.
    pub fn get(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(id.0 as usize)
    }
}
