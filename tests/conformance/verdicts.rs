//! What Compose said of each file of real repositories, against what envlint says when it reads them whole.

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use envlint::engine::Options;
use envlint::model::{LoadOptions, Workspace};
use envlint::source::vfs::Disk;

use super::{corpus, parallel};

/// A line of `validity.tsv`, which stands beside the repositories.
struct Verdict {
    repository: String,
    file: String,
    /// Whether Compose accepts it, alone or over the file that it belongs to.
    accepted: bool,
    /// Why it is refused whatever variables are set, and whatever env files are there.
    broken: Option<String>,
}

/// A `valid-*` finding: its line, and what it says.
type Found = (usize, String);

/// How many verdicts agree, as a line, and those that do not; none without a directory of repositories.
///
/// What Compose accepts gets no `valid-*` finding of any level. What is broken gets an error at the line
/// that Compose names, when it is called with that file.
pub fn judge() -> Option<(String, Vec<String>)> {
    let repositories = corpus::repositories()?;
    let home = repositories.first()?.parent()?.parent()?.to_owned();
    let mut by_repository: BTreeMap<String, Vec<Verdict>> = BTreeMap::new();
    for verdict in verdicts(&home.join("validity.tsv"))? {
        by_repository.entry(verdict.repository.clone()).or_default().push(verdict);
    }
    let judged = parallel::each(&repositories, |repository| {
        let verdicts = repository.file_name().and_then(|name| by_repository.get(name));
        compare(repository, verdicts.map_or(&[], Vec::as_slice))
    });
    let mut wrong: Vec<String> = judged.into_iter().flatten().collect();
    let count =
        |wanted: fn(&Verdict) -> bool| by_repository.values().flatten().filter(|verdict| wanted(verdict)).count();
    let (accepted, broken) = (count(|verdict| verdict.accepted), count(|verdict| verdict.broken.is_some()));
    let strangers = home.join("not-compose");
    let taken = Workspace::load(&Disk, &load(&strangers, Vec::new())).map_or(0, |workspace| workspace.projects.len());
    if taken > 0 {
        wrong.push(format!("{taken} of the files in `{strangers}` are taken for Compose files"));
    }
    Some((format!("{accepted} accepted and {broken} broken files, {} wrong", wrong.len()), wrong))
}

/// The verdicts on the files of a repository that envlint does not share.
fn compare(repository: &Utf8Path, verdicts: &[Verdict]) -> Vec<String> {
    let mut wrong = Vec::new();
    let found = findings(repository, Vec::new());
    for verdict in verdicts.iter().filter(|verdict| verdict.accepted) {
        wrong.extend(found.get(&verdict.file).map(|found| describe(verdict, "is accepted by Compose", found)));
    }
    for verdict in verdicts {
        let Some(reason) = &verdict.broken else { continue };
        let found =
            findings(repository, vec![repository.join(&verdict.file)]).remove(&verdict.file).unwrap_or_default();
        let is_stated = |line: usize| stated_line(reason).is_none_or(|stated| (stated..=stated + 1).contains(&line));
        if !found.iter().any(|&(line, _)| is_stated(line)) {
            wrong.push(describe(verdict, reason, &found));
        }
    }
    wrong
}

fn verdicts(path: &Utf8Path) -> Option<Vec<Verdict>> {
    let text = fs::read_to_string(path).ok()?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next()?.split('\t').collect();
    let verdict = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |name: &str| names.iter().position(|known| *known == name).and_then(|at| fields.get(at)).copied();
        let reason = field("error_no_interpolate").unwrap_or_default().trim_matches('"');
        // A file that a variable names, or that is made later, is not missing for good.
        let is_missing = reason.contains("no such file");
        Some(Verdict {
            repository: field("repo")?.replace('/', "__"),
            file: field("file")?.to_owned(),
            accepted: field("rc_as_is") == Some("0") || field("rc_with_base") == Some("0"),
            broken: (field("rc_no_interpolate") == Some("1") && !is_missing).then(|| reason.to_owned()),
        })
    };
    Some(lines.filter_map(verdict).collect())
}

/// The `valid-*` findings by file, seen from the repository.
fn findings(repository: &Utf8Path, files: Vec<Utf8PathBuf>) -> BTreeMap<String, Vec<Found>> {
    let nothing = vec!["no-duplicate-keys".to_owned()];
    let options =
        Options { load: load(repository, files), select: nothing.clone(), ignore: nothing, ..Options::default() };
    let mut by_file: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    let Ok(report) = envlint::lint(&Disk, &options) else { return by_file };
    for found in report.diagnostics.iter().filter(|found| found.rule.starts_with("valid-")) {
        let file = report.sources.file(found.draft.span.file);
        let line = file.lines().line(found.draft.span.start) + 1;
        by_file.entry(file.path().to_string()).or_default().push((line, found.draft.message.clone()));
    }
    by_file
}

fn load(directory: &Utf8Path, files: Vec<Utf8PathBuf>) -> LoadOptions {
    LoadOptions {
        working_directory: directory.to_owned(),
        paths: vec![directory.to_owned()],
        files,
        ..LoadOptions::default()
    }
}

/// The line that Compose names.
fn stated_line(reason: &str) -> Option<usize> {
    reason.split_once("line ")?.1.split(':').next()?.parse().ok()
}

fn describe(verdict: &Verdict, what: &str, found: &[Found]) -> String {
    let said: Vec<String> = found.iter().map(|(line, message)| format!("line {line}: {message}")).collect();
    format!("`{}/{}`: {what}\n  envlint: {}", verdict.repository, verdict.file, said.join("; "))
}
