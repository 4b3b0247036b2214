//! Connections that handlers ask for; they stay up until the last session that uses them ends (4.9).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use syncmgr_proto::{Code, SessionId};

/// Brings connections up and down; the name `None` means the default one.
pub trait Dialer: Send + Sync {
    /// Brings a connection up; only `OK` promises that it is.
    fn up(&self, name: Option<&str>) -> Code;

    /// Takes down what `up` brought up.
    fn down(&self, name: Option<&str>);

    /// The name of the connection that is meant: a default one may have a name, too.
    fn meant(&self, name: Option<&str>) -> Option<String> {
        name.map(str::to_owned)
    }
}

/// The connections that this process has opened.
pub struct Connections {
    dialer: Box<dyn Dialer>,
    open: Mutex<BTreeMap<Option<String>, BTreeSet<SessionId>>>,
}

impl Connections {
    /// Makes a pool over a dialer.
    pub fn new(dialer: impl Dialer + 'static) -> Self {
        Self { dialer: Box::new(dialer), open: Mutex::default() }
    }

    /// Opens a connection for a session; one that is up already is shared.
    pub(crate) fn establish(&self, session: SessionId, name: Option<&str>) -> Code {
        let key = self.dialer.meant(name);
        let join = || {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.get_mut(&key).map(|users| users.insert(session)).is_some()
        };
        if join() {
            return Code::OK;
        }
        // Dialling takes its time: no lock is held. Two who dial at once both succeed and share it.
        let code = self.dialer.up(name);
        if code == Code::OK {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.entry(key).or_default().insert(session);
        }
        code
    }

    /// A session has ended: what only it used goes down.
    pub(crate) fn release(&self, session: SessionId) {
        let mut idle = Vec::new();
        {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.retain(|name, users| {
                let was_last = users.remove(&session) && users.is_empty();
                if was_last {
                    idle.push(name.clone());
                }
                !was_last
            });
        }
        for name in &idle {
            self.dialer.down(name.as_deref());
        }
    }
}

/// Knows no connections: asking for one fails.
pub struct NoDialer;

impl Dialer for NoDialer {
    fn up(&self, _name: Option<&str>) -> Code {
        Code::UNEXPECTED
    }

    fn down(&self, _name: Option<&str>) {}
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Recorder(Arc<Mutex<Vec<String>>>);

    impl Dialer for Recorder {
        fn up(&self, name: Option<&str>) -> Code {
            self.0.lock().unwrap().push(format!("up {}", name.unwrap_or("default")));
            if name == Some("broken") { Code::FAIL } else { Code::OK }
        }

        fn down(&self, name: Option<&str>) {
            self.0.lock().unwrap().push(format!("down {}", name.unwrap_or("default")));
        }

        fn meant(&self, name: Option<&str>) -> Option<String> {
            name.filter(|name| *name != "standard").map(str::to_owned)
        }
    }

    #[test]
    fn each_connection_is_opened_once_and_closed_after_its_last_user() {
        let recorder = Recorder::default();
        let pool = Connections::new(recorder.clone());
        let (a, b) = (SessionId::random(), SessionId::random());
        assert_eq!(pool.establish(a, None), Code::OK);
        assert_eq!(pool.establish(a, Some("office")), Code::OK);
        assert_eq!(pool.establish(a, Some("standard")), Code::OK, "the default one by its name");
        assert_eq!(pool.establish(b, Some("office")), Code::OK);
        assert_eq!(pool.establish(b, Some("broken")), Code::FAIL);
        pool.release(a);
        pool.release(a);
        pool.release(b);
        let log = recorder.0.lock().unwrap().clone();
        assert_eq!(log, ["up default", "up office", "up broken", "down default", "down office"]);
    }
}
