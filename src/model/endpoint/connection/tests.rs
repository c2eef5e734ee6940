use std::borrow::Cow;

use super::*;
use crate::model::{LoadOptions, Workspace};
use crate::source::vfs::Memory;

/// `kind host database user` of every connection of the first service.
fn shown(body: &str) -> Vec<String> {
    let text = format!("services:\n  api:\n    image: x\n{body}");
    let files = Memory::new().with("/r/compose.yaml", text);
    let options = LoadOptions { working_directory: "/r".into(), paths: vec!["/r".into()], ..LoadOptions::default() };
    let workspace = Workspace::load(&files, &options).unwrap();
    let (_, _, service) = workspace.services().next().unwrap();
    let part = |part: &Option<Value>| part.as_ref().and_then(Value::text).map_or("-".to_owned(), Cow::into_owned);
    let shown = of_service(service).into_iter().map(|Connection { kind, address, .. }| {
        format!("{kind:?} {} {} {}", part(&Some(address.host)), part(&address.database), part(&address.user))
    });
    shown.collect()
}

fn environment(entries: &str) -> Vec<String> {
    shown(&format!("    environment: {{ {entries} }}\n"))
}

#[test]
fn families_of_variables() {
    assert_eq!(environment("POSTGRES_HOST: db, POSTGRES_DB: shop, POSTGRES_USER: u"), ["Sql db shop u"]);
    assert_eq!(environment("WORDPRESS_DB_HOST: 'db:3306', WORDPRESS_DB_NAME: wp"), ["Sql db wp -"]);
    assert_eq!(environment("REDIS_HOST: cache, REDIS_DB: '2'"), ["Cache cache 2 -"]);
    assert_eq!(environment("PGHOST: db, PGDATABASE: shop"), ["Sql db shop -"]);
    assert_eq!(environment("NEO4J_URI: 'bolt://graph:7687', NEO4J_USER: reader"), ["Graph graph - reader"]);
    assert_eq!(environment("database__connection__host: db, database__connection__database: g"), ["Sql db g -"]);
}

#[test]
fn kinds_of_web_addresses() {
    assert_eq!(environment("ELASTICSEARCH_URL: 'http://search'"), ["Search search - -"]);
    assert_eq!(environment("BACKEND_URL: 'http://api:8000'"), ["Http api - -"]);
    assert_eq!(environment("S3_ENDPOINT: 'http://minio:9000'"), ["Objects minio - -"]);
}

#[test]
fn names_that_lead_nowhere() {
    assert_eq!(environment("ALLOWED_HOSTS: 'backend,localhost', NODE_ENV: production, HOSTNAME: db"), [""; 0]);
    assert_eq!(environment("CORS_ORIGINS: 'http://backend:8000', HOST: 0.0.0.0"), [""; 0]);
}

#[test]
fn commands_and_links() {
    assert_eq!(shown("    command: serve --db-host db --cache=redis://cache/1\n"), ["Sql db - -", "Cache cache 1 -"]);
    assert_eq!(shown("    command: [\"./wait-for\", \"db:5432\", \"--\", \"run\"]\n"), ["Sql db - -"]);
    assert_eq!(shown("    entrypoint: sh -c 'pg_dump -h db shop'\n"), ["Other db - -"]);
    assert_eq!(shown("    links: ['redis:cache']\n  redis:\n    image: redis\n"), ["Cache redis - -"]);
}
