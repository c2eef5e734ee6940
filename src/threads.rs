//! Work that is spread over threads, and looks as if one had done it.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder, ScopedJoinHandle};

/// As much as the thread has that a program begins with, in bytes: how deep things may nest was tried there.
const STACK: usize = 8 << 20;

/// More than so many wait for memory rather than work.
const MOST: usize = 16;

/// To go through so much text, in bytes, takes longer than a thread to begin.
const MUCH_TEXT: usize = 64 << 10;

/// How many threads work. Nothing but time depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Threads(Option<NonZeroUsize>);

impl Threads {
    /// No other than the one that asks.
    pub const ONE: Self = Self(Some(NonZeroUsize::MIN));

    /// So many.
    pub fn new(count: NonZeroUsize) -> Self {
        Self(Some(count))
    }

    /// These, or one where the work is done before another has begun; a number that was asked for stays.
    #[must_use]
    pub fn only_if(self, is_much: bool) -> Self {
        if is_much || self.0.is_some() { self } else { Self::ONE }
    }

    /// These, where it takes longer to go through so many bytes of text than a thread to begin.
    #[must_use]
    pub fn for_text(self, bytes: usize) -> Self {
        self.only_if(bytes >= MUCH_TEXT)
    }

    /// What `work` makes of each of `items`, in their order.
    ///
    /// # Panics
    /// When `work` does.
    pub fn map<T: Sync, R: Send>(self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        let others = self.count(items.len()) - 1;
        if others == 0 {
            return items.iter().map(work).collect();
        }
        let next = AtomicUsize::new(0);
        let take = || items.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed));
        let share =
            || -> Vec<(usize, R)> { std::iter::from_fn(&take).map(|(index, item)| (index, work(item))).collect() };
        let mut done = thread::scope(|scope| {
            // Where the system gives no thread, the others do the work.
            let spawn = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, share).ok();
            let others: Vec<ScopedJoinHandle<'_, _>> = (0..others).filter_map(spawn).collect();
            let mut done = share();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    }

    /// How many are worth it for so many pieces of work.
    fn count(self, pieces: usize) -> usize {
        let allowed =
            || self.0.or_else(|| thread::available_parallelism().ok()).map_or(1, |count| count.get().min(MOST));
        if pieces < 2 { 1 } else { allowed().min(pieces) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads(count: usize) -> Threads {
        Threads::new(NonZeroUsize::new(count).unwrap())
    }

    #[test]
    fn results_come_in_the_order_of_the_work() {
        let items: Vec<usize> = (0..1000).collect();
        for count in [1, 2, 7, 100] {
            assert_eq!(
                threads(count).map(&items, |item| item * 2),
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
        assert_eq!(threads(4).map(&[] as &[usize], |item| *item), [0; 0]);
    }

    #[test]
    fn a_panic_is_passed_on() {
        let fail = |item: &usize| assert_ne!(*item, 7, "as asked");
        assert!(std::panic::catch_unwind(|| threads(3).map(&(0..100).collect::<Vec<_>>(), fail)).is_err());
    }
}
