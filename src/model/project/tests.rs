//! Names of whole projects.

use super::{NameOrigin, Project, ProjectName};
use crate::model::value::Value;
use crate::model::{LoadOptions, Secrecy, Workspace};
use crate::source::vfs::Memory;

const COMPOSE: &str = "\
services:
  api: {image: shop/api}
  db: {image: postgres, container_name: shop-db}
volumes:
  data:
  named: {name: elsewhere}
  foreign: {external: true}
  own: {name: \"${COMPOSE_PROJECT_NAME}-own\"}
networks:
  front: {name: proxy}
";

fn load(files: &[(&str, &str)]) -> Workspace {
    let files =
        files.iter().fold(Memory::new().with("/shop/.git/HEAD", ""), |files, (path, text)| files.with(*path, *text));
    let options =
        LoadOptions { working_directory: "/shop".into(), paths: vec!["/shop".into()], ..LoadOptions::default() };
    Workspace::load(&files, &options).unwrap()
}

fn only(workspace: &Workspace) -> &Project {
    assert_eq!(workspace.projects.len(), 1);
    &workspace.projects[0]
}

fn name(files: &[(&str, &str)]) -> ProjectName {
    only(&load(files)).name.clone()
}

#[test]
fn the_strongest_source_names_a_project() {
    let named = format!("name: Shop.{{}}_x\n{COMPOSE}");
    let of = |name: &ProjectName| (name.text().unwrap().into_owned(), name.origin);
    let directory = name(&[("/shop/infra/Edge_1/compose.yaml", COMPOSE)]);
    assert_eq!(of(&directory), ("edge_1".to_owned(), NameOrigin::Directory));
    assert_eq!(directory.place(), None);
    let checkout = name(&[("/shop/compose.yaml", COMPOSE)]);
    assert_eq!(of(&checkout), ("shop".to_owned(), NameOrigin::Checkout));
    let key = name(&[("/shop/compose.yaml", &named), ("/shop/compose.override.yaml", "name: ''\n")]);
    assert_eq!(of(&key), ("shop_x".to_owned(), NameOrigin::Key));
    let files = [("/shop/compose.yaml", named.as_str()), ("/shop/.env", "COMPOSE_PROJECT_NAME=live\n")];
    assert_eq!(of(&name(&files)), ("live".to_owned(), NameOrigin::Variable));
    let files = [("/shop/compose.yaml", named.as_str()), ("/shop/.env", "COMPOSE_PROJECT_NAME=\n")];
    assert_eq!(of(&name(&files)), ("shop_x".to_owned(), NameOrigin::Key));
}

#[test]
fn a_name_does_not_see_itself() {
    let named = format!("name: ${{COMPOSE_PROJECT_NAME}}-suffix\n{COMPOSE}");
    assert_eq!(name(&[("/shop/compose.yaml", &named)]).text().as_deref(), Some("suffix"));
}

#[test]
fn a_name_may_depend_on_what_is_absent() {
    let named = format!("name: shop-${{STAGE}}\n{COMPOSE}");
    let workspace = load(&[("/shop/compose.yaml", &named)]);
    let shown = |workspace: &Workspace| workspace.show(&only(workspace).name.value, Secrecy::Masked);
    assert_eq!(shown(&workspace), "shop-${STAGE}");
    let files = [("/shop/compose.yaml", COMPOSE), ("/shop/.env.example", "COMPOSE_PROJECT_NAME=demo\n")];
    let workspace = load(&files);
    let project = only(&workspace);
    assert_eq!(project.name.text(), None);
    let readings = project.name.value.readings();
    let readings: Vec<_> = readings.iter().filter_map(Value::text).collect();
    assert_eq!(readings, ["demo", "shop"]);
}

#[test]
fn names_on_the_host_are_made_of_it() {
    let workspace = load(&[("/shop/compose.yaml", COMPOSE)]);
    let project = only(&workspace);
    let volume = |key: &str| project.volume_name(key).text().unwrap().into_owned();
    assert_eq!(
        [volume("data"), volume("named"), volume("foreign"), volume("own"), volume("undeclared")],
        ["shop_data", "elsewhere", "foreign", "shop-own", "shop_undeclared"]
    );
    assert_eq!(project.network_name("default").text().unwrap(), "shop_default");
    assert_eq!(project.network_name("front").text().unwrap(), "proxy");
    let containers = project.services.values().map(|service| project.container_name(service));
    let containers: Vec<_> = containers.collect();
    assert_eq!(containers.iter().filter_map(Value::text).collect::<Vec<_>>(), ["shop-api-1", "shop-db"]);
}
