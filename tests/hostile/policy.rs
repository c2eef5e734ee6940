//! Configurations, packs and patterns that somebody else wrote.

use super::trap::{Trap, Tree};

/// A pack whose one rule looks for `expression` in every value.
fn pack(expression: &str) -> String {
    format!(
        "pack: own\ntitle: Own\ndescription: Own rules.\nrules:\n  - id: own\n    check: value-pattern\n    \
         level: error\n    title: Never\n    why: It hurts.\n    fix: Remove it.\n    \
         with: {{ keys: [\"*\"], forbids: '{expression}' }}\n"
    )
}

fn with_pack(tree: &Tree, pack: &str) -> std::io::Result<()> {
    tree.api(&format!("    environment:\n      A: {}", "a".repeat(1 << 20)))?;
    tree.file("envlint.yaml", "packs: [own.yaml]\n")?;
    tree.file("own.yaml", pack)
}

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "an expression that would take a gigabyte",
            build: |tree| with_pack(tree, &pack("((a{100}){100}){100}")),
            code: 1,
            says: &["error valid-config: `with.forbids` is too large to be compiled"],
        },
        Trap {
            name: "an expression that backtracks elsewhere",
            build: |tree| with_pack(tree, &pack("^(a+)+$")),
            code: 1,
            says: &["error own: service `api` sets `A` to `aaaaa", "aaaaa…`"],
        },
        Trap {
            name: "an expression of 50,000 brackets",
            build: |tree| with_pack(tree, &pack(&("(".repeat(50_000) + "a" + &")".repeat(50_000)))),
            code: 1,
            says: &["error valid-config: "],
        },
        Trap {
            name: "a pack of 20 MB",
            build: |tree| with_pack(tree, &"#".repeat(20 << 20)),
            code: 1,
            says: &["error valid-config: "],
        },
        Trap {
            name: "a configuration of 20 MB",
            build: |tree| {
                tree.api("")?;
                tree.file("envlint.yaml", "#".repeat(20 << 20))
            },
            code: 2,
            says: &["envlint.yaml`: larger than 16 MiB"],
        },
        Trap {
            name: "a configuration of no text",
            build: |tree| {
                tree.api("")?;
                tree.file("envlint.yaml", b"\xff\xfe\x00\x00\x01")
            },
            code: 1,
            says: &["error valid-config: "],
        },
        Trap {
            name: "a configuration that nests",
            build: |tree| {
                tree.api("")?;
                tree.file("envlint.yaml", "environments: ".to_owned() + &"[".repeat(60_000))
            },
            code: 1,
            says: &["envlint.yaml:1:", "error valid-config: this is nested too deeply"],
        },
        Trap {
            name: "patterns that would multiply",
            build: |tree| {
                tree.api("")?;
                let patterns = ["{a,b}".repeat(100), "*a".repeat(250), "{".repeat(500)].map(|one| format!("\"{one}\""));
                let patterns = patterns.join(", ");
                tree.file("envlint.yaml", format!("environments:\n  production:\n    services: [{patterns}]\n"))
            },
            code: 1,
            says: &["error valid-config: `environments.production.services[2]` has a `{` that is never closed"],
        },
        Trap {
            name: "expressions for hosts in labels",
            build: |tree| {
                let labels = |marker: &str, hosts: &str| {
                    (0..1000).fold(String::new(), |labels, number| {
                        labels + &format!("      traefik.http.routers.{marker}{number}.rule: \"{hosts}{number}`)\"\n")
                    })
                };
                let own = labels("p", "HostRegexp(`((a|b|c){100}){100}.*");
                let other = labels("s", "Host(`a.staging.example.org");
                tree.api(&format!("    labels:\n{own}  api_staging:\n    image: api\n    labels:\n{other}"))
            },
            code: 0,
            says: &["routers between production and staging"],
        },
    ]
}
