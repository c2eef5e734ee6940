//! Paths as URIs.

use std::fmt::Write as _;

use super::shape::ArtifactLocation;

/// Where `path` is: below the working directory, or at an absolute path.
pub(super) fn location(path: &str) -> ArtifactLocation {
    if path.starts_with('/') {
        ArtifactLocation { uri: format!("file://{}", encoded(path)), uri_base_id: None }
    } else {
        ArtifactLocation { uri: encoded(path), uri_base_id: Some("SRCROOT") }
    }
}

/// `path` with all but the unreserved characters of RFC 3986 and `/` percent-encoded, so that no
/// part of it reads as a scheme, a host, a query or a fragment.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_nothing_else() {
        assert_eq!(encoded("infra/.env.staging"), "infra/.env.staging");
        assert_eq!(encoded("./::error::x/é ?#%.yml"), "%3A%3Aerror%3A%3Ax/%C3%A9%20%3F%23%25.yml");
        assert_eq!(encoded("javascript:x"), "javascript%3Ax");
        let outside = location("/etc/a b.env");
        assert_eq!((outside.uri.as_str(), outside.uri_base_id), ("file:///etc/a%20b.env", None));
    }
}
