//! Lists of glob patterns: `*` any text, `?` one character, `[ab]` one of several, `{a,b}` either.

mod plain;

use std::borrow::Cow;
use std::marker::PhantomData;

use globset::{Glob, GlobBuilder, GlobSet};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer};

use self::plain::{Plain, Plains};
use super::typed::refusal;
use crate::syntax::image;

/// The longest pattern, in bytes: longer than any name, domain or path in use.
const MAX_LEN: usize = 512;

/// Names of services, variables and the like. Upper and lower case differ.
pub type Names = Patterns<Name>;
/// Host names. Upper and lower case are the same; `*` stands for any number of labels.
pub type Domains = Patterns<Domain>;
/// Paths below the configuration's directory, `/` between their parts. A pattern without `/` is
/// compared with the last part only; `**` stands for any number of parts.
pub type Paths = Patterns<FilePath>;
/// Image references without registry, tag and digest: `postgres` stands for `postgres:17`,
/// `docker.io/library/postgres` and `supabase/postgres`, `supabase/postgres` for the last only.
pub type Images = Patterns<Image>;

/// What patterns are compared with.
pub trait Dialect {
    /// What is wrong with a pattern, and what to do.
    fn refuse(_pattern: &str) -> Option<(&'static str, &'static str)> {
        None
    }

    /// The pattern in the form of the glob library, and how that is to read it.
    fn glob(pattern: &str) -> (String, fn(&mut GlobBuilder<'_>));

    /// The part of a text that is compared.
    fn subject(text: &str) -> &str {
        text
    }

    /// The pattern, if it needs no library.
    fn plain(pattern: &str) -> Option<Plain> {
        Plain::parse(pattern)
    }

    /// What plain patterns without `/` are compared with: a part of the subject.
    fn word(subject: &str) -> &str {
        subject
    }
}

/// Several patterns in the order of the file.
#[derive(Debug, Clone)]
pub struct Patterns<D> {
    texts: Vec<String>,
    /// Those that need no compiling, by their indices.
    plain: Plains,
    /// The others, compiled into one matcher.
    set: GlobSet,
    /// The index of each pattern of the set.
    indices: Vec<usize>,
    dialect: PhantomData<D>,
}

impl<D> Default for Patterns<D> {
    fn default() -> Self {
        Self {
            texts: Vec::new(),
            plain: Plains::default(),
            set: GlobSet::empty(),
            indices: Vec::new(),
            dialect: PhantomData,
        }
    }
}

impl<D: Dialect> Patterns<D> {
    /// Whether a pattern matches the whole of `text`.
    pub fn is_match(&self, text: &str) -> bool {
        // Most configurations leave most lists empty.
        if self.is_empty() {
            return false;
        }
        let subject = D::subject(text);
        self.plain.any(subject, D::word(subject)) || (!self.indices.is_empty() && self.set.is_match(subject))
    }

    /// The index of the first pattern that matches the whole of `text`.
    pub fn first_match(&self, text: &str) -> Option<usize> {
        self.matches(D::subject(text)).min()
    }

    /// The indices of all patterns that match.
    fn matches(&self, subject: &str) -> impl Iterator<Item = usize> {
        let compiled = if self.indices.is_empty() { Vec::new() } else { self.set.matches(subject) };
        let plain = self.plain.matches(subject, D::word(subject));
        plain.chain(compiled.into_iter().filter_map(|at| self.indices.get(at).copied()))
    }

    /// The patterns as written.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

impl Patterns<Domain> {
    /// How closely the closest pattern describes `host`, and its index; none when none matches.
    /// Whoever has the greater [`Closeness`] owns the host.
    pub fn closest(&self, host: &str) -> Option<(Closeness, usize)> {
        let rated = self
            .matches(Domain::subject(host))
            .filter_map(|index| Some((Closeness::of(self.texts.get(index)?), index)));
        rated.max_by_key(|&(closeness, index)| (closeness, std::cmp::Reverse(index)))
    }
}

/// How closely a pattern describes a host: one without wildcards more than any other, then the one
/// with more letters of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closeness {
    exact: bool,
    letters: usize,
}

impl Closeness {
    fn of(pattern: &str) -> Self {
        let is_wild = |character: char| matches!(character, '*' | '?' | '[' | '{');
        Self { exact: !pattern.contains(is_wild), letters: pattern.chars().filter(|&letter| !is_wild(letter)).count() }
    }
}

impl<D> JsonSchema for Patterns<D> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Patterns".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": MAX_LEN } })
    }
}

impl<'de, D: Dialect> Deserialize<'de> for Patterns<D> {
    fn deserialize<S: Deserializer<'de>>(deserializer: S) -> Result<Self, S::Error> {
        // Item by item, so that the path of a failure names the item.
        let items = Vec::<Item<D>>::deserialize(deserializer)?;
        let mut patterns = Self::default();
        let mut globs = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            patterns.texts.push(item.text);
            match item.matcher {
                Matcher::Plain(plain) => patterns.plain.push(index, plain),
                Matcher::Glob(glob) => {
                    globs.push(glob);
                    patterns.indices.push(index);
                }
            }
        }
        if !globs.is_empty() {
            let set = GlobSet::new(globs);
            patterns.set = set.map_err(|_| refusal::<S::Error>("is too large to be compiled", "split it"))?;
        }
        Ok(patterns)
    }
}

struct Item<D> {
    text: String,
    matcher: Matcher,
    dialect: PhantomData<D>,
}

enum Matcher {
    Plain(Plain),
    Glob(Glob),
}

impl<'de, D: Dialect> Deserialize<'de> for Item<D> {
    fn deserialize<S: Deserializer<'de>>(deserializer: S) -> Result<Self, S::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Err(refusal("is empty", "write a pattern, or remove the item"));
        }
        if text.len() > MAX_LEN {
            return Err(refusal(format_args!("is longer than {MAX_LEN} bytes"), "write a shorter pattern with `*`"));
        }
        if let Some((message, help)) = D::refuse(&text) {
            return Err(refusal(message, help));
        }
        if let Some(plain) = D::plain(&text) {
            return Ok(Self { text, matcher: Matcher::Plain(plain), dialect: PhantomData });
        }
        let (pattern, configure) = D::glob(&text);
        let mut builder = GlobBuilder::new(&pattern);
        configure(builder.backslash_escape(true));
        let glob = builder.build().map_err(|error| bad_pattern::<S::Error>(error.kind()))?;
        // Only alternatives nest, so only they can be too much for the compiler.
        if text.contains('{') {
            GlobSet::new([glob.clone()]).map_err(|error| bad_pattern::<S::Error>(error.kind()))?;
        }
        Ok(Self { text, matcher: Matcher::Glob(glob), dialect: PhantomData })
    }
}

fn bad_pattern<E: serde::de::Error>(kind: &globset::ErrorKind) -> E {
    use globset::ErrorKind as Bad;
    let (message, help) = match kind {
        Bad::UnclosedClass => {
            ("has a `[` that is never closed", "close it with `]`, or write `[[]` for the bracket itself")
        }
        Bad::InvalidRange(..) => ("has a range that runs backwards", "put the lower character first, as in `[a-z]`"),
        Bad::UnopenedAlternates => ("has a `}` without `{`", "remove it, or write `[}]` for the brace itself"),
        Bad::UnclosedAlternates => {
            ("has a `{` that is never closed", "close it with `}`, or write `[{]` for the brace itself")
        }
        Bad::DanglingEscape => ("ends with a lone backslash", "remove it, or write two for the backslash itself"),
        _ => ("is too complicated", "split it into several patterns"),
    };
    refusal(message, help)
}

/// Marks [`Names`].
#[derive(Debug, Clone, Copy)]
pub struct Name;

impl Dialect for Name {
    fn glob(pattern: &str) -> (String, fn(&mut GlobBuilder<'_>)) {
        (pattern.to_owned(), |_| {})
    }
}

/// Marks [`Domains`].
#[derive(Debug, Clone, Copy)]
pub struct Domain;

impl Dialect for Domain {
    fn refuse(pattern: &str) -> Option<(&'static str, &'static str)> {
        if pattern.contains(['/', ':', '@']) {
            Some(("is no domain", "write the host name alone, without scheme, port and path"))
        } else if pattern.contains('$') {
            Some(("cannot contain a variable", "write the domain itself"))
        } else {
            None
        }
    }

    fn glob(pattern: &str) -> (String, fn(&mut GlobBuilder<'_>)) {
        (pattern.trim_end_matches('.').to_owned(), |builder| {
            builder.case_insensitive(true);
        })
    }

    fn subject(host: &str) -> &str {
        host.strip_suffix('.').unwrap_or(host)
    }

    /// Case does not count.
    fn plain(_pattern: &str) -> Option<Plain> {
        None
    }
}

/// Marks [`Paths`].
#[derive(Debug, Clone, Copy)]
pub struct FilePath;

impl Dialect for FilePath {
    fn glob(pattern: &str) -> (String, fn(&mut GlobBuilder<'_>)) {
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        (if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") }, |builder| {
            builder.literal_separator(true);
        })
    }

    fn subject(path: &str) -> &str {
        path.strip_prefix("./").unwrap_or(path)
    }

    fn plain(pattern: &str) -> Option<Plain> {
        last_part(pattern).or_else(|| Plain::path(pattern))
    }

    fn word(path: &str) -> &str {
        path.rsplit('/').next().unwrap_or(path)
    }
}

/// Marks [`Images`].
#[derive(Debug, Clone, Copy)]
pub struct Image;

impl Dialect for Image {
    fn glob(pattern: &str) -> (String, fn(&mut GlobBuilder<'_>)) {
        (format!("**/{pattern}"), |builder| {
            builder.literal_separator(true);
        })
    }

    fn subject(reference: &str) -> &str {
        image::Image::parse(reference).path
    }

    fn plain(pattern: &str) -> Option<Plain> {
        last_part(pattern).or_else(|| Plain::parts(pattern))
    }

    fn word(name: &str) -> &str {
        name.rsplit('/').next().unwrap_or(name)
    }
}

/// A pattern that is compared with the last part of a path.
fn last_part(pattern: &str) -> Option<Plain> {
    Plain::parse(pattern).filter(|_| !pattern.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns<D: Dialect>(texts: &[&str]) -> Patterns<D> {
        serde_yaml::from_value(serde_yaml::Value::from(texts.to_vec())).unwrap()
    }

    #[test]
    fn names_mind_their_case() {
        let names: Names = patterns(&["*_staging", "api", "web-[0-9]"]);
        assert_eq!(names.first_match("backend_staging"), Some(0));
        assert_eq!(names.first_match("web-1"), Some(2));
        assert!(!names.is_match("backend_STAGING"));
        assert!(!names.is_match("api2"));
    }

    #[test]
    fn the_closest_domain_owns_a_host() {
        let production: Domains = patterns(&["shop.example", "*.shop.example"]);
        let staging: Domains = patterns(&["*.staging.shop.example", "api-staging.shop.example"]);
        assert_eq!(production.closest("A.B.Shop.Example.").map(|(_, index)| index), Some(1));
        assert!(staging.closest("api-staging.shop.example") > production.closest("api-staging.shop.example"));
        assert!(staging.closest("x.staging.shop.example") > production.closest("x.staging.shop.example"));
        assert_eq!(production.closest("evilshop.example"), None);
    }

    #[test]
    fn a_path_pattern_without_slash_names_a_file_anywhere() {
        let paths: Paths = patterns(&[".env.staging", "infra/*.env", "./deploy/**/.env"]);
        assert!(paths.is_match("infra/docker/.env.staging"));
        assert!(paths.is_match("./infra/a.env"));
        assert!(!paths.is_match("infra/b/a.env"));
        assert!(paths.is_match("deploy/a/b/.env"));
    }

    #[test]
    fn an_image_is_its_name() {
        let images: Images = patterns(&["postgres", "mssql/server", "redis*"]);
        for image in ["postgres", "postgres:17", "docker.io/library/postgres:17@sha256:00", "localhost:5000/postgres"] {
            assert_eq!(images.first_match(image), Some(0), "{image}");
        }
        assert!(images.is_match("mcr.microsoft.com/mssql/server:2022-latest"));
        assert!(!images.is_match("example/server"));
        assert!(!images.is_match("postgres/admin"));
    }
}
