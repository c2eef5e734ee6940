//! What nests, and lines that never end.

use super::trap::Trap;

const DEEP: usize = 100_000;

/// `open` so many times, `core`, and `close` as often.
fn nested(open: &str, core: &str, close: &str) -> String {
    format!("{}{core}{}", open.repeat(DEEP), close.repeat(DEEP))
}

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "brackets",
            build: |tree| tree.api(&format!("    x-a: {}", nested("[", "", "]"))),
            code: 1,
            says: &["compose.yaml:4:", "error valid-yaml: this is nested too deeply"],
        },
        Trap {
            name: "braces that are never closed",
            build: |tree| tree.api(&format!("    x-a: {}", "{a: ".repeat(DEEP))),
            code: 1,
            says: &["error valid-yaml: this is nested too deeply"],
        },
        Trap {
            name: "dashes on one line",
            build: |tree| tree.api(&format!("x-a:\n  {}a", "- ".repeat(DEEP))),
            code: 1,
            says: &["error valid-yaml: this is nested too deeply"],
        },
        Trap {
            name: "question marks on one line",
            build: |tree| tree.file("compose.yaml", "? ".repeat(DEEP) + "a\n"),
            code: 1,
            says: &["error valid-yaml: this is nested too deeply"],
        },
        Trap {
            name: "indented blocks",
            build: |tree| {
                let blocks: Vec<String> = (0..2000).map(|depth| " ".repeat(depth) + "a:\n").collect();
                tree.file("compose.yaml", blocks.concat())
            },
            code: 1,
            says: &["error valid-yaml: this is nested too deeply"],
        },
        Trap {
            name: "defaults of defaults",
            build: |tree| tree.api(&format!("    environment:\n      A: \"{}\"", nested("${A:-", "x", "}"))),
            code: 1,
            says: &["error valid-compose: variables are nested more than 100 levels deep"],
        },
        Trap {
            name: "defaults that are never closed",
            build: |tree| tree.api(&format!("    environment:\n      A: \"{}\"", "${A:-".repeat(DEEP))),
            code: 1,
            says: &["error valid-compose: `${` is not closed on its line"],
        },
        Trap {
            name: "defaults of defaults in an env file",
            build: |tree| tree.file(".env", format!("A={}\n", nested("${A:-", "x", "}"))),
            code: 0,
            says: &[".env:1:", "warning valid-env-file: variables are nested more than 100 levels deep"],
        },
        Trap {
            name: "rules of routers",
            build: |tree| {
                let rule = nested("(", "Host(`shop.example`)", ")");
                tree.api(&format!("    labels:\n      traefik.http.routers.api.rule: \"{rule}\""))
            },
            code: 1,
            says: &["error unique-routers: ", "this rule is nested too deeply to be read"],
        },
        Trap {
            name: "lists of origins",
            build: |tree| {
                let origins = nested("[", "\"https://shop.example\"", "]");
                tree.api(&format!("    environment:\n      CORS_ORIGINS: '{origins}'"))
            },
            code: 0,
            says: &[],
        },
        Trap {
            name: "a line of 10 MB",
            build: |tree| tree.api(&format!("    environment:\n      JWT_SECRET: {}", "x1q9".repeat(10 << 18))),
            code: 0,
            says: &["warning no-inline-secrets"],
        },
        Trap {
            name: "a key of 10 MB",
            build: |tree| tree.api(&format!("    {}: 1", "k".repeat(10 << 20))),
            code: 1,
            says: &["error valid-yaml: this is neither a key nor part of the value above"],
        },
        Trap {
            name: "quotes of an env file that are never closed",
            build: |tree| tree.file(".env", "A=\"'x\n".repeat(20_001)),
            code: 1,
            says: &["warning valid-env-file: text follows the closing quote"],
        },
    ]
}
