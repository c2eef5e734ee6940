//! "Did you mean".

/// Longer words get no suggestion: comparing costs the product of the lengths.
const MAX_LEN: usize = 64;

/// Of more known words only so many are compared, for the same reason.
const MAX_KNOWN: usize = 200;

/// The known word that `word` was probably meant to be.
pub fn closest<'a, S: AsRef<str> + 'a>(word: &str, known: impl IntoIterator<Item = &'a S>) -> Option<&'a str> {
    if word.len() > MAX_LEN {
        return None;
    }
    let lower = word.to_lowercase();
    known
        .into_iter()
        .take(MAX_KNOWN)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.as_ref().to_lowercase()), candidate.as_ref()))
        // A third of the letters may differ; the first of equally near words wins.
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// What to do about `word`, which is none of the few `known` ones.
pub fn help<S: AsRef<str>>(word: &str, known: &[S]) -> String {
    if let Some(candidate) = closest(word, known) {
        return format!("did you mean `{candidate}`?");
    }
    if known.is_empty() { "remove it".to_owned() } else { format!("use {}", listed(known)) }
}

/// The words that can be chosen from: one of these, each between backticks.
pub fn listed<S: AsRef<str>>(known: &[S]) -> String {
    let known: Vec<String> = known.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match known.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("one of {} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_near() {
        let known = ["production", "staging", "development", "other"];
        assert_eq!(closest("prodution", &known), Some("production"));
        assert_eq!(closest("Staging", &known), Some("staging"));
        assert_eq!(closest("canary", &known), None);
        assert_eq!(help("canary", &known), "use one of `production`, `staging`, `development` and `other`");
        assert_eq!(closest(&"x".repeat(100_000), &known), None);
    }
}
