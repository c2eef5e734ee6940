//! What people and machines read.
//!
//! A [`Report`](crate::engine::Report) is first [presented](Presented): every text in it masked,
//! cleaned and placed. The formats only arrange what is there, so none of them can leak a secret.

mod closing;
mod github;
mod gitlab;
mod json;
mod junit;
pub mod layout;
mod markdown;
mod paint;
mod places;
mod present;
mod pretty;
mod rdjson;
mod sarif;
mod short;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::str::FromStr;

pub use closing::{counted, proof};
pub use json::{Range, schema};
pub use paint::{Paint, style};
pub use present::{Finding, Place, Presented, Presenter, Related, Silenced};

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: excerpts of the files with what is wrong underlined.
    Pretty,
    /// For people in a hurry and for `grep`: one line a finding.
    Short,
    /// For machines: one object, `version: 1`.
    Json,
    /// The same findings, one object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Commands to a runner of GitHub Actions, which makes annotations of them.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// `JUnit` XML, for whatever shows tests.
    Junit,
    /// Reviewdog's diagnostic format.
    Rdjson,
}

impl Format {
    /// Every format with the word a user writes.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Pretty, "pretty"),
        (Self::Short, "short"),
        (Self::Json, "json"),
        (Self::Jsonl, "jsonl"),
        (Self::Sarif, "sarif"),
        (Self::Github, "github"),
        (Self::Gitlab, "gitlab"),
        (Self::Junit, "junit"),
        (Self::Rdjson, "rdjson"),
    ];

    /// The words a user may write.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(|(_, name)| name)
    }
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(format, _)| format).ok_or(())
    }
}

/// How text for people looks. The machine formats do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns to wrap and clip at.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
    /// Whether frames are drawn with more than ASCII.
    pub unicode: bool,
    /// Whether rule names are links for a terminal.
    pub links: bool,
}

impl Look {
    /// What a file gets.
    pub const PLAIN: Self = Self { width: 100, colour: false, unicode: true, links: false };
}

/// Writes the findings in `format`. The closing lines ([`counted`], [`proof`]) are the caller's to
/// write: they do not always go where the findings go.
///
/// # Errors
/// Those of `out`.
pub fn write(format: Format, presented: &Presented, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::write(presented, look, out),
        Format::Short => short::write(presented, out),
        Format::Json => json::write(presented, out),
        Format::Jsonl => json::write_lines(presented, out),
        Format::Sarif => sarif::write(presented, out),
        Format::Github => github::write(presented, out),
        Format::Gitlab => gitlab::write(presented, out),
        Format::Junit => junit::write(presented, out),
        Format::Rdjson => rdjson::write(presented, out),
    }
}

/// The documentation.
const HOME: &str = env!("CARGO_PKG_HOMEPAGE");

/// The page of a rule.
pub fn url(rule: &str) -> String {
    format!(concat!(env!("CARGO_PKG_HOMEPAGE"), "/rules/{}.html"), rule)
}

/// The page about rules of a repository's own, which have none themselves.
fn own_rules_url() -> String {
    concat!(env!("CARGO_PKG_HOMEPAGE"), "/writing-rules.html").to_owned()
}
