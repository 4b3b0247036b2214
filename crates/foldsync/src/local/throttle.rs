//! A limit for the rate of copying, shared by all threads of a side.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lets so many bytes pass each second and makes everybody wait who comes too early.
#[derive(Debug)]
pub struct Throttle {
    rate: u64,
    /// When everything that was taken so far has passed.
    free_at: Mutex<Instant>,
}

impl Throttle {
    /// A limit of `rate` bytes a second (at least 1).
    pub fn new(rate: u64) -> Self {
        Self { rate: rate.max(1), free_at: Mutex::new(Instant::now()) }
    }

    /// Takes `bytes` and waits until they may have passed.
    pub fn take(&self, bytes: u64) {
        let wait = self.reserve(bytes, Instant::now());
        std::thread::sleep(wait);
    }

    /// Bytes that pass in a quarter of a second: pieces of that size keep the rate even.
    pub fn piece(&self) -> u64 {
        (self.rate / 4).max(4096)
    }

    fn time_of(&self, bytes: u64) -> Duration {
        let nanos = u128::from(bytes) * 1_000_000_000 / u128::from(self.rate);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    fn reserve(&self, bytes: u64, now: Instant) -> Duration {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let end = (*free_at).max(now) + self.time_of(bytes);
        *free_at = end;
        end - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_share_one_rate() {
        let throttle = Throttle::new(1000);
        let now = Instant::now();
        let first = throttle.reserve(500, now);
        let second = throttle.reserve(500, now);
        assert!((first.as_secs_f64() - 0.5).abs() < 0.1, "{first:?}");
        assert!((second.as_secs_f64() - 1.0).abs() < 0.1, "{second:?}");
    }

    #[test]
    fn what_was_not_used_is_not_saved_up() {
        let throttle = Throttle::new(1000);
        let later = Instant::now() + Duration::from_secs(100);
        assert_eq!(throttle.reserve(1000, later), Duration::from_secs(1));
    }
}
