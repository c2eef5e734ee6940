//! Exceptions: findings that a repository has decided to live with.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::Date;
use super::typed::refusal;

/// The keys that a path through the model begins with, beside those that begin with `x-`.
pub const TOP_LEVEL: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "include"];

/// What a repository has decided to live with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The rule that is to be silent.
    pub rule: String,
    /// Where.
    #[schemars(with = "String", length(min = 1))]
    pub at: At,
    /// Why.
    #[serde(deserialize_with = "reason")]
    #[schemars(length(min = 1))]
    pub reason: String,
    /// The last day on which it counts; none when it always does.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date", "pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub until: Option<Date>,
}

/// Where an exception counts: there and for everything below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A path through the model: `services.api.ports`.
    Model(String),
    /// A file, or a part of it: `infra/.env.staging#SMTP_PASSWORD`,
    /// `compose.prod.yaml#services.api`.
    File {
        /// From the directory of the configuration.
        path: String,
        /// A key of an env file or a path through the model.
        below: Option<String>,
    },
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model(path) | Self::File { path, below: None } => f.write_str(path),
            Self::File { path, below: Some(below) } => write!(f, "{path}#{below}"),
        }
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let text = text.trim();
        if text.is_empty() {
            return Err(refusal("is empty", "write a path such as `services.api.ports` or `.env.staging#API_KEY`"));
        }
        let (path, below) = match text.split_once('#') {
            Some((_, "")) => {
                return Err(refusal("names nothing behind `#`", "write a key behind `#`, or remove the `#`"));
            }
            Some(("", _)) => return Err(refusal("names no file before `#`", "write the path of a file before `#`")),
            Some((path, below)) => (path, Some(below)),
            None => (text, None),
        };
        if path.starts_with('/') {
            return Err(refusal("begins with `/`", "write the path from the directory of this file"));
        }
        if [Some(path).filter(|_| below.is_none()), below].into_iter().flatten().any(has_gap) {
            return Err(refusal("has an empty part", "write one `.` between two names"));
        }
        match below {
            None if is_model(path) => Ok(Self::Model(path.to_owned())),
            _ => Ok(Self::File { path: path.to_owned(), below: below.map(ToOwned::to_owned) }),
        }
    }
}

fn is_model(path: &str) -> bool {
    path.split_once('.').is_some_and(|(first, _)| TOP_LEVEL.contains(&first) || first.starts_with("x-"))
}

fn has_gap(path: &str) -> bool {
    is_model(path) && path.split('.').any(str::is_empty)
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.chars().any(char::is_alphanumeric) {
        Ok(text.trim().to_owned())
    } else {
        Err(D::Error::custom("is empty\nsay why the rule may be broken here"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_in_the_model_or_in_a_file() {
        let read = |text: &str| serde_yaml::from_value::<At>(serde_yaml::Value::from(text)).ok();
        let file = |path: &str, below: Option<&str>| {
            Some(At::File { path: path.to_owned(), below: below.map(ToOwned::to_owned) })
        };
        assert_eq!(read("services.api.ports"), Some(At::Model("services.api.ports".to_owned())));
        assert_eq!(read("infra/.env.staging#KEY"), file("infra/.env.staging", Some("KEY")));
        assert_eq!(read("compose.yaml#services.api"), file("compose.yaml", Some("services.api")));
        assert_eq!(read("compose.yaml"), file("compose.yaml", None));
        assert_eq!(read(".env"), file(".env", None));
        for broken in ["", "#KEY", ".env#", "services..ports", "services.api.", "/etc/x", "a.yaml#services..x"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
