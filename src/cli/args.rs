//! What can be said on the command line.

use camino::Utf8PathBuf;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Preset, suggest};
use crate::diagnostic::{Level, Severity};
use crate::report::Format;

const AFTER: &str = "\
Examples:
  envlint                             lint the repository you are in
  envlint infra/ --fail-on warning    lint a directory, and be strict about it
  envlint -f compose.yaml             lint one project alone
  envlint --format json=envlint.json  write a report for machines

Exit codes:
  0  no finding is as serious as --fail-on
  1  there are such findings
  2  nothing was linted: wrong arguments, no files, or an error of envlint itself

A path that is named like a command is written with a directory: `envlint ./rules`.";

/// Proves that production and staging of a Docker Compose repository are isolated from each other.
#[derive(Debug, Parser)]
#[command(name = "envlint", version, after_help = AFTER)]
#[command(disable_help_subcommand = true, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) scope: Scope,
    #[command(flatten)]
    pub(super) policy: Policy,
    /// How to print: `pretty`, `short`, `json`, `jsonl`, `sarif`, `github`, `gitlab`, `junit` or
    /// `rdjson`; repeat it to write to files too [default: pretty]
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = target, help_heading = "Output")]
    pub(super) targets: Vec<Target>,
    /// Print findings only, without the closing lines
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Say which files were read
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

/// What is looked at.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Scope {
    /// Directories and files to lint [default: .]
    pub(super) paths: Vec<Utf8PathBuf>,
    #[command(flatten)]
    pub(super) project: Project,
    /// Read this configuration, not `envlint.yaml` of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(super) config: Option<Utf8PathBuf>,
}

/// The one project that is looked at, as Docker Compose takes it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Project")]
pub(super) struct Project {
    /// Take only this Compose file; repeat it for those merged over it
    #[arg(short, long = "file", value_name = "FILE")]
    pub(super) files: Vec<Utf8PathBuf>,
    /// Take variables from this file, not from `.env`; repeat it, the last wins
    #[arg(long = "env-file", value_name = "FILE")]
    pub(super) env_files: Vec<Utf8PathBuf>,
}

/// What is held against it.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct Policy {
    /// Start from the levels of `recommended` or `strict`
    #[arg(long, value_name = "NAME", value_parser = preset(), hide_possible_values = true)]
    pub(super) preset: Option<Preset>,
    /// Check these rules only
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Do not check these rules
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Set the level of a rule: `off`, `info`, `warning` or `error`
    #[arg(long = "level", value_name = "RULE=LEVEL", value_parser = rule_level)]
    pub(super) levels: Vec<(String, Level)>,
    /// Tell only findings of these environments
    #[arg(long = "environment", value_name = "NAME,...", value_delimiter = ',')]
    pub(super) environments: Vec<String>,
    /// Do not tell findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<Utf8PathBuf>,
    /// Write all findings to the baseline, and tell none
    #[arg(long, requires = "baseline", conflicts_with = "environments")]
    pub(super) write_baseline: bool,
    /// Exit with 1 from this level on: `error`, `warning`, `info` or `never` [default: error]
    #[arg(long, value_name = "LEVEL", value_parser = fail_on)]
    pub(super) fail_on: Option<FailOn>,
}

/// How it is said.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// When to use colours: `auto`, `always` or `never`
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(super) color: When,
}

/// Everything but linting.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show which service and file belongs to which environment, and why
    Environments(Environments),
    /// Write `envlint.yaml` with the environments that were recognised
    Init(Init),
    /// Show what a service is really given, and where each value comes from
    Resolve(Resolve),
    /// List the rules
    Rules(Own),
    /// Explain a rule: what it means, why, and how to fix what it finds
    Explain {
        /// The rule, for example `no-shared-secrets`
        #[arg(value_name = "RULE")]
        rule: String,
        #[command(flatten)]
        policy: Own,
    },
    /// Print a JSON Schema, for an editor or a program
    Schema {
        /// Of `envlint.yaml`, of a pack of rules, or of what `--format json` writes
        #[arg(value_name = "config|pack|report", hide_possible_values = true)]
        document: Document,
    },
    /// Write a script that completes the command line in a shell
    Completions {
        /// The shell: `bash`, `elvish`, `fish`, `powershell` or `zsh`
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
    /// Write the manual page
    Man,
}

/// What has a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Document {
    /// `envlint.yaml`.
    Config,
    /// A pack of rules.
    Pack,
    /// What `--format json` writes.
    Report,
}

/// Whose packs are read.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Own {
    /// Read this configuration, not `envlint.yaml` of the repository
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<Utf8PathBuf>,
}

/// Of `envlint environments`.
#[derive(Debug, Args)]
pub(super) struct Environments {
    #[command(flatten)]
    pub(super) scope: Scope,
    /// How to print: `pretty` or `json`
    #[arg(long, value_name = "FORMAT", value_parser = ["pretty", "json"], default_value = "pretty")]
    #[arg(hide_possible_values = true, hide_default_value = true, help_heading = "Output")]
    pub(super) format: String,
}

/// Of `envlint init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Directories and files to look at [default: .]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// Print the configuration, and write nothing
    #[arg(long, help_heading = "Output")]
    pub(super) stdout: bool,
}

const AFTER_RESOLVE: &str = "\
Examples:
  envlint resolve                      everything
  envlint resolve backend              one service
  envlint resolve backend JWT_SECRET   one variable, with every place it went through
  envlint resolve backend ports        one attribute

Secrets read `***`.";

/// Of `envlint resolve`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_RESOLVE)]
pub(super) struct Resolve {
    /// The service, in every project that has it
    #[arg(value_name = "SERVICE")]
    pub(super) service: Option<String>,
    /// A variable of the service, or an attribute: `ports`, `environment.JWT_SECRET`
    #[arg(value_name = "KEY")]
    pub(super) key: Option<String>,
    /// Look at this directory or file; repeat it for several [default: .]
    #[arg(long = "path", value_name = "PATH")]
    pub(super) paths: Vec<Utf8PathBuf>,
    #[command(flatten)]
    pub(super) project: Project,
    /// Only services of this environment
    #[arg(long, value_name = "NAME")]
    pub(super) environment: Option<String>,
    /// Read this configuration, not `envlint.yaml` of the repository
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<Utf8PathBuf>,
    /// How to print: `pretty` or `json`
    #[arg(long, value_name = "FORMAT", value_parser = ["pretty", "json"], default_value = "pretty")]
    #[arg(hide_possible_values = true, hide_default_value = true, help_heading = "Output")]
    pub(super) format: String,
    /// Show secrets: for your own eyes, never where output is kept
    #[arg(long, help_heading = "Output")]
    pub(super) show_values: bool,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal.
    #[default]
    Auto,
    Always,
    Never,
}

/// From when on findings make the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailOn {
    AtLeast(Severity),
    Never,
}

impl FailOn {
    /// Whether a finding of this severity makes the run fail.
    pub(super) fn includes(self, severity: Severity) -> bool {
        matches!(self, Self::AtLeast(least) if severity >= least)
    }
}

/// A format and the file it goes to, unless that is the standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    pub(super) file: Option<Utf8PathBuf>,
}

fn target(text: &str) -> Result<Target, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("the file after `=` has no name".to_owned()),
        Some((name, file)) => (name, Some(Utf8PathBuf::from(file))),
        None => (text, None),
    };
    let format = name.parse().map_err(|()| {
        let names: Vec<&str> = Format::names().collect();
        let meant = suggest::closest(name, &names).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
        format!("{meant}the formats are {}", listed(&names))
    })?;
    Ok(Target { format, file })
}

fn preset() -> impl TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::NAMES).map(|name| name.parse().unwrap_or_default())
}

fn rule_level(text: &str) -> Result<(String, Level), String> {
    let (rule, level) = text.split_once('=').ok_or("write the rule, `=` and its level: `no-debug=error`")?;
    let level = level.parse().map_err(|()| format!("the levels are {}", listed(&Level::NAMES)))?;
    Ok((rule.to_owned(), level))
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    match text.parse::<Level>().map(Level::severity) {
        Ok(Some(severity)) => Ok(FailOn::AtLeast(severity)),
        _ if text == "never" => Ok(FailOn::Never),
        _ => Err(format!("it is one of {}", listed(&["error", "warning", "info", "never"]))),
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
