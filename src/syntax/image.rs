//! References to images: `registry.example:5000/shop/api:1.4@sha256:…` (OCI distribution specification).

/// A reference in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image<'a> {
    /// Registry and path: `registry.example:5000/shop/api`.
    pub path: &'a str,
    /// The tag.
    pub tag: Option<&'a str>,
    /// The digest, with its algorithm.
    pub digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    /// Takes `reference` apart, whatever it holds.
    pub fn parse(reference: &'a str) -> Self {
        let (named, digest) = match reference.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (reference, None),
        };
        // A colon before the last slash belongs to the port of a registry, or to a variable.
        let last = named.rfind('/').map_or(0, |at| at + 1);
        match named.get(last..).and_then(|name| name.split_once(':')) {
            Some((name, tag)) => {
                let path = named.get(..last + name.len()).unwrap_or(named);
                Self { path, tag: Some(tag), digest }
            }
            None => Self { path: named, tag: None, digest },
        }
    }

    /// The last part of the path: `api`.
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_parts() {
        for (reference, path, name, tag, digest) in [
            ("postgres", "postgres", "postgres", None, None),
            ("postgres:17", "postgres", "postgres", Some("17"), None),
            ("localhost:5000/postgres", "localhost:5000/postgres", "postgres", None, None),
            (
                "registry.example:5000/a/b:tag@sha256:00",
                "registry.example:5000/a/b",
                "b",
                Some("tag"),
                Some("sha256:00"),
            ),
            ("a/b@sha256:00", "a/b", "b", None, Some("sha256:00")),
            ("${REG}/x", "${REG}/x", "x", None, None),
            ("${REG:-docker.io}/x:${TAG:-1}", "${REG:-docker.io}/x", "x", Some("${TAG:-1}"), None),
            ("a/", "a/", "", None, None),
            (":1", "", "", Some("1"), None),
            ("", "", "", None, None),
        ] {
            let image = Image::parse(reference);
            assert_eq!((image.path, image.name(), image.tag, image.digest), (path, name, tag, digest), "{reference}");
        }
    }
}
