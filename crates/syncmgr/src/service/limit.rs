//! A limit to the time that a session may take.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use syncmgr_core::SessionControl;

/// How long handlers get to end in order.
const GRACE: Duration = Duration::from_secs(3);

/// While it lives, the session ends when its time is up: first in order, then at once.
pub struct Limit {
    /// Its end wakes the thread that waits.
    _ended: Sender<()>,
}

impl Limit {
    /// Begins to count.
    pub fn begin(time: Duration, control: &SessionControl) -> Self {
        let (ended, ends) = channel::<()>();
        let control = control.clone();
        thread::spawn(move || {
            if ends.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                control.stop_gracefully();
                if ends.recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
                    control.stop_now();
                }
            }
        });
        Self { _ended: ended }
    }
}
