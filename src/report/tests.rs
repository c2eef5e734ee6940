//! The formats, over a report made by hand.

mod hostile;

use crate::diagnostic::Compared;
use crate::diagnostic::{Diagnostic, Draft, Severity};
use crate::engine::{Report, Summary};
use crate::report::{Format, Look, Presented, counted, proof, write};
use crate::source::{FileId, SourceMap, Span};

const PRODUCTION: &str = "# production\nDOMAIN=shop.example\nJWT_SECRET=9f86d081884c7d659a2feaa0c55ad015\nDEBUG=0\n";
const STAGING: &str = "ENV=staging\r\nJWT_SECRET=9f86d081884c7d659a2feaa0c55ad015\r\n";
const COMPOSE: &str = "\
services:
  backend_staging:
    image: shop/backend
    # für die Größe: 漢字
    env_file: .env.staging
    environment:
      GRÜSSE: \"höflich\"
      CORS: \"https://shop.example,https://staging.shop.example\"
    ports:
      - \"8001:8000\"
";

/// The first `needle` in the file, from which the span covers `text`.
fn span(sources: &SourceMap, file: FileId, needle: &str, text: &str) -> Span {
    let whole = sources.file(file).text();
    let start = whole.find(needle).unwrap() + needle.find(text).unwrap();
    Span::new(file, start..start + text.len())
}

fn diagnostic(rule: &str, severity: Severity, draft: Draft) -> Diagnostic {
    Diagnostic { rule: rule.into(), also: Vec::new(), severity, fingerprint: format!("f-{rule}"), draft }
}

/// Two environments that share a secret, an origin and a port too many.
pub(crate) fn sample() -> Report {
    let mut sources = SourceMap::new();
    let production = sources.add("infra/.env".into(), PRODUCTION.as_bytes());
    let staging = sources.add("infra/.env.staging".into(), STAGING.as_bytes());
    let compose = sources.add("infra/compose.yaml".into(), COMPOSE.as_bytes());
    let secret = "9f86d081884c7d659a2feaa0c55ad015";
    let theirs = span(&sources, production, secret, secret);
    let ours = span(&sources, staging, secret, secret);
    sources.mark_secret(theirs);
    sources.mark_secret(ours);
    let env_file = span(&sources, compose, "env_file: .env.staging", ".env.staging");
    let shared = Draft::at(
        ours,
        format!("`JWT_SECRET` of staging service `backend_staging` is the secret of production ({secret})"),
    )
    .label("staging signs with it")
    .also(theirs, "production sets it here")
    .also(env_file, "`backend_staging` loads it here")
    .help("generate a secret for staging, for example with `openssl rand -hex 32`, and store it in `infra/.env.staging` only")
    .environment("staging")
    .service("backend_staging");
    let origins = "https://shop.example,https://staging.shop.example";
    let cors = Draft::at(
        span(&sources, compose, origins, "https://shop.example"),
        "staging service `backend_staging` allows the production origin `https://shop.example`",
    )
    .label("origin of production")
    .also(span(&sources, compose, "GRÜSSE: \"höflich\"", "höflich"), "a word with umlauts")
    .also(span(&sources, compose, origins, "https://staging.shop.example"), "staging's own origin")
    .help("remove it");
    let ports = Draft::at(span(&sources, compose, "8001:8000", "8001:8000"), "`backend_staging` publishes a port")
        .environment("staging");
    let mut diagnostics = vec![
        diagnostic("no-shared-secrets", Severity::Error, shared),
        diagnostic("staging-only-cors", Severity::Warning, cors),
        diagnostic("no-host-ports", Severity::Info, ports),
    ];
    diagnostics[0].also = vec!["weak-secrets".into()];
    let summary = Summary {
        files: 3,
        environments: vec!["production".into(), "staging".into()],
        compared: Compared { looked: true, secrets: 12, stores: 7, routers: 1, unknown: 3 },
        suppressed: 0,
    };
    Report { sources, diagnostics, summary, ..Report::default() }
}

fn rendered(report: &Report, format: Format, look: Look) -> String {
    let mut out = Vec::new();
    write(format, &Presented::new(report), look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn assert_text(actual: &str, expected: &str) {
    assert_eq!(actual, expected, "the output reads:\n{actual}");
}

const PRETTY: &str = "\
error[no-shared-secrets]: `JWT_SECRET` of staging service `backend_staging` is the secret of
  production (***)
   ╭─[infra/.env.staging:2:12]
 2 │ JWT_SECRET=***
   ·            ─┬─
   ·             ╰── staging signs with it
   ├─[infra/.env:3:12]
 3 │ JWT_SECRET=***
   ·            ─┬─
   ·             ╰── production sets it here
   ├─[infra/compose.yaml:5:15]
 5 │     env_file: .env.staging
   ·               ──────┬─────
   ·                     ╰── `backend_staging` loads it here
   ╰────
  also: weak-secrets
  help: generate a secret for staging, for example with `openssl rand -hex 32`, and store it in
        `infra/.env.staging` only

warning[staging-only-cors]: staging service `backend_staging` allows the production origin
  `https://shop.example`
   ╭─[infra/compose.yaml:8:14]
 7 │       GRÜSSE: \"höflich\"
   ·                ───┬───
   ·                   ╰── a word with umlauts
 8 │       CORS: \"https://shop.example,https://staging.shop.example\"
   ·              ──────────┬───────── ──────────────┬─────────────
   ·                        │                        ╰── staging's own origin
   ·                        ╰── origin of production
   ╰────
  help: remove it

info[no-host-ports]: `backend_staging` publishes a port
    ╭─[infra/compose.yaml:10:10]
 10 │       - \"8001:8000\"
    ·          ─────────
    ╰────

";

#[test]
fn pretty_shows_every_file_of_a_finding() {
    assert_text(&rendered(&sample(), Format::Pretty, Look::PLAIN), PRETTY);
}

#[test]
fn pretty_clips_and_wraps_in_ascii() {
    let mut report = sample();
    report.diagnostics.drain(..1);
    report.diagnostics.truncate(1);
    let look = Look { width: 60, unicode: false, ..Look::PLAIN };
    let expected = "\
warning[staging-only-cors]: staging service
  `backend_staging` allows the production origin
  `https://shop.example`
   ,-[infra/compose.yaml:8:14]
 7 |       GRÜSSE: \"höflich\"
   :                ^^^|^^^
   :                   `-- a word with umlauts
 8 |       CORS: \"https://shop.example,https://staging.sho...
   :              ^^^^^^^^^^|^^^^^^^^^ ^^^^^^^^^|^^^^^^^^^
   :                        |                   `-- staging's own origin
   :                        `-- origin of production
   `----
  help: remove it

";
    assert_text(&rendered(&report, Format::Pretty, look), expected);
}

#[test]
fn colours_and_links_change_no_character() {
    let look = Look { colour: true, links: true, ..Look::PLAIN };
    let coloured = rendered(&sample(), Format::Pretty, look);
    let link = "\x1b]8;;https://envlint.github.io/envlint/rules/no-host-ports.html\x1b\\no-host-ports\x1b]8;;\x1b\\";
    assert!(coloured.contains(link));
    assert_text(&anstream::adapter::strip_str(&coloured).to_string(), PRETTY);
}

#[test]
fn short_is_one_line_a_finding() {
    let expected = "\
infra/.env.staging:2:12: error no-shared-secrets: `JWT_SECRET` of staging service `backend_staging` is the secret of production (***)
infra/compose.yaml:8:14: warning staging-only-cors: staging service `backend_staging` allows the production origin `https://shop.example`
infra/compose.yaml:10:10: info no-host-ports: `backend_staging` publishes a port
";
    assert_text(&rendered(&sample(), Format::Short, Look::PLAIN), expected);
}

#[test]
fn json_has_every_key_of_the_contract() {
    let mut report = sample();
    report.diagnostics.drain(..2);
    let json: serde_json::Value = serde_json::from_str(&rendered(&report, Format::Json, Look::PLAIN)).unwrap();
    let expected = serde_json::json!({
        "version": 1,
        "tool": { "name": "envlint", "version": env!("CARGO_PKG_VERSION") },
        "summary": {
            "files": 3, "environments": ["production", "staging"], "error": 0, "warning": 0, "info": 1, "suppressed": 0,
            "compared": { "secrets": 12, "stores": 7, "routers": 1, "unknown": 3 },
        },
        "diagnostics": [{
            "rule": "no-host-ports", "also": [], "severity": "info", "message": "`backend_staging` publishes a port",
            "environment": "staging", "service": null, "path": "infra/compose.yaml",
            "range": { "start": { "line": 9, "character": 9 }, "end": { "line": 9, "character": 18 } },
            "related": [], "help": null, "url": "https://envlint.github.io/envlint/rules/no-host-ports.html",
            "fingerprint": "f-no-host-ports", "fixes": [],
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn json_counts_utf16_from_zero_and_short_characters_from_one() {
    let mut sources = SourceMap::new();
    let file = sources.add("a.env".into(), "\u{1f600}é=x\n".as_bytes());
    let draft = Draft::at(span(&sources, file, "x", "x"), "x");
    let diagnostics = vec![diagnostic("r", Severity::Error, draft)];
    let report = Report { sources, diagnostics, ..Report::default() };
    let json: serde_json::Value = serde_json::from_str(&rendered(&report, Format::Json, Look::PLAIN)).unwrap();
    assert_eq!(json["diagnostics"][0]["range"]["start"], serde_json::json!({ "line": 0, "character": 4 }));
    assert_eq!(rendered(&report, Format::Short, Look::PLAIN), "a.env:1:4: error r: x\n");
}

#[test]
fn input_text_commands_nobody() {
    let evil = "a\n::error::x\u{1b}[31m\u{202e}##[error]y";
    let mut sources = SourceMap::new();
    let file = sources.add(format!("::error file=x::/{evil}").into(), format!("# {evil}\r\nA=1 {evil}").as_bytes());
    let draft = Draft::at(span(&sources, file, "y", "y"), format!("`{evil}`"))
        .label(evil)
        .also(Span::start_of(file), evil)
        .help(format!("{} {evil}", "x".repeat(90)))
        .environment(evil)
        .service(evil);
    let mut diagnostics = vec![diagnostic(evil, Severity::Error, draft)];
    diagnostics[0].also = vec![evil.into()];
    diagnostics[0].fingerprint = evil.into();
    let summary = Summary { environments: vec![evil.into(), evil.into()], ..Summary::default() };
    let report = Report { sources, diagnostics, summary, ..Report::default() };
    for (format, _) in Format::ALL {
        let mut output = rendered(&report, format, Look::PLAIN);
        output += &proof(&Presented::new(&report));
        assert!(!output.contains(['\u{1b}', '\u{202e}', '\r']), "{output}");
        assert!(!output.contains("##["), "{output}");
        let mut commands = output.lines().filter(|line| line.trim_start().starts_with("::"));
        match format {
            Format::Github => {
                assert!(commands.all(|line| line.starts_with("::error file=./%3A%3Aerror file=x%3A%3A/")), "{output}");
            }
            _ => assert_eq!(commands.next(), None, "{output}"),
        }
    }
}

#[test]
fn no_secret_leaves() {
    let secret = "9f86d081884c7d659a2feaa0c55ad015";
    let mut report = sample();
    let draft = &mut report.diagnostics[0].draft;
    draft.label = Some(secret.into());
    draft.help = Some(format!("replace {secret}"));
    draft.service = Some(secret.into());
    draft.related[0].message = secret.into();
    report.summary.environments[0] = secret.into();
    for (format, _) in Format::ALL {
        for look in [Look::PLAIN, Look { colour: true, links: true, unicode: false, width: 60 }] {
            let output = rendered(&report, format, look) + &proof(&Presented::new(&report));
            assert!(!output.contains(secret), "{output}");
            assert!(output.contains("***"), "{output}");
        }
    }
}

#[test]
fn a_secret_in_pieces_is_underlined_once() {
    let mut sources = SourceMap::new();
    let file = sources.add(".env".into(), b"URL=redis://user:password@cache:6379\n");
    let credentials = span(&sources, file, "user:password", "user:password");
    sources.mark_secret(credentials);
    let draft = Draft::at(span(&sources, file, "user", "user"), "the cache is shared")
        .label("user")
        .also(span(&sources, file, "password", "password"), "password")
        .also(span(&sources, file, "URL=redis://user:password@cache", "URL=redis://user:password@cache"), "all of it");
    let report = Report { sources, diagnostics: vec![diagnostic("r", Severity::Error, draft)], ..Report::default() };
    let expected = "\
error[r]: the cache is shared
   ╭─[.env:1:13]
 1 │ URL=redis://***@cache:6379
   · ──────┬──────┬─
   ·       │      ╰── user; password
   ·       ╰── all of it
   ╰────

";
    assert_text(&rendered(&report, Format::Pretty, Look::PLAIN), expected);
}

#[test]
fn an_empty_file_and_a_huge_line_can_be_shown() {
    let mut sources = SourceMap::new();
    let empty = sources.add("empty.yaml".into(), b"");
    let text = "x: ".to_owned() + &"0123456789".repeat(100_000) + "KEY\nend";
    let huge = sources.add("huge.yaml".into(), text.as_bytes());
    let key = span(&sources, huge, "KEY", "KEY");
    let draft = Draft::at(key, "far").label("to the right").also(Span::start_of(empty), "nothing");
    let many = (0..20).fold(draft, |draft, at| draft.also(Span::new(huge, at..text.len()), "too much"));
    let report = Report { sources, diagnostics: vec![diagnostic("r", Severity::Error, many)], ..Report::default() };
    let output = rendered(&report, Format::Pretty, Look::PLAIN);
    assert!(output.contains("6789KEY\n") && output.contains(" 1 │ …"), "{output}");
    assert!(output.lines().all(|line| line.chars().count() <= 120), "{output}");
    assert!(output.contains(" 1 │\n   · ▲\n"), "{output}");
    assert!(output.contains("note: 14 more places"), "{output}");
}

#[test]
fn the_last_lines_say_what_was_compared() {
    let mut report = sample();
    let lines = |report: &Report| {
        let presented = Presented::new(report);
        (counted(&presented), proof(&presented))
    };
    let (count, compared) = lines(&report);
    assert_eq!(count, "1 error, 1 warning, 1 info in 3 files");
    assert_eq!(compared, "12 secrets, 7 stores, 1 router between production and staging; 3 unknown");
    report.diagnostics.clear();
    report.summary.suppressed = 2;
    report.summary.compared = Compared { looked: true, unknown: 1, ..Compared::default() };
    assert_eq!(lines(&report).0, "no findings in 3 files; 2 suppressed");
    assert_eq!(
        lines(&report).1,
        "checked 3 files of production and staging; no secret, store or router to compare; 1 unknown"
    );
    report.summary.compared = Compared::default();
    report.summary.environments.push("qa".into());
    assert_eq!(lines(&report).1, "checked 3 files of production, staging and qa");
    report.summary.environments.truncate(1);
    assert_eq!(lines(&report).1, "checked 3 files; one environment, nothing to compare");
}

proptest::proptest! {
    /// Whatever a check marks, and wherever secrets lie, every format can say it.
    #[test]
    fn no_place_breaks_a_format(
        text in "([a-z:\"' \t\r\n]|é|漢|😀|\u{301}|\u{1b}){0,120}",
        spans in proptest::collection::vec((0usize..140, 0usize..40), 1..12),
        secrets in proptest::collection::vec((0usize..140, 0usize..20), 0..4),
        width in 40usize..120,
    ) {
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml".into(), text.as_bytes());
        let at = |&(start, len): &(usize, usize)| Span::new(file, start..start + len);
        for secret in &secrets {
            sources.mark_secret(at(secret));
        }
        let draft = Draft::at(at(&spans[0]), text.as_str()).label("first").help(text.as_str());
        let draft = spans.iter().fold(draft, |draft, span| draft.also(at(span), text.as_str()));
        let diagnostics = vec![diagnostic("r", Severity::Error, draft)];
        let report = Report { sources, diagnostics, ..Report::default() };
        for (format, _) in Format::ALL {
            // Only what people read has colours.
            let looks: &[bool] = if format == Format::Pretty { &[false, true] } else { &[false] };
            for &colour in looks {
                let output = rendered(&report, format, Look { width, colour, ..Look::PLAIN });
                assert!(!output.contains("Failed to read"), "{output}");
            }
        }
    }
}
