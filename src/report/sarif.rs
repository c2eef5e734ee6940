//! SARIF 2.1.0 (OASIS standard with errata 01), for code scanning.

mod result;
mod rules;
mod shape;
mod uri;

use std::io::{self, Write};

use self::rules::Rules;
use self::shape::{Artifact, BaseId, BaseIds, Driver, Invocation, Log, Message, Run, RunAutomationDetails, Tool};
use super::{HOME, Presented};

/// Writes a log with one run, on one line.
pub(super) fn write(presented: &Presented, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::new(presented);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: HOME,
                    rules: rules.descriptors(),
                },
            },
            automation_details: RunAutomationDetails { id: "envlint/" },
            invocations: [Invocation { execution_successful: !presented.failed }],
            original_uri_base_ids: BaseIds { root: BaseId { description: Message::plain("the working directory") } },
            artifacts: presented.files().map(|path| Artifact { location: uri::location(&path) }).collect(),
            // As an editor counts lines, so do we.
            newline_sequences: ["\r\n", "\n", "\r"],
            column_kind: "utf16CodeUnits",
            results: result::all(presented, &rules),
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}
