//! Why a session began.

use crate::constants::{
    SYNCMGRFLAG_CONNECT, SYNCMGRFLAG_EVENTMASK, SYNCMGRFLAG_IDLE, SYNCMGRFLAG_INVOKE, SYNCMGRFLAG_MAYBOTHERUSER,
    SYNCMGRFLAG_PENDINGDISCONNECT, SYNCMGRFLAG_SCHEDULED, SYNCMGRFLAG_SETTINGS,
};

/// The event of `Initialize`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// A network connection came up, or the user logged on.
    Connect,
    /// A network connection is about to go, or the user logs off.
    PendingDisconnect,
    /// The user asked for it. Also every event that is unknown (`R-INI-18`).
    Manual,
    /// The computer is idle.
    Idle,
    /// A program asked for it.
    Invoke,
    /// A schedule.
    Scheduled,
}

impl Event {
    /// Reads the event of `SYNCMGRFLAG_…` flags.
    pub fn of(flags: u32) -> Self {
        match flags & SYNCMGRFLAG_EVENTMASK {
            SYNCMGRFLAG_CONNECT => Self::Connect,
            SYNCMGRFLAG_PENDINGDISCONNECT => Self::PendingDisconnect,
            SYNCMGRFLAG_IDLE => Self::Idle,
            SYNCMGRFLAG_INVOKE => Self::Invoke,
            SYNCMGRFLAG_SCHEDULED => Self::Scheduled,
            _ => Self::Manual,
        }
    }
}

/// The question of `Initialize`: do you take part?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Initialization<'a> {
    /// `SYNCMGRFLAG_…`.
    pub flags: u32,
    /// What a program that asked for the session tells the handler; only with [`Event::Invoke`].
    pub cookie: Option<&'a [u8]>,
}

impl Initialization<'_> {
    /// The event.
    pub fn event(&self) -> Event {
        Event::of(self.flags)
    }

    /// Whether windows may be shown.
    pub fn may_bother_user(&self) -> bool {
        self.flags & SYNCMGRFLAG_MAYBOTHERUSER != 0
    }

    /// Whether it is about configuration only.
    pub fn is_settings(&self) -> bool {
        self.flags & SYNCMGRFLAG_SETTINGS != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_ini_5_to_10_and_18_the_event_is_a_code() {
        use Event::{Connect, Idle, Invoke, Manual, PendingDisconnect, Scheduled};
        let events = [1, 2, 3, 4, 5, 6, 7, 0, 0xFF].map(|code| Event::of(code | SYNCMGRFLAG_MAYBOTHERUSER));
        assert_eq!(events, [Connect, PendingDisconnect, Manual, Idle, Invoke, Scheduled, Manual, Manual, Manual]);
    }

    #[test]
    fn options_are_bits() {
        let settings = Initialization { flags: 0x103, cookie: None };
        assert!(settings.is_settings() && !settings.may_bother_user());
        let manual = Initialization { flags: 0x203, cookie: None };
        assert!(!manual.is_settings() && manual.may_bother_user());
    }
}
