//! One allowed origin, as one environment sees it.

use crate::checks::hosts::{Fault, Judge, Verdict};
use crate::config::Role;
use crate::diagnostic::Severity;
use crate::model::holder::is_general_template;
use crate::model::origin::{Origin, Scheme};
use crate::model::value::{Certainty, Value};

/// Whether a value under a plain key is a pattern.
pub(super) fn is_pattern(value: &Value) -> bool {
    value.flat().as_str().trim_start_matches(['"', '\'', '[', ' ']).starts_with('^')
}

impl Judge<'_> {
    /// Judges one item of a list.
    pub(super) fn item(&self, item: &Value, patterns: bool) -> Verdict {
        if patterns || is_pattern(item) {
            return self.pattern(item);
        }
        if item.text().is_some_and(|text| text == "null") {
            let what = "the origin `null`".to_owned();
            return Fault::new(item, what, "sandboxed pages and local files", "remove `null`").into();
        }
        let Some(origin) = Origin::parse(item) else { return Verdict::Unknown };
        // Applications have schemes of their own, which no website can take.
        if !origin.is_web() && matches!(origin.scheme, Scheme::Known(_)) {
            return Verdict::Unknown;
        }
        let verdict = if origin.host.key().contains('*') {
            self.wildcard(item, &origin.host)
        } else if origin.host.is_local() {
            return self.local(item);
        } else if origin.host.is_internal() {
            return Verdict::Unknown;
        } else {
            self.host(item, &origin.host)
        };
        match verdict {
            Verdict::Fine | Verdict::Unknown if origin.is_plain_http() => self.plain_http(item).into(),
            verdict => verdict,
        }
    }

    fn local(&self, item: &Value) -> Verdict {
        // A template for all is filled in for a developer's own machine.
        if item.certainty() == Certainty::Maybe && is_general_template(self.cx.workspace, item.place()) {
            return Verdict::Unknown;
        }
        let what = format!("`{}`, a page on the visitor's own machine", self.show(item));
        let fault = Fault::new(item, what, "a local origin", self.mend());
        // Where nothing has a public host, the environment may be one that developers run.
        let is_public = self.role() == Role::Production || self.domains.is_owner(self.environment);
        (if is_public { fault } else { fault.at_most(Severity::Warning) }).into()
    }

    fn plain_http(&self, item: &Value) -> Fault {
        let what = format!("`{}`, which is not encrypted", self.show(item));
        Fault::new(item, what, "plain http", "write `https://` instead of `http://`")
    }
}
