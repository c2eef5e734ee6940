//! Pages that were added are embedded too: the compiler itself only watches those it knows.
#![expect(clippy::disallowed_macros, reason = "this is how cargo is told")]

fn main() {
    println!("cargo::rerun-if-changed=docs/rules");
}
