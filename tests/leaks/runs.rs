//! Whatever the program can be made to print or write.

use std::ffi::OsStr;
use std::process::Command;

use camino::Utf8Path;
use envlint::report::Format;
use serde_json::Value;

use super::tree::Tree;

/// What a run printed or wrote.
pub struct Output {
    /// The command line, with the file where it is one.
    pub command: String,
    /// Standard output and error stream, or the content of the file.
    pub text: String,
}

/// Commands that need nothing but the repository.
const COMMANDS: [&str; 30] = [
    "",
    "-vv",
    "--verbose --color always",
    "--quiet --preset strict --fail-on info --format short",
    "--environment staging",
    "--environment nobody",
    "--level no-debug=loud",
    "-f compose.yaml --env-file .env --env-file .env.staging",
    "-f broken/yaml/compose.yaml",
    "-f .env --env-file compose.yaml",
    "-f secrets/key.txt",
    "--config policy/own.yaml",
    "--config secrets/key.txt",
    "--config .env",
    "--baseline compose.yaml",
    "--baseline .env",
    "--baseline known.json --write-baseline",
    "--baseline known.json",
    "init --stdout",
    "rules",
    "schema config",
    "schema pack",
    "schema report",
    "explain log-levels",
    "explain no-old-values",
    "explain seeds",
    "explain unknown-parameter",
    "environments",
    "environments --format json",
    "resolve --format json",
];

/// Runs all there is and gathers what it leaves behind.
pub fn everything(tree: &Tree) -> Vec<Output> {
    let mut runs = Runs { root: tree.root(), outputs: Vec::new() };
    for command in COMMANDS {
        runs.run(command.split_whitespace());
    }
    for format in Format::names() {
        runs.run(["--preset", "strict", "--format", format]);
        runs.run(["--preset", "strict", "--format", &format!("{format}=report.{format}")]);
        runs.file(&format!("report.{format}"));
    }
    runs.file("known.json");
    runs.resolve();
    // Without a configuration there are other findings, and one can be written.
    std::fs::remove_file(runs.root.join("envlint.yaml")).unwrap();
    runs.run(["--preset", "strict", "--format", "json"]);
    runs.run(["--preset", "strict"]);
    runs.run(["init"]);
    runs.file("envlint.yaml");
    runs.outputs
}

struct Runs {
    root: camino::Utf8PathBuf,
    outputs: Vec<Output>,
}

impl Runs {
    fn run<S: AsRef<OsStr>>(&mut self, arguments: impl IntoIterator<Item = S>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_envlint"));
        let output = command.args(arguments).current_dir(&self.root).output().unwrap();
        let shown: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let has_failed = text.contains("envlint failed") || text.contains("\"rule\":\"internal-error\"");
        assert!(!has_failed && output.status.code().is_some(), "{text}");
        self.outputs.push(Output { command: shown.join(" "), text });
    }

    fn file(&mut self, name: &str) {
        let text = std::fs::read_to_string(self.root.join(name)).unwrap();
        self.outputs.push(Output { command: name.to_owned(), text });
    }

    /// Every service, and the way of every variable that it is given.
    fn resolve(&mut self) {
        let directories = ["broken/names", "broken/types", "overlays", "."];
        for directory in directories.map(Utf8Path::new) {
            self.run(["resolve", "--path", directory.as_str()]);
            self.run(["resolve", "--path", directory.as_str(), "--format", "json"]);
            let shown = self.outputs.last().map_or("", |output| output.text.as_str());
            let shown: Value = serde_json::from_str(shown).unwrap();
            let projects = shown["projects"].as_array().unwrap();
            for service in projects.iter().flat_map(|project| project["services"].as_array().unwrap()) {
                let name = service["name"].as_str().unwrap();
                self.run(["resolve", "--path", directory.as_str(), name, "environment"]);
            }
        }
    }
}
