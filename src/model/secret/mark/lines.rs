//! Secrets in the lines of a file, whatever the file is: an env file, YAML, a comment, a broken one.

use std::ops::Range;

use super::super::{Classifier, command, credentials, extract, issued, shape};
use super::assignment::{Assignment, Way, assignments};
use super::{Secrets, header, short_flag, symbolic, template};
use crate::source::{FileId, SourceMap, Span, Text};

/// A longer value is hidden without a look at what it says.
const MAX_JUDGED: usize = 4096;

/// Marks passwords of URLs and of command lines, and keys of well-known issuers.
pub(super) fn mark_shaped(classifier: &Classifier, sources: &SourceMap, file: FileId, secrets: &mut Secrets) {
    let text = sources.file(file).text();
    let mut looked = 0;
    for (at, _) in text.match_indices("://") {
        if at >= looked {
            let line = line_around(text, at);
            looked = line.end;
            let content = text.get(line.clone()).unwrap_or_default();
            if extract::may_hold_part(content) {
                urls(classifier, &Text::verbatim(content, Span::new(file, line)), secrets);
            }
        }
    }
    let shaped = short_flag::passwords(text).into_iter().chain(header::tokens(text)).chain(issued::find(text));
    secrets.spans.extend(shaped.map(|range| Span::new(file, range)));
}

/// Marks what a generator wrote, whatever stands beside it: it may stand for its own name, in place of
/// a list, or where nothing can be parsed. What is declared public stays readable.
pub(super) fn mark_generated(classifier: &Classifier, sources: &SourceMap, file: FileId, secrets: &mut Secrets) {
    let text = sources.file(file).text();
    let (mut line, mut is_shown) = (0..0, false);
    for word in shape::find_generated(text) {
        if !classifier.public.is_empty() && !line.contains(&word.start) {
            line = line_around(text, word.start);
            is_shown = is_public(classifier, text.get(line.clone()).unwrap_or_default());
        }
        if !is_shown {
            // Names of hosts and projects are told in lower case.
            secrets.texts.extend(text.get(word.clone()).map(str::to_ascii_lowercase));
            secrets.spans.push(Span::new(file, word));
        }
    }
}

/// The line that a place lies in, with its end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let ends = ['\n', '\r'];
    let start = text.get(..at).and_then(|before| before.rfind(ends)).map_or(0, |end| end + 1);
    start..text.get(at..).and_then(|rest| rest.find(ends)).map_or(text.len(), |end| at + end + 1)
}

/// Whether a line sets what is declared public.
fn is_public(classifier: &Classifier, line: &str) -> bool {
    let mut entries = assignments(line).filter(|found| found.way == Way::Entry);
    entries.any(|found| line.get(found.key).is_some_and(|key| classifier.public.is_match(key)))
}

/// Marks what the lines of `file` set under the name of a secret. What is `known` to be hidden, in order, is passed
/// over where nothing in it could be a secret of its own.
pub(super) fn mark_assigned(
    classifier: &Classifier,
    sources: &SourceMap,
    file: FileId,
    known: &[Span],
    secrets: &mut Secrets,
) {
    let text = sources.file(file).text();
    let mut flow = Flow::default();
    // Up to here everything is hidden: each byte is looked at a bounded number of times.
    let mut hidden = 0;
    for Assignment { whole, key, way, quote } in assignments(text) {
        let name = name(text.get(key.clone()).unwrap_or_default());
        if whole.start < hidden || !classifier.is_secret_name(name) {
            continue;
        }
        if way == Way::Default {
            hidden = hidden.max(default(classifier, text, Span::new(file, whole.end..text.len()), secrets));
            continue;
        }
        let before = text.get(..key.start).unwrap_or_default();
        if before.ends_with("${") {
            // What follows `:?` is said to people.
            continue;
        }
        let rest = text.get(whole.end..).unwrap_or_default();
        let before = before.chars().next_back();
        let length = match quote {
            Some(quote) => until(rest, |next| next == quote),
            None if way == Way::Flag => until(rest, |next| next.is_whitespace() || "\"',]".contains(next)),
            None if matches!(before, Some('?' | '&' | ';')) => {
                until(rest, |next| next.is_whitespace() || "&;\"'".contains(next))
            }
            None if flow.is_open_at(text, whole.start) => flow_end(rest),
            None => unquoted_end(rest),
        };
        let range = whole.end..whole.end + length;
        let Some(content) = text.get(range.clone()) else { continue };
        let span = Span::new(file, range.clone());
        // A span that is known without its text, of a line that could not be read, is never the value of an assignment.
        if known.binary_search(&span).is_ok() && content.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            hidden = range.end;
            continue;
        }
        let before = secrets.spans.len();
        if content.len() > MAX_JUDGED {
            secrets.spans.push(span);
        } else {
            secrets.assigned(classifier, name, &template(&Text::verbatim(content, span)), span);
        }
        if secrets.spans.len() > before {
            hidden = range.end;
        }
    }
}

/// Hides what stands for a secret variable where `rest` begins, and tells where that ends.
fn default(classifier: &Classifier, text: &str, rest: Span, secrets: &mut Secrets) -> usize {
    let start = rest.start as usize;
    let end = start + closing_end(text.get(start..).unwrap_or_default());
    let span = Span::new(rest.file, start..end);
    match text.get(start..end) {
        Some(content) if content.len() <= MAX_JUDGED => {
            secrets.assigned(classifier, "PASSWORD", &template(&Text::verbatim(content, span)), span);
        }
        _ => secrets.spans.push(span),
    }
    end
}

/// The bytes before the `}` that ends a variable.
fn closing_end(text: &str) -> usize {
    let mut open = 0_usize;
    for (at, next) in text.char_indices() {
        match next {
            '\n' | '\r' => return at,
            '{' => open += 1,
            '}' if open == 0 => return at,
            '}' => open -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Marks the passwords of the URLs in a line, also in the defaults of its variables.
fn urls(classifier: &Classifier, line: &Text, secrets: &mut Secrets) {
    let template = template(line);
    let arguments = template.variables().map(|variable| symbolic(&variable.argument, variable.span));
    for value in std::iter::once(symbolic(&template, line.span())).chain(arguments) {
        // A key somewhere in the line does not make the line one: it is found by its shape.
        for credential in credentials(classifier, "", &value).iter().filter(|credential| !credential.is_whole()) {
            secrets.add(credential);
        }
    }
}

/// The name that says what a dotted key holds: the last word of `spring.datasource.password`, and
/// nothing of `traefik.http.routers.token.rule`.
pub(in crate::model::secret) fn name(key: &str) -> &str {
    if command::FLAGS.contains(&key) {
        return "PASSWORD";
    }
    let mut dots = key.rmatch_indices('.').map(|(at, _)| at + 1);
    let last = dots.next().and_then(|at| key.get(at..)).unwrap_or(key);
    match last {
        // `jwt.signing.key` needs the word before.
        "key" | "keys" | "value" => dots.next().and_then(|at| key.get(at..)).unwrap_or(key),
        _ => last,
    }
}

/// The bytes of the line before a character for which `is_end` holds.
fn until(text: &str, is_end: impl Fn(char) -> bool) -> usize {
    text.find(|next| matches!(next, '\n' | '\r') || is_end(next)).unwrap_or(text.len())
}

/// Where an unquoted value ends for YAML and env files: at a blank before `#`.
fn unquoted_end(text: &str) -> usize {
    let line = text.get(..until(text, |_| false)).unwrap_or_default();
    let content = line.get(..line.find(" #").unwrap_or(line.len())).unwrap_or_default();
    content.trim_end().len()
}

/// Where a value ends between brackets: at `,` or the bracket, but for those of `${…}`.
fn flow_end(text: &str) -> usize {
    let mut variables = 0_usize;
    let mut previous = ' ';
    for (at, next) in text.char_indices() {
        match next {
            '\n' | '\r' => return at,
            '{' if previous == '$' => variables += 1,
            '}' if variables > 0 => variables -= 1,
            ',' | '}' | ']' if variables == 0 => return text.get(..at).unwrap_or_default().trim_end().len(),
            _ => {}
        }
        previous = next;
    }
    text.len()
}

/// Whether a bracket is open on the line of a place; places are asked for in order.
#[derive(Default)]
struct Flow {
    at: usize,
    open: usize,
    variables: usize,
    after_dollar: bool,
}

impl Flow {
    fn is_open_at(&mut self, text: &str, place: usize) -> bool {
        let mut passed = text.as_bytes().get(self.at..place).unwrap_or_default();
        // Only what stands on the same line counts.
        if let Some(end) = passed.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            *self = Self::default();
            passed = passed.get(end + 1..).unwrap_or_default();
        }
        for byte in passed {
            match byte {
                b'{' if self.after_dollar => self.variables += 1,
                b'}' if self.variables > 0 => self.variables -= 1,
                b'{' | b'[' => self.open += 1,
                b'}' | b']' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
            self.after_dollar = *byte == b'$';
        }
        self.at = place.max(self.at);
        self.open > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut sources = SourceMap::new();
        let file = sources.add("x".into(), text.as_bytes());
        let mut secrets = Secrets::default();
        mark_assigned(&Classifier::default(), &sources, file, &[], &mut secrets);
        mark_shaped(&Classifier::default(), &sources, file, &mut secrets);
        mark_generated(&Classifier::default(), &sources, file, &mut secrets);
        secrets.spans.into_iter().for_each(|span| sources.mark_secret(span));
        sources.shown(file, []).as_str().to_owned()
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        for (text, expected) in [
            ("JWT_SECRET=hunter2x # old", "JWT_SECRET=*** # old"),
            ("# JWT_SECRET: 'hunter2x' # old", "# JWT_SECRET: '***' # old"),
            ("{ LOG: x, JWT_SECRET: hunter2x, PORT: 1 }", "{ LOG: x, JWT_SECRET: ***, PORT: 1 }"),
            ("{ LOG: x, JWT_SECRET: ${A:-hunter2x}, PORT: 1 }", "{ LOG: x, JWT_SECRET: ${A:-***}, PORT: 1 }"),
            ("command: redis --requirepass hunter2x --x y", "command: redis --requirepass *** --x y"),
            ("[\"redis\", \"--requirepass\", \"hunter2x\"]", "[\"redis\", \"--requirepass\", \"***\"]"),
            ("test: mysqladmin ping -uroot -phunter2x", "test: mysqladmin ping -uroot -p***"),
            ("test: [CMD, redis-cli, \"-a\", \"hunter2x\", ping]", "test: [CMD, redis-cli, \"-a\", \"***\", ping]"),
            ("# mysql -port 3306 -phunter2x -pagain3x", "# mysql -p*** 3306 -p*** -p***"),
            ("# redis-cli -a hunter2x ping; -a again3x", "# redis-cli -a *** ping; -a ***"),
            ("X: ${DB_PASSWORD:-hunter2x}/${PORT:-80}", "X: ${DB_PASSWORD:-***}/${PORT:-80}"),
            ("X: ${DB_PASSWORD-hunter2x} ${DB_PASSWORD+hunter2x}", "X: ${DB_PASSWORD-***} ${DB_PASSWORD+***}"),
            ("A: 'Authorization: Basic dTpodW50ZXIyeA=='", "A: 'Authorization: Basic ***'"),
            ("- 9f8a7c6b5d4e3f2a1b0c9d8e: ports", "- ***: ports"),
            ("A: aB3dE5gH7jK9/mN1pQ3sT5+vX7z= b", "A: ***= b"),
            ("AUTH_OF=neo4j/9f8a7c6b5d4e3f2a1b0c9d8e", "AUTH_OF=neo4j/***"),
            ("A: /srv/1/aB3dE5gH7jK9mN1pQ3sT/data", "A: /srv/1/***/data"),
            ("X=postgres://u:hunter2x@db/x", "X=postgres://u:***@db/x"),
            ("X: ${X:-postgres://u:${P:-hunter2x}@db/x}", "X: ${X:-postgres://u:${P:-***}@db/x}"),
            ("X=jdbc:db?user=u&password=hunter2x&ssl=on", "X=jdbc:db?user=u&password=***&ssl=on"),
            ("NEO4J_AUTH=neo4j/hunter2x", "NEO4J_AUTH=neo4j/***"),
            ("spring.datasource.password=hunter2x", "spring.datasource.password=***"),
            ("A=1 \"PASSWORD\": \"hunter2x", "A=1 \"PASSWORD\": \"***"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn what_is_hidden_already_is_passed_over_alone() {
        let found = |text: &str, known: Range<usize>| {
            let mut sources = SourceMap::new();
            let file = sources.add("x".into(), text.as_bytes());
            let mut secrets = Secrets::default();
            let known = Span::new(file, known);
            mark_assigned(&Classifier::default(), &sources, file, &[known], &mut secrets);
            secrets.spans.iter().filter_map(|span| text.get(span.range())).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(found("JWT_SECRET=hunter2x # API_TOKEN=hunter3x", 11..19), ["hunter3x"]);
        // Part of what it holds may be a secret of its own.
        assert_eq!(found("DB_PASSWORD=postgres://u:hunter2x@db/x", 12..38), ["postgres://u:hunter2x@db/x", "hunter2x"]);
        assert_eq!(found("JWT_SECRET=hunter2x", 0..19), ["hunter2x"]);
    }

    #[test]
    fn what_is_no_secret_stays_readable() {
        for text in [
            "SECRET_NAME: foo",
            "password: ${DB_PASSWORD}",
            "JWT_SECRET: ${JWT_SECRET:?set it in .env}",
            "URL: postgres://u:${DB_PASSWORD}@db",
            "JWT_SECRET=changeme",
            "POSTGRES_PASSWORD_FILE: /run/secrets/db",
            "secrets: [jwt]",
            "traefik.http.routers.token-api.rule=Host(`a.example`)",
            "tokens:\n  other: x",
            "ssh -p 2222 host",
            "redis-cli -a $$PASSWORD ping",
            "image: api@sha256:9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c",
            "/opt/shop-1/v2/data-3/x4/y5/z6",
            "traefik.http.routers.api-v2-internal-1.rule",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn hostile_lines_take_linear_time() {
        for line in
            ["PASSWORD=1,", "PASSWORD=<", "://", "{PASSWORD:", "mysql -p", "${A:-", "${PASSWORD:-", "--password "]
        {
            shown(&line.repeat(20_000));
        }
    }
}
