//! Names made to leave their field, in every format.

use serde_json::Value;

use super::{diagnostic, rendered};
use crate::diagnostic::{Draft, Severity};
use crate::engine::{Report, Summary};
use crate::report::{Format, Look, Presented};
use crate::source::{SourceMap, Span};

/// A workflow command, one that stops them, a link, HTML, the end of a CDATA section, an escape and a
/// character that turns the direction of text.
const EVIL: &str =
    "\n::error::x\r\n::stop-commands::y [a](http://x) <img src=x> ]]> \u{1b}[31m\u{202e}%0A&amp;,title=z\"'\u{ffff}";

fn report() -> Report {
    let mut sources = SourceMap::new();
    let file = sources.add(format!("{EVIL}.yml").into(), b"a: 1\nb: 2\n");
    let draft = |at: usize| {
        Draft::at(Span::new(file, at..at + 1), format!("`{EVIL}` is `wrong`{EVIL}"))
            .label(EVIL)
            .also(Span::new(file, 3..4), EVIL)
            .help(EVIL)
            .environment(EVIL)
            .service(EVIL)
    };
    let diagnostics = vec![
        diagnostic("no-debug", Severity::Error, draft(0)),
        diagnostic("no-debug", Severity::Warning, draft(5)),
        diagnostic("a-rule-of-a-pack", Severity::Info, draft(8)),
    ];
    Report {
        sources,
        diagnostics,
        summary: Summary { environments: vec![EVIL.into(); 2], ..Summary::default() },
        ..Report::default()
    }
}

fn json(format: Format) -> Value {
    serde_json::from_str(&rendered(&report(), format, Look::PLAIN)).unwrap()
}

/// No active link or HTML in what is read as Markdown. Between backticks nothing is active.
fn assert_inactive(markdown: &str) {
    let outside: String = markdown.split('`').step_by(2).collect();
    let outside = outside.replace("\\[", "").replace("\\<", "").replace("\\:", "");
    assert!(!outside.contains("[a") && !outside.contains('<') && !outside.contains("http:"), "{markdown}");
}

#[test]
fn every_format_tells_every_finding_on_lines_of_its_own() {
    let report = report();
    let presented = Presented::new(&report);
    for (format, name) in Format::ALL {
        let output = rendered(&report, format, Look::PLAIN);
        assert!(!output.contains(['\u{1b}', '\u{202e}', '\r']), "{name}: {output}");
        assert_eq!(output, rendered(&report, format, Look::PLAIN), "{name}");
        let commands = output.lines().filter(|line| line.trim_start().starts_with("::")).count();
        assert_eq!(commands, if format == Format::Github { presented.findings.len() } else { 0 }, "{name}: {output}");
    }
    for format in [Format::Short, Format::Jsonl, Format::Github] {
        assert_eq!(rendered(&report, format, Look::PLAIN).lines().count(), 3);
    }
}

#[test]
fn github_gets_one_command_a_finding() {
    let output = rendered(&report(), Format::Github, Look::PLAIN);
    for (line, command) in output.lines().zip(["error", "warning", "notice"]) {
        let rest = line.strip_prefix("::").and_then(|line| line.strip_prefix(command)).unwrap();
        let (properties, message) = rest.split_once("::").unwrap();
        let names: Vec<&str> = properties.split(',').filter_map(|pair| pair.split('=').next()).map(str::trim).collect();
        assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"], "{line}");
        assert!(message.contains("%250A") && message.contains("%0Ahelp: "), "{line}");
    }
}

#[test]
fn sarif_keeps_text_text() {
    let log = json(Format::Sarif);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let text = result["message"]["text"].as_str().unwrap();
        assert!(text.contains("\\[a\\](http://x)") && !text.contains(" [a]("), "{text}");
        assert_inactive(result["message"]["markdown"].as_str().unwrap());
        assert_inactive(result["locations"][0]["message"]["markdown"].as_str().unwrap());
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-._~/".contains(&byte)), "{uri}");
    }
    assert_eq!(run["results"][2]["level"], "note");
    assert_eq!(run["columnKind"], "utf16CodeUnits");
}

#[test]
fn gitlab_and_reviewdog_get_harmless_markdown() {
    let issues = json(Format::Gitlab);
    let issues = issues.as_array().unwrap();
    assert_eq!(issues.len(), 3);
    for issue in issues {
        assert_inactive(issue["description"].as_str().unwrap());
        assert_inactive(issue["content"]["body"].as_str().unwrap().rsplit_once("\n\n[").unwrap().0);
    }
    assert_eq!(issues[0]["fingerprint"], "f-no-debug");
    assert_eq!(issues[1]["fingerprint"], "f-no-debug-2");
    let result = json(Format::Rdjson);
    let diagnostics = result["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 3);
    for diagnostic in diagnostics {
        assert_inactive(diagnostic["message"].as_str().unwrap());
        assert_inactive(diagnostic["related_locations"][0]["message"].as_str().unwrap());
    }
}

#[test]
fn junit_is_xml_whatever_is_in_it() {
    let output = rendered(&report(), Format::Junit, Look::PLAIN);
    assert!(!output.contains("<img") && !output.contains("]]>") && !output.contains('\u{ffff}'), "{output}");
    assert_eq!(output.matches("<testcase ").count(), 4);
    assert_eq!((output.matches("<failure ").count(), output.matches("<skipped ").count()), (1, 2));
    assert!(output.contains("tests=\"4\" failures=\"1\""), "{output}");
}

#[test]
fn reviewdog_counts_bytes_and_sarif_utf16() {
    let mut sources = SourceMap::new();
    let file = sources.add("a.env".into(), "\u{1f600}é=x\n".as_bytes());
    let draft = Draft::at(Span::new(file, 7..8), "x");
    let diagnostics = vec![diagnostic("r", Severity::Error, draft)];
    let report = Report { sources, diagnostics, ..Report::default() };
    let rdjson: Value = serde_json::from_str(&rendered(&report, Format::Rdjson, Look::PLAIN)).unwrap();
    let range = &rdjson["diagnostics"][0]["location"]["range"];
    assert_eq!(range.to_string(), r#"{"start":{"line":1,"column":8},"end":{"line":1,"column":9}}"#);
    let sarif: Value = serde_json::from_str(&rendered(&report, Format::Sarif, Look::PLAIN)).unwrap();
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region.to_string(), r#"{"startLine":1,"startColumn":5,"endLine":1,"endColumn":6}"#);
    let github = rendered(&report, Format::Github, Look::PLAIN);
    assert!(github.starts_with("::error file=a.env,line=1,endLine=1,col=4,endColumn=5,"), "{github}");
}
