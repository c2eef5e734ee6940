//! Env files.

use arbitrary::Arbitrary;

use super::value::{Environment, Variable};

/// An env file.
#[derive(Debug, Arbitrary)]
pub struct EnvFile {
    environment: Environment,
    template: bool,
    windows: bool,
    entries: Vec<(Quotes, Variable)>,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Quotes {
    None,
    Single,
    Double,
    Export,
}

impl EnvFile {
    /// Where it lies.
    pub fn path(&self) -> String {
        format!(".env{}{}", self.environment.suffix(), if self.template { ".example" } else { "" })
    }

    /// What it holds.
    pub fn text(&self) -> String {
        let end = if self.windows { "\r\n" } else { "\n" };
        self.entries.iter().take(16).map(|(quotes, variable)| line(*quotes, variable) + end).collect()
    }
}

fn line(quotes: Quotes, variable: &Variable) -> String {
    let (key, value) = variable.text();
    let Some(value) = value else { return key.to_owned() };
    // What would take the next line for part of itself makes a secret of one variable the text of another.
    let value: String = value.chars().filter(|next| !next.is_control() && !matches!(next, '"' | '\'' | '\\')).collect();
    match quotes {
        Quotes::None => format!("{key}={value}"),
        Quotes::Single => format!("{key}='{value}'"),
        Quotes::Double => format!("{key}: \"{value}\" # {key}"),
        Quotes::Export => format!("export {key}={value}"),
    }
}
