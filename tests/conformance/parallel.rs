//! Work on all cores: most of the time goes into starting the engine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in their order.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        Some((at, work(items.get(at)?)))
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let spawn = |_| scope.spawn(|| std::iter::from_fn(take).collect::<Vec<_>>());
        let handles: Vec<_> = (0..workers).map(spawn).collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("work without panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
