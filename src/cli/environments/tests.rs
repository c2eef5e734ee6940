//! What people and machines are shown.

use super::page;
use crate::cli::tests::envlint;
use crate::config::Role;
use crate::engine::{Basis, Deployment, Neighbourhood, Placed, Survey, SurveyEnvFile, SurveyEnvironment, SurveyPlace};
use crate::model::env_file;
use crate::model::environment::Kind;
use crate::model::host::Reason;
use crate::model::value::Same;
use crate::report::Look;
use crate::source::Position;

#[test]
fn environments_are_grouped_with_their_reasons() {
    let place = |path: &str, line| SurveyPlace {
        path: path.into(),
        start: Position { line, character: 2 },
        end: Position { line, character: 9 },
    };
    let basis = |environment: Option<&str>, kind, reason: &str, place| Basis {
        environment: environment.map(Into::into),
        kind,
        reason: reason.into(),
        place,
        against: Vec::new(),
    };
    let service = |name: &str, basis: Basis| Placed { name: name.into(), basis };
    let file = |name: &str| basis(Some(name), Kind::File, "the name of `compose.prod.yaml` speaks of production", None);
    let flag = ("staging".to_owned(), Kind::Flag, "its `APP_ENV` is staging".to_owned(), Some(place("a/x.env", 1)));
    let survey = Survey {
        root: "/repo".into(),
        environments: vec![SurveyEnvironment {
            name: "prod".into(),
            role: Role::Production,
            domains: vec!["shop.${DOMAIN}".into()],
        }],
        hosts: vec![
            Neighbourhood {
                environments: ["prod".into(), "staging".into()],
                same: Same::Yes,
                reason: Reason::Proxy,
                places: vec![place("compose.yaml", 8), place("next/compose.yaml", 3)],
            },
            Neighbourhood {
                environments: ["prod".into(), "qa".into()],
                same: Same::Unknown,
                reason: Reason::Nothing,
                places: Vec::new(),
            },
        ],
        projects: vec![Deployment {
            files: vec!["compose.yaml".into(), "compose.prod.yaml".into()],
            env_files: vec![".env.prod".into()],
            assumed: true,
            name: Some("shop".into()),
            basis: file("prod"),
            services: vec![
                service("api", file("prod")),
                service("web", Basis { against: vec![flag], ..file("prod") }),
                service("traefik", basis(None, Kind::Edge, "its image is a proxy", Some(place("compose.yaml", 3)))),
            ],
        }],
        env_files: vec![SurveyEnvFile {
            path: "infra/.env.prod\n::error::".into(),
            kind: env_file::Kind::Template,
            basis: basis(Some("prod"), Kind::File, "its name speaks of production", None),
        }],
    };
    let expected = "\
environments
  prod (production)  2 services, 1 env file  shop.${DOMAIN}
  shared             1 service

hosts  ports, names and paths clash only on one host
  one host     prod and staging  one Traefik sees both (compose.yaml:9, next/compose.yaml:4)
  unknown      prod and qa       nothing tells; give each a `host:` in `envlint.yaml`

compose.yaml + compose.prod.yaml  project shop --env-file .env.prod (assumed)
  prod         api, web  the name of `compose.prod.yaml` speaks of production
  shared       traefik   its image is a proxy (compose.yaml:4)

env files
  prod         infra/.env.prod ::error::  template; its name speaks of production

conflicts  the first reason is believed
  web (compose.prod.yaml)
    prod: the name of `compose.prod.yaml` speaks of production
    not staging: its `APP_ENV` is staging (x.env:2)

wrong? `envlint init` writes these answers to `envlint.yaml`, to be corrected there:
  environments:
    staging:
      projects: [{ files: [PATH] }]  # Compose files that are deployed together
      services: [NAME]               # single services, whatever their file
      env_files: [PATH]
      host: NAME                     # one host with every environment of that host
  shared: { services: [NAME], env_files: [PATH] }  # of no single environment
";
    assert_eq!(page(&survey, Look::PLAIN), expected);
    let outcome = envlint(&["environments", "--format", "json"]);
    assert_eq!(
        outcome.stdout,
        "{\"version\":1,\"environments\":[],\"hosts\":[],\"projects\":[{\"name\":null,\"files\":[\"compose.yaml\"],\"env_files\":[],\
         \"assumed\":false,\"environment\":\"default\",\"evidence\":{\"kind\":\"nothing\",\"reason\":\"nothing names an \
         environment\",\"path\":null,\"range\":null},\"against\":[],\"services\":[]}],\"env_files\":[]}\n"
    );
}
