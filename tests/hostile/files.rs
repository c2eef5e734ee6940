//! Files that are none, lie elsewhere, or hold no text.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixListener;

use super::trap::Trap;

const LARGE: usize = 100 << 20;

/// A list of places that read `FILE` in every way there is.
const READS: &str = "    env_file: FILE\n    label_file: FILE\n    extends: { file: FILE, service: api }\n\
    include: [FILE]\nsecrets: { key: { file: FILE } }\nconfigs: { key: { file: FILE } }";

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "a Compose file of 100 MB",
            build: |tree| {
                tree.api("")?;
                tree.file("compose.yaml", vec![b'#'; LARGE])
            },
            code: 2,
            says: &["compose.yaml:1:1: warning coverage: this file could not be read: larger than 16 MiB"],
        },
        Trap {
            name: "an env file of 100 MB",
            build: |tree| {
                tree.api("    env_file: large.env")?;
                tree.file("large.env", vec![b'#'; LARGE])
            },
            code: 0,
            says: &["large.env:1:1: warning coverage: this file could not be read: larger than 16 MiB"],
        },
        Trap {
            name: "a pipe in every place",
            build: |tree| {
                tree.api(&READS.replace("FILE", "pipe"))?;
                [".env", "pipe", ".gitignore", "docker-compose.staging.yml"].iter().try_for_each(|name| tree.pipe(name))
            },
            code: 0,
            says: &[
                ".env:1:1: warning coverage: this file could not be read: not a regular file",
                "docker-compose.staging.yml:1:1: warning coverage",
                "compose.yaml:4:15: warning coverage: env file `pipe` could not be read: not a regular file",
            ],
        },
        Trap {
            name: "a pipe for a configuration",
            build: |tree| {
                tree.api("")?;
                tree.pipe("envlint.yaml")
            },
            code: 2,
            says: &["envlint.yaml`: not a regular file"],
        },
        Trap {
            name: "a device in every place",
            build: |tree| tree.api(&READS.replace("FILE", "/dev/zero")),
            code: 0,
            says: &["compose.yaml:4:15: info coverage: env file `/dev/zero` lies outside the root"],
        },
        Trap {
            name: "a link to a device in every place",
            build: |tree| {
                tree.api(&READS.replace("FILE", "zero"))?;
                tree.link("zero", "/dev/zero")?;
                tree.link("docker-compose.staging.yml", "/dev/zero")
            },
            code: 0,
            says: &["compose.yaml:4:15: warning coverage: env file `zero` leads out of the root and was not read"],
        },
        Trap {
            name: "a path out of the root in every place",
            build: |tree| tree.api(&READS.replace("FILE", "../../../../../../../../etc/passwd")),
            code: 0,
            says: &[
                "compose.yaml:4:15: warning coverage: env file `../../../../../../../../etc/passwd` leads out of the root and was not read",
                "compose.yaml:5:17: warning coverage: this file leads out of the root and was not read",
                "compose.yaml:6:22: warning coverage: this file leads out of the root and was not read",
                "compose.yaml:7:11: warning coverage: this file leads out of the root and was not read",
            ],
        },
        Trap {
            name: "links out of the root",
            build: |tree| {
                tree.api(&READS.replace("FILE", "etc/passwd"))?;
                tree.link("etc", "/etc")?;
                tree.link(".env", "/etc/passwd")?;
                tree.link("docker-compose.staging.yml", "/etc/passwd")
            },
            code: 0,
            says: &[
                ".env:1:1: warning coverage: this file leads out of the root and was not read",
                "docker-compose.staging.yml:1:1: warning coverage: this file leads out of the root and was not read",
            ],
        },
        Trap {
            name: "links in a circle",
            build: |tree| {
                tree.api(&READS.replace("FILE", "one"))?;
                tree.directory("sub")?;
                tree.link("one", "two")?;
                tree.link("two", "one")?;
                tree.link(".env", ".env")?;
                tree.link("sub/back", "..")
            },
            code: 1,
            says: &["compose.yaml:7:11: error valid-compose: this included file is not there"],
        },
        Trap {
            name: "directories for files",
            build: |tree| {
                tree.api(&READS.replace("FILE", "sub"))?;
                ["sub", ".env", "docker-compose.staging.yml"].iter().try_for_each(|name| tree.directory(name))
            },
            code: 0,
            says: &[
                "compose.yaml:4:15: warning coverage: env file `sub` could not be read: not a regular file",
                "docker-compose.staging.yml:1:1: warning coverage: this file could not be read: not a regular file",
            ],
        },
        Trap {
            name: "names with line ends and escapes",
            build: |tree| {
                tree.api("    env_file: \"a\\n::error::b.env\"")?;
                tree.file("docker-compose.a\n::error::b.yml", "services: [\n")?;
                tree.file("docker-compose.\u{202e}lmy.yml", "services: [\n")?;
                tree.file(".env.\u{1b}[31m", "A='\n")
            },
            code: 1,
            says: &["docker-compose.a", "error valid-yaml: this bracket is never closed"],
        },
        Trap {
            name: "names that are no text",
            build: |tree| {
                tree.api("")?;
                tree.bytes(b"docker-compose.\xff.yml", "services: [\n")?;
                tree.bytes(b".env.\xfe\n::error::x", "A='\n")?;
                tree.bytes(b"notes.\xff.txt", "")?;
                std::fs::create_dir(tree.path("").join(OsStr::from_bytes(b"d\xff")))
            },
            code: 0,
            says: &[
                "docker-compose.\u{fffd}.yml:1:1: warning coverage: this file was not read: its name is not UTF-8",
                ".env.\u{fffd} ::error::x:1:1: warning coverage: this file was not read: its name is not UTF-8",
                "d\u{fffd}:1:1: info coverage: this directory was not looked into: its name is not UTF-8",
                "1 info in 1 file",
            ],
        },
        Trap {
            name: "a socket in every place",
            build: |tree| {
                tree.api(&READS.replace("FILE", "socket"))?;
                UnixListener::bind(tree.path("socket")).map(drop)
            },
            code: 0,
            says: &["compose.yaml:4:15: warning coverage: env file `socket` could not be read: not a regular file"],
        },
        Trap {
            name: "UTF-16 without a mark",
            build: |tree| {
                let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
                tree.api("    env_file: wide.env")?;
                tree.file("wide.env", wide("JWT_SECRET=x1q9x1q9\n"))?;
                tree.file("docker-compose.staging.yml", wide("services: {}\n"))
            },
            code: 1,
            says: &[
                "docker-compose.staging.yml:1:2: error valid-yaml: YAML allows no control character",
                "wide.env:1:2: error valid-env-file: ",
            ],
        },
        Trap {
            name: "NUL bytes in an env file",
            build: |tree| {
                tree.api("    env_file: nul.env")?;
                tree.file("nul.env", "A=x\0y\nB='\0'\n# \0\n")
            },
            code: 0,
            says: &[
                "nul.env:1:4: warning valid-env-file: the value of `A` holds a NUL, with which no container starts",
                "nul.env:2:4: warning valid-env-file",
            ],
        },
        Trap {
            name: "a deep chain of directories",
            build: |tree| {
                tree.api("")?;
                tree.file(&("d/".repeat(1500) + "compose.yaml"), "services: [\n")
            },
            code: 0,
            says: &["coverage: there are more, or deeper, directories here than are looked at"],
        },
    ]
}
