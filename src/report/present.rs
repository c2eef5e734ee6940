//! A report as every format may show it.

use super::places::Places;
use super::{own_rules_url, url};
use crate::diagnostic::{Diagnostic, Severity, Suppression};
use crate::engine::{Report, RuleInfo, Summary};
use crate::source::{FileId, Mask, Position, Shown, SourceMap, Span};

/// Of a name or a value in a message so many characters are shown.
const MOST_QUOTED: usize = 200;

/// A report whose texts are masked and cleaned and whose places are counted.
#[derive(Debug)]
pub struct Presented<'a> {
    /// The findings, in the order of the report.
    pub findings: Vec<Finding>,
    /// The findings that somebody silenced, in the same order.
    pub suppressed: Vec<Silenced>,
    /// The rules of the repository's own packs.
    pub own_rules: Vec<RuleInfo>,
    /// Whether a rule failed.
    pub failed: bool,
    report: &'a Report,
    presenter: Presenter<'a>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that reports it.
    pub rule: String,
    /// Rules that saw the same cause.
    pub also: Vec<String>,
    /// How serious it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The environment at fault.
    pub environment: Option<String>,
    /// The service at fault.
    pub service: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// What stands there.
    pub label: Option<String>,
    /// Other places, in the order of the story.
    pub related: Vec<Related>,
    /// What to do.
    pub help: Option<String>,
    /// The page of the rule.
    pub url: String,
    /// The same for the same mistake, also when lines move.
    pub fingerprint: String,
}

/// A finding that somebody silenced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silenced {
    /// As it would have been told.
    pub finding: Finding,
    /// Where it was silenced.
    pub by: Suppression,
    /// Why.
    pub reason: Option<String>,
}

/// Another place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it is.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// A range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Relative to the working directory, with `/`.
    pub path: String,
    /// First character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
    /// Characters (not UTF-16 units) before start and end on their lines.
    columns: (u32, u32),
    /// Bytes before start and end on their lines.
    bytes: (u32, u32),
    /// The bytes.
    pub(super) span: Span,
}

impl Place {
    /// The line, counted from one.
    pub fn line(&self) -> u32 {
        self.start.line + 1
    }

    /// The column in characters, counted from one.
    pub fn column(&self) -> u32 {
        self.columns.0 + 1
    }

    /// The last line, counted from one.
    pub(super) fn last_line(&self) -> u32 {
        self.end.line + 1
    }

    /// The column in characters behind the last one, counted from one.
    pub(super) fn end_column(&self) -> u32 {
        self.columns.1 + 1
    }

    /// The first byte and the one behind the last, each counted from one on its line.
    pub(super) fn bytes(&self) -> (u32, u32) {
        (self.bytes.0 + 1, self.bytes.1 + 1)
    }

    /// `path:line:column`, as terminals and editors make links of it.
    pub fn link(&self) -> String {
        format!("{}:{}:{}", self.path, self.line(), self.column())
    }
}

impl<'a> Presented<'a> {
    /// Masks, cleans and counts.
    pub fn new(report: &'a Report) -> Self {
        let silenced = report.suppressed.iter().map(|suppressed| &suppressed.diagnostic);
        let spans = report.diagnostics.iter().chain(silenced).flat_map(|diagnostic| {
            let draft = &diagnostic.draft;
            std::iter::once(draft.span).chain(draft.related.iter().map(|label| label.span))
        });
        let presenter = Presenter { own_rules: &report.own_rules, ..Presenter::new(&report.sources, spans) };
        let findings = report.diagnostics.iter().map(|diagnostic| presenter.finding(diagnostic)).collect();
        let suppressed = report.suppressed.iter().map(|suppressed| Silenced {
            finding: presenter.finding(&suppressed.diagnostic),
            by: suppressed.by,
            reason: suppressed.reason.as_deref().map(|reason| presenter.text(reason)),
        });
        let suppressed = suppressed.collect();
        let own_rules = report.own_rules.iter().map(|rule| presenter.rule(rule)).collect();
        Self { findings, suppressed, own_rules, failed: report.has_failed(), report, presenter }
    }

    /// What was looked at.
    pub fn summary(&self) -> Summary {
        let environments = self.presenter.texts(&self.report.summary.environments);
        Summary { environments, ..self.report.summary.clone() }
    }

    /// The paths of all files that were read, in that order.
    pub fn files(&self) -> impl Iterator<Item = String> {
        self.report.sources.files().map(|(file, _)| self.presenter.path(file))
    }

    /// The text of a file as it may be shown.
    pub(super) fn shown(&self, file: FileId) -> Shown {
        self.presenter.mask().file(&self.report.sources, file)
    }

    /// How many findings have exactly this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Makes texts and places ready to be shown.
#[derive(Debug)]
pub struct Presenter<'a> {
    /// Whether secrets may be seen.
    reveals: bool,
    places: Places,
    sources: &'a SourceMap,
    own_rules: &'a [RuleInfo],
}

impl<'a> Presenter<'a> {
    /// For texts without secrets, and for the places `spans`.
    pub fn new(sources: &'a SourceMap, spans: impl Iterator<Item = Span>) -> Self {
        Self { reveals: false, places: Places::new(sources, spans), sources, own_rules: &[] }
    }

    /// For texts in which secrets may be seen, because their owner asked for them.
    pub fn revealing(sources: &'a SourceMap, spans: impl Iterator<Item = Span>) -> Self {
        Self { reveals: true, places: Places::new(sources, spans), sources, own_rules: &[] }
    }

    /// `text` as every output shows it.
    pub fn text(&self, text: &str) -> String {
        self.mask().text(text)
    }

    fn mask(&self) -> &'a Mask {
        if self.reveals { Mask::NOTHING } else { self.sources.mask() }
    }

    fn finding(&self, diagnostic: &Diagnostic) -> Finding {
        let draft = &diagnostic.draft;
        let rule = self.text(&diagnostic.rule);
        let text = |text: &String| clipped(&self.text(text));
        let is_own = self.own_rules.iter().any(|own| own.id == diagnostic.rule);
        Finding {
            url: if is_own { own_rules_url() } else { url(&rule) },
            rule,
            also: self.texts(&diagnostic.also),
            severity: diagnostic.severity,
            message: text(&draft.message),
            environment: draft.environment.as_ref().map(text),
            service: draft.service.as_ref().map(text),
            place: self.place(draft.span),
            label: draft.label.as_ref().map(text),
            related: draft
                .related
                .iter()
                .map(|label| Related { place: self.place(label.span), message: text(&label.message) })
                .collect(),
            help: draft.help.as_ref().map(text),
            fingerprint: self.text(&diagnostic.fingerprint),
        }
    }

    /// A rule whose words a repository wrote.
    fn rule(&self, rule: &RuleInfo) -> RuleInfo {
        RuleInfo {
            id: self.text(&rule.id),
            pack: self.text(&rule.pack),
            title: self.text(&rule.title),
            why: self.text(&rule.why),
            fix: self.text(&rule.fix),
            parameters: Vec::new(),
            ..rule.clone()
        }
    }

    /// One of the places that it was made for.
    pub fn place(&self, span: Span) -> Place {
        let start = self.places.spot(span.file, span.start);
        let end = self.places.spot(span.file, span.end);
        Place {
            path: self.path(span.file),
            start: start.position,
            end: end.position,
            columns: (start.column, end.column),
            bytes: (start.byte, end.byte),
            span,
        }
    }

    /// A path begins a line of output: it must not read as a command to a CI runner.
    fn path(&self, file: FileId) -> String {
        let path = self.text(self.sources.file(file).path().as_str());
        if path.trim_start().starts_with([':', '#']) { format!("./{path}") } else { path }
    }

    fn texts(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }
}

/// `text` with every name and value in it cut to what a person reads of it.
fn clipped(text: &str) -> String {
    let quoted = |at: usize, piece: &str| match piece.char_indices().nth(MOST_QUOTED) {
        Some((end, _)) if at % 2 == 1 => format!("{}…", piece.get(..end).unwrap_or_default()),
        _ => piece.to_owned(),
    };
    text.split('`').enumerate().map(|(at, piece)| quoted(at, piece)).collect::<Vec<_>>().join("`")
}
