//! The configuration that is written is read as it was meant.

use camino::Utf8Path;

use crate::cli::run;
use crate::cli::tests::with_process;
use crate::engine::{Placed, survey};
use crate::model::LoadOptions;
use crate::source::vfs::{Disk, Memory, Vfs, write_atomically};

#[test]
fn a_written_configuration_says_what_was_recognised() {
    let compose = "services:\n  api: { image: a }\n  api_staging: { image: a }\n  \"a*b\": { image: a }\n";
    let over = "services:\n  web: { command: x }\n";
    let files = Memory::new()
        .with("/repo/.git/HEAD", "")
        .with("/repo/compose.yaml", compose)
        .with("/repo/.env.staging", "A=1\n")
        .with("/repo/two/compose.yaml", "services:\n  web: { image: \"a:$TAG\" }\n")
        .with("/repo/two/compose.prod.yaml", over)
        .with("/repo/two/compose.dev.yaml", over)
        .with("/repo/three/compose.yaml", "services:\n  cms: { image: \"a:$TAG\" }\n")
        .with("/repo/three/.env.production", "TAG=1\n")
        .with("/repo/three/.env.staging", "TAG=2\n");
    let run_in = |files: &Memory, args: &[&str]| {
        with_process(files, "/repo".into(), |process| {
            process.args = std::iter::once("envlint").chain(args.iter().copied()).map(Into::into).collect();
            run(process)
        })
    };
    let written = run_in(&files, &["init", "--stdout"]);
    assert_eq!(written.code, 0, "{}", written.stderr);
    let answers = |files: &Memory| {
        let options =
            LoadOptions { working_directory: "/repo".into(), paths: vec!["/repo".into()], ..LoadOptions::default() };
        let survey = survey(files, &options).unwrap();
        let services = survey.projects.iter().flat_map(|project| {
            let of = |placed: &Placed| {
                format!("{:?} {:?} {} {:?}", project.files, project.env_files, placed.name, placed.basis.environment)
            };
            project.services.iter().map(of).collect::<Vec<_>>()
        });
        let env_files = survey.env_files.iter().map(|file| format!("{} {:?}", file.path, file.basis.environment));
        services.chain(env_files).collect::<std::collections::BTreeSet<_>>()
    };
    let known = files.clone().with("/repo/envlint.yaml", written.stdout.clone());
    assert_eq!(answers(&known), answers(&files), "{}", written.stdout);
    assert!(!run_in(&known, &["--select", "valid-config"]).stdout.contains("[valid-config]"), "{}", written.stdout);
    let again = run_in(&known, &["init"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("already"), "{}", again.stderr);
}

#[test]
fn a_configuration_is_written_once() {
    let directory = tempfile::tempdir().unwrap();
    let directory = Utf8Path::from_path(directory.path()).unwrap().canonicalize_utf8().unwrap();
    write_atomically(&directory.join("compose.prod.yaml"), b"services: { a: { image: b } }\n").unwrap();
    let init = || {
        with_process(&Disk, &directory, |process| {
            process.args = ["envlint", "init"].map(Into::into).into();
            run(process)
        })
    };
    let first = init();
    assert_eq!((first.code, first.stdout.as_str()), (0, "wrote envlint.yaml: read it, and correct what is wrong\n"));
    let text = Disk.read(&directory.join("envlint.yaml")).unwrap();
    assert!(String::from_utf8(text.clone()).unwrap().contains("- files: [compose.prod.yaml]"));
    assert_eq!(init().code, 2);
    assert_eq!(Disk.read(&directory.join("envlint.yaml")).unwrap(), text);
}
