//! A little text that stands for much.

use std::fmt::Write;

use super::trap::{Trap, Tree};

/// `line` for each number below `count`, with `#` for the number and `<` for the one before it.
fn lines(count: usize, line: &str) -> String {
    (1..count).fold(String::new(), |mut lines, number| {
        let line = line.replace('#', &number.to_string()).replace('<', &(number - 1).to_string());
        let _ = writeln!(lines, "{line}");
        lines
    })
}

const TOO_MUCH: &[&str] = &["error valid-yaml: this project unfolds to too much to be read"];

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "aliases of aliases",
            build: |tree| {
                let bomb = lines(12, "x-#: &a# [*a<, *a<, *a<, *a<, *a<, *a<, *a<, *a<, *a<]");
                tree.file("compose.yaml", format!("x-0: &a0 [x]\n{bomb}services:\n  api:\n    image: *a11\n"))
            },
            code: 1,
            says: TOO_MUCH,
        },
        Trap {
            name: "merge keys of merge keys",
            build: |tree| {
                let bomb = lines(40, "x-#: &a# { <<: *a<, k#: *a<, l#: *a< }");
                tree.file("compose.yaml", format!("x-0: &a0 {{ k: v }}\n{bomb}services:\n  api:\n    image: api\n"))
            },
            code: 1,
            says: TOO_MUCH,
        },
        Trap {
            name: "10,000 mappings merged",
            build: |tree| {
                let sources = lines(10_000, "x-#: &a# { A#: \"1\" }");
                let merged: Vec<String> = (1..10_000).map(|number| format!("*a{number}")).collect();
                let merged = merged.join(", ");
                let api = format!("services:\n  api:\n    image: api\n    environment:\n      <<: [{merged}]\n");
                tree.file("compose.yaml", sources + &api)
            },
            code: 0,
            says: &["no findings in 1 file"],
        },
        Trap {
            name: "a large service that everybody extends",
            build: |tree| {
                let base = "one, ".repeat(3000);
                let all = lines(3000, "  s#:\n    extends: base");
                tree.file("compose.yaml", format!("services:\n  base:\n    image: api\n    x-a: [{base}]\n{all}"))
            },
            code: 1,
            says: TOO_MUCH,
        },
        Trap {
            name: "a long chain of extends",
            build: |tree| {
                let chain = lines(200, "  s#:\n    extends: s<");
                tree.file("compose.yaml", format!("services:\n  s0:\n    image: api\n{chain}"))
            },
            code: 1,
            says: &["error valid-compose: service `s51` extends more than 50 services, one through the other"],
        },
        Trap {
            name: "includes that double",
            build: |tree| {
                tree.api("include: [a1.yaml, b1.yaml]")?;
                (1..30_usize).try_for_each(|number| {
                    let next = format!("include: [a{0}.yaml, b{0}.yaml]\n", number + 1);
                    tree.file(&format!("a{number}.yaml"), &next)?;
                    tree.file(&format!("b{number}.yaml"), &next)
                })
            },
            code: 0,
            says: &[
                "coverage: more than 20 files include each other, one through the other",
                "coverage: this project includes more than 1000 files",
            ],
        },
        Trap {
            name: "a large file that is included often",
            build: |tree| {
                tree.api(&format!("include:\n{}", "  - large.yaml\n".repeat(500)))?;
                tree.file(
                    "large.yaml",
                    format!("x-large: \"{}\"\nservices:\n  db:\n    image: db\n", "x".repeat(1 << 20)),
                )
            },
            code: 1,
            says: TOO_MUCH,
        },
        Trap {
            name: "variables that double",
            build: |tree| {
                tree.file(".env", format!("A0=x\n{}", lines(5000, "A#=${A<}${A<}")))?;
                tree.api("    env_file: .env")
            },
            code: 0,
            says: &[],
        },
        Trap {
            name: "a variable of 1 MB that everybody gets",
            build: |tree| {
                tree.file(".env", format!("BIG={}\n", "x".repeat(1 << 20)))?;
                let all = lines(2000, "  s#:\n    image: api\n    environment: [\"A=${BIG}\"]");
                tree.file("compose.yaml", format!("services:\n{all}"))
            },
            code: 0,
            says: &["no findings in 2 files"],
        },
        Trap {
            name: "an env file of 1 MB that everybody loads",
            build: |tree| {
                tree.file("big.env", format!("BIG={}\n", "x".repeat(1 << 20)))?;
                let all = lines(2000, "  s#:\n    image: api\n    env_file: big.env");
                tree.file("compose.yaml", format!("services:\n{all}"))
            },
            code: 0,
            says: &["warning coverage: services load more variables than are kept; from here on none"],
        },
        Trap {
            name: "a mount deeper than Linux has any",
            build: |tree| {
                let deep = "/a".repeat(200_000);
                let mounts = "    volumes:\n      - ".to_owned() + &deep + ":/data\n";
                let policy = "pack: own\ntitle: Own\ndescription: Own.\nrules:\n  - { id: no-etc, check: mounts, level: error, \
                              title: Nothing of etc, why: So., fix: Do not., with: { forbidden: [/etc] } }\n";
                tree.file("policy.yaml", policy)?;
                tree.file("envlint.yaml", "packs: [policy.yaml]\n")?;
                tree.api(&format!("{mounts}  api_staging:\n    image: api\n{mounts}"))
            },
            code: 1,
            says: &["error separate-volumes: staging service `api_staging` mounts"],
        },
        Trap { name: "300 overlays", build: overlays, code: 0, says: &["in 301 files"] },
        Trap {
            name: "everybody waits for everybody",
            build: |tree| {
                let names: Vec<String> = (1..200).map(|number| format!("s{number}")).collect();
                let all = lines(200, &format!("  s#:\n    image: api\n    depends_on: [{}]", names.join(", ")));
                tree.file("compose.yaml", format!("services:\n{all}"))
            },
            code: 1,
            says: &["error valid-compose: services wait for each other"],
        },
    ]
}

fn overlays(tree: &Tree) -> std::io::Result<()> {
    tree.api("")?;
    (0..300).try_for_each(|number| {
        let overlay = format!("services:\n  api:\n    environment: {{ A{number}: one }}\n");
        tree.file(&format!("docker-compose.e{number}.yml"), overlay)
    })
}
