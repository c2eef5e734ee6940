//! Whole commands, without a process.

use crate::cli::run;
use crate::cli::tests::{Outcome, with_process};
use crate::source::vfs::Memory;

const BASE: &str = "\
x-env: &env
  LOG_LEVEL: info
services:
  api:
    image: shop/api:${TAG:-latest}
    env_file: .env.common
    environment:
      <<: *env
      JWT_SECRET: ${JWT_SECRET}
      DATABASE_URL: postgres://shop:hunter2-and-more@db/shop
      REGION: ${REGION}
      GONE:
    ports: [\"${BIND:-127.0.0.1}:8080:80\"]
    volumes: [\"data:/data:ro\"]
  api_staging:
    image: shop/api
volumes:
  data: {name: shop_data}
";

fn resolve(args: &[&str]) -> Outcome {
    let files = Memory::new()
        .with("/repo/compose.yaml", BASE)
        .with("/repo/.env", "JWT_SECRET=0f1e2d3c4b5a69788796\n")
        .with("/repo/.env.common", "LOG_LEVEL=debug\nFEATURES=a,b\n");
    with_process(&files, "/repo".into(), |process| {
        process.args = ["envlint", "resolve"].iter().chain(args).map(Into::into).collect();
        run(process)
    })
}

#[test]
fn a_service_is_shown_with_the_places_to_edit() {
    let expected = "\
compose.yaml, project repo

api (production)
  image           compose.yaml:5   shop/api:latest
  env_file        compose.yaml:6   .env.common
  environment
    LOG_LEVEL     compose.yaml:2   info
    FEATURES      .env.common:2    a,b
    JWT_SECRET    .env:1           ***
    DATABASE_URL  compose.yaml:10  postgres://shop:***@db/shop
    REGION        compose.yaml:11  ${REGION}
    GONE          compose.yaml:12  (taken away)
  ports           compose.yaml:13  127.0.0.1:8080:80
  volumes         compose.yaml:14  data:/data:ro
";
    let outcome = resolve(&["api"]);
    assert_eq!(outcome.stdout, expected, "it reads:\n{}", outcome.stdout);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn a_value_is_shown_with_its_way() {
    let cases = [
        (
            "JWT_SECRET",
            "\
api.environment.JWT_SECRET (production, compose.yaml, project repo)
  ***
    compose.yaml:9  is taken from  ${JWT_SECRET}
    .env:1          is set here    ***
",
        ),
        (
            "environment.LOG_LEVEL",
            "\
api.environment.LOG_LEVEL (production, compose.yaml, project repo)
  info
    compose.yaml:8  comes through  *env
    compose.yaml:2  is set here    info
    .env.common:1   is overridden  debug
",
        ),
        (
            "REGION",
            "\
api.environment.REGION (production, compose.yaml, project repo)
  ${REGION}
    compose.yaml:11  is taken from  ${REGION}
    note: nothing sets `REGION`; Docker Compose takes it as empty
",
        ),
        (
            "image",
            "\
api.image (production, compose.yaml, project repo)
  shop/api:latest
    compose.yaml:5  is put together  shop/api:${TAG:-latest}
    compose.yaml:5  is the default   latest
",
        ),
        (
            "volumes",
            "\
api.volumes (production, compose.yaml, project repo)
  data:/data:ro
    compose.yaml:14  is set here  \"data:/data:ro\"
    note: the volume `shop_data` of the host
",
        ),
    ];
    for (key, expected) in cases {
        let outcome = resolve(&["api", key]);
        assert_eq!(outcome.stdout, expected, "{key} reads:\n{}", outcome.stdout);
    }
}

#[test]
fn a_value_is_followed_through_every_kind_of_file() {
    let files = Memory::new()
        .with("/repo/.git/HEAD", "")
        .with(
            "/repo/compose.yaml",
            "\
include: [extra/compose.yaml]
x-common: &common {REGION: \"${REGION:-eu}\"}
services:
  api:
    extends: {file: base/service.yaml, service: app}
    env_file: [.env.common]
    environment:
      <<: *common
      MODE: ${MODE:-smtp}
    ports: [\"${PORT:-8080}:80\"]
",
        )
        .with("/repo/over.yaml", "services:\n  api:\n    environment: [MODE=log]\n    ports: [\"127.0.0.1:9080:80\"]\n")
        .with(
            "/repo/base/service.yaml",
            "services:\n  app:\n    image: a:${TAG}\n    env_file: base.env\n    environment: {MODE: none}\n",
        )
        .with("/repo/base/base.env", "LEVEL=debug\nTEAM=shop\n")
        .with("/repo/.env.common", "LEVEL=info\n")
        .with("/repo/.env", "REGION=us\n")
        .with(
            "/repo/extra/compose.yaml",
            "services:\n  mail:\n    image: m\n    environment: [\"PASSWORD=${PASSWORD}\"]\n",
        )
        .with("/repo/extra/.env", "PASSWORD=8kX2vQ9rT4mW7zB1\n");
    let cases = [
        (
            ["api", "MODE"],
            "\
log
    over.yaml:3          is set here    log
    compose.yaml:9       is overridden  ${MODE:-smtp}
    base/service.yaml:5  is overridden  none
",
        ),
        (
            ["api", "LEVEL"],
            "\
info
    compose.yaml:6   is loaded from  .env.common
    .env.common:1    is set here     info
    base/base.env:1  is overridden   debug
",
        ),
        (
            ["api", "TEAM"],
            "\
shop
    compose.yaml:5       is inherited from  app
    base/service.yaml:4  is loaded from     base.env
    base/base.env:2      is set here        shop
",
        ),
        (
            ["api", "image"],
            "\
a:${TAG}
    compose.yaml:5       is inherited from  app
    base/service.yaml:3  is put together    a:${TAG}
    note: nothing sets `TAG`; Docker Compose takes it as empty
",
        ),
        (
            ["api", "ports"],
            "\
8080:80
    compose.yaml:10  is set here     \"${PORT:-8080}:80\"
    compose.yaml:10  is the default  8080
  127.0.0.1:9080:80
    over.yaml:4  is set here  \"127.0.0.1:9080:80\"
",
        ),
        (
            ["mail", "PASSWORD"],
            "\
***
    extra/compose.yaml:4  is taken from  ${PASSWORD}
    extra/.env:1          is set here    ***
",
        ),
    ];
    for ([service, key], expected) in cases {
        let outcome = with_process(&files, "/repo".into(), |process| {
            let files = ["-f", "compose.yaml", "-f", "over.yaml"];
            process.args = ["envlint", "resolve", service, key].iter().chain(&files).map(Into::into).collect();
            run(process)
        });
        let (_, shown) = outcome.stdout.split_once("\n  ").unwrap_or_default();
        assert_eq!(shown, expected, "{key} reads:\n{}{}", outcome.stdout, outcome.stderr);
    }
}

#[test]
fn overlays_say_what_lost() {
    let files = Memory::new()
        .with("/repo/compose.yaml", "services:\n  web:\n    image: a:1\n    environment: [MODE=smtp]\n")
        .with("/repo/compose.staging.yaml", "services:\n  web:\n    environment: [MODE=log]\n");
    let outcome = with_process(&files, "/repo".into(), |process| {
        process.args = ["envlint", "resolve", "web", "MODE"].map(Into::into).to_vec();
        run(process)
    });
    let expected = "\
web.environment.MODE (staging, compose.yaml + compose.staging.yaml, project repo)
  log
    compose.staging.yaml:3  is set here    log
    compose.yaml:4          is overridden  MODE=smtp

web.environment.MODE (default, compose.yaml, project repo)
  smtp
    compose.yaml:4  is set here  smtp
";
    assert_eq!(outcome.stdout, expected, "it reads:\n{}", outcome.stdout);
}

#[test]
fn the_json_form_is_stable() {
    let expected = concat!(
        r#"{"version":1,"projects":[{"files":["compose.yaml"],"name":"repo","services":[{"name":"api","#,
        r#""environment":"production","attributes":{"environment":{"JWT_SECRET":{"value":"***","#,
        r#""certainty":"certain","notes":[],"steps":[{"kind":"variable","path":"compose.yaml","#,
        r#""range":{"start":{"line":8,"character":18},"end":{"line":8,"character":31}},"text":"${JWT_SECRET}"},"#,
        r#"{"kind":"set","path":".env","range":{"start":{"line":0,"character":11},"#,
        r#""end":{"line":0,"character":31}},"text":"***"}]}}}}]}]}"#,
        "\n"
    );
    assert_eq!(resolve(&["api", "JWT_SECRET", "--format", "json"]).stdout, expected);
}

#[test]
fn secrets_are_shown_only_to_who_asks() {
    for format in ["pretty", "json"] {
        let shown = |more: &[&str]| resolve(&[&["--format", format], more].concat()).stdout;
        for secret in ["hunter2-and-more", "0f1e2d3c4b5a69788796"] {
            assert!(!shown(&[]).contains(secret));
            assert!(shown(&["--show-values"]).contains(secret));
        }
    }
}

#[test]
fn in_ci_secrets_are_shown_to_nobody() {
    let files = Memory::new().with("/repo/compose.yaml", BASE);
    let outcome = with_process(&files, "/repo".into(), |process| {
        process.args = ["envlint", "resolve", "--show-values"].map(Into::into).into();
        process.in_ci = true;
        run(process)
    });
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.starts_with("error: `--show-values` shows no secrets where `CI` is set"));
}

#[test]
fn what_is_not_there_is_said_with_what_was_meant() {
    let cases: [(&[&str], &str); 4] = [
        (&["apo"], "error: there is no service `apo`\n  help: did you mean `api`?"),
        (&["api", "JWT_SECRT"], "error: service `api` has no `JWT_SECRT`\n  help: did you mean `JWT_SECRET`?"),
        (&["--environment", "stagin"], "no service belongs to environment `stagin`\n  help: did you mean `staging`?"),
        (&["api", "zzz"], "help: choose one that `envlint resolve api` lists"),
    ];
    for (args, expected) in cases {
        let outcome = resolve(args);
        assert!(outcome.stderr.contains(expected), "{args:?}: {}", outcome.stderr);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
    }
}

#[test]
fn a_small_file_does_not_unfold_to_a_huge_answer() {
    let long = "a".repeat(1 << 20);
    let services = (0..60).map(|number| format!("  s{number}: {{image: b, environment: {{A: *long}}}}\n"));
    let text = format!("x-long: &long {long}\nservices:\n{}", services.collect::<String>());
    let files = Memory::new().with("/repo/compose.yaml", text);
    let outcome = with_process(&files, "/repo".into(), |process| {
        process.args = ["envlint", "resolve"].map(Into::into).to_vec();
        run(process)
    });
    assert!(outcome.stdout.len() < 50 << 20);
}

#[test]
fn files_are_taken_as_named() {
    let files = Memory::new()
        .with("/repo/.git/HEAD", "")
        .with(
            "/repo/app/base.yaml",
            "services: {web: {image: \"x:${TAG}\", environment: {NAME: \"${COMPOSE_PROJECT_NAME}\"}}}\n",
        )
        .with("/repo/over.yaml", "services: {web: {volumes: [\"./data:/data\"]}}\n")
        .with("/repo/compose.yaml", "services: {web: {image: y}}\n")
        .with("/repo/app/.env", "TAG=app\n")
        .with("/repo/one.env", "TAG=1\nCOMPOSE_PROJECT_NAME=one\n")
        .with("/repo/two.env", "TAG=${TAG}-2\n");
    let resolved = |args: &[&str]| {
        with_process(&files, "/repo".into(), |process| {
            process.args = ["envlint", "resolve", "web"].iter().chain(args).map(Into::into).collect();
            run(process)
        })
        .stdout
    };
    let expected = "\
app/base.yaml + over.yaml, project app

web (default)
  image    app/base.yaml:1  x:app
  environment
    NAME   app/base.yaml:1  app
  volumes  over.yaml:1      ./data:/data
";
    assert_eq!(resolved(&["-f", "app/base.yaml", "-f", "over.yaml"]), expected);
    let passed = resolved(&["-f", "app/base.yaml", "--env-file", "one.env", "--env-file", "two.env"]);
    assert!(passed.starts_with("app/base.yaml, project one\n") && passed.contains("x:1-2"), "{passed}");
    assert!(resolved(&[]).contains("compose.yaml, project repo"));
}
