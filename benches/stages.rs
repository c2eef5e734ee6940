//! Where the time goes: `cargo bench`. Nothing is asserted of it.

#![expect(clippy::unwrap_used, reason = "a benchmark that fails has nothing to measure")]
#![expect(clippy::disallowed_methods, reason = "a benchmark makes the files that it measures on")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};
use divan::Bencher;
use divan::counter::BytesCount;
use envlint::engine::{self, Options};
use envlint::model::{LoadOptions, Workspace};
use envlint::source::SourceMap;
use envlint::source::vfs::{Disk, Memory, Vfs};
use envlint::syntax::{dotenv, yaml};
use granit_parser::Parser;
use tempfile::TempDir;

/// Services of generated projects.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// Projects of generated trees.
const PROJECTS: [usize; 2] = [50, 500];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn parse_yaml(bencher: Bencher, services: usize) {
    let text = compose(services);
    let file = SourceMap::new().add("compose.yaml".into(), b"");
    bencher.counter(BytesCount::of_str(&text)).bench(|| yaml::parse(file, &text));
}

#[divan::bench(args = SIZES)]
fn parse_env(bencher: Bencher, keys: usize) {
    let text = env("staging", keys);
    let file = SourceMap::new().add(".env".into(), b"");
    bencher.counter(BytesCount::of_str(&text)).bench(|| dotenv::parse(file, &text));
}

#[divan::bench]
fn rules(bencher: Bencher) {
    bencher.bench(engine::catalogue);
}

#[divan::bench(args = SIZES)]
fn load_generated(bencher: Bencher, services: usize) {
    let files = project(services);
    bencher.bench(|| Workspace::load(&files, &options("/shop".into()).load).unwrap());
}

#[divan::bench(args = SIZES)]
fn lint_generated(bencher: Bencher, services: usize) {
    let files = project(services);
    bencher.bench(|| engine::lint(&files, &options("/shop".into())).unwrap());
}

#[divan::bench(args = ["exam-platform", "exam-platform-broken"])]
fn load_example(bencher: Bencher, name: &str) {
    let options = options(example(name));
    bencher.bench(|| Workspace::load(&Disk, &options.load).unwrap());
}

#[divan::bench(args = ["exam-platform", "exam-platform-broken"])]
fn lint_example(bencher: Bencher, name: &str) {
    let options = options(example(name));
    bencher.bench(|| engine::lint(&Disk, &options).unwrap());
}

/// The least that reading can cost: every byte of the projects is read and tokenised, nothing is kept.
/// [`lint_projects`] may take twice as long.
#[divan::bench(args = PROJECTS)]
fn tokenise_projects(bencher: Bencher, count: usize) {
    let tree = projects(count);
    let files = ["compose.yaml", ".env", ".env.staging"];
    let paths = (0..count).flat_map(|number| files.map(|file| tree.path().join(format!("shop{number}")).join(file)));
    let paths: Vec<_> = paths.collect();
    bencher.bench(|| {
        let tokens = |path: &PathBuf| Parser::new_from_str(&fs::read_to_string(path).unwrap()).count();
        paths.iter().map(tokens).sum::<usize>()
    });
}

#[divan::bench(args = PROJECTS)]
fn lint_projects(bencher: Bencher, count: usize) {
    let tree = projects(count);
    let options = options(Utf8Path::from_path(tree.path()).unwrap().to_owned());
    bencher.bench(|| engine::lint(&Disk, &options).unwrap());
}

/// So many repositories, each with production and staging in one file.
fn projects(count: usize) -> TempDir {
    let tree = TempDir::new().unwrap();
    fs::create_dir(tree.path().join(".git")).unwrap();
    for number in 0..count {
        let directory = tree.path().join(format!("shop{number}"));
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("compose.yaml"), compose(4)).unwrap();
        fs::write(directory.join(".env"), env("production", 4)).unwrap();
        fs::write(directory.join(".env.staging"), env("staging", 4)).unwrap();
    }
    tree
}

fn example(name: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/projects").join(name)
}

fn options(directory: Utf8PathBuf) -> Options {
    Options {
        load: LoadOptions { working_directory: directory, paths: vec![".".into()], ..LoadOptions::default() },
        ..Options::default()
    }
}

/// A project of so many services, half of them in staging, each with secrets, a volume and a port.
fn project(services: usize) -> impl Vfs {
    Memory::new()
        .with("/shop/compose.yaml", compose(services))
        .with("/shop/.env", env("production", services))
        .with("/shop/.env.staging", env("staging", services))
}

fn compose(services: usize) -> String {
    let mut text = "services:\n  traefik:\n    image: traefik:v3.5\n    ports: [\"443:443\"]\n".to_owned();
    let mut volumes = "volumes:\n".to_owned();
    for number in 0..services / 2 {
        for suffix in ["", "_staging"] {
            write!(
                text,
                "  api{number}{suffix}:
    image: registry.example/shop/api:1.4
    environment:
      DATABASE_URL: postgres://shop:${{DB_PASSWORD_{number}}}@db{number}{suffix}:5432/shop
      JWT_SECRET: ${{JWT_SECRET_{number}{suffix}:?missing}}
      CORS_ORIGINS: https://shop{suffix}.example
    volumes: [data{number}{suffix}:/data]
    depends_on: [traefik]
    labels:
      - traefik.http.routers.api{number}{suffix}.rule=Host(`api{number}{suffix}.shop.example`)
"
            )
            .unwrap();
            writeln!(volumes, "  data{number}{suffix}:").unwrap();
        }
    }
    text + &volumes
}

fn env(environment: &str, keys: usize) -> String {
    (0..keys).fold(String::new(), |mut text, number| {
        let value = number * 7919;
        writeln!(text, "JWT_SECRET_{number}={environment}-{value:032x}\nDB_PASSWORD_{number}='p{value:024x}' # note")
            .unwrap();
        text
    })
}
