//! Env files: what their names say, and what they hold.

mod name;

pub use name::{EnvFileName, Kind};

use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::environment::Marker;
use super::evaluate::Evaluator;
use super::scope::Lookup;
use super::secret::{Classifier, Credential, is_placeholder, slots};
use super::value::{ScopeId, Value};
use crate::source::{FileId, Span, Text};
use crate::syntax::dotenv;
use crate::syntax::interpolation::Part;

/// How many parts the variables of one file take over from each other; beyond, they stay unknown.
const MAX_TAKEN: usize = 200_000;

/// The number of an env file in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvFileId(pub(super) u32);

/// An env file that is there.
#[derive(Debug)]
pub struct EnvFile {
    /// Absolute path.
    pub path: Utf8PathBuf,
    /// Its text.
    pub file: FileId,
    /// Whether it is deployed or a template for one that is.
    pub kind: Kind,
    /// The environment its name speaks of.
    pub marker: Option<Marker>,
    /// What it says.
    pub syntax: dotenv::EnvFile,
    /// The scope of variables that it refers to and that nothing sets.
    pub scope: ScopeId,
    /// Whether it could be read at all.
    pub readable: bool,
    /// What it says, seen by itself.
    pub(super) alone: Alone,
}

/// What an env file says, seen by itself; worked out when it is first asked for, since most checks ask for it.
#[derive(Debug, Default)]
pub(super) struct Alone {
    assignments: OnceLock<Assignments>,
    slots: OnceLock<Slots>,
}

/// The places for secrets in what an env file sets.
#[derive(Debug, Default)]
struct Slots {
    /// Each with its variable, in the order of the file.
    all: Vec<(String, Credential)>,
    /// By assignment, where its own end.
    ends: Vec<usize>,
}

/// What an env file sets, by key. Shared: a file is loaded by many services.
pub type Assignments = Arc<IndexMap<String, Assignment>>;

/// A key of an env file with its value.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The key.
    pub key: Text,
    /// The value; none for a bare key that nothing sets.
    pub value: Option<Value>,
}

impl Slots {
    /// Those in the value of the assignment of this number.
    fn of(&self, number: usize) -> Option<&[(String, Credential)]> {
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(start..*self.ends.get(number)?)
    }
}

impl EnvFile {
    /// Whether all of it was understood; else it may set more than is known.
    pub fn is_whole(&self) -> bool {
        self.readable && self.syntax.skipped.is_empty()
    }

    /// What the file sets, later entries over earlier ones, with `outer` known before it is read
    /// and winning over it (compose-go: shell and project variables first).
    pub fn assignments(&self, scope: ScopeId, outer: &dyn Fn(&str) -> Lookup) -> Assignments {
        if self.is_fixed() {
            return Arc::clone(self.own_assignments());
        }
        Arc::new(assignments(&self.syntax, scope, outer))
    }

    /// Whether nothing outside has a say: there are neither variables nor bare keys.
    fn is_fixed(&self) -> bool {
        let is_text = |part: &Part| matches!(part, Part::Text(_));
        let is_fixed = |value: &dotenv::EnvValue| value.template.parts.iter().all(is_text);
        self.syntax.entries.iter().all(|entry| entry.value.as_ref().is_some_and(is_fixed))
    }

    /// What the file sets, seen by itself.
    pub(super) fn own_assignments(&self) -> &Assignments {
        let nothing = |_: &str| Lookup::Unset { open: true, listed: false, template: None };
        self.alone.assignments.get_or_init(|| Arc::new(assignments(&self.syntax, self.scope, &nothing)))
    }

    /// The places for secrets in what the file sets, each with its variable; what is one, `classifier` of its
    /// workspace tells.
    pub(super) fn slots(&self, classifier: &Classifier) -> &[(String, Credential)] {
        &self.own_slots(classifier).all
    }

    /// Those in the value of the variable `name` of a service, if the file gives it that very value.
    pub(super) fn slots_in(
        &self,
        classifier: &Classifier,
        name: &str,
        value: &Value,
    ) -> Option<&[(String, Credential)]> {
        let (number, _, own) = self.own_assignments().get_full(name)?;
        let is_own = |own: &Value| Arc::ptr_eq(&own.parts, &value.parts) && own.span == value.span;
        own.value.as_ref().filter(|own| is_own(own)).and_then(|_| self.own_slots(classifier).of(number))
    }

    /// What the file sets `name` to, seen by itself, with the places for secrets in it, if it does so at `span`.
    pub(super) fn slots_at(
        &self,
        classifier: &Classifier,
        name: &str,
        span: Span,
    ) -> Option<(&Value, &[(String, Credential)])> {
        let (number, _, own) = self.own_assignments().get_full(name)?;
        let value = own.value.as_ref().filter(|value| value.span == span)?;
        Some((value, self.own_slots(classifier).of(number)?))
    }

    fn own_slots(&self, classifier: &Classifier) -> &Slots {
        self.alone.slots.get_or_init(|| {
            let mut found = Slots::default();
            for (name, assignment) in self.own_assignments().iter() {
                let slots = assignment.value.iter().flat_map(|value| slots(classifier, name, value));
                found.all.extend(slots.map(|slot| (name.clone(), slot)));
                found.ends.push(found.all.len());
            }
            found
        })
    }

    /// What the file tells of a deployment when it is a template: its keys, with the values that
    /// are no secrets.
    pub fn as_template(&self, classifier: &Classifier) -> IndexMap<String, (Text, Option<Value>)> {
        let told = |name: &String, assignment: &Assignment| {
            let value = assignment.value.as_ref();
            let told =
                value.filter(|value| !(classifier.is_secret(name, value) || is_to_be_set(classifier, name, value)));
            (name.clone(), (assignment.key.clone(), told.cloned()))
        };
        self.own_assignments().iter().map(|(name, assignment)| told(name, assignment)).collect()
    }
}

/// See [`EnvFile::assignments`].
fn assignments(
    syntax: &dotenv::EnvFile,
    scope: ScopeId,
    outer: &dyn Fn(&str) -> Lookup,
) -> IndexMap<String, Assignment> {
    let mut set: IndexMap<String, Assignment> = IndexMap::new();
    let mut taken = 0;
    for entry in &syntax.entries {
        let value = {
            let lookup = |name: &str| match outer(name) {
                _ if taken > MAX_TAKEN => Lookup::Unset { open: true, listed: true, template: None },
                Lookup::Set(value) => Lookup::Set(value),
                unset @ Lookup::Unset { .. } => {
                    set.get(name).and_then(|earlier| earlier.value.clone()).map_or(unset, Lookup::Set)
                }
            };
            let evaluator = Evaluator { scope, lookup: &lookup };
            match &entry.value {
                Some(value) => Some(evaluator.evaluate(&value.template, value.text.span())),
                None => match outer(entry.key.as_str()) {
                    Lookup::Set(_) => Some(evaluator.pass_through(&entry.key)),
                    Lookup::Unset { .. } => None,
                },
            }
        };
        taken += value.as_ref().map_or(0, |value| value.parts.len().saturating_sub(1));
        set.insert(entry.key.as_str().to_owned(), Assignment { key: entry.key.clone(), value });
    }
    set
}

/// Whether the deployed file will hold a secret where the template holds nothing or a placeholder.
fn is_to_be_set(classifier: &Classifier, name: &str, value: &Value) -> bool {
    let text = value.text();
    classifier.is_secret_name(name) && text.is_some_and(|text| text.trim().is_empty() || is_placeholder(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::source::Span;

    fn read(text: &str) -> EnvFile {
        let file = SourceMap::new().add(".env".into(), text.as_bytes());
        EnvFile {
            path: "/r/.env".into(),
            file,
            kind: Kind::Deployed,
            marker: None,
            syntax: dotenv::parse(file, text),
            scope: ScopeId::NONE,
            readable: true,
            alone: Alone::default(),
        }
    }

    fn names(slots: Option<&[(String, Credential)]>) -> Option<Vec<&str>> {
        slots.map(|slots| slots.iter().map(|(name, _)| name.as_str()).collect())
    }

    #[test]
    fn places_for_secrets_are_those_of_one_value() {
        let classifier = Classifier::default();
        let file = read("A=1\nJWT_SECRET=hunter2x\nDB_URL=postgres://u:hunter3x@db/x\nJWT_SECRET=hunter4x\nB=${A}\n");
        assert_eq!(names(Some(file.slots(&classifier))), Some(vec!["JWT_SECRET", "DB_URL"]));
        let set = file.own_assignments();
        let value = |name: &str| set.get(name).and_then(|set| set.value.clone()).unwrap();
        assert_eq!(names(file.slots_in(&classifier, "JWT_SECRET", &value("JWT_SECRET"))), Some(vec!["JWT_SECRET"]));
        assert_eq!(names(file.slots_in(&classifier, "A", &value("A"))), Some(vec![]));
        // The same text, but another value, and the same value under another name.
        let other = read("JWT_SECRET=hunter4x\n").own_assignments().get("JWT_SECRET").and_then(|set| set.value.clone());
        assert_eq!(names(file.slots_in(&classifier, "JWT_SECRET", &other.unwrap())), None);
        assert_eq!(names(file.slots_in(&classifier, "DB_URL", &value("JWT_SECRET"))), None);
    }

    #[test]
    fn a_place_tells_which_of_two_values_it_is() {
        let classifier = Classifier::default();
        let file = read("JWT_SECRET=hunter2x\nJWT_SECRET=hunter4x\n");
        let at = |range| file.slots_at(&classifier, "JWT_SECRET", Span::new(file.file, range)).map(|(_, slots)| slots);
        assert_eq!(names(at(11..19)), None);
        assert_eq!(names(at(31..39)), Some(vec!["JWT_SECRET"]));
    }
}
