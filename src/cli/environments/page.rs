//! A survey for people: what there is, then each project and the env files with the reasons, then what
//! disagrees, then what to write when it is wrong.

use anstyle::Style;
use indexmap::IndexMap;
use unicode_width::UnicodeWidthStr;

use super::places::{said, said_at};
use crate::config::Role;
use crate::engine::{Basis, Deployment, Survey, SurveyPlace};
use crate::model::environment::Kind;
use crate::model::value::Same;
use crate::report::layout::wrap;
use crate::report::{Look, Paint, style};
use crate::source::clean;

/// Names take so many columns at most; more of them go to further lines.
const NAMES: usize = 34;

/// What to write when an answer is wrong.
const ADVICE: &str = "\
wrong? `envlint init` writes these answers to `envlint.yaml`, to be corrected there:
  environments:
    staging:
      projects: [{ files: [PATH] }]  # Compose files that are deployed together
      services: [NAME]               # single services, whatever their file
      env_files: [PATH]
      host: NAME                     # one host with every environment of that host
  shared: { services: [NAME], env_files: [PATH] }  # of no single environment
";

pub(super) struct Page {
    look: Look,
    lines: Vec<String>,
}

/// What belongs to one environment for one reason.
struct Group<'a> {
    environment: &'a str,
    names: Vec<String>,
    reason: String,
    places: Vec<&'a SurveyPlace>,
}

/// Things with their reasons, in the order of the files.
type Items<'a> = Vec<(String, &'a Basis, String)>;

impl Page {
    /// The survey as text.
    pub(super) fn of(survey: &Survey, look: Look) -> String {
        let mut page = Self { look, lines: Vec::new() };
        if survey.projects.is_empty() && survey.env_files.is_empty() {
            return "no environment found\n".to_owned();
        }
        page.overview(survey);
        page.hosts(survey);
        for project in &survey.projects {
            page.project(project);
        }
        if !survey.env_files.is_empty() {
            page.heading("env files", "");
            let items = survey.env_files.iter().map(|file| {
                let told = if file.kind.name() == "template" { "template; " } else { "" };
                (clean(&file.path), &file.basis, told.to_owned())
            });
            page.groups(&groups(items.collect()));
        }
        page.conflicts(survey);
        let mut text = page.lines.join("\n");
        text.push_str("\n\n");
        text.push_str(&page.paint(style::FAINT, ADVICE.trim_end()));
        text.push('\n');
        text
    }

    /// How much belongs to each environment, and its hosts.
    fn overview(&mut self, survey: &Survey) {
        let mut rows = Vec::new();
        let shared = [(None, "shared", ""), (None, "unknown", "")];
        let named = survey.environments.iter().map(|environment| {
            let role = environment.role.name();
            (Some(environment), environment.name.as_str(), if role == environment.name { "" } else { role })
        });
        for (environment, name, role) in named.chain(shared) {
            let is_of = |basis: &&Basis| basis.environment.is_some() == environment.is_some() && label(basis) == name;
            let services = survey.projects.iter().flat_map(|project| &project.services).map(|service| &service.basis);
            let services = services.filter(is_of).count();
            let env_files = survey.env_files.iter().map(|file| &file.basis).filter(is_of).count();
            let counted = [counted(services, "service"), counted(env_files, "env file")];
            let counted = counted.into_iter().flatten().collect::<Vec<_>>().join(", ");
            if counted.is_empty() {
                continue;
            }
            let domains = environment.map(|environment| environment.domains.as_slice()).unwrap_or_default();
            let mut domains = domains.iter().take(6).map(|domain| clean(domain)).collect::<Vec<_>>().join(", ");
            if domains.is_empty() && environment.is_some_and(|environment| environment.role == Role::Other) {
                domains.push_str("compared with nothing");
            }
            let name = if role.is_empty() { clean(name) } else { format!("{} ({role})", clean(name)) };
            rows.push([vec![name], vec![counted], vec![domains]]);
        }
        self.lines.push(self.paint(style::STRONG, "environments"));
        self.columns(&rows);
    }

    /// Which environments run on one host: ports, names and paths clash only there.
    fn hosts(&mut self, survey: &Survey) {
        if survey.hosts.is_empty() {
            return;
        }
        self.heading("hosts", "ports, names and paths clash only on one host");
        let mut rows: IndexMap<(&str, String), Vec<String>> = IndexMap::new();
        for hosts in &survey.hosts {
            let places: Vec<&SurveyPlace> = hosts.places.iter().collect();
            let why = said_at(hosts.reason.clause(), &places);
            let (answer, advice) = match hosts.same {
                Same::Yes => ("one host", ""),
                Same::No => ("two hosts", ""),
                Same::Unknown => ("unknown", "; give each a `host:` in `envlint.yaml`"),
            };
            let pair = hosts.environments.iter().map(|name| clean(name)).collect::<Vec<_>>().join(" and ");
            rows.entry((answer, format!("{why}{advice}"))).or_default().push(pair);
        }
        let rows: Vec<[Vec<String>; 3]> =
            rows.into_iter().map(|((answer, why), pairs)| [vec![answer.to_owned()], pairs, vec![why]]).collect();
        self.columns(&rows);
    }

    fn project(&mut self, project: &Deployment) {
        let files = project.files.iter().map(|file| clean(file)).collect::<Vec<_>>().join(" + ");
        let name = project.name.as_deref().map(|name| format!("project {}", clean(name)));
        let passed = project.env_files.iter().map(|file| format!("--env-file {}", clean(file)));
        let assumed = project.assumed.then(|| "(assumed)".to_owned());
        let facts: Vec<String> = name.into_iter().chain(passed).chain(assumed).collect();
        self.heading(&files, &facts.join(" "));
        if project.services.is_empty() {
            self.lines.push("  no services".to_owned());
        }
        let items = project.services.iter().map(|service| (clean(&service.name), &service.basis, String::new()));
        self.groups(&groups(items.collect()));
    }

    /// What was not believed.
    fn conflicts(&mut self, survey: &Survey) {
        let services = survey.projects.iter().flat_map(|project| {
            let file = project.files.last().map(|file| clean(file)).unwrap_or_default();
            project.services.iter().map(move |service| (format!("{} ({file})", clean(&service.name)), &service.basis))
        });
        let env_files = survey.env_files.iter().map(|file| (clean(&file.path), &file.basis));
        let mut told: IndexMap<(String, String), Vec<String>> = IndexMap::new();
        for (name, basis) in services.chain(env_files) {
            for (environment, _, reason, place) in &basis.against {
                let own = format!("{}: {}", clean(label(basis)), said(&basis.reason, basis.place.as_ref()));
                let other = format!("not {}: {}", clean(environment), said(reason, place.as_ref()));
                told.entry((own, other)).or_default().push(name.clone());
            }
        }
        if told.is_empty() {
            return;
        }
        self.heading("conflicts", "the first reason is believed");
        for ((own, other), names) in told {
            let width = self.look.width.saturating_sub(4);
            self.lines.extend(wrap(&names.join(", "), width + 2).iter().map(|line| format!("  {line}")));
            for line in wrap(&own, width).into_iter().chain(wrap(&other, width)) {
                self.lines.push(format!("    {}", self.paint(style::FAINT, &line)));
            }
        }
    }

    fn groups(&mut self, groups: &[Group<'_>]) {
        let rows: Vec<[Vec<String>; 3]> = groups
            .iter()
            .map(|group| {
                let longest = group.names.iter().map(|name| name.width()).max().unwrap_or(0);
                let why = said_at(&group.reason, &group.places);
                let names = wrap(&group.names.join(", "), NAMES.max(longest + 1));
                [vec![clean(group.environment)], names, vec![why]]
            })
            .collect();
        self.columns(&rows);
    }

    /// Rows of an environment, names and a text that is wrapped. Where names are long, the text stands
    /// above them.
    fn columns(&mut self, rows: &[[Vec<String>; 3]]) {
        let widest = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            cells.flatten().map(|line| line.width()).max().unwrap_or(0)
        };
        let (first, second) = (widest(0).max(11), widest(1));
        let is_stacked = second > NAMES + 4;
        let indent = if is_stacked { first + 4 } else { first + second + 6 };
        let room = self.look.width.saturating_sub(indent).max(30);
        for [environment, names, why] in rows {
            let why: Vec<String> = why.iter().flat_map(|text| wrap(text, room)).collect();
            let environment = environment.first().map(String::as_str).unwrap_or_default();
            let lead = |at: usize| if at == 0 { environment } else { "" };
            if is_stacked {
                for (at, text) in why.iter().enumerate() {
                    self.row(&[(lead(at), first, style::STRONG), (text, 0, style::FAINT)]);
                }
                for name in names {
                    self.row(&[("", first, style::STRONG), (name, 0, Style::new())]);
                }
                continue;
            }
            for at in 0..names.len().max(why.len()) {
                let cell = |cells: &[String]| cells.get(at).cloned().unwrap_or_default();
                let (name, text) = (cell(names), cell(&why));
                self.row(&[(lead(at), first, style::STRONG), (&name, second, Style::new()), (&text, 0, style::FAINT)]);
            }
        }
    }

    fn row(&mut self, cells: &[(&str, usize, Style)]) {
        let mut line = String::new();
        for (text, width, style) in cells {
            line.push_str("  ");
            line.push_str(&self.paint(*style, text));
            line.push_str(&" ".repeat(width.saturating_sub(text.width())));
        }
        line.truncate(line.trim_end().len());
        self.lines.push(line);
    }

    fn heading(&mut self, text: &str, fact: &str) {
        self.lines.push(String::new());
        let mut line = self.paint(style::STRONG, text);
        if !fact.is_empty() {
            line.push_str("  ");
            line.push_str(&self.paint(style::FAINT, fact));
        }
        self.lines.push(line);
    }

    fn paint(&self, style: Style, text: &str) -> String {
        Paint { on: self.look.colour }.text(style, text)
    }
}

/// The environment, `shared`, or `unknown` where nothing says so much.
fn label(basis: &Basis) -> &str {
    let shared = if basis.kind == Kind::Nothing { "unknown" } else { "shared" };
    basis.environment.as_deref().unwrap_or(shared)
}

/// Those with one answer and one reason stand together.
fn groups(items: Items<'_>) -> Vec<Group<'_>> {
    let mut groups: IndexMap<(&str, Kind, String), Group<'_>> = IndexMap::new();
    for (name, basis, told) in items {
        let environment = label(basis);
        let reason = format!("{told}{}", clean(&basis.reason));
        let empty = Group { environment, names: Vec::new(), reason: reason.clone(), places: Vec::new() };
        let group = groups.entry((environment, basis.kind, reason)).or_insert(empty);
        group.names.push(name);
        group.places.extend(&basis.place);
    }
    groups.into_values().collect()
}

fn counted(number: usize, what: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{number} {what}s")),
    }
}
