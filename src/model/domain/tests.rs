use super::host::tests::host;
use super::*;
use crate::model::LoadOptions;
use crate::model::holder::holders;
use crate::source::vfs::Memory;

const COMPOSE: &str = "\
services:
  web:
    image: shop
    labels: ['traefik.http.routers.web.rule=Host(`shop.example`) || Host(`www.shop.example`)']
  web_staging:
    image: shop
    labels: { traefik.http.routers.stg.rule: 'Host(`staging.shop.example`)' }
    environment: { FRONTEND_URL: 'https://shop.example', SITE_URL: 'https://beta.example' }
";

fn workspace(config: &str) -> Workspace {
    let files = Memory::new().with("/r/compose.yaml", COMPOSE).with("/r/envlint.yaml", config);
    let options = LoadOptions { working_directory: "/r".into(), paths: vec!["/r".into()], ..LoadOptions::default() };
    Workspace::load(&files, &options).unwrap()
}

/// Whose each host is for staging: `own`, the owner's name, `contested` or `unknown`.
fn standings(config: &str, hosts: &[&str]) -> Vec<String> {
    let workspace = workspace(config);
    let domains = Domains::of(&workspace, &holders(&workspace));
    let (staging, _) = workspace.environments.iter().find(|(_, found)| found.name == "staging").unwrap();
    let tell = |standing: Standing<'_>| match standing {
        Standing::Own => "own".to_owned(),
        Standing::Others(owner) => workspace.environments.name(owner.environment()).to_owned(),
        Standing::Contested => "contested".to_owned(),
        Standing::Unknown => "unknown".to_owned(),
    };
    hosts.iter().map(|text| tell(domains.standing(&host(text), staging))).collect()
}

#[test]
fn the_better_evidence_owns_a_host() {
    let hosts = ["Staging.shop.example", "shop.example", "www.shop.example", "beta.example", "x.shop.example"];
    assert_eq!(standings("", &hosts), ["own", "production", "production", "own", "unknown"]);
}

#[test]
fn the_configuration_decides() {
    let config = "\
environments:
  production: { role: production, domains: ['*.shop.example', 'same.example'] }
  staging: { role: staging, services: ['*_staging'], domains: ['www.shop.example', 'same.example'] }
";
    let hosts = ["www.shop.example", "staging.shop.example", "shop.example", "same.example"];
    assert_eq!(standings(config, &hosts), ["own", "production", "production", "contested"]);
}

#[test]
fn some_hosts_only_look_like_others() {
    let workspace = workspace("");
    let domains = Domains::of(&workspace, &holders(&workspace));
    let imitated = |text| domains.imitated(&host(text)).map(|claim| claim.host.key());
    assert_eq!(imitated("staging.shop.example.evil.example"), Some("staging.shop.example"));
    assert_eq!(imitated("evilshop.example"), Some("shop.example"));
    assert_eq!(imitated("evilstaging.shop.example"), Some("staging.shop.example"));
    for other in ["a.shop.example", "shop.example.br", "intwww.shop.example", "my-shop.example", "other.example"] {
        assert_eq!(imitated(other), None, "{other}");
    }
}
