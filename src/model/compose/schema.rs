//! What Docker Compose 2.40.3 takes, attribute by attribute (its `compose-spec.json`, and what it
//! casts and decodes afterwards).

mod build;
mod deploy;
mod mounts;
mod service;
mod top_level;

use super::shape::{Map, Shape};

/// A whole Compose file.
pub const DOCUMENT: Shape = top_level::DOCUMENT;

/// All attributes of a service.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    let known = match service::SERVICE.map {
        Some(Map::Fields { known, .. }) => known,
        _ => &[],
    };
    known.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_ninety_two_attributes() {
        let mut attributes: Vec<&str> = attributes().collect();
        attributes.sort_unstable();
        attributes.dedup();
        assert_eq!(attributes.len(), 92);
    }
}
