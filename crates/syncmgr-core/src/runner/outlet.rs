use std::sync::Arc;

use syncmgr_proto::{Body, Event, Guid, SessionId};

use crate::sink::EventSink;
use crate::store::{Draft, Store};

/// Where the events of a session go: through the history, or straight to the people.
pub(super) struct Outlet {
    pub store: Option<Arc<Store>>,
    pub sink: Arc<dyn EventSink>,
    pub session: SessionId,
    /// The last number given without a history.
    pub seq: u64,
    pub gathered: Vec<Draft>,
}

impl Outlet {
    /// Notes an event; [`Outlet::pass_on`] sends it.
    pub fn emit(&mut self, body: Body, instance: Option<Guid>) {
        let (time, session) = (jiff::Timestamp::now(), self.session);
        self.gathered.push(Draft { time, session, body, instance });
    }

    /// Sends what was noted; with a history in one commit.
    pub fn pass_on(&mut self) {
        let drafts = std::mem::take(&mut self.gathered);
        match &self.store {
            _ if drafts.is_empty() => {}
            Some(store) => store.append(drafts, &self.sink),
            None => {
                for Draft { time, session, body, .. } in drafts {
                    self.seq += 1;
                    self.sink.event(&Event { seq: self.seq, time, session, body });
                }
            }
        }
    }

    /// Sends everything and waits until it was shown.
    pub fn finish(&mut self) {
        self.pass_on();
        if let Some(store) = &self.store {
            store.flush();
        }
    }
}
