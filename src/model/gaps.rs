//! Files whose content is not known, or not all of it: what is missing near them may stand in them.

use std::collections::BTreeSet;
use std::ops::Bound;

use camino::{Utf8Path, Utf8PathBuf};

/// The directories of files that could not be read, or not to their end.
#[derive(Debug, Default)]
pub struct Gaps {
    directories: BTreeSet<Utf8PathBuf>,
}

impl Gaps {
    /// Notes a file, by its absolute path.
    pub(super) fn add(&mut self, path: &Utf8Path) {
        self.directories.extend(path.parent().map(Utf8Path::to_owned));
    }

    /// Whether there is none: everything was read.
    pub fn is_empty(&self) -> bool {
        self.directories.is_empty()
    }

    /// Whether what is missing in `directory` may stand in one of them: a project is made of files of one
    /// directory, of those above it and of those below it.
    pub fn is_near(&self, directory: &Utf8Path) -> bool {
        let below = (Bound::Included(directory), Bound::Unbounded);
        // Paths below a directory come right behind it.
        let mut below = self.directories.range::<Utf8Path, _>(below);
        below.next().is_some_and(|next| next.starts_with(directory))
            || directory.ancestors().any(|above| self.directories.contains(above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_beside_above_and_below() {
        let mut gaps = Gaps::default();
        assert!(gaps.is_empty() && !gaps.is_near("/".into()));
        gaps.add("/r/infra/compose.yaml".into());
        let near = |directory: &str| gaps.is_near(directory.into());
        assert!(["/", "/r", "/r/infra", "/r/infra/staging"].into_iter().all(near));
        assert!(!["/r/docs", "/r/infrastructure", "/r/inf", "/q", "/s"].into_iter().any(near));
    }
}
