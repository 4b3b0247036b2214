use std::time::{Duration, Instant};

/// How long the first change waits for company.
const GATHER: Duration = Duration::from_millis(20);
/// How long changes wait when something was shown just before: a state that stands for 100 ms is shown, also where every
/// thread on the way is late.
const STEADY: Duration = Duration::from_millis(40);

/// Decides when gathered progress is shown: soon after a quiet time, rarely in a stream.
#[derive(Default)]
pub struct Pace {
    shown: Option<Instant>,
    due: Option<Instant>,
}

impl Pace {
    /// Something changed.
    pub fn changed(&mut self, now: Instant) {
        let steady = self.shown.map_or(now, |shown| shown + STEADY);
        self.due.get_or_insert_with(|| steady.max(now + GATHER));
    }

    /// When to show it; `None`: there is nothing to show.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// It was shown.
    pub fn shown(&mut self, now: Instant) {
        self.shown = Some(now);
        self.due = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn the_first_change_is_shown_soon_and_a_stream_rarely() {
        let (mut pace, zero) = (Pace::default(), Instant::now());
        assert_eq!(pace.due(), None);
        pace.changed(zero);
        pace.changed(zero + ms(5));
        assert_eq!(pace.due(), Some(zero + ms(20)), "later changes do not push it away");
        pace.shown(zero + ms(20));
        assert_eq!(pace.due(), None);
        pace.changed(zero + ms(21));
        assert_eq!(pace.due(), Some(zero + ms(60)));
        pace.shown(zero + ms(60));
        pace.changed(zero + ms(500));
        assert_eq!(pace.due(), Some(zero + ms(520)));
    }

    #[test]
    fn a_state_never_waits_for_100_ms() {
        for wait in 0..300 {
            let (mut pace, zero) = (Pace::default(), Instant::now());
            pace.shown(zero);
            pace.changed(zero + ms(wait));
            assert!(pace.due().unwrap() < zero + ms(wait + 100), "{wait}");
        }
    }
}
