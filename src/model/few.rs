//! What is kept of a crowd, so that each of it can be compared with what is kept.

use std::collections::BTreeSet;

/// How many of a group are kept.
const MAX: usize = 32;

/// Of each group the first few. Comparing everything with them costs the same for each, however many
/// there are, and no group, such as an environment, is crowded out by another.
#[derive(Debug, Clone)]
pub struct Few<G, T> {
    kept: Vec<T>,
    /// How many of each group are kept, in the order of the groups: nearly always of one.
    counts: Vec<(G, usize)>,
    cut: BTreeSet<G>,
}

impl<G, T> Default for Few<G, T> {
    fn default() -> Self {
        Self { kept: Vec::new(), counts: Vec::new(), cut: BTreeSet::new() }
    }
}

impl<G: Ord, T> Few<G, T> {
    /// Keeps `item`, unless enough of its group are there.
    pub fn add(&mut self, group: G, item: T) {
        match self.counts.binary_search_by(|(known, _)| known.cmp(&group)) {
            Ok(at) => match self.counts.get_mut(at) {
                Some((_, count)) if *count < MAX => *count += 1,
                _ => {
                    self.cut.insert(group);
                    return;
                }
            },
            Err(at) => {
                self.counts.reserve_exact(1);
                self.counts.insert(at, (group, 1));
            }
        }
        self.kept.reserve_exact(usize::from(self.kept.is_empty()));
        self.kept.push(item);
    }

    /// What is kept, in the order in which it came.
    pub fn kept(&self) -> &[T] {
        &self.kept
    }

    /// The groups of which something was not kept.
    pub fn cut(&self) -> impl Iterator<Item = &G> {
        self.cut.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Few, MAX};

    #[test]
    fn no_group_crowds_out_another() {
        let mut few = Few::default();
        for number in 0..1000 {
            few.add("production", number);
        }
        few.add("staging", 1000);
        assert_eq!(few.kept().len(), MAX + 1);
        assert_eq!((few.kept().first(), few.kept().last()), (Some(&0), Some(&1000)));
        assert_eq!(few.cut().collect::<Vec<_>>(), [&"production"]);
    }
}
