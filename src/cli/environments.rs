//! `envlint environments`

use serde::Serialize;

use super::args::{Environments, Policy};
use super::{CLEAN, Failure, Process, lint};
use crate::engine::{self, Survey};
use crate::report::layout::Table;
use crate::report::{Look, Paint, style};
use crate::source::clean;

pub(super) fn run(arguments: &Environments, process: &mut Process, look: Look) -> Result<u8, Failure> {
    let options = lint::options(&arguments.scope, &Policy::default(), process)?;
    let survey = engine::survey(process.vfs, &options.load)?;
    let rows = Rows::new(&survey);
    let text = if arguments.format == "json" { rows.json()? } else { rows.table(look) };
    process.print(text.as_bytes())?;
    Ok(CLEAN)
}

/// A survey as it may be shown, in the stable shape of its JSON form.
#[derive(Debug, Serialize)]
pub(super) struct Rows {
    version: u32,
    projects: Vec<Project>,
    services: Vec<Service>,
    env_files: Vec<EnvFile>,
}

#[derive(Debug, Serialize)]
struct Project {
    name: Option<String>,
    files: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Service {
    name: String,
    file: String,
    environment: String,
    role: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct EnvFile {
    path: String,
    environment: String,
    kind: &'static str,
    reason: String,
}

impl Rows {
    pub(super) fn new(survey: &Survey) -> Self {
        let projects = survey.projects.iter().map(|project| Project {
            name: project.name.as_deref().map(clean),
            files: project.files.iter().map(|file| clean(file)).collect(),
        });
        let services = survey.services.iter().map(|row| Service {
            name: clean(&row.service),
            file: clean(&row.project_file),
            environment: clean(&row.environment),
            role: clean(&row.role),
            reason: clean(&row.reason),
        });
        let env_files = survey.env_files.iter().map(|row| EnvFile {
            path: clean(&row.path),
            environment: clean(&row.environment),
            kind: row.kind.name(),
            reason: clean(&row.reason),
        });
        Self { version: 1, projects: projects.collect(), services: services.collect(), env_files: env_files.collect() }
    }

    fn json(&self) -> Result<String, Failure> {
        let text = serde_json::to_string(self).map_err(|error| Failure::new(error.to_string()))?;
        Ok(text + "\n")
    }

    /// What belongs to each environment, in the order in which they are first named.
    pub(super) fn table(&self, look: Look) -> String {
        let mut table = Table::new();
        for (environment, role) in self.environments() {
            let heading = if role.is_empty() || role == environment {
                environment.to_owned()
            } else {
                format!("{environment} ({role})")
            };
            table.row([(heading, style::STRONG)]);
            for row in self.services.iter().filter(|row| row.environment == environment) {
                table.row(cells(&row.name, &row.file, &row.reason));
            }
            for row in self.env_files.iter().filter(|row| row.environment == environment) {
                table.row(cells(&row.path, row.kind, &row.reason));
            }
            table.row([]);
        }
        if !self.projects.is_empty() {
            table.row([("projects".to_owned(), style::STRONG)]);
        }
        for project in &self.projects {
            let name = project.name.as_deref().unwrap_or("(no name of its own)");
            table.row(cells(name, "", &project.files.join(" + ")));
        }
        let mut lines = table.lines(Paint { on: look.colour }, look.width);
        if lines.is_empty() {
            lines.push("no environment found".to_owned());
        }
        lines.join("\n") + "\n"
    }

    fn environments(&self) -> Vec<(&str, &str)> {
        let services = self.services.iter().map(|row| (row.environment.as_str(), row.role.as_str()));
        let env_files = self.env_files.iter().map(|row| (row.environment.as_str(), ""));
        let mut environments: Vec<(&str, &str)> = Vec::new();
        for next in services.chain(env_files) {
            if !environments.iter().any(|(name, _)| *name == next.0) {
                environments.push(next);
            }
        }
        environments
    }
}

fn cells(name: &str, kind: &str, reason: &str) -> [(String, anstyle::Style); 3] {
    let plain = anstyle::Style::new();
    [(format!("  {name}"), plain), (kind.to_owned(), style::FAINT), (reason.to_owned(), plain)]
}
