//! "Did you mean".

use super::Failure;
use crate::engine::RuleInfo;

/// Of `names` the one that was probably meant by `word`, if any is close.
pub(super) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(word, name);
    let scored = names.into_iter().map(|name| (likeness(name), name));
    scored.filter(|(score, _)| *score >= 0.6).max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, name)| name)
}

/// The rule with this id.
pub(super) fn rule<'a>(catalogue: &'a [RuleInfo], id: &str) -> Result<&'a RuleInfo, Failure> {
    catalogue.iter().find(|rule| rule.id == id).ok_or_else(|| {
        let failure = Failure::new(format!("there is no rule `{id}`"));
        match nearest(id, catalogue.iter().map(|rule| rule.id.as_str())) {
            Some(name) => failure.help(format!("did you mean `{name}`?")),
            None => failure.help("choose one that `envlint rules` lists"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["no-shared-secrets", "no-host-ports", "es-prefix"];
        assert_eq!(nearest("no-shared-secret", names), Some("no-shared-secrets"));
        assert_eq!(nearest("host-ports", names), Some("no-host-ports"));
        assert_eq!(nearest("something-else", names), None);
    }
}
