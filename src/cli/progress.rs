//! A sign of life, where someone waits.

use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long one waits before one wonders.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// Does `work`. When it takes longer than `patience`, `told` gets a line that counts on and is gone
/// at the end.
pub(super) fn during<'w, T>(
    work: impl FnOnce() -> T,
    patience: Duration,
    told: Option<&mut (dyn Write + Send + 'w)>,
) -> T {
    let Some(told) = told else { return work() };
    thread::scope(|scope| {
        let (done, is_done) = channel::<()>();
        scope.spawn(move || {
            let mut waited: u32 = 0;
            while is_done.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                waited += 1;
                // There is nobody to tell when this fails.
                let _ = write!(told, "\rlinting for {} s …", (patience * waited).as_secs()).and_then(|()| told.flush());
            }
            if waited > 0 {
                let _ = write!(told, "\r{:30}\r", "").and_then(|()| told.flush());
            }
        });
        let result = work();
        drop(done);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_waits_is_told() {
        let mut told = Vec::new();
        assert_eq!(during(|| 1, Duration::from_mins(1), Some(&mut told)), 1);
        assert_eq!(told, b"");
        during(|| thread::sleep(Duration::from_millis(300)), Duration::from_millis(5), Some(&mut told));
        let told = String::from_utf8(told).unwrap();
        assert!(told.starts_with("\rlinting for 0 s …\r") && told.ends_with(" \r"), "{told:?}");
    }
}
