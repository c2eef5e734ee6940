//! Of configurations and packs.

use std::sync::LazyLock;

use envlint::checks;
use envlint::config::Config;
use envlint::policy::{Pack, Registry};
use envlint::source::SourceMap;
use envlint::syntax::SyntaxError;

use super::places::{Read, lies};

static BUILT_IN: LazyLock<Registry> = LazyLock::new(|| Registry::built_in(&mut SourceMap::new()).0);

/// Any bytes read as a configuration and as a pack of rules, and what is wrong with them has a place
/// in them.
pub fn config(bytes: &[u8]) {
    let read = Read::new("envlint.yaml", bytes);
    let refused = |errors: Vec<SyntaxError>| errors.iter().for_each(|found| super::places::error(&read.sources, found));
    let (config, errors) = Config::read(read.id, read.text());
    refused(errors);
    for (name, declared) in &config.settings.environments {
        let span = config.key_span(&["environments", name]);
        assert!(span.is_some(), "the environment `{name}` stands nowhere");
        lies(&read.sources, span.unwrap_or(read.whole()), "an environment");
        let _ = (declared.services.first_match("backend_staging"), declared.domains.closest("staging.shop.example"));
    }
    for (index, exception) in config.settings.exceptions.iter().enumerate() {
        let span = config.value_span(&["exceptions", &index.to_string()]);
        assert!(span.is_some(), "an exception stands nowhere: {exception:?}");
        lies(&read.sources, span.unwrap_or(read.whole()), "an exception");
    }
    refused(BUILT_IN.levels(&config).1);
    let (pack, errors) = Pack::read(read.id, read.text());
    refused(errors);
    let Some(pack) = pack else { return };
    for rule in &pack.rules {
        lies(&read.sources, rule.span, "a rule");
        lies(&read.sources, rule.check_span, "the name of a check");
        refused(checks::of_rule(rule).err().unwrap_or_default());
    }
    let mut own = Registry::default();
    refused(own.add(pack));
}
