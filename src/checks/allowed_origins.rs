//! `allowed-origins`: browsers may call from listed origins only.

use schemars::JsonSchema;
use serde::Deserialize;

use super::given;
use super::scope::Scope;
use crate::check::{Check, Context, Findings};
use crate::config::patterns::Names;
use crate::model::origin;

/// Who may call.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowedOrigins {
    /// Variables that hold one origin or a list of them.
    keys: Names,
    /// The origins that may stand there, in lower case and without a slash at the end.
    origins: Names,
    /// Where the rule applies.
    #[serde(default, rename = "where")]
    scope: Scope,
}

impl Check for AllowedOrigins {
    fn workspace(&self, cx: &Context<'_>, out: &mut Findings) {
        let is_other = |text: &str| !self.origins.is_match(text.trim_end_matches('/').to_ascii_lowercase().as_str());
        let tell = |fault: &given::Fault<'_>| {
            let message = format!("{} allows `{}` in `{}`", fault.whose, cx.show(fault.value), fault.name);
            (message, "none of the allowed origins".to_owned(), cx.fix.to_owned())
        };
        given::judge(cx, &self.scope, &self.keys, origin::list, is_other, tell, out);
    }
}
