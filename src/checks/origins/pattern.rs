//! Regular expressions for origins: what else do they match?

use regex::Regex;

use crate::checks::hosts::{Fault, Judge, Verdict};
use crate::model::domain::{Host, MAX_COMPARED, Owner, Standing};
use crate::model::pattern;
use crate::model::value::Value;

impl Judge<'_> {
    /// Judges a regular expression by what it matches. Most frameworks search for it in the origin.
    pub(super) fn pattern(&self, item: &Value) -> Verdict {
        self.tried.set(self.tried.get() + 1);
        if self.tried.get() > pattern::MAX_TRIED {
            return Verdict::Unknown;
        }
        let Some(pattern) = item.text().and_then(|text| compile(&text)) else { return Verdict::Unknown };
        if pattern.is_match("https://stranger.invalid") {
            return self.everything(item).into();
        }
        for claim in self.domains.foreign(self.environment).filter(|claim| self.is_compared(claim.environment)) {
            let Some(host) = claim.host.known() else { continue };
            if pattern.is_match(&format!("https://{host}")) {
                let name = self.cx.name(claim.environment);
                let what = format!("a pattern that matches `https://{host}`, an origin of {name}");
                let fault = Fault::new(item, what, format!("matches {name}'s origin"), self.narrower());
                return self.owned(fault, &Owner::Claimed(claim)).into();
            }
        }
        let mut verdict = Verdict::Unknown;
        for claim in self.domains.hosts_of(self.environment).take(MAX_COMPARED) {
            let Some(host) = claim.host.known() else { continue };
            let is_own = matches!(self.domains.standing(&claim.host, self.environment), Standing::Own);
            if !is_own || !pattern.is_match(&format!("https://{host}")) {
                continue;
            }
            if let Some((probe, help)) = probe(&pattern, &claim.host, host) {
                let what = format!("a pattern that also matches `{probe}`");
                return Fault::new(item, what, "matches more than its own", help).because(self, claim).into();
            }
            verdict = Verdict::Fine;
        }
        verdict
    }

    fn narrower(&self) -> String {
        format!("narrow it to the origins of {}", self.name())
    }
}

/// An origin that only a careless pattern for `host` matches, and how to write it with care.
fn probe(pattern: &Regex, host: &Host, name: &str) -> Option<(String, &'static str)> {
    let followed = (format!("https://{name}.evil.example"), "end the pattern with `$`");
    let dots = name.match_indices('.').filter_map(|(at, _)| {
        let (front, back) = (name.get(..at)?, name.get(at + 1..)?);
        Some((format!("https://{front}x{back}"), "escape the dots of the pattern with `\\`"))
    });
    let glued = host.is_registrable().then(|| (format!("https://evil{name}"), "begin the pattern with `^https://`"));
    let plain = (format!("http://{name}"), "write `https` instead of `https?`");
    let mut probes = std::iter::once(followed).chain(dots).chain(glued).chain([plain]);
    probes.find(|(probe, _)| pattern.is_match(probe))
}

/// Compiles what a framework would: without the slashes around it, and with the doubled backslashes
/// of JSON made single. None for what cannot be told: too large, or of another dialect.
fn compile(text: &str) -> Option<Regex> {
    let single = text.replace(r"\\", r"\");
    let body = single.strip_prefix('/').and_then(|rest| Some(rest.rsplit_once('/')?.0)).unwrap_or(&single);
    pattern::of_hosts(body)
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn patterns_come_in_many_forms() {
        for pattern in
            [r"^https://a\.example$", r"^https://a\\.example$", r"/^https:\/\/a\.example$/i", "^HTTPS://A[.]example$"]
        {
            let pattern = compile(pattern).unwrap();
            assert!(pattern.is_match("https://a.example"), "{pattern}");
            assert!(!pattern.is_match("https://axexample"), "{pattern}");
        }
        for none in ["(", "(?=look)ahead", r"(.)\1", &"a".repeat(3000), "(a{1000}){1000}"] {
            assert!(compile(none).is_none());
        }
    }
}
