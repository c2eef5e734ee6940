//! STUB, to be replaced: what the command line needs of the library, in the shape agreed on. The
//! functions do nothing yet; the types say what the commands expect.
#![allow(dead_code, clippy::unnecessary_wraps, reason = "a stub")]

use camino::Utf8PathBuf;

use crate::diagnostic::{Level, Severity};
use crate::engine::Report;
use crate::source::vfs::Vfs;

/// Stands for `envlint::LintOptions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LintOptions {
    pub(super) working_directory: Utf8PathBuf,
    pub(super) paths: Vec<Utf8PathBuf>,
    pub(super) config: Option<Utf8PathBuf>,
    pub(super) preset: Option<String>,
    pub(super) levels: Vec<(String, Level)>,
    pub(super) select: Vec<String>,
    pub(super) ignore: Vec<String>,
}

/// Stands for `envlint::engine::Error`.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Error(pub(super) String);

/// Stands for `envlint::Survey`.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) projects: Vec<SurveyProject>,
    pub(super) services: Vec<SurveyRow>,
    pub(super) env_files: Vec<SurveyEnvFile>,
}

#[derive(Debug)]
pub(super) struct SurveyProject {
    pub(super) files: Vec<String>,
    pub(super) name: Option<String>,
}

#[derive(Debug)]
pub(super) struct SurveyRow {
    pub(super) service: String,
    pub(super) project_file: String,
    /// `shared` for what belongs to none.
    pub(super) environment: String,
    pub(super) role: String,
    pub(super) reason: String,
}

#[derive(Debug)]
pub(super) struct SurveyEnvFile {
    pub(super) path: String,
    pub(super) environment: String,
    pub(super) kind: EnvFileKind,
    pub(super) reason: String,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum EnvFileKind {
    Deployed,
    Template,
}

impl EnvFileKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Template => "template",
        }
    }
}

/// Stands for `envlint::RuleInfo`.
#[derive(Debug)]
pub(super) struct RuleInfo {
    pub(super) id: String,
    pub(super) pack: String,
    pub(super) level: Level,
    pub(super) strict: Option<Level>,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) fix: String,
    pub(super) page: Option<String>,
}

/// Stands for `envlint::lint`.
pub(super) fn lint(_vfs: &dyn Vfs, _options: &LintOptions) -> Result<Report, Error> {
    Err(Error("linting is not there yet".to_owned()))
}

/// Stands for `envlint::survey`.
pub(super) fn survey(_vfs: &dyn Vfs, _options: &LintOptions) -> Result<Survey, Error> {
    Ok(Survey::default())
}

/// Stands for `envlint::catalogue`.
pub(super) fn catalogue() -> Vec<RuleInfo> {
    vec![RuleInfo {
        id: "no-shared-secrets".into(),
        pack: "isolation".into(),
        level: Level::On(Severity::Error),
        strict: None,
        title: "no secret of one environment is used in another".into(),
        why: "Who reads the secrets of staging must not be able to sign tokens for production.".into(),
        fix: "Generate a secret of its own for every environment.".into(),
        page: None,
    }]
}
