//! What a run would otherwise do anew each time: the built-in packs are turned from YAML into one line of
//! JSON, which is read ten times faster.
#![expect(clippy::disallowed_macros, reason = "this is how cargo is told")]
#![expect(clippy::disallowed_methods, reason = "a build reads and writes files of its own")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// In catalogue order, which is that of the table in `src/policy/registry.rs`.
const PACKS: [&str; 5] = ["isolation", "exposure", "routing", "env-files", "always-on"];

fn main() -> Result<(), Box<dyn Error>> {
    // Pages that were added are embedded too: the compiler itself only watches those it knows.
    println!("cargo::rerun-if-changed=docs/rules");
    println!("cargo::rerun-if-changed=build.rs");
    let mut packs = Vec::new();
    for name in PACKS {
        let path = format!("rules/{name}.yaml");
        println!("cargo::rerun-if-changed={path}");
        packs.push(serde_yaml::from_str::<serde_json::Value>(&fs::read_to_string(path)?)?);
    }
    let digest = Path::new(&env::var("OUT_DIR")?).join("packs.json");
    Ok(fs::write(digest, serde_json::to_string(&packs)?)?)
}
