//! What the name of an env file says.

use crate::model::caseless::is_one_of;

/// What an env file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Read by a deployment.
    Deployed,
    /// Copied and filled in by a person.
    Template,
}

impl Kind {
    /// `deployed` or `template`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Template => "template",
        }
    }
}

/// A file name that env files have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFileName {
    /// Template or not.
    pub kind: Kind,
    /// The name of the deployed file: for a template, the file it is copied to.
    pub deployed: String,
}

/// Words that make a file a template.
const TEMPLATE: [&str; 12] = [
    "example", "examples", "exemple", "ejemplo", "exemplo", "template", "tmpl", "tpl", "dist", "sample", "default",
    "defaults",
];

/// Endings of files that only look like env files: code, documents, archives and cipher texts.
const OTHER: [&str; 40] = [
    "ts", "tsx", "mts", "cts", "js", "mjs", "cjs", "jsx", "json", "yml", "yaml", "toml", "sh", "bash", "zsh", "fish",
    "ps1", "py", "rb", "go", "rs", "php", "java", "md", "txt", "html", "css", "bak~", "gpg", "enc", "age", "asc",
    "vault", "keys", "j2", "erb", "swp", "patch", "diff", "rej",
];

impl EnvFileName {
    /// Reads a file name such as `.env`, `.env.staging.example`, `backend.env` or `env.sample`;
    /// none when it is no env file's.
    pub fn parse(name: &str) -> Option<Self> {
        let words: Vec<&str> = name.split(['.', '-', '_']).collect();
        let is_env = |word: &&str| word.eq_ignore_ascii_case("env");
        let at = words.iter().position(is_env)?;
        // `env` must stand at an end, or be followed by what kind of env file it is.
        let begins = at == 0 || (at == 1 && words.first() == Some(&""));
        let dotted = name.starts_with(".env")
            || (words.len() > 1 && words.last().is_some_and(|word| word.eq_ignore_ascii_case("env")))
            || name.contains(".env.")
            || name.contains(".env-")
            || name.contains(".env_");
        let is_template = |word: &str| is_one_of(word, &TEMPLATE);
        let template = words.iter().any(|word| is_template(word));
        if is_one_of(words.last()?, &OTHER) {
            return None;
        }
        if !(dotted
            || (template
                && (words.len() <= 3 || name.starts_with("env."))
                && (begins || words.last().is_some_and(is_env))))
        {
            return None;
        }
        Some(Self {
            kind: if template { Kind::Template } else { Kind::Deployed },
            deployed: deployed(name, is_template),
        })
    }
}

/// The name without the words that make it a template; what is left of `sample.env` and its like
/// is `.env`.
fn deployed(name: &str, is_template: impl Fn(&str) -> bool) -> String {
    let mut kept = String::new();
    let mut rest = name;
    while !rest.is_empty() {
        let separator = rest.strip_prefix(['.', '-', '_']).map_or("", |_| rest.get(..1).unwrap_or_default());
        let tail = rest.get(separator.len()..).unwrap_or_default();
        let end = tail.find(['.', '-', '_']).unwrap_or(tail.len());
        let word = tail.get(..end).unwrap_or_default();
        if word.is_empty() || !is_template(word) {
            kept.push_str(separator);
            kept.push_str(word);
        }
        rest = tail.get(end..).unwrap_or_default();
    }
    if kept == "env" { ".env".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_file_is() {
        let read = |name: &str| EnvFileName::parse(name).map(|name| (name.kind, name.deployed));
        let deployed = |name: &str| Some((Kind::Deployed, name.to_owned()));
        let template = |name: &str| Some((Kind::Template, name.to_owned()));
        assert_eq!(read(".env"), deployed(".env"));
        assert_eq!(read(".env.staging"), deployed(".env.staging"));
        assert_eq!(read("staging.env"), deployed("staging.env"));
        assert_eq!(read(".env.staging.db"), deployed(".env.staging.db"));
        assert_eq!(read(".env.staging.example"), template(".env.staging"));
        assert_eq!(read(".env-example"), template(".env"));
        assert_eq!(read("backend.env.example"), template("backend.env"));
        assert_eq!(read("staging.example.env"), template("staging.env"));
        assert_eq!(read("sample.env"), template(".env"));
        assert_eq!(read("env.template"), template(".env"));
        assert_eq!(read("env_example"), template(".env"));
        assert_eq!(read("env.auth-production.example"), template("env.auth-production"));
        assert_eq!(read(".env.exemple"), template(".env"));
        for other in [
            ".envrc",
            "env.ts",
            ".env.d.ts",
            "environment.yml",
            "docker-compose.yml",
            ".env.vault",
            ".env.patch",
            "env.py",
            "example.txt",
            "env",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
