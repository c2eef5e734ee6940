//! What a run would otherwise do anew each time: the built-in packs are turned from YAML into JSON, which is read
//! ten times faster. The parameters of each rule stand apart, as the text that only its check reads.
#![expect(clippy::disallowed_macros, reason = "this is how cargo is told")]
#![expect(clippy::disallowed_methods, reason = "a build reads and writes files of its own")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

/// In catalogue order, which is that of the table in `src/policy/registry.rs`.
const PACKS: [&str; 5] = ["isolation", "exposure", "routing", "env-files", "always-on"];

fn main() -> Result<(), Box<dyn Error>> {
    // Pages that were added are embedded too: the compiler itself only watches those it knows.
    println!("cargo::rerun-if-changed=docs/rules");
    println!("cargo::rerun-if-changed=build.rs");
    let (mut packs, mut parameters) = (Vec::new(), Vec::new());
    for name in PACKS {
        let path = format!("rules/{name}.yaml");
        println!("cargo::rerun-if-changed={path}");
        let mut pack: Value = serde_yaml::from_str(&fs::read_to_string(path)?)?;
        for rule in pack.get_mut("rules").and_then(Value::as_array_mut).ok_or("a pack without rules")? {
            let with = rule.as_object_mut().and_then(|rule| rule.remove("with"));
            parameters.push(with.map(|with| with.to_string()));
        }
        packs.push(pack);
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("packs.json"), serde_json::to_string(&packs)?)?;
    // As Rust: a list of texts, of which none has to be read before it is needed.
    Ok(fs::write(Path::new(&out).join("parameters.rs"), format!("{parameters:?}").replacen('[', "&[", 1))?)
}
